/**
 * What an answer to a content query means: a page, or the reason why it is none. A pure function of the answer.
 *
 * **Details**
 *
 * Sources disagree about how a list ends, and none shows its last answer, so every form is taken for one: no `token`, `null`
 * or `""`; no edges; code 11204, which stands on the only node or in `errors`. None of them can be told from an expired token
 * that looks like it, so the end of a list is believed only as far as its traversal goes: `count` tells for hotels.
 *
 * Nothing that is said about one node among others fails the page: the node is handed on, and becomes a dead letter where
 * it holds no data.
 *
 * @since 0.1.0
 */
import type { AnswerReason } from "@innlet/core/client"
import { ConnectorError, Page, type Traversal } from "@innlet/core/contract"
import { ExactJson } from "@innlet/core/domain"
import { Option } from "effect"
import * as HotelXCode from "./HotelXCode.ts"
import type { StreamName } from "./HotelXQueries.ts"

/**
 * A way in which an answer may say that a list ends with it.
 *
 * - `absent`, `null`, `blank`: the answer has no member `token`, it is null, or it is `""`.
 * - `emptyEdges`: `edges` is null or an empty list, whatever the token is.
 * - `notFound`: code 11204, on the only node or in `errors`.
 *
 * @category models
 * @since 0.1.0
 */
export type EndForm = "absent" | "null" | "blank" | "emptyEdges" | "notFound"

/**
 * @category constants
 * @since 0.1.0
 */
export const endForms = ["absent", "null", "blank", "emptyEdges", "notFound"] as const satisfies ReadonlyArray<EndForm>

/**
 * What was asked for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly stream: StreamName
  /** Does the stream come in pages? */
  readonly paged: boolean
  /** Was the token of an earlier answer sent? */
  readonly withToken: boolean
  /** The forms that may end the list. */
  readonly endForms: ReadonlySet<EndForm>
}

type Read = Page.Page<unknown, string> | ConnectorError.Reason

/**
 * Is it a page? The alternative is a reason.
 *
 * @category guards
 * @since 0.1.0
 */
export const isPage = (read: Read): read is Page.Page<unknown, string> => "records" in read

/**
 * Reads an answer whose status says nothing against it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = ({ body, headers, status }: AnswerReason.Answer, asked: Asked): Read => {
  let answer: unknown
  try {
    answer = ExactJson.parse(body)
  } catch {
    const type = headers["content-type"] ?? "no content type"
    return unexpected(`the answer is not whole JSON (${type}, ${body.length} characters)`)
  }
  if (!isObject(answer)) return unexpected("the answer is not a JSON object")
  const { data, errors } = answer
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) {
    return unexpected('the answer has "errors" that are no list')
  }
  const connection = connectionOf(data, asked.stream)
  const edges = connection?.["edges"]
  const nodes = listOf(edges).map(nodeOf)
  const refused = nodes.flatMap((node) => refusedNode(node, asked.stream) ?? [])
  const holdsRecords = nodes.length > refused.length
  const complaints = [
    ...errorsOf(errors),
    ...adviceOf(connection),
    // A node that says something of itself among others is one of the records.
    ...(holdsRecords ? [] : refused)
  ].filter(({ code }) => !HotelXCode.isWarning(code))
  if (complaints.length > 0) {
    return holdsRecords
      ? unexpected(`the answer holds records and reports ${HotelXCode.wordsOf(complaints[0]!)}`)
      : refusal(complaints, asked, { status, connection, ran: "data" in answer })
  }
  if (status >= 400) return new ConnectorError.RequestRejected({ detail: `status ${status}` })
  if (status !== 200) return unexpected(`status ${status} instead of 200`)
  if (connection === undefined) return unexpected(`the answer has no data.hotelX.${asked.stream}`)
  if (edges !== null && !Array.isArray(edges)) return unexpected('the answer has no list "edges"')
  return pageOf(nodes, connection, asked)
}

const pageOf = (nodes: ReadonlyArray<unknown>, connection: Connection, { endForms, paged }: Asked): Read => {
  const total = totalOf(connection, nodes.length)
  if (!paged) return Page.make<unknown, string>({ records: nodes, total, evidence: ["absentCursor"] })
  const token = tokenOf(connection)
  if (token === undefined) return unexpected('the answer has a "token" that is no text')
  const evidence: Array<Traversal.EndSignal> = []
  if ("form" in token && endForms.has(token.form)) evidence.push("absentCursor")
  if (nodes.length === 0 && endForms.has("emptyEdges")) evidence.push("emptyPage")
  const ends = evidence.length > 0 || "form" in token
  return Page.make<unknown, string>({
    records: nodes,
    next: ends ? Option.none() : Option.some(token.next),
    total,
    evidence
  })
}

/** What an answer without records that complains comes to: the end of the list, or a reason. */
const refusal = (
  complaints: ReadonlyArray<HotelXCode.Complaint>,
  { endForms, withToken }: Asked,
  answer: { readonly status: number; readonly connection: Connection | undefined; readonly ran: boolean }
): Read => {
  const first = complaints.find(({ code }) => code !== HotelXCode.notFound)
  if (first !== undefined) {
    const reason = HotelXCode.reasonOf(first, withToken)
    // A GraphQL request that failed before it ran is answered without "data".
    const isRejected = answer.status >= 400 || (first.code === "" && !answer.ran)
    return isRejected && reason._tag === "UnexpectedResponse"
      ? new ConnectorError.RequestRejected({ detail: reason.detail })
      : reason
  }
  if (withToken && !endForms.has("notFound")) {
    return new ConnectorError.CursorRejected({ why: "expired", detail: HotelXCode.wordsOf(complaints[0]!) })
  }
  return Page.make<unknown, string>({
    records: [],
    total: totalOf(answer.connection, 0),
    evidence: [`code:${HotelXCode.notFound}`]
  })
}

