/**
 * What a scripted fault does to an answer of the mock Hotel-X provider.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import * as RetryAfter from "../faults/RetryAfter.ts"
import * as HotelXAnswer from "./HotelXAnswer.ts"
import type { HotelXRow } from "./HotelXData.ts"
import * as HotelXContent from "./HotelXContent.ts"
import * as HotelXNode from "./HotelXNode.ts"
import type { Damage, HotelXFault, HotelXOptions, HotelXStatusFault, Stream } from "./HotelXOptions.ts"
import type * as Provider from "./Provider.ts"

/**
 * The answer under a fault; `before` holds rows of the page before.
 *
 * @category combinators
 * @since 0.1.0
 */
export const damaged = (
  options: HotelXOptions,
  answer: HotelXAnswer.Answer,
  fault: HotelXFault | undefined,
  before: ReadonlyArray<HotelXRow>,
  number: number
): HotelXAnswer.Answer => {
  const { from, records, stream } = answer
  const field = HotelXNode.dataFields[stream]
  if (fault === undefined || (answer.advise !== undefined && ofRows.has(fault.hotelx))) return answer
  switch (fault.hotelx) {
    case "errors":
      return {
        ...HotelXAnswer.failed(stream, fault.code ?? "INTERNAL_SERVER_ERROR", "Internal server error"),
        from,
        records
      }
    case "advise":
      return { ...HotelXAnswer.advised(stream, fault.code ?? "22500", number), from, records }
    case "nullEdges":
      return { ...answer, edges: null }
    case "duplicates":
      return { ...answer, edges: [...before.map((row) => HotelXAnswer.edge(options, row)), ...(answer.edges ?? [])] }
    case "nullNode":
      return inMiddle(answer, () => null)
    case "nullData":
      return inMiddle(answer, (node) => ({
        ...node,
        adviseMessage: [HotelXNode.advise("22512", HotelXAnswer.described(stream, "22512"), "ERROR", number)],
        [field]: null
      }))
    case "partial":
      return {
        ...inMiddle(answer, (node) => ({ ...node, [field]: null })),
        errors: [
          {
            message: "Cannot return data of this node.",
            path: ["hotelX", stream, "edges", middle(answer), "node", field],
            extensions: { code: fault.code ?? "INTERNAL_SERVER_ERROR" }
          }
        ]
      }
    case "warning":
      return inMiddle(answer, (node) => ({
        ...node,
        adviseMessage: [HotelXNode.advise("21500", HotelXAnswer.described(stream, "21500"), "WARN", number)]
      }))
    case "unknownEnum":
      return inMiddle(answer, (node) => ({ ...node, [field]: strangeOf(stream, node[field]) }))
    case "html":
    case "cut":
    case "expire":
      return answer
  }
}

/**
 * The response in place of the right one; `now` is in epoch milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const statusOf = (fault: HotelXStatusFault, now: number): Provider.Response => {
  const asks = fault.retryAfter
  const wait = asks === undefined ? undefined : RetryAfter.valueOf(asks.form, asks.seconds * 1000, now)
  return {
    status: fault.status,
    headers: { ...(wait === undefined ? {} : { "retry-after": wait }), ...fault.headers },
    body: fault.body ?? JSON.stringify({ error: "scripted failure" })
  }
}

/**
 * The response under a fault of its text.
 *
 * @category combinators
 * @since 0.1.0
 */
export const damagedText = (fault: HotelXFault | undefined, response: Provider.Response): Provider.Response => {
  if (fault?.hotelx === "cut")
    return { ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) }
  if (fault?.hotelx !== "html") return response
  return {
    ...response,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><html><title>Bad gateway</title><body>The service is on its way back</body></html>"
  }
}

/** What only a page of rows can suffer, and no end. */
const ofRows: ReadonlySet<Damage> = new Set<Damage>([
  "duplicates",
  "nullNode",
  "nullData",
  "partial",
  "warning",
  "unknownEnum"
])

const middle = (answer: HotelXAnswer.Answer): number => Math.floor((answer.edges?.length ?? 0) / 2)

const inMiddle = (
  answer: HotelXAnswer.Answer,
  change: (node: HotelXContent.Json) => HotelXContent.Json | null
): HotelXAnswer.Answer => {
  const at = middle(answer)
  const edges = answer.edges?.map(({ cursor, node }, index) => ({
    cursor,
    node: index === at && node !== null ? change(node) : node
  }))
  return { ...answer, edges: edges ?? null }
}

const strangeOf = (stream: Stream, data: Schema.Json | undefined): HotelXContent.Json =>
  Object.fromEntries(Object.entries(HotelXContent.isObject(data) ? data : {}).concat(Object.entries(strange[stream])))

const strange: Record<Stream, HotelXContent.Json> = {
  hotels: {
    cardTypes: ["VI", "ZZ"],
    descriptions: [{ type: "SUSTAINABILITY", texts: [{ text: "Solar panels", language: "en" }] }]
  },
  destinations: { type: "REGION" },
  rooms: {
    medias: [
      {
        code: "m1",
        order: "1",
        type: "DRONE",
        updatedAt: "2026-01-01T00:00:00.000Z",
        url: "https://img.example.test/1.jpg",
        texts: null
      }
    ]
  },
  boards: {},
  categories: {},
  metadata: {}
}
