/**
 * The body of one answer, read once, in time, whole or not at all.
 *
 * @since 0.1.0
 */
import { type Array as Arr, Cause, Clock, Duration, Effect, Result, type Scope, Stream } from "effect"
import type { Readable } from "node:stream"
import type { BodyPlan } from "./BodyPlan.ts"
import * as BodyReader from "./BodyReader.ts"
import { ClientFailure } from "./ClientFailure.ts"
import type { Collector } from "./Collector.ts"
import * as Deadline from "./Deadline.ts"
import type { Limits } from "./Limits.ts"
import * as Utf8 from "./Utf8.ts"

/**
 * Whichever is run first reads the body. A body of up to 64 KiB is kept for those who ask again, as one asks for the text of
 * an error twice; a larger one is given once, since V8 lets go of what a response holds only long after the response.
 *
 * @category models
 * @since 0.1.0
 */
export interface CheckedBody {
  /** All of it, as it came. */
  readonly parts: Effect.Effect<ReadonlyArray<Buffer>, ClientFailure>
  /** All of it as text, each chunk decoded when it comes. */
  readonly text: Effect.Effect<string, ClientFailure>
  /** Fails after what came in order, rather than ending early. */
  readonly chunks: Stream.Stream<Uint8Array, ClientFailure>
}

/**
 * `headAt` is the monotonic time of the head, in nanoseconds: the deadline counts from it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  plan: Result.Result<BodyPlan, ClientFailure>,
  source: () => Readable,
  headAt: bigint,
  limits: Limits
): CheckedBody => {
  let taken = false
  const open = Effect.suspend(() => {
    if (Result.isFailure(plan)) return Effect.fail(plan.failure)
    if (taken)
      return Effect.fail(
        new ClientFailure({ kind: "Incomplete", detail: "the body was read before, and only small ones are kept" })
      )
    taken = true
    return Effect.succeed(plan.success)
  })
  const read = <A>(collector: () => Collector<A>) =>
    Effect.flatMap(open, (plan) =>
      Clock.clockWith((clock) => collect(source(), plan, limits, timeLeft(clock, headAt, limits), collector()))
    )
  let keptParts: Effect.Effect<ReadonlyArray<Buffer>> | undefined
  let keptText: Effect.Effect<string> | undefined
  return {
    parts: Effect.suspend(
      () =>
        keptParts ??
        (keptText === undefined ? undefined : Effect.map(keptText, (text) => [Buffer.from(text)])) ??
        Effect.map(read(parts), (whole) => {
          if (lengthOf(whole) <= maxKept) keptParts = Effect.succeed(whole)
          return whole
        })
    ),
    text: Effect.suspend(
      () =>
        keptText ??
        (keptParts === undefined ? undefined : Effect.flatMap(keptParts, textOf)) ??
        Effect.map(read(Utf8.make), (whole) => {
          if (whole.length <= maxKept) keptText = Effect.succeed(whole)
          return whole
        })
    ),
    chunks: Stream.unwrap(
      Effect.flatMap(open, (plan) =>
        Effect.map(piecemeal(source(), plan, limits), (next) =>
          Stream.fromPull(
            Effect.succeed(
              Clock.clockWith((clock) =>
                Effect.timeoutOrElse(next, {
                  duration: timeLeft(clock, headAt, limits),
                  orElse: () => Effect.fail(tooSlow(limits))
                })
              )
            )
          )
        )
      )
    )
  }
}

/** In bytes, or characters. */
const maxKept = 65_536

const lengthOf = (parts: ReadonlyArray<Buffer>): number => parts.reduce((sum, { length }) => sum + length, 0)

const timeLeft = (clock: Clock.Clock, headAt: bigint, limits: Limits): Duration.Duration =>
  Duration.millis(
    Math.max(0, Duration.toMillis(limits.body) - Number((clock.monotonicTimeNanosUnsafe() - headAt) / 1_000_000n))
  )

const tooSlow = (limits: Limits) =>
  new ClientFailure({ kind: "BodyTimeout", detail: `the body did not come within ${Duration.format(limits.body)}` })

const parts = (): Collector<ReadonlyArray<Buffer>> => {
  const came: Array<Buffer> = []
  return {
    add: (bytes) => void came.push(bytes),
    whole: () => Result.succeed(came)
  }
}

const textOf = (came: ReadonlyArray<Buffer>): Effect.Effect<string, ClientFailure> =>
  Effect.suspend(() => {
    const text = Utf8.make()
    for (const bytes of came) {
      const failure = text.add(bytes)
      if (failure !== undefined) return Effect.fail(failure)
    }
    return Effect.fromResult(text.whole())
  })

const collect = <A>(
  source: Readable,
  plan: BodyPlan,
  limits: Limits,
  time: Duration.Duration,
  collector: Collector<A>
): Effect.Effect<A, ClientFailure> =>
  Deadline.callback(
    (done) => {
      const reader: BodyReader.BodyReader = BodyReader.make(source, plan, limits, {
        chunk: (bytes) => {
          const failure = collector.add(bytes)
          if (failure !== undefined) {
            reader.stop()
            done(Effect.fail(failure))
          }
          return true
        },
        end: (failure) => done(failure === undefined ? Effect.fromResult(collector.whole()) : Effect.fail(failure))
      })
      return reader.stop
    },
    time,
    () => tooSlow(limits)
  )

/** How much may wait for a slow consumer before the connection is asked to wait too. */
const highWaterMark = 256 * 1024

/** Waits for the next chunks; the connection is closed when the consumer leaves early. */
const piecemeal = (
  source: Readable,
  plan: BodyPlan,
  limits: Limits
): Effect.Effect<
  Effect.Effect<Arr.NonEmptyReadonlyArray<Uint8Array>, ClientFailure | Cause.Done>,
  never,
  Scope.Scope
> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const state = { came: new Array<Uint8Array>(), waiting: 0, wake: () => {} }
        let ended: Effect.Effect<never, ClientFailure | Cause.Done> | undefined
        const reader = BodyReader.make(source, plan, limits, {
          chunk: (bytes) => {
            state.came.push(bytes)
            state.waiting += bytes.length
            state.wake()
            return state.waiting < highWaterMark
          },
          end: (failure) => {
            ended = failure === undefined ? Cause.done() : Effect.fail(failure)
            state.wake()
          }
        })
        const take = () => {
          const [first, ...rest] = state.came
          if (first === undefined) return ended
          state.came = []
          state.waiting = 0
          reader.resume()
          return Effect.succeed([first, ...rest] as const)
        }
        const next = Effect.suspend(
          () =>
            take() ??
            Effect.callback<Arr.NonEmptyReadonlyArray<Uint8Array>, ClientFailure | Cause.Done>((resume) => {
              state.wake = () => {
                const taken = take()
                if (taken === undefined) return
                state.wake = () => {}
                resume(taken)
              }
              return Effect.sync(() => {
                state.wake = () => {}
              })
            })
        )
        return { next, leave: () => (ended === undefined ? reader.stop() : undefined) }
      }),
      ({ leave }) => Effect.sync(leave)
    ),
    ({ next }) => next
  )
