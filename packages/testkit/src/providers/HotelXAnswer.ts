/**
 * The answers of the mock Hotel-X provider: a page of a list, the forms of an end and of a dead token, and the JSON of it
 * all, cut down to what the query selects.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import { type HotelXRow, codeOf } from "./HotelXData.ts"
import * as HotelXContent from "./HotelXContent.ts"
import * as HotelXNode from "./HotelXNode.ts"
import type { HotelXOptions, Stream } from "./HotelXOptions.ts"
import type { Selection } from "./HotelXQuery.ts"
import type { Page } from "./HotelXScroll.ts"

/**
 * What a request gets from one list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Answer {
  readonly stream: Stream
  /** Null stands for no token, in the schema's way of the stream. */
  readonly token: string | null
  readonly count: number
  readonly edges: ReadonlyArray<Edge> | null
  /** The code that stands in place of the page. */
  readonly advise: string | undefined
  /** GraphQL errors, beside the data unless there is none. */
  readonly errors: ReadonlyArray<HotelXContent.Json>
  /** There is no data at all. */
  readonly failed: boolean
  /** Rows of the page before any damage was done to it. */
  readonly records: number
  /** Where the page starts in its snapshot; undefined when there is no page. */
  readonly from: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Edge {
  readonly cursor: string
  readonly node: HotelXContent.Json | null
}

/**
 * A page of a scroll; `number` is that of the request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const page = (options: HotelXOptions, stream: Stream, from: Page<HotelXRow>, number: number): Answer => {
  const end = options.end ?? "notFound"
  const whole: Answer = {
    ...nothing(stream),
    token: from.last && end === "absent" ? null : from.token,
    count: from.count,
    edges: from.rows.map((row) => edge(options, row)),
    records: from.rows.length,
    from: from.from
  }
  if (from.rows.length > 0) return whole
  if (end === "notFound") return advised(stream, "11204", number, options.count === "exact" ? from.count : 0)
  if (end === "errors") return failed(stream, "11204", described(stream, "11204"))
  return { ...whole, token: null }
}

/**
 * The whole of a list without pages.
 *
 * @category constructors
 * @since 0.1.0
 */
export const list = (options: HotelXOptions, stream: Stream, rows: ReadonlyArray<HotelXRow>): Answer => ({
  ...nothing(stream),
  count: rows.length,
  edges: rows.map((row) => edge(options, row)),
  records: rows.length,
  from: 0
})

/**
 * The answer to a token that has no scroll.
 *
 * @category constructors
 * @since 0.1.0
 */
export const expired = (options: HotelXOptions, stream: Stream, number: number): Answer => {
  const form = options.expired ?? "notFound"
  if (form === "errors") return failed(stream, "11400", "The token is not valid.")
  return advised(stream, form === "notFound" ? "11204" : form, number)
}

/**
 * The only node is a message.
 *
 * @category constructors
 * @since 0.1.0
 */
export const advised = (stream: Stream, code: string, number: number, count = 0): Answer => ({
  ...nothing(stream),
  count,
  edges: [
    {
      cursor: "",
      node: {
        code: "",
        createdAt: "0001-01-01T00:00:00Z",
        updatedAt: "0001-01-01T00:00:00Z",
        adviseMessage: [HotelXNode.advise(code, described(stream, code), "ERROR", number)],
        [HotelXNode.dataFields[stream]]: null
      }
    }
  ],
  advise: code
})

/**
 * No data but a GraphQL error.
 *
 * @category constructors
 * @since 0.1.0
 */
export const failed = (stream: Stream, code: string, message: string): Answer => ({
  ...nothing(stream),
  advise: code,
  errors: [{ message, path: ["hotelX", stream], extensions: { code } }],
  failed: true
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const edge = (options: HotelXOptions, row: HotelXRow): Edge => ({
  cursor: Buffer.from(codeOf(row)).toString("base64"),
  node: HotelXNode.make(options, row)
})

/**
 * What an `adviseMessage` of this code says.
 *
 * @category getters
 * @since 0.1.0
 */
export const described = (stream: Stream, code: string): string => {
  const name = `${stream.slice(0, 1).toUpperCase()}${stream.slice(1)}`
  return descriptions[code] ?? (code === "11204" ? `${name} not found` : `Advised ${code}`)
}

/**
 * The JSON of the answers, each with what its query selects.
 *
 * @category getters
 * @since 0.1.0
 */
export const bodyOf = (answers: ReadonlyArray<readonly [Answer, Selection]>): string => {
  const errors = answers.flatMap(([answer]) => answer.errors)
  const data = answers.some(([answer]) => answer.failed)
    ? null
    : Object.fromEntries(
        answers.map(([answer, selection]) => [answer.stream, projected(connection(answer), selection)])
      )
  return JSON.stringify({ data: { hotelX: data }, ...(errors.length === 0 ? {} : { errors }) })
}

const nothing = (stream: Stream): Answer => ({
  stream,
  token: null,
  count: 0,
  edges: [],
  advise: undefined,
  errors: [],
  failed: false,
  records: 0,
  from: undefined
})

/** `DestinationConnection.token` is `String!`. Source: Travelgate's published schema. */
const connection = (answer: Answer): HotelXContent.Json => ({
  token: answer.stream === "destinations" ? (answer.token ?? "") : answer.token,
  count: answer.count,
  adviseMessage: null,
  edges: answer.edges === null ? null : answer.edges.map(({ cursor, node }) => ({ cursor, node }))
})

/** `languages` of a field narrows the texts below it. Source: Travelgate's published schema. */
const projected = (value: Schema.Json, selection: Selection | undefined, languages?: Schema.Json): Schema.Json => {
  if (selection === undefined || value === null) return value
  if (Array.isArray(value)) {
    return value.filter((each) => spoken(each, languages)).map((each) => projected(each, selection, languages))
  }
  const object = HotelXContent.isObject(value) ? value : {}
  return Object.fromEntries(
    [...selection.values()].map((field) => {
      const narrower = field.arguments.get("languages")?.value ?? languages
      return [field.name, projected(object[field.name] ?? null, field.selection, narrower)]
    })
  )
}

const spoken = (value: Schema.Json, languages: Schema.Json | undefined): boolean =>
  !Array.isArray(languages) || !HotelXContent.isObject(value) || languages.includes(value["language"] ?? languages[0])

const descriptions: Readonly<Record<string, string>> = {
  "11400": "A field of the request is missing or not correct",
  "21500": "Error fetching mapping codes",
  "22401": "No valid credentials for the access",
  "22500": "Unexpected error of the internal service",
  "22512": "Too little data to return"
}
