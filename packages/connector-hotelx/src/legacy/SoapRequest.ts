/**
 * The text of one request: a SOAP 1.1 envelope with a WS-Security user name and password, and inside of it the document for
 * one supplier.
 *
 * Source: Travelgate documentation, Legacy Pull Buyers API: XML API, common elements, content pagination; `hotel.xsd` for the
 * order of elements.
 *
 * @since 0.1.0
 */
import { Option, Redacted } from "effect"
import type { LegacyOperation } from "./LegacyOperation.ts"

/**
 * What stays the same from request to request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account {
  /** Of the hub. */
  readonly username: string
  readonly password: Redacted.Redacted
  /** The supplier's code at the hub. */
  readonly supplier: string
  readonly supplierUser: string | undefined
  readonly supplierPassword: Redacted.Redacted | undefined
  readonly supplierUrl: string | undefined
  readonly accessCode: string
  /** The parameters that carry the access code, in order. */
  readonly accessParameters: ReadonlyArray<string>
  /** Two letters in lower case. */
  readonly language: string
  /** For the hub; the supplier gets less of it. */
  readonly timeoutMilliseconds: number
}

/**
 * The place in a paged list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  /** In records: an answer has as many, and up to 999 more. */
  readonly expectedRange: number
  /** The text of the last answer's token, as it was after reading its XML. */
  readonly token: Option.Option<string>
}

/**
 * The value of the header `SOAPAction`, quotes included. Source: Travelgate documentation, hub example codes, for HotelList;
 * the others are named alike.
 *
 * @category getters
 * @since 0.1.0
 */
export const actionOf = ({ name }: LegacyOperation): string => `"${hub}/IServiceHotelBatch/${name}"`

/**
 * The body. `place` is for paged lists only. The texts have to be free of what `flawOf` names.
 *
 * @category constructors
 * @since 0.1.0
 */
export const body = (operation: LegacyOperation, account: Account, place: Place | undefined): string => {
  const { name } = operation
  const wrapper = `${name.charAt(0).toLowerCase()}${name.slice(1)}RQ`
  return [
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="${hub}" xmlns:wsse="${security}">`,
    "<soapenv:Header><wsse:Security><wsse:UsernameToken>",
    element("wsse:Username", account.username),
    element("wsse:Password", Redacted.value(account.password)),
    "</wsse:UsernameToken></wsse:Security></soapenv:Header>",
    `<soapenv:Body><ns:${name}><ns:${wrapper}>`,
    element("ns:timeoutMilliseconds", String(account.timeoutMilliseconds)),
    "<ns:version>1</ns:version><ns:providerRQ>",
    element("ns:code", account.supplier),
    "<ns:id>1</ns:id><ns:rqXML>",
    inner(name, account, place),
    `</ns:rqXML></ns:providerRQ></ns:${wrapper}></ns:${name}></soapenv:Body></soapenv:Envelope>`
  ].join("")
}

/**
 * The text as it stands in XML, in an element or an attribute, so that a reader gives back exactly this text: a bare carriage
 * return would be read as a line feed, and in an attribute line ends and tabs as spaces.
 *
 * @category encoding
 * @since 0.1.0
 */
export const escape = (text: string): string => text.replaceAll(/[&<>"\t\n\r]/g, (unit) => escapes[unit] ?? unit)

/**
 * Why a text can't stand in XML 1.0, if it can't: section 2.2 of the recommendation names the characters that may.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (text: string): string | undefined => {
  if (!text.isWellFormed()) return "holds half of a character"
  const [unit] = notXml.exec(text) ?? []
  return unit === undefined
    ? undefined
    : `holds the character U+${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}, which XML can't carry`
}

const hub = "http://schemas.xmltravelgate.com/hub/2012/06"
const security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

/** A line feed and a tab are plain text in an element and lost in an attribute; both places read these alike. */
const escapes: { readonly [unit: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;"
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const element = (name: string, text: string): string => `<${name}>${escape(text)}</${name}>`

const inner = (name: string, account: Account, place: Place | undefined): string =>
  [
    `<${name}RQ xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">`,
    element("timeoutMilliseconds", String(supplierTimeout(account.timeoutMilliseconds))),
    `<source>${element("languageCode", account.language)}</source>`,
    "<filterAuditData><registerTransactions>false</registerTransactions></filterAuditData>",
    place === undefined ? "" : tokenElement(place),
    "<Configuration>",
    account.supplierUser === undefined ? "" : element("User", account.supplierUser),
    account.supplierPassword === undefined ? "" : element("Password", Redacted.value(account.supplierPassword)),
    account.supplierUrl === undefined ? "" : element("UrlGeneric", account.supplierUrl),
    "<Parameters>",
    ...account.accessParameters.map((key) => `<Parameter key="${key}" value="${escape(account.accessCode)}"/>`),
    `</Parameters></Configuration></${name}RQ>`
  ].join("")

/** Without the attribute one answer holds up to 250,000 hotels. Source: Travelgate documentation, content pagination. */
const tokenElement = ({ expectedRange, token }: Place): string =>
  `<ContinuationToken expectedRange="${expectedRange}">${escape(Option.getOrElse(token, () => ""))}</ContinuationToken>`

/** Source: Travelgate documentation, quotas: about 300 ms below the hub's, and at least 50 ms. */
const supplierTimeout = (hubTimeout: number): number => Math.max(hubTimeout - 300, 50)
