/**
 * That an answer which is no page is told apart by who has to act, and never taken for a page.
 *
 * @since 0.1.0
 */
import type { ConnectorError } from "@innlet/core/contract"
import { Duration, Effect } from "effect"
import * as RetryAfter from "../../../faults/RetryAfter.ts"
import type { Body, Response } from "../../../providers/Provider.ts"
import type { Law } from "../../Law.ts"
import * as Trial from "../../Trial.ts"
import * as Wire from "../../Wire.ts"

/** An answer, and what is to come of it. */
interface Kind extends Trial.Kind {
  readonly title: string
  readonly reasons: ReadonlyArray<ConnectorError.Reason["_tag"]>
  /** May the provider have acted? @default it doesn't matter */
  readonly processed?: ReadonlyArray<ConnectorError.Processed> | undefined
  /** The wait that was asked for, in milliseconds. @default none that has to be kept */
  readonly wait?: { readonly least: number; readonly most: number } | undefined
  /** May it be an empty page, where the stream declares that one ends its list? */
  readonly mayBeEmpty?: boolean | undefined
}

const law = (name: string, kinds: ReadonlyArray<Kind>): Law => ({
  name,
  group: "failure",
  check: Effect.fnUntraced(function* (bench) {
    const places = yield* Trial.places(yield* bench.open())
    const opened = yield* bench.open()
    const { quota, traversal } = opened.stream
    yield* Trial.each(opened, places, kinds, (trial, kind) => {
      const { came, requests } = trial
      const said = `after ${kind.title}`
      if (requests > (quota?.weight ?? 1)) return `${said} it sent ${requests} requests by itself`
      if (!("reason" in came)) {
        const empty =
          kind.mayBeEmpty === true && traversal.end.some((sign) => sign === "emptyPage" || sign.startsWith("code:"))
        if (empty && came.records.length === 0) return undefined
        return `${kind.title} is taken for a page of ${came.records.length} records${came.next === undefined ? " and the end" : ""}`
      }
      return problemOf(came, kind)
    })
  })
})

const problemOf = (
  error: ConnectorError.ConnectorError,
  { processed, reasons, title, wait }: Kind
): string | undefined => {
  const { reason } = error
  if (!reasons.includes(reason._tag)) return `${title} is a ${reason._tag}, and has to be ${reasons.join(" or ")}`
  if (processed !== undefined && !processed.includes(reason.processed)) {
    return `after ${title} the provider has acted "${reason.processed}", and that is "${processed.join('" or "')}"`
  }
  if (wait === undefined) return undefined
  const told = reason.retryAfter === undefined ? undefined : Duration.toMillis(reason.retryAfter)
  if (told !== undefined && told >= wait.least && told <= wait.most) return undefined
  return `${title} asks for ${wait.least} ms, and the wait is ${told === undefined ? "none" : `${told} ms`}`
}

const instead = (answer: (usual: Response<Body>) => Response<Body>) => (usual: Wire.Sent) => ({
  answer: () => Effect.succeed(answer(usual.answer ?? { status: 200, headers: {}, body: "" }))
})

const status = (code: number, headers: { readonly [name: string]: string } = {}) =>
  instead(() => ({ status: code, headers: { "content-type": "text/plain", ...headers }, body: "" }))

/** The answer as it was, with another body. */
const body = (text: (usual: string) => string, headers: { readonly [name: string]: string } = {}) =>
  instead((usual) => ({ ...usual, headers: { ...usual.headers, ...headers }, body: text(Wire.textOf(usual)) }))

/**
 * @category laws
 * @since 0.1.0
 */
export const unauthorized = law("takes refused credentials for just that", [
  { title: "status 401", meddling: status(401), reasons: ["AuthenticationFailed"], processed: ["yes"] }
])

/** What is no answer of the provider's at all comes from something in between, and may pass. */
const between = "ProviderUnavailable" as const

/**
 * Some providers say "too fast" with a 403.
 *
 * @category laws
 * @since 0.1.0
 */
