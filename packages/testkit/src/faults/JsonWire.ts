/**
 * Wires of providers that answer in JSON, told by JSON pointers.
 *
 * @since 0.1.0
 */
import type { Request, Response } from "../providers/Provider.ts"
import * as JsonText from "./JsonText.ts"
import type { FieldFault } from "./RecordFault.ts"
import type { EndForm, List, NextSlot, NumberSlot, PageWire } from "./Wire.ts"

/**
 * One list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Does the request ask for a page of it? */
  readonly asks: (request: Request) => boolean
  /** Where the array of records stands, or the object with records by name. */
  readonly list: string
  /** Where fields stand in an element of the list. */
  readonly fields: { readonly [field in FieldFault["field"]]?: string }
  /** A text by which an answer shows that it is no page, whatever stands in the list. @default there is none */
  readonly unless?: string | undefined
  /** Where the fields of a record stand in an element of the list. @default the element itself */
  readonly record?: string | undefined
  /** Where the next cursor stands, and how the last page is without one. @default there is none */
  readonly next?: { readonly at: string; readonly end: EndForm } | "link" | undefined
  /** Where a request has its cursor. */
  readonly cursor: Cursor
  readonly total?: string | undefined
  readonly offset?: string | undefined
}

/**
 * - `query`: a parameter; with `records`, it counts records. `from` is the number of the first record, `to` the parameter of the
 *   last, where a request names it.
 * - `body`: a member of a JSON body; with `alone`, all others go when it comes.
 * - `link`: path and query are all.
 *
 * @category models
 * @since 0.1.0
 */
export type Cursor =
  | { readonly query: string; readonly records?: boolean; readonly from?: number; readonly to?: string }
  | { readonly body: string; readonly alone?: boolean }
  | "link"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): PageWire => {
  const { cursor, fields, list: pointer, next, record = "" } = options
  return {
    format: "json",
    isPage: options.asks,
    list: (body) => (options.unless !== undefined && body.includes(options.unless) ? undefined : listIn(body, pointer)),
    next: next === undefined ? undefined : next === "link" ? linkSlot : slotAt(next.at, next.end),
    links: next === "link" ? "header" : cursor === "link" ? "body" : undefined,
    total: options.total === undefined ? undefined : numberAt(options.total),
    offset: options.offset === undefined ? undefined : numberAt(options.offset),
    cursorOf: (request) => cursorOf(request, cursor),
    withCursor: (request, text) => withCursor(request, cursor, text),
    byOffset: cursor !== "link" && "query" in cursor && cursor.records === true,
    withField: (text, { field, value }) => {
      const at = fields[field]
      return at === undefined ? undefined : inValue(text, (json) => JsonText.set(json, at, value))
    },
    renamed: (text) => inValue(text, (json) => renamed(json, record)),
    withText: (text, long) => inValue(text, (json) => JsonText.set(json, `${record}/unasked`, JSON.stringify(long))),
    otherId: (text) => inValue(text, (json) => (fields.id === undefined ? json : otherKind(json, fields.id))),
    quoted: (text) => JSON.stringify(text),
    fields: new Set(fieldNames.filter((name) => fields[name] !== undefined)),
    alone: (body) => alone(body, pointer),
    nested: (text, depth) =>
      inValue(text, (json) => JsonText.set(json, `${record}/unasked`, "[".repeat(depth) + "]".repeat(depth))),
    noRecord: (text) => inValue(text, () => '"no record"')
  }
}

const fieldNames = ["id", "required", "text", "price", "date", "currency"] as const

const listIn = (body: string, pointer: string): List | undefined => {
  const span = JsonText.find(body, pointer)
  if (span === undefined || !"[{".includes(body[span.from] ?? " ")) return undefined
  return {
    inside: { from: span.from + 1, to: span.to - 1 },
    records: JsonText.itemsOf(body, span).map(({ from, to }) => body.slice(from, to)),
    separator: ","
  }
}

/** Of an element, or of a member with its name. */
const inValue = (text: string, change: (json: string) => string): string => {
  const [member] = text.startsWith('"') ? JsonText.itemsOf(`{${text}}`, { from: 0, to: text.length + 2 }) : []
  if (member === undefined) return change(text)
  const start = member.value.from - 1
  return text.slice(0, start) + change(text.slice(start))
}

