/** A gate under test, and ways to use it in virtual time. */
import { assert, it } from "@effect/vitest"
import { Clock, Duration, Effect, type Scope } from "effect"
import type { Kind, Pace, Quota, QuotaReading } from "../../src/contract/Quota.ts"
import type { Asking, QuotaGate } from "../../src/quota/QuotaGate.ts"
import type { VirtualTime } from "./VirtualTime.ts"

export interface Subject {
  readonly gate: QuotaGate
  readonly time: VirtualTime
}

export const account = "hotels"

interface Rules {
  readonly account?: string
  readonly kind?: Kind
  readonly weight?: number
  readonly pace?: Pace
}

export const asking = (quotas: ReadonlyArray<Quota>, rules: Rules = {}): Asking => ({
  account,
  kind: "read",
  weight: 1,
  ...rules,
  quotas
})

export const quota = (
  limit: number,
  window: Duration.Input,
  counting?: Quota["counting"],
  kind: Kind = "read"
): Quota => ({
  kind,
  limit,
  window: Duration.fromInputUnsafe(window),
  counting
})

export const reading = (fields: Partial<QuotaReading>): QuotaReading => ({
  name: "",
  limit: undefined,
  remaining: undefined,
  share: undefined,
  resetAfter: undefined,
  window: undefined,
  ...fields
})

export const forever = Duration.days(30)
export const none = Duration.zero

/** The most weight in any window that ends with a grant. */
export const most = (grants: ReadonlyArray<{ readonly at: number; readonly weight: number }>, window: number): number =>
  Math.max(
    0,
    ...grants.map(({ at }) =>
      grants.reduce((sum, grant) => (grant.at > at - window && grant.at <= at ? sum + grant.weight : sum), 0)
    )
  )

/** Gives a body a gate, of its own, and the time it goes by. */
export type Using = <E>(
  body: (subject: Subject) => Effect.Effect<void, E, Scope.Scope>,
  start?: number
) => Effect.Effect<void, unknown, Scope.Scope>

/** `it.live` in virtual time. */
export const testing =
  (using: Using) =>
  <E>(title: string, body: (subject: Subject) => Effect.Effect<void, E, Scope.Scope>, start?: number) =>
    it.live(
      title,
      () => using((subject) => Effect.provideService(body(subject), Clock.Clock, subject.time.clock), start),
      60_000
    )

/** Asks at once, in this order; tells when each was sent, in seconds, in the order of asking. */
export const sent = ({ gate, time }: Subject, askings: ReadonlyArray<Asking>, run: Duration.Input = "1 day") =>
  Effect.gen(function* () {
    const fibers = yield* Effect.forEach(askings, (one) =>
      Effect.forkScoped(
        Effect.flatMap(gate.admit(one, forever), (admission) =>
          Effect.sync(() => {
            assert.strictEqual(admission._tag, "Admitted")
            return time.elapsed() / 1000
          })
        )
      )
    )
    yield* time.run(run)
    return yield* Effect.forEach(fibers, (fiber) => Effect.sync(() => fiber.pollUnsafe())).pipe(
      Effect.map((exits) => exits.map((exit) => (exit?._tag === "Success" ? exit.value : undefined)))
    )
  })

/** Workers that ask, send for a tenth of a second, and take what `answer` says, again and again. */
export const workers = (
  { gate, time }: Subject,
  one: Asking,
  count: number,
  answer: (sentAfter: number) => Effect.Effect<void, unknown>
) =>
  Effect.gen(function* () {
    const at: Array<number> = []
    for (let worker = 0; worker < count; worker++) {
      yield* Effect.forkScoped(
        Effect.forever(
          Effect.gen(function* () {
            const admission = yield* gate.admit(one, forever)
            at.push(time.elapsed())
            yield* Effect.sleep("100 millis")
            if (admission._tag === "Admitted") yield* answer(admission.sentAfter)
          })
        )
      )
    }
    return at
  })

export const answered = ({ gate }: Subject, of = account) => gate.ended(of, "answered")
