/**
 * What goes wrong with a single request on its way to a simulated provider and back.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Duration } from "effect"
import type { Choices } from "./Choices.ts"
import type { Plan } from "./Plan.ts"

/**
 * By what, and whether the provider had acted by then. `wait` is what the provider asks for, in seconds.
 *
 * @category models
 * @since 0.1.0
 */
export type WireFault =
  | { readonly _tag: "None" }
  /** It never got there. */
  | { readonly _tag: "Refused" }
  /** It, or its answer, was lost on the way. */
  | { readonly _tag: "Lost"; readonly acted: boolean }
  | { readonly _tag: "Unavailable"; readonly acted: boolean; readonly wait: number | undefined }
  | { readonly _tag: "Throttled"; readonly wait: number | undefined }
  /** It takes so many seconds more to get there, and its answer to come back. */
  | { readonly _tag: "Slow"; readonly there: number; readonly back: number }
  | { readonly _tag: "Bad" | "Hang" | "Unauthorised" | "Rejected" }

/**
 * @category models
 * @since 0.1.0
 */
export interface Drawing {
  /** Of the next request; `now` is virtual time, epoch milliseconds. */
  readonly next: (now: number) => WireFault
  readonly calm: () => void
}

const none: WireFault = { _tag: "None" }

/** How long an outage lasts, mean and most; milliseconds. */
const outage = { mean: 40_000, most: 600_000 }

/** How many requests of a hundred bring one on. */
const shares = { outage: 3, throttle: 6, hang: 6 }

/**
 * Draws faults as the plan has them, until there were enough.
 *
 * @category constructors
 * @since 0.1.0
 */
export const drawing = (choices: Choices, plan: Plan): Drawing => {
  let count = 0
  let isCalm = false
  let until = 0
  let lasting: WireFault = none
  const pick = <A>(...options: readonly [A, ...ReadonlyArray<A>]): A => choices.pick("wire", options)

  const single = (): WireFault => {
    const wait = pick<number | undefined>(undefined, 2, 70, 2000)
    return pick<WireFault>(
      { _tag: "Refused" },
      { _tag: "Lost", acted: false },
      { _tag: "Lost", acted: true },
      { _tag: "Unavailable", acted: false, wait },
      { _tag: "Unavailable", acted: true, wait },
      { _tag: "Bad" },
      { _tag: "Unauthorised" },
      { _tag: "Rejected" }
    )
  }
  const next = (now: number): WireFault => {
    if (isCalm) return none
    if (now < until) return lasting
    if (count >= plan.faults) return none
    if (plan.has("outage") && choices.chance("wire", shares.outage / 100)) {
      until = now + choices.wait("wire", outage.mean, outage.most)
      lasting = pick<WireFault>(
        { _tag: "Refused" },
        { _tag: "Lost", acted: true },
        { _tag: "Unavailable", acted: false, wait: undefined },
        { _tag: "Bad" },
        { _tag: "Unavailable", acted: false, wait: 20 }
      )
      return lasting
    }
    if (plan.has("throttle") && choices.chance("wire", shares.throttle / 100)) {
      return { _tag: "Throttled", wait: pick<number | undefined>(undefined, 1, 30, 280, 1200, 7200) }
    }
    if (plan.has("hang") && choices.chance("wire", shares.hang / 100)) {
      return pick<WireFault>(
        { _tag: "Slow", there: 25, back: 0 },
        { _tag: "Slow", there: 0, back: 25 },
        { _tag: "Hang" }
      )
    }
    return plan.failing > 0 && choices.chance("wire", plan.failing) ? single() : none
  }
  return {
    next: (now) => {
      const fault = next(now)
      if (fault._tag !== "None") count += 1
      return fault
    },
    calm: () => {
      isCalm = true
    }
  }
}

/**
 * Does the request reach the provider?
 *
 * @category guards
 * @since 0.1.0
 */
export const reaches = (fault: WireFault): boolean =>
  fault._tag === "None" || fault._tag === "Slow" || fault._tag === "Bad" || ("acted" in fault && fault.acted)

/**
 * How much longer than others a request is on its way there and its answer on its way back; milliseconds.
 *
 * @category getters
 * @since 0.1.0
 */
export const delaysOf = (fault: WireFault): { readonly there: number; readonly back: number } =>
  fault._tag === "Slow" ? { there: fault.there * 1000, back: fault.back * 1000 } : { there: 0, back: 0 }

/**
 * What a connector makes of it; nothing where all is well, or where no answer comes.
 *
 * @category getters
 * @since 0.1.0
 */
export const reasonOf = (fault: WireFault): ConnectorError.Reason | undefined => {
  switch (fault._tag) {
    case "None":
    case "Slow":
    case "Hang":
      return undefined
    case "Refused":
      return new ConnectorError.ProviderUnavailable({ detail: "ECONNREFUSED", retryAfter: undefined, processed: "no" })
    case "Lost":
      return new ConnectorError.ProviderUnavailable({ detail: "ECONNRESET", retryAfter: undefined, processed: "maybe" })
    case "Unavailable":
      return new ConnectorError.ProviderUnavailable({
        detail: "503",
        retryAfter: asked(fault.wait),
        processed: "maybe"
      })
    case "Throttled":
      return new ConnectorError.QuotaExceeded({ detail: "429", retryAfter: asked(fault.wait) })
    case "Bad":
      return new ConnectorError.UnexpectedResponse({ detail: "no JSON" })
    case "Unauthorised":
      return new ConnectorError.AuthenticationFailed({ detail: "401" })
    case "Rejected":
      return new ConnectorError.RequestRejected({ detail: "400" })
  }
}

const asked = (wait: number | undefined) => (wait === undefined ? undefined : Duration.seconds(wait))