const renamed = (json: string, pointer: string): string => {
  const span = JsonText.find(json, pointer)
  if (span === undefined || json[span.from] !== "{") return json
  const members = JsonText.itemsOf(json, span).map(
    ({ name, value }) => `${JSON.stringify(`other_${name ?? ""}`)}:${json.slice(value.from, value.to)}`
  )
  return JsonText.replaced(json, span, `{${members.join(",")}}`)
}

const otherKind = (json: string, pointer: string): string => {
  const id = JsonText.get(json, pointer) ?? ""
  if (/^-?\d+$/.test(id)) return JsonText.set(json, pointer, `"${id}"`)
  return /^"(0|[1-9]\d*)"$/.test(id) ? JsonText.set(json, pointer, id.slice(1, -1)) : json
}

const alone = (body: string, pointer: string): string => {
  const span = JsonText.find(body, pointer)
  const items = span === undefined ? [] : JsonText.itemsOf(body, span)
  const [item] = items
  return span === undefined || item === undefined || item.name !== undefined || items.length > 1
    ? body
    : JsonText.replaced(body, span, body.slice(item.from, item.to))
}

const slotAt = (pointer: string, ownEnd: EndForm): NextSlot => {
  const write = (response: Response, json: string | undefined): Response => ({
    ...response,
    body: JsonText.set(response.body, pointer, json)
  })
  return {
    read: ({ body }) => {
      const cursor = JsonText.stringIn(JsonText.get(body, pointer))
      return cursor === undefined || cursor.trim() === "" ? undefined : cursor
    },
    write: (response, cursor) => write(response, JSON.stringify(cursor)),
    forms: new Set(["null", "empty", "blank", "missing"]),
    end: (response, form) => write(response, ends[form]),
    ownEnd
  }
}

const ends = { null: "null", empty: '""', blank: '" "', missing: undefined } as const

const linkSlot: NextSlot = {
  read: ({ headers }) => /<([^>]*)>[^<]*rel="next"/.exec(headers["link"] ?? "")?.[1],
  write: (response, cursor) => ({ ...response, headers: { ...response.headers, link: `<${cursor}>; rel="next"` } }),
  forms: new Set(["missing"]),
  end: (response) => {
    const { link: _, ...headers } = response.headers
    return { ...response, headers }
  },
  ownEnd: "missing"
}

const numberAt = (pointer: string): NumberSlot => {
  const header = /^header:(.*)$/.exec(pointer)?.[1]
  if (header === undefined) {
    return {
      read: ({ body }) => JsonText.get(body, pointer),
      write: (response, text) => ({ ...response, body: JsonText.set(response.body, pointer, text) })
    }
  }
  return {
    read: ({ headers }) => headers[header],
    write: (response, text) => {
      const { [header]: _, ...headers } = response.headers
      return { ...response, headers: text === undefined ? headers : { ...headers, [header]: text } }
    }
  }
}

const cursorOf = ({ body, path, query }: Request, cursor: Cursor): string | undefined => {
  if (cursor === "link") return `${path}?${query}`
  if ("body" in cursor) return JsonText.stringIn(JsonText.get(body, cursor.body))
  const text = new URLSearchParams(query).get(cursor.query) ?? undefined
  return cursor.from === undefined || text === undefined ? text : String(Number(text) - cursor.from)
}

const withCursor = (request: Request, cursor: Cursor, text: string): Request => {
  if (cursor === "link") {
    const { pathname, search } = new URL(text, "https://any.test")
    return { ...request, path: pathname, query: search.slice(1) }
  }
  if ("body" in cursor) {
    const body = cursor.alone === true ? "{}" : request.body
    return { ...request, body: JsonText.set(body, cursor.body, JSON.stringify(text)) }
  }
  const params = new URLSearchParams(request.query)
  const shift = Number(text) + (cursor.from ?? 0) - Number(params.get(cursor.query) ?? 0)
  if (cursor.to !== undefined) params.set(cursor.to, String(Number(params.get(cursor.to) ?? 0) + shift))
  params.set(cursor.query, cursor.from === undefined ? text : String(Number(text) + cursor.from))
  return { ...request, query: params.toString() }
}
