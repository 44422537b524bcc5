/**
 * What faults make of the records of a page.
 *
 * @since 0.1.0
 */
import type { Response } from "../providers/Provider.ts"
import * as JsonText from "./JsonText.ts"
import type { RecordFault } from "./RecordFault.ts"
import type { List, PageWire } from "./Wire.ts"

/**
 * The answer with other records.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withRecords = (response: Response, list: List, records: ReadonlyArray<string>): Response => ({
  ...response,
  body: JsonText.replaced(response.body, list.inside, records.join(list.separator))
})

/**
 * The answer after something happened to its first records.
 *
 * @category combinators
 * @since 0.1.0
 */
export const changed = (wire: PageWire, response: Response, { record: change, share = 0 }: RecordFault): Response => {
  const list = wire.list(response.body)
  if (list === undefined || list.records.length === 0) return response
  if (change === "alone") return { ...response, body: wire.alone?.(response.body) ?? response.body }
  const count = Math.max(1, Math.round(list.records.length * share))
  const records = list.records.flatMap((record, index) => (index < count ? altered(wire, record, change) : [record]))
  return withRecords(response, list, records)
}

const altered = (wire: PageWire, record: string, change: RecordFault["record"]): ReadonlyArray<string> => {
  switch (change) {
    case "twice":
      return [record, record]
    case "twiceOther":
      return [record, wire.withField(record, { field: "text", value: wire.quoted("another") }) ?? record]
    case "idAsOther":
      return [wire.otherId(record)]
    case "notObject":
      return [wire.noRecord(record)]
    case "huge":
      return [wire.withText(record, "x".repeat(hugeText))]
    case "deep":
      return [wire.nested(record, depth)]
    case "alone":
      return [record]
    default:
      return [wire.withField(record, change) ?? record]
  }
}

const depth = 100_000
const hugeText = 50 * 1024 * 1024
