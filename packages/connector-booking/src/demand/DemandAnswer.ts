/**
 * What an answer of the Demand API means: a page, changes, or the reason why it is neither. Pure functions of the answer.
 *
 * **Details**
 *
 * The next page's token stands in `metadata.next_page` in version 3.2, and at the top level in most of 3.1; both are looked at.
 * A list ends where it is missing or null. Sources: Booking.com's development guide, pagination, and OpenAPI of both versions.
 *
 * Where an error has no JSON of the API's form, something between has answered, and the request may be sent again. Source: the
 * guide, error handling.
 *
 * @since 0.1.0
 */
import type { AnswerReason } from "@innlet/core/client"
import { ConnectorError, Page } from "@innlet/core/contract"
import { ExactJson } from "@innlet/core/domain"
import { Option } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface JsonObject {
  readonly [field: string]: unknown
}

/**
 * What the API says against a request whose status already tells that something is wrong; nothing where the status says
 * enough. `paged` tells whether a page's token was sent.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOf = ({ body, status }: AnswerReason.Answer, paged: boolean): ConnectorError.Reason | undefined => {
  if (status < 400 || status >= 500 || clear.has(status)) return undefined
  const errors = errorsOf(parsed(body))
  if (errors === undefined) return fromBetween(`status ${status}`)
  return paged ? refusedCursor(errors) : undefined
}

/** A refused credential, a request that took too long, and a throttle are what they are, whoever says so. */
const clear: ReadonlySet<number> = new Set([401, 408, 429])

/**
 * The JSON of an answer with status 200, or why there is none to use.
 *
 * @category parsing
 * @since 0.1.0
 */
export const read = (
  { body, headers, status }: AnswerReason.Answer,
  paged: boolean
): { readonly json: JsonObject } | ConnectorError.Reason => {
  if (status !== 200) return unexpected(`status ${status} instead of 200`)
  const json = parsed(body)
  if (json === undefined) {
    return fromBetween(`${headers["content-type"] ?? "no content type"}, ${body.length} characters`)
  }
  if (!isObject(json)) return unexpected("the answer is not a JSON object")
  const errors = errorsOf(json) ?? []
  if (errors.length === 0) return { json }
  return (
    (paged ? refusedCursor(errors) : undefined) ??
    new ConnectorError.RequestRejected({ detail: `status 200 with the error ${errors[0] ?? ""}` })
  )
}

/**
 * The page in an answer; `record` gives each record what the answer does not say of it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const page = (
  json: JsonObject,
  record: (raw: unknown) => unknown
): Page.Page<unknown, string> | ConnectorError.Reason => {
  const { data } = json
  if (!Array.isArray(data)) return unexpected('the answer has no list "data"')
  const metadata = isObject(json["metadata"]) ? json["metadata"] : {}
  const next = metadata["next_page"] ?? json["next_page"] ?? null
  if (next !== null && (typeof next !== "string" || next === ""))
    return unexpected('the answer has a "next_page" that is no token')
  return Page.make<unknown, string>({
    records: data.map(record),
    next: Option.fromNullOr(next),
    total: countOf(metadata["total_results"]),
    evidence: next === null ? ["absentCursor"] : []
  })
}

/**
 * Does it hold a page? The alternative is a reason.
 *
 * @category guards
 * @since 0.1.0
 */
export const isReason = (read: object): read is ConnectorError.Reason => "detail" in read

/**
 * @category constructors
 * @since 0.1.0
 */
export const unexpected = (detail: string): ConnectorError.UnexpectedResponse =>
  new ConnectorError.UnexpectedResponse({ detail })

/**
 * @category guards
 * @since 0.1.0
 */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (body: string): unknown => {
  try {
    return ExactJson.parse(body)
  } catch {
    return undefined
  }
}

const fromBetween = (what: string): ConnectorError.ProviderUnavailable =>
  new ConnectorError.ProviderUnavailable({
    detail: `the answer is not JSON of the Demand API (${what}), so something on the way to it has answered`,
    retryAfter: undefined,
    processed: "maybe"
  })

/** The ids of the errors that are reported, such as `invalid_parameter`; nothing where it is no report of the API. */
const errorsOf = (json: unknown): ReadonlyArray<string> | undefined => {
  const errors = isObject(json) ? json["errors"] : undefined
  return Array.isArray(errors)
    ? errors.map((error: unknown) =>
        isObject(error) && typeof error["id"] === "string" ? error["id"].slice(0, 64) : "?"
      )
    : undefined
}

/** Source: Booking.com's documentation of the Demand API, error codes. */
const cursorErrors: { readonly [id: string]: ConnectorError.CursorRejected["why"] } = {
  expired_token: "expired",
  invalid_token: "invalid",
  token_endpoint_mismatch: "foreign"
}

const refusedCursor = (errors: ReadonlyArray<string>): ConnectorError.CursorRejected | undefined => {
  const id = errors.find((error) => Object.hasOwn(cursorErrors, error))
  const why = id === undefined ? undefined : cursorErrors[id]
  return id === undefined || why === undefined
    ? undefined
    : new ConnectorError.CursorRejected({ why, detail: `${id}: the page's token was refused` })
}

/** Counts are hints: one that is not a whole number of 0 or more counts as not given. */
const countOf = (value: unknown): Option.Option<number> =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? Option.some(value) : Option.none()
