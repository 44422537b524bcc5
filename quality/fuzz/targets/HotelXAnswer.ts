/** Answers of Hotel-X's GraphQL: the same body under several statuses, for several streams. */
import * as HotelXAnswer from "../../../packages/connector-hotelx/src/HotelXAnswer.ts"
import { ExactJson } from "@innlet/core/domain"
import { Option } from "effect"
import { holds, type Target } from "../Target.ts"

const asked: ReadonlyArray<HotelXAnswer.Asked> = [
  { stream: "hotels", paged: true, withToken: false, endForms: new Set(HotelXAnswer.endForms) },
  { stream: "hotels", paged: true, withToken: true, endForms: new Set(["null", "blank"]) },
  { stream: "boards", paged: false, withToken: false, endForms: new Set(HotelXAnswer.endForms) }
]

const node = (code: string) => `{"node":{"code":"${code}","hotelData":{"hotelCode":"${code}"}}}`

const page = (stream: string, edges: string, rest: string) =>
  `{"data":{"hotelX":{"${stream}":{"edges":[${edges}]${rest}}}}}`

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => {
  try {
    return ExactJson.parse(text)
  } catch {
    return undefined
  }
}

/** The member at a path of own names. */
const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, name) => (isMap(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value)

type Read = typeof HotelXAnswer.read

const make = (read: Read): Target => ({
  name: "hotelx-answer",
  what: "Hotel-X answers",
  form: "json",
  sources: [
    "connector-hotelx/src/HotelXAnswer.ts",
    "connector-hotelx/src/HotelXCode.ts",
    "fuzz/targets/HotelXAnswer.ts"
  ],
  seeds: [
    page("hotels", `${node("1")},${node("2")}`, ',"token":"t","count":9'),
    page("hotels", node("1"), ',"token":null,"count":1'),
    page("hotels", "", ',"token":""'),
    page("boards", node("1"), ""),
    page(
      "hotels",
      '{"node":{"adviseMessage":[{"code":"11204","description":"No results found","level":"ERROR"}]}}',
      ""
    ),
    '{"errors":[{"message":"x","extensions":{"code":"11204"}}],"data":null}',
    '{"errors":[{"message":"x","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
    '{"errors":[{"message":"w","extensions":{"code":"21500"}}],"data":{"hotelX":{"hotels":{"edges":[null,5],"token":"t"}}}}',
    page("hotels", node("1"), ',"token":5,"adviseMessage":[{"code":22500,"description":"x"}]')
  ],
  words: [
    '"token":',
    '"edges":',
    '"adviseMessage":[',
    '"code":"11204"',
    '"code":"11400"',
    '"level":"WARN"',
    '"hotelData":null',
    '"errors":[',
    "null"
  ],
  maxLength: 4000,
  weight: 3,
  run: (input) => {
    const json = parsed(input)
    let told = ""
    for (const question of asked) {
      for (const status of [200, 400, 500]) {
        const answer = read({ status, headers: {}, body: input }, question)
        if (!HotelXAnswer.isPage(answer)) {
          holds(
            answer.detail.length > 0 && answer.detail.length < 400 && !/\n/.test(answer.detail),
            "a detail is no line"
          )
          told += answer._tag[0]
          continue
        }
        const connection = at(json, "data", "hotelX", question.stream)
        const edges = at(connection, "edges")
        const listed = Array.isArray(edges) ? edges.length : 0
        const token = at(connection, "token")
        holds((json !== undefined && status === 200) || answer.records.length === 0, `a page with status ${status}`)
        // An answer that ends a list may hold a node that says so, and no record.
        const isNotFound = answer.evidence.includes("code:11204")
        holds(!isNotFound || input.includes("11204"), "an end by a code that nobody sent")
        holds(
          isNotFound ? answer.records.length === 0 : answer.records.length === listed,
          `${answer.records.length} records of ${listed} edges`
        )
        if (Option.isSome(answer.next))
          holds(answer.next.value === token && token !== "", "another token than was sent")
        else if (question.paged && answer.evidence.length > 0 && !isNotFound) {
          const ends = token === undefined || token === null || token === "" || listed === 0
          holds(ends, "an end beside a token and records")
        }
        const total = Option.getOrUndefined(answer.total)
        holds(total === undefined || (Number.isSafeInteger(total) && total >= 0), `a total of ${total}`)
        told += Option.isSome(answer.next) ? "n" : answer.evidence.length > 0 ? "e" : "o"
      }
    }
    return told
  }
})

export const target = make(HotelXAnswer.read)

/** Takes an answer whose edges are no list for an empty page. */
export const planted = make((answer, question) => {
  const read = HotelXAnswer.read(answer, question)
  return !HotelXAnswer.isPage(read) && /no list "edges"/.test(read.detail)
    ? HotelXAnswer.read({ ...answer, body: '{"errors":[{"extensions":{"code":"11204"}}]}' }, question)
    : read
})
