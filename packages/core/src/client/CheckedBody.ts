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
import * as Deadline from "./Deadline.ts"
import type { Limits } from "./Limits.ts"

/**
 * Whichever of the two is run first reads the body; `parts` keeps it for those who ask again.
 *
 * @category models
 * @since 0.1.0
 */
export interface CheckedBody {
  /** All of it, as it came. */
  readonly parts: Effect.Effect<ReadonlyArray<Buffer>, ClientFailure>
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
    if (taken) return Effect.fail(new ClientFailure({ kind: "Incomplete", detail: "the body was read before" }))
    taken = true
    return Effect.succeed(plan.success)
  })
  const read = Effect.flatMap(open, (plan) =>
    Clock.clockWith((clock) => collect(source(), plan, limits, timeLeft(clock, headAt, limits)))
  )
  let kept: Effect.Effect<ReadonlyArray<Buffer>> | undefined
  return {
    parts: Effect.suspend(
      () => kept ?? Effect.tap(read, (parts) => Effect.sync(() => void (kept = Effect.succeed(parts))))
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

const timeLeft = (clock: Clock.Clock, headAt: bigint, limits: Limits): Duration.Duration =>
  Duration.millis(
    Math.max(0, Duration.toMillis(limits.body) - Number((clock.monotonicTimeNanosUnsafe() - headAt) / 1_000_000n))
  )

const tooSlow = (limits: Limits) =>
  new ClientFailure({ kind: "BodyTimeout", detail: `the body did not come within ${Duration.format(limits.body)}` })

const collect = (
  source: Readable,
  plan: BodyPlan,
  limits: Limits,
  time: Duration.Duration
): Effect.Effect<ReadonlyArray<Buffer>, ClientFailure> =>
  Deadline.callback(
    (done) => {
      const came: Array<Buffer> = []
      const reader = BodyReader.make(source, plan, limits, {
        chunk: (bytes) => {
          came.push(bytes)
          return true
        },
        end: (failure) => done(failure === undefined ? Effect.succeed(came) : Effect.fail(failure))
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
