/** A gate that does as it is told, and one try of a page at it. */
import { Duration, Effect } from "effect"
import type { ConnectorError } from "../../src/contract/ConnectorError.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import { QuotaGateError } from "../../src/quota/QuotaGateError.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import * as PageTry from "../../src/resilience/PageTry.ts"
import * as TryObserver from "../../src/resilience/TryObserver.ts"
import { run } from "./Reading.ts"

export const admitted: Extract<QuotaGate.Admission, { readonly _tag: "Admitted" }> = {
  _tag: "Admitted",
  waited: Duration.zero,
  because: undefined,
  sentAfter: 7
}
export const gone = new QuotaGateError({ reason: "StoreUnavailable", detail: "Redis is gone" })

/** A gate that lets everything through, and notes what it is told. */
export const gateOf = (changes: Partial<QuotaGate.QuotaGate> = {}) => {
  const told: Array<unknown> = []
  const note = (...what: ReadonlyArray<unknown>) => Effect.sync(() => void told.push(what))
  const gate: QuotaGate.QuotaGate = {
    admit: (_, maxWait) => Effect.as(note("admit", Duration.toMillis(maxWait)), admitted),
    throttled: (account, wait, sentAfter) =>
      Effect.as(note("throttled", account, wait && Duration.toMillis(wait), sentAfter), wait ?? Duration.seconds(5)),
    pause: (account, wait) => note("pause", account, Duration.toMillis(wait)),
    ended: (account, how, sentAfter) => note("ended", account, how, sentAfter),
    observed: (asking, readings) => note("observed", asking.account, readings.length),
    ...changes
  }
  return { gate, told }
}

export const once = (
  page: Effect.Effect<string, ConnectorError>,
  gate: QuotaGate.QuotaGate,
  options: PageTry.Options = run().options
) =>
  PageTry.once(page, options, 1, TryObserver.noWait).pipe(
    Effect.provideService(QuotaGate.QuotaGate, gate),
    Effect.provide(Breaker.layerMemory, { local: true })
  )

/** What became of a try, in short. */
export const shown = (tried: PageTry.Tried<string>): object =>
  tried._tag === "Read"
    ? tried
    : {
        _tag: tried._tag,
        reason: tried.error.reason._tag,
        detail: tried.error.reason.detail,
        ...(tried._tag === "Suspended" ? { resumeAt: tried.resumeAt } : {}),
        ...(tried._tag === "Error" ? { pause: tried.pause && Duration.toMillis(tried.pause) } : {})
      }
