/** Answers of Booking's Demand API: pages, errors, and the feed of changes. */
import { Option } from "effect"
import * as ChangeFeed from "../../../packages/connector-booking/src/demand/ChangeFeed.ts"
import * as DemandAnswer from "../../../packages/connector-booking/src/demand/DemandAnswer.ts"
import { holds, same, type Target } from "../Target.ts"

const now = Date.UTC(2026, 10, 21, 12)
const cursor: ChangeFeed.Cursor = { lastChange: now - 3_600_000, until: now }

type Page = typeof DemandAnswer.page

const make = (page: Page): Target => ({
  name: "demand-answer",
  what: "Demand API answers and change feed",
  form: "json",
  sources: [
    "connector-booking/src/demand/DemandAnswer.ts",
    "connector-booking/src/demand/ChangeFeed.ts",
    "fuzz/targets/DemandAnswer.ts"
  ],
  seeds: [
    '{"request_id":"r","data":[{"id":1},{"id":2}],"metadata":{"next_page":"abc","total_results":9}}',
    '{"data":[{"id":9007199254740993}],"next_page":null,"metadata":{"total_results":1}}',
    '{"data":[],"metadata":{}}',
    '{"errors":[{"id":"expired_token","message":"x"}]}',
    '{"errors":[],"data":[null,5],"next_page":""}',
    '{"data":{"changes":{"changed":[1,2],"closed":{"fraud":[3],"other":null}},"from":"2026-11-21T11:00:00Z","next":"2026-11-21T11:30:00+00:00"}}',
    '{"data":{"changes":{"changed":[]},"from":"2026-11-21T11:00:00Z","next":null}}',
    '{"data":{"changes":{"changed":[1,1,"1"],"closed":[1]},"next":"2026-11-21T12:30:00Z"}}'
  ],
  words: [
    '"next_page":',
    '"next":"2026-11-21T12:00:01Z"',
    '"data":[',
    '"changes":{',
    '"errors":[',
    '"invalid_token"',
    '"total_results":-1',
    '"toString":[',
    "null"
  ],
  maxLength: 4000,
  weight: 4,
  run: (input) => {
    let told = ""
    for (const paged of [true, false]) {
      for (const status of [200, 204, 400, 502]) {
        const answer = { status, headers: {}, body: input }
        const reason = DemandAnswer.reasonOf(answer, paged)
        if (status === 200 || status >= 500) holds(reason === undefined, `a reason for status ${status}`)
        const read = DemandAnswer.read(answer, paged)
        if (DemandAnswer.isReason(read)) {
          told += read._tag[0]
          continue
        }
        holds(status === 200, `read with status ${status}`)
        told += pageOf(page, read.json)
      }
    }
    return told
  }
})

const pageOf = (page: Page, json: DemandAnswer.JsonObject): string => {
  const list = page(json, (raw) => raw)
  const isList = !DemandAnswer.isReason(list)
  if (isList) {
    const data = json["data"]
    holds(Array.isArray(data), "records that are no list")
    same(list.records, data, "the records")
    holds(Option.isSome(list.next) || list.evidence.includes("absentCursor"), "neither a next page nor an end")
    if (Option.isSome(list.next)) holds(list.next.value !== "", "an empty token")
    const total = Option.getOrUndefined(list.total)
    holds(total === undefined || (Number.isSafeInteger(total) && total >= 0), `a total of ${total}`)
  }
  const feed = ChangeFeed.page(json, cursor)
  if (DemandAnswer.isReason(feed)) return isList ? "l" : "r"
  const { next, records } = feed
  const data = json["data"]
  const changes = DemandAnswer.isObject(data) ? JSON.stringify(data["changes"]) : ""
  const ids = new Set(changes.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? [])
  holds(records.length <= Math.max(changes.length, 1), "more records than the feed names")
  if (ids.size > 0 && !/"[^"]*\d[^"]*"/.test(changes)) holds(records.length > 0, "changes are named, and none come")
  if (Option.isSome(next))
    holds(next.value.lastChange > cursor.lastChange && next.value.until === cursor.until, "the feed goes back")
  else
    holds(
      records.length === 0 || feed.evidence.includes(ChangeFeed.caughtUp),
      "a feed with changes ends without a sign"
    )
  return Option.isSome(next) ? "f" : "e"
}

export const target = make(DemandAnswer.page)

/** Takes an empty token for none. */
export const planted = make((json, record) =>
  DemandAnswer.page(json["next_page"] === "" ? { ...json, next_page: null, metadata: {}, data: [] } : json, record)
)
