/**
 * Wires of providers that answer with XML which stands as escaped text in an envelope, or in it as it is.
 *
 * @since 0.1.0
 */
import type { Request, Response } from "../providers/Provider.ts"
import * as JsonText from "./JsonText.ts"
import type { FieldFault } from "./RecordFault.ts"
import type { EndForm, List, NextSlot, PageWire } from "./Wire.ts"

/**
 * One list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly asks: (request: Request) => boolean
  /** The element around the records, and that of each. */
  readonly list: string
  readonly record: string
  /** Is the answer's document escaped text? */
  readonly escaped: boolean
  /** The elements of a record that stand for fields, each with nothing but text in it. */
  readonly fields: { readonly [field in FieldFault["field"]]?: string }
  /** The element of the next cursor. */
  readonly next: string
  /** The last page is without it in this form. */
  readonly end: EndForm
  /** The text of an element of the request, whatever it is wrapped in, and the request with another. */
  readonly cursorOf: (request: Request) => string | undefined
  readonly withCursor: (request: Request, cursor: string) => Request
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): PageWire => {
  const { cursorOf, escaped, fields, withCursor } = options
  const written = (xml: string): string => (escaped ? escapedOnce(xml) : xml)
  const element = (name: string): RegExp =>
    new RegExp(`(${written(`<${name}`)}(?:\\s[^<>&]*)?${written(">")})([\\s\\S]*?)${written(`</${name}>`)}`)
  const more = (record: string, xml: string): string =>
    record.replace(new RegExp(`${written(`</${options.record}>`)}$`), (end) => written(xml) + end)
  return {
    format: "xml",
    isPage: options.asks,
    list: (body) =>
      listIn(body, written(`<${options.list}>`), written(`</${options.list}>`), written(`</${options.record}>`)),
    next: nextSlot(element(options.next), written(`<${options.list}>`), options, written),
    cursorOf,
    withCursor,
    byOffset: false,
    withField: (record, { field, value }) => {
      const name = fields[field]
      if (name === undefined) return undefined
      const text = value === undefined ? undefined : written(escapedOnce(JsonText.stringIn(value) ?? ""))
      return record.replace(element(name), (_, open: string) =>
        text === undefined ? "" : `${open}${text}${written(`</${name}>`)}`
      )
    },
    renamed: (record) => record.replaceAll(new RegExp(`(${written("<")}/?)(?=[A-Z])`, "g"), "$1Other"),
    withText: (record, text) => more(record, `<Unasked>${text}</Unasked>`),
    nested: (record, depth) => more(record, "<Unasked>".repeat(depth) + "</Unasked>".repeat(depth)),
    otherId: (record) => record,
    quoted: (text) => JSON.stringify(text),
    fields: new Set(fieldNames.filter((name) => fields[name] !== undefined)),
    noRecord: () => written(`<${options.record}>no record</${options.record}>`)
  }
}

const fieldNames = ["id", "required", "text", "price", "date", "currency"] as const

/**
 * Characters as they stand in XML, once.
 *
 * @category combinators
 * @since 0.1.0
 */
export const escapedOnce = (xml: string): string =>
  xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const listIn = (body: string, open: string, close: string, end: string): List | undefined => {
  const start = body.indexOf(open)
  const stop = body.indexOf(close, start)
  if (start < 0 || stop < 0) return undefined
  const inside = { from: start + open.length, to: stop }
  const records = body
    .slice(inside.from, inside.to)
    .split(end)
    .slice(0, -1)
    .map((record) => record + end)
  return { inside, records, separator: "" }
}

const nextSlot = (
  element: RegExp,
  list: string,
  { end: ownEnd, next }: Options,
  written: (xml: string) => string
): NextSlot => {
  const without = (response: Response): string => response.body.replace(element, "")
  const before = (body: string, xml: string): string => body.replace(list, () => written(xml) + list)
  return {
    read: ({ body }) => {
      const text = element.exec(body)?.[2]
      return text === undefined || text.trim() === "" ? undefined : plain(written("&") === "&" ? text : plain(text))
    },
    write: (response, cursor) => ({
      ...response,
      body: before(without(response), `<${next}>${escapedOnce(cursor)}</${next}>`)
    }),
    forms: new Set(["empty", "blank", "missing"]),
    end: (response, form) => {
      const last = { null: "", missing: "", empty: `<${next}/>`, blank: `<${next}> </${next}>` }[form]
      return { ...response, body: before(without(response), last) }
    },
    ownEnd
  }
}

/**
 * The text that stands for characters, once.
 *
 * @category combinators
 * @since 0.1.0
 */
export const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#13;", "\r")
    .replaceAll("&amp;", "&")
