/**
 * What the codes of Hotel-X mean, in an `adviseMessage` or in an entry of `errors`.
 *
 * Source: Travelgate documentation, errors and warnings of content queries. It doesn't say which of them an expired or
 * unknown token gives; whatever it is, a walk never goes on as if nothing had happened.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"

/**
 * "No results found": the empty list, and what comes after the last page.
 *
 * @category constants
 * @since 0.1.0
 */
export const notFound = "11204"

/** Mapping codes could not be fetched, or there are none: the records are good. */
const warnings: ReadonlySet<string> = new Set(["21500", "22600"])

/** For a request that never ran, in servers of the kind that Travelgate's gateway is. */
const invalidQuery: ReadonlySet<string> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST"
])

/**
 * Does the code leave the records as good as they are?
 *
 * @category guards
 * @since 0.1.0
 */
export const isWarning = (code: string): boolean => warnings.has(code)

/**
 * What the provider said against a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Complaint {
  /** Empty where there is none. */
  readonly code: string
  readonly message: string
}

/**
 * The reason that a complaint gives, one of `notFound` left aside: it may be no failure at all.
 *
 * With a token, 11400 is a token that is not good any more. 22500 and 22512 come from inside Travelgate, possibly after the
 * list had moved on, so that a token which must not be sent twice is given up, and everything else is asked for again.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOf = (complaint: Complaint, withToken: boolean): ConnectorError.Reason => {
  const detail = wordsOf(complaint)
  const { code } = complaint
  if (code === "11400") {
    return withToken
      ? new ConnectorError.CursorRejected({ why: "invalid", detail })
      : new ConnectorError.RequestRejected({ detail })
  }
  if (code === "22401") return new ConnectorError.AccessDenied({ detail })
  if (code === "22500" || code === "22512") {
    return new ConnectorError.ProviderUnavailable({ detail, retryAfter: undefined, processed: "maybe" })
  }
  if (invalidQuery.has(code)) return new ConnectorError.RequestRejected({ detail })
  return new ConnectorError.UnexpectedResponse({ detail })
}

/**
 * The complaint as one printable line of at most 200 characters.
 *
 * @category getters
 * @since 0.1.0
 */
export const wordsOf = ({ code, message }: Complaint): string =>
  [code === "" ? "an error without a code" : `code ${code}`, message]
    .filter((word) => word !== "")
    .join(": ")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")
    .slice(0, 200)
    .toWellFormed()
