/** Answers of the legacy service, written by hand for tests of what reads them. */
import { SoapRequest } from "../../src/legacy/index.ts"

export const escape = SoapRequest.escape

export const listOf = (inside: string): string =>
  `<HotelListRS xmlns="" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inside}</HotelListRS>`

export const hotel = (code: string): string => `<Hotel><Code>${code}</Code><Name>Hotel &amp; Bar ${code}</Name></Hotel>`

export const page = (codes: ReadonlyArray<string>, token?: string): string =>
  listOf(
    `<operationImplemented>true</operationImplemented>${
      token === undefined ? "" : `<ContinuationToken expectedRange="1000">${escape(token)}</ContinuationToken>`
    }<Hotels>${codes.map(hotel).join("")}</Hotels>`
  )

export const applicationError = (code: string, type: string, description = "words"): string =>
  `<applicationErrors><description>${description}</description><type>${type}</type><code>${code}</code></applicationErrors>`

/** How a document stands in `providerRS`. */
export const forms = {
  escaped: (document) => `<rs>${escape(document)}</rs><rsXML i:nil="true"/>`,
  declared: (document) => `<rs>${escape(`<?xml version="1.0" encoding="utf-16"?>\n${document}`)}</rs>`,
  marked: (document) => `<rs>\ufeff\n  ${escape(document)}\n</rs>`,
  cdata: (document) => `<rs><![CDATA[${document.replaceAll("]]>", "]]]]><![CDATA[>")}]]></rs>`,
  element: (document) => `<rs>\n  ${document}\n</rs>`,
  rsXML: (document) => `<rs i:nil="true"/><rsXML>${document}</rsXML>`,
  doubleEscaped: (document) => `<rs>${escape(escape(document))}</rs>`,
  references: (document) =>
    `<rs>${Array.from(document)
      .map((unit) => `&#x${unit.codePointAt(0)!.toString(16)};`)
      .join("")}</rs>`
} satisfies { readonly [form: string]: (document: string) => string }

export type Form = keyof typeof forms

export const formNames: ReadonlyArray<Form> = [
  "escaped",
  "declared",
  "marked",
  "cdata",
  "element",
  "rsXML",
  "doubleEscaped",
  "references"
]

export const status = (code = "1", exception = ""): string =>
  `<code>${code}</code><warnings i:nil="true"/><exceptionString>${exception}</exceptionString>`

export const envelope = (inside: string, hub = status(), provider = status(), operation = "HotelList"): string =>
  soap(
    `<${operation}Response xmlns="http://schemas.xmltravelgate.com/hub/2012/06"><${operation}Result xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><hubStatus>${hub}</hubStatus><providerRS><hubProviderStatus>${provider}</hubProviderStatus><refId>1</refId>${inside}</providerRS></${operation}Result></${operation}Response>`
  )

export const soap = (body: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><o:Security s:mustUnderstand="1" xmlns:o="urn:o"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`

export const fault = (code: string, text = "An error occurred."): string =>
  soap(
    `<s:Fault><faultcode xmlns:a="urn:a">${code}</faultcode><faultstring xml:lang="en-US">${text}</faultstring></s:Fault>`
  )

export const answer = (document: string, form: Form = "escaped"): string => envelope(forms[form](document))
