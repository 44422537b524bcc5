/**
 * The two layers of an answer of the mock legacy provider: the supplier's document, and the hub's envelope around it.
 * (Source: Travelgate documentation, hub data structure and common elements.)
 *
 * @since 0.1.0
 */
import type { LegacyOptions, Rs } from "./LegacyOptions.ts"
import { cdata, element, escaped, text } from "./LegacyXml.ts"

/**
 * What an answer in an envelope is made of.
 *
 * @category models
 * @since 0.1.0
 */
export interface Frame {
  /** As `HotelList`. */
  readonly operation: string
  /** The `id` of the request's supplier. */
  readonly refId: string
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * What stands in an envelope; whatever is left out is nil, or right.
 *
 * @category models
 * @since 0.1.0
 */
export interface Parts {
  /** What went wrong in the hub. */
  readonly hub?: string
  /** What went wrong at the supplier. */
  readonly supplier?: string
  /** As an element, like `rsXML`. */
  readonly rs?: string
  readonly rsXML?: string
}

/**
 * The supplier's document: `body` is what follows `operationImplemented`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const documentOf = (
  options: LegacyOptions,
  { now, operation }: Frame,
  body: string,
  implemented = "true"
): string => {
  const root = `${operation}RS`
  const none = options.namespaced === false ? "" : ` xmlns=""`
  return (
    `<${root}${none} xmlns:xsi="${xsi}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><auditData>` +
    text("timeStamp", new Date(now).toISOString().replace("Z", "4745+00:00")) +
    `<processTimeMilliseconds>812</processTimeMilliseconds></auditData>` +
    text(options.operationImplemented ?? "operationImplemented", implemented) +
    `${body}</${root}>`
  )
}

/**
 * A document in the place and form that are told.
 *
 * @category constructors
 * @since 0.1.0
 */
export const standing = (form: Rs, document: string): Parts => {
  switch (form) {
    case "escaped":
      return { rs: text("rs", document) }
    case "doubleEscaped":
      return { rs: text("rs", escaped(document)) }
    case "cdata":
      return { rs: element("rs", cdata(document)) }
    case "element":
      return { rs: element("rs", document) }
    case "rsXML":
      return { rsXML: element("rsXML", document) }
  }
}

/**
 * The envelope, whole and well-formed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const whole = ({ now, operation, refId }: Frame, parts: Parts): string => {
  const supplier =
    element("hubProviderStatus", status("", parts.supplier) + nil("hubProviderError")) +
    text("refId", refId) +
    (parts.rs ?? nil("rs")) +
    (parts.rsXML ?? nil("rsXML"))
  return (
    `<s:Envelope xmlns:s="${soap}" xmlns:u="${wsu}"><s:Header><o:Security s:mustUnderstand="1" xmlns:o="${wsse}">` +
    `<u:Timestamp u:Id="_0">${time("Created", now)}${time("Expires", now + 300_000)}</u:Timestamp></o:Security>` +
    `</s:Header><s:Body><${operation}Response xmlns="${hub}"><${operation}Result xmlns:i="${xsi}">` +
    element("hubStatus", status(nil("warnings"), parts.hub)) +
    (parts.hub !== undefined ? nil("providerRS") : element("providerRS", supplier)) +
    `</${operation}Result></${operation}Response></s:Body></s:Envelope>`
  )
}

const soap = "http://schemas.xmlsoap.org/soap/envelope/"
const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
const wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
const hub = "http://schemas.xmltravelgate.com/hub/2012/06"
const xsi = "http://www.w3.org/2001/XMLSchema-instance"

const nil = (name: string): string => `<${name} i:nil="true"/>`

/** A status: 1, or 2 with an exception; `between` stands before the exception. */
const status = (between: string, exception: string | undefined): string =>
  text("code", exception === undefined ? "1" : "2") +
  between +
  (exception === undefined ? nil("exceptionString") : text("exceptionString", exception))

const time = (name: string, at: number): string => `<u:${name}>${new Date(at).toISOString()}</u:${name}>`
