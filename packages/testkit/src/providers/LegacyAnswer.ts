/**
 * How the mock legacy provider answers: a document of the supplier inside an envelope of the hub, SOAP faults, and the
 * damage that a fault of the script does to them. (Source: Travelgate documentation, hub data structure and common
 * elements.)
 *
 * @since 0.1.0
 */
import * as LegacyData from "./LegacyData.ts"
import { type Frame, type Parts, documentOf, standing, whole } from "./LegacyEnvelope.ts"
import type { Kind, LegacyOptions } from "./LegacyOptions.ts"
import { element, escaped, text } from "./LegacyXml.ts"
import type * as Provider from "./Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Answer extends Provider.Response {
  readonly records: number
  /** Of the supplier's error or the SOAP fault, if the answer is one. */
  readonly errorCode: string | undefined
}

/**
 * An answer without an envelope, as gateways give it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", ...headers },
  body,
  records: 0,
  errorCode: undefined
})

/**
 * A SOAP fault under status 500; `code` is without its prefix.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fault = (code: string, message: string): Answer => {
  const [space, name] = code === "InvalidSecurity" ? [wsse, `a:${code}`] : [dispatcher, `a:${code}`]
  return {
    ...xml(
      `<s:Envelope xmlns:s="${soap}"><s:Body><s:Fault><faultcode xmlns:a="${space}">${name}</faultcode>` +
        `<faultstring xml:lang="en-US">${escaped(message)}</faultstring></s:Fault></s:Body></s:Envelope>`
    ),
    status: 500,
    errorCode: code
  }
}

/**
 * A list of the supplier: `body` is what follows `operationImplemented`, `records` how many records are in it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const list = (
  options: LegacyOptions,
  frame: Frame,
  body: string,
  records: number,
  kind: Kind | undefined
): Answer => {
  const answer = (parts: Parts) => ({ ...xml(whole(frame, parts)), records })
  const inner = documentOf(options, frame, body)
  switch (kind) {
    case "cutInner":
      return answer({ rs: text("rs", cutDocument(inner)) })
    case "cutOuter": {
      const { body: envelope } = answer(standing(options.rs ?? "escaped", inner))
      return { ...xml(cut(envelope)), records }
    }
    case "doctype":
      return { ...xml(bomb("s:Envelope") + answer(standing(options.rs ?? "escaped", inner)).body), records }
    case "doctypeInner":
      return answer({ rs: text("rs", bomb(`${frame.operation}RS`) + inner) })
    case "notImplemented":
      return xml(whole(frame, standing(options.rs ?? "escaped", documentOf(options, frame, "", "false"))))
    case "hubStatus":
      return xml(whole(frame, { hub: "System.TimeoutException: scripted failure" }))
    case "providerStatus":
      return xml(whole(frame, { supplier: "System.Net.WebException: scripted failure" }))
    case "noDocument":
      return xml(whole(frame, {}))
    case "html":
      return plain(
        200,
        "<!doctype html><html><title>Just a moment</title><body>Checking your browser<br></body></html>"
      )
    case "fault":
      return fault("InternalServiceFault", "The server was unable to process the request due to an internal error.")
    case undefined:
      return answer(standing(options.rs ?? "escaped", inner))
  }
}

/**
 * An error that the supplier reports instead of a list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const applicationError = (
  options: LegacyOptions,
  frame: Frame,
  error: { readonly type: number; readonly code?: string | undefined; readonly description: string }
): Answer => {
  const code = error.code === undefined ? "" : text("code", error.code)
  const fields = code + text("type", String(error.type)) + text("description", error.description)
  const document = documentOf(options, frame, element("applicationErrors", fields))
  return {
    ...xml(whole(frame, standing(options.rs ?? "escaped", document))),
    errorCode: error.code ?? String(error.type)
  }
}

/**
 * The answer to `HotelList` without `expectedRange`, in pieces of some 250 kB: one page of that many hotels, each of about
 * 370 bytes. It is never held as a whole; the same options give the same text.
 *
 * @category constructors
 * @since 0.1.0
 */
export function* bigHotelList(options: { readonly hotels: number; readonly seed: number }): Iterable<string> {
  const frame: Frame = { operation: "HotelList", refId: "1", now: 0 }
  const recipe: LegacyData.Recipe = { ...options, rooms: 0, destinations: 60, categories: 10, boards: 0, malformed: 0 }
  const mark = "<!--hotels-->"
  const document = documentOf({}, frame, updated + element("Hotels", mark))
  const [head, tail] = whole(frame, standing("escaped", document)).split(escaped(mark))
  yield head ?? ""
  for (let from = 0; from < options.hotels; from += 500) {
    const count = Math.min(500, options.hotels - from)
    yield escaped(Array.from({ length: count }, (_, nth) => LegacyData.shortHotel(recipe, from + nth)).join(""))
  }
  yield tail ?? ""
}

/**
 * When every list was last updated, as an element.
 *
 * @category constants
 * @since 0.1.0
 */
export const updated = text("UpgradeUTCDate", "2025-05-20T09:00:00Z")

const soap = "http://schemas.xmlsoap.org/soap/envelope/"
const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
const dispatcher = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"

const xml = (body: string): Answer => ({
  status: 200,
  headers: { "content-type": "text/xml; charset=utf-8" },
  body,
  records: 0,
  errorCode: undefined
})

/** Half of a text, never half of a character. */
const cut = (whole: string): string => whole.slice(0, Math.floor(whole.length / 2)).replace(/[\uD800-\uDBFF]$/, "")

/** Cut after a record, where a careless reader sees nothing wrong. */
const cutDocument = (whole: string): string => {
  const half = cut(whole)
  const end = Math.max(...["</Hotel>", "</RoomInfo>", "</Category>", "</MealPlan>"].map((tag) => half.lastIndexOf(tag)))
  return end < 0 ? half : half.slice(0, half.indexOf(">", end) + 1)
}

const bomb = (root: string): string =>
  `<!DOCTYPE ${root} [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