type Connection = { readonly [key: string]: unknown }

const connectionOf = (data: unknown, stream: StreamName): Connection | undefined => {
  const hotelX = isObject(data) ? data["hotelX"] : undefined
  const connection = isObject(hotelX) ? hotelX[stream] : undefined
  return isObject(connection) ? connection : undefined
}

const errorsOf = (errors: unknown): ReadonlyArray<HotelXCode.Complaint> =>
  listOf(errors).map((error) => {
    const extensions = isObject(error) ? error["extensions"] : undefined
    const code = isObject(extensions) ? extensions["code"] : undefined
    return { code: textOf(code), message: isObject(error) ? textOf(error["message"]) : "" }
  })

/** The errors among the advice on a node or a connection; a level that is not known counts as one. */
const adviceOf = (at: { readonly [key: string]: unknown } | undefined): ReadonlyArray<HotelXCode.Complaint> =>
  listOf(at?.["adviseMessage"])
    .filter(isObject)
    .filter(({ level }) => level !== "WARN" && level !== "INFO")
    .map(({ code, description }) => ({ code: textOf(code), message: textOf(description) }))

/** What is said instead of records: on a node that is none, with neither a code nor data. */
const refusedNode = (node: unknown, stream: StreamName): HotelXCode.Complaint | undefined => {
  if (!isObject(node) || textOf(node["code"]) !== "" || isPresent(node[dataFields[stream]])) return undefined
  return adviceOf(node).find(({ code }) => !HotelXCode.isWarning(code))
}

const dataFields: { readonly [stream in StreamName]: string } = {
  hotels: "hotelData",
  destinations: "destinationData",
  rooms: "roomData",
  boards: "boardData",
  categories: "categoryData",
  metadata: "metadataData"
}

/** An edge that is none is handed on as null, so that it is counted and kept. */
const nodeOf = (edge: unknown): unknown => (isObject(edge) ? (edge["node"] ?? null) : edge)

const tokenOf = (connection: Connection): { readonly next: string } | { readonly form: EndForm } | undefined => {
  const { token } = connection
  if (token === undefined) return { form: "absent" }
  if (token === null) return { form: "null" }
  if (typeof token !== "string") return undefined
  return token === "" ? { form: "blank" } : { next: token }
}

const unexpected = (detail: string) => new ConnectorError.UnexpectedResponse({ detail })

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isPresent = (value: unknown): boolean => value !== undefined && value !== null

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : ""

/** A count of 0 behind the last page is that of no scroll any more, and says nothing about the list. */
const totalOf = (connection: Connection | undefined, records: number): Option.Option<number> =>
  Option.filter(countOf(connection?.["count"]), (count) => count > 0 || records > 0)

/** Counts are hints: one that is not a whole number of 0 or more counts as not given. */
const countOf = (value: unknown): Option.Option<number> =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? Option.some(value) : Option.none()
