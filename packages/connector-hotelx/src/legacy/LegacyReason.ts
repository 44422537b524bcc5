/**
 * What the refusals of the legacy service mean: its application errors, the hub's own status, and SOAP faults.
 *
 * Source: Travelgate documentation, Legacy Pull Buyers API, errors and warnings, lists data; faults as WCF makes them.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"

/**
 * One `applicationErrors`, its texts trimmed; empty where there is none.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApplicationError {
  /** The supplier's own. */
  readonly code: string
  /** Travelgate's. */
  readonly type: string
  readonly description: string
}

/**
 * "No results": the end of a list, or an empty one. Source: Travelgate documentation, token pagination. No document shows in
 * which of the two elements it stands.
 *
 * @category guards
 * @since 0.1.0
 */
export const isNothingFound = ({ code, type }: ApplicationError): boolean => code === "11204" || type === "11204"

/**
 * The reason of an application error. `say` makes the provider's words fit for a detail.
 *
 * @category classification
 * @since 0.1.0
 */
export const ofApplication = (error: ApplicationError, say: (words: string) => string): ConnectorError.Reason => {
  const detail = say(`application error ${error.code}, type ${error.type}: ${error.description}`)
  const known = types[error.type]
  if (credentialCodes.has(error.code) || credentialCodes.has(error.type)) {
    return new ConnectorError.AuthenticationFailed({ detail })
  }
  if ((known === undefined || known === "unavailable") && aboutCredentials.test(error.description)) {
    return new ConnectorError.AuthenticationFailed({ detail })
  }
  switch (known) {
    case "quota":
      return new ConnectorError.QuotaExceeded({ detail, retryAfter: undefined })
    case "unavailable":
    case "lost":
      return unavailable(detail)
    case "rejected":
      return new ConnectorError.RequestRejected({ detail })
    default:
      return new ConnectorError.UnexpectedResponse({ detail })
  }
}

/**
 * The reason of a SOAP fault, by its code without the prefix. An unknown one may pass, so it counts as an outage.
 *
 * @category classification
 * @since 0.1.0
 */
export const ofFault = (code: string, text: string, say: (words: string) => string): ConnectorError.Reason => {
  const [name = ""] = code.slice(code.lastIndexOf(":") + 1).split(".")
  const detail = say(`SOAP fault ${name}: ${text}`)
  if (securityFaults.has(name)) return new ConnectorError.AuthenticationFailed({ detail })
  return clientFaults.has(name) ? new ConnectorError.RequestRejected({ detail }) : unavailable(detail)
}

/**
 * No usable answer, and the provider may have acted.
 *
 * @category constructors
 * @since 0.1.0
 */
export const unavailable = (detail: string): ConnectorError.ProviderUnavailable =>
  new ConnectorError.ProviderUnavailable({ detail, retryAfter: undefined, processed: "maybe" })

/**
 * The supplier has no such list. Source: Travelgate documentation, common elements, `operationImplemented`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const notImplemented = (operation: string): ConnectorError.RequestRejected =>
  new ConnectorError.RequestRejected({ detail: `the supplier has no ${operation}` })

/**
 * @category constructors
 * @since 0.1.0
 */
export const unexpected = (detail: string): ConnectorError.UnexpectedResponse =>
  new ConnectorError.UnexpectedResponse({ detail })

/** Source: Travelgate documentation, lists data, error types; `unavailable` are those that say little themselves. */
const types: { readonly [type: string]: "quota" | "unavailable" | "lost" | "rejected" } = {
  "101": "unavailable",
  "102": "unavailable",
  "103": "quota",
  "104": "lost",
  "105": "lost",
  "204": "rejected",
  "205": "rejected",
  "206": "rejected",
  "207": "rejected",
  "301": "rejected",
  "302": "rejected",
  "303": "rejected"
}

/** Source: Travelgate documentation, content errors: no valid credentials for the resource. */
const credentialCodes: ReadonlySet<string> = new Set(["22401"])

const aboutCredentials =
  /\b(?:un|not )authori[sz]ed|\bauthenticat|\bcredentials?\b|\b(?:invalid|wrong|incorrect) (?:user|login|password)/i

const securityFaults: ReadonlySet<string> = new Set([
  "InvalidSecurity",
  "InvalidSecurityToken",
  "FailedAuthentication",
  "FailedCheck",
  "SecurityTokenUnavailable"
])

const clientFaults: ReadonlySet<string> = new Set([
  "Client",
  "Sender",
  "ActionNotSupported",
  "DeserializationFailed",
  "MustUnderstand",
  "VersionMismatch"
])