export const forbidden = law("takes a missing right for one that an operator has to get", [
  {
    title: "status 403",
    meddling: status(403),
    reasons: ["AccessDenied", "AuthenticationFailed", "QuotaExceeded", between]
  }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const rejected = law(
  "takes a refused request for a failure, never for an end",
  [400, 404, 409, 410, 422].map((code) => ({
    title: `status ${code}`,
    meddling: status(code),
    reasons: ["RequestRejected", "CursorRejected", "AccessDenied", between] as const
  }))
)

/**
 * @category laws
 * @since 0.1.0
 */
export const throttled = law("waits as long as a provider asks that is asked too fast", [
  {
    title: "status 429 with Retry-After in seconds",
    meddling: status(429, { "retry-after": "7" }),
    reasons: ["QuotaExceeded"],
    processed: ["no"],
    wait: { least: 7000, most: 7000 }
  },
  {
    title: "status 429 with Retry-After as a date",
    meddling: (usual, now) =>
      status(429, { "retry-after": RetryAfter.valueOf("imfFixdate", 90_000, now) ?? "" })(usual),
    reasons: ["QuotaExceeded"],
    processed: ["no"],
    wait: { least: 90_000, most: 91_000 }
  },
  { title: "status 429 without Retry-After", meddling: status(429), reasons: ["QuotaExceeded"], processed: ["no"] }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const unavailable = law("takes a provider that is down for one that may be back", [
  ...[500, 502, 504].map((code) => ({
    title: `status ${code}`,
    meddling: status(code),
    reasons: ["ProviderUnavailable"] as const,
    processed: ["maybe", "yes"] as const
  })),
  {
    title: "status 503 with Retry-After",
    meddling: status(503, { "retry-after": "30" }),
    reasons: ["ProviderUnavailable", "QuotaExceeded"],
    wait: { least: 30_000, most: 30_000 }
  }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const lost = law("takes a lost connection for a request that may have counted", [
  {
    title: "a connection lost before the answer",
    meddling: () => ({ connection: "lost" }),
    reasons: ["ProviderUnavailable"],
    processed: ["maybe"]
  }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const cut = law("takes a cut body for a failure, never for an end", [
  {
    title: "a connection lost amid the body",
    meddling: (usual) => ({ ...instead((answer) => answer)(usual), connection: "cut" }),
    reasons: ["ProviderUnavailable", "UnexpectedResponse"],
    processed: ["maybe", "yes"]
  },
  {
    title: "a body that ends in its middle",
    meddling: body((text) => text.slice(0, Math.floor(text.length / 2))),
    reasons: ["UnexpectedResponse", "ProviderUnavailable"],
    processed: ["maybe", "yes"]
  }
])

/** A list where a list is right would be no wrong type. */
const otherType = (text: string): string => (text.trimStart().startsWith("[") ? "{}" : "[]")

/** Where the members of the answer are the records, any object is a list. */
const isNoMap = (usual: Wire.Sent, records: number): boolean => {
  try {
    const answer: unknown = JSON.parse(usual.answer === undefined ? "" : Wire.textOf(usual.answer))
    return Array.isArray(answer) || Object.keys(Object(answer)).length !== records
  } catch {
    return true
  }
}

const json = (title: string, text: (usual: string) => string): Kind => ({
  title: `${title} with status 200`,
  meddling: body(text, { "content-type": "application/json" }),
  reasons: ["UnexpectedResponse", "ProviderUnavailable"]
})

/**
 * @category laws
 * @since 0.1.0
 */
export const foreign = law("takes an answer of another kind for a failure, never for an end", [
  {
    title: "an HTML page with status 200",
    meddling: body(() => "<!DOCTYPE html><html><body><h1>Just a moment</h1></body></html>", {
      "content-type": "text/html"
    }),
    reasons: ["UnexpectedResponse", "ProviderUnavailable"]
  },
  json("JSON of another type", otherType),
  json("a JSON text", () => '"ok"'),
  json("a JSON null", () => "null"),
  json("a JSON number", () => "7"),
  { ...json("an object of an error", () => '{"error":"not now"}'), fits: isNoMap }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const nothing = law("takes an answer without a body for a failure, unless it declares an empty page", [
  {
    title: "an empty body with status 200",
    meddling: body(() => ""),
    reasons: ["UnexpectedResponse", "ProviderUnavailable"]
  },
  {
    title: "status 204",
    meddling: status(204),
    reasons: ["UnexpectedResponse", "ProviderUnavailable", "RequestRejected"],
    mayBeEmpty: true
  }
])

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [
  unauthorized,
  forbidden,
  rejected,
  throttled,
  unavailable,
  lost,
  cut,
  foreign,
  nothing
]
