/**
 * What becomes of a request to the mock Demand API: its answer as JSON, a refusal in the provider's form, and the damage that a
 * script asks for.
 *
 * @since 0.1.0
 */
import type { StatusFault } from "../faults/Scripted.ts"
import * as RetryAfter from "../faults/RetryAfter.ts"
import type * as DemandData from "./DemandData.ts"
import type { DemandDamage } from "./DemandOptions.ts"
import * as DemandRequest from "./DemandRequest.ts"
import type * as Provider from "./Provider.ts"

/**
 * What is answered, and what of it is kept in the log.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome {
  readonly response: Provider.Response
  readonly body?: DemandData.Json | undefined
  readonly offset?: number | undefined
  readonly error?: string | undefined
  readonly records?: number | undefined
}

const requestId = (number: number): string => `01mock${String(number).padStart(20, "0")}`

/**
 * The answer that says why there is none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refused = ({ id, message, status }: DemandRequest.Refusal, number: number, headers = {}): Outcome => ({
  response: { status, headers, body: JSON.stringify({ request_id: requestId(number), errors: [{ id, message }] }) },
  error: id
})

/**
 * A scripted failure, as the provider words its own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const scripted = (fault: StatusFault, number: number, now: number): Outcome => {
  const { body, headers, retryAfter, status } = fault
  const wait =
    retryAfter === undefined ? undefined : RetryAfter.valueOf(retryAfter.form, retryAfter.seconds * 1000, now)
  const outcome = refused(DemandRequest.refusal(status, String(status), "Internal server error."), number, {
    ...(wait === undefined ? {} : { "retry-after": wait }),
    ...headers
  })
  return body === undefined ? outcome : { ...outcome, response: { ...outcome.response, body } }
}

/**
 * An answer of these members, undamaged or not.
 *
 * @category constructors
 * @since 0.1.0
 */
export const written = (
  members: DemandData.Json,
  number: number,
  damage: DemandDamage["damage"] | undefined
): Provider.Response => {
  const json = JSON.stringify({ request_id: requestId(number), ...members })
  switch (damage) {
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!doctype html><html><title>Just a moment</title><body>Checking your browser</body></html>"
      }
    case "empty":
      return { status: 200, headers: {}, body: "" }
    case "cut":
      return { status: 200, headers: {}, body: json.slice(0, Math.floor(json.length / 2)) }
    case "noList":
      return { status: 200, headers: {}, body: JSON.stringify({ ...members, data: "see page 2" }) }
    case "errors":
      return {
        status: 200,
        headers: {},
        body: JSON.stringify({ ...members, errors: [{ id: "500", message: "Oops." }] })
      }
    case undefined:
      return { status: 200, headers: {}, body: json }
  }
}
