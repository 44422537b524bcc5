/**
 * I23 and I25: bad records and unknown fields are kept.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { password } from "../Listing.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const lossless: Oracle = {
  name: "I23",
  invariant:
    "A dead letter holds its record as it was served, its secrets apart, and goes only when its key is written",
  check: (history) => {
    const found: Array<Found> = []
    const texts = new Map(
      [...Standing.itemsOf(history).keys()].map((text) => [createHash("sha256").update(text).digest("hex"), text])
    )
    for (const { entry, moment, standing } of Standing.through(history)) {
      if (entry._tag !== "Stored") continue
      for (const { hash, id, raw } of entry.change.letters) {
        const text = texts.get(hash)
        if (text === undefined) found.push({ moment, detail: `letter ${id} is of no record that was served` })
        else if (raw !== text.replace(`"${password}"`, `"[redacted]"`))
          found.push({ moment, detail: `letter ${id} holds ${raw} and not ${text}` })
      }
      for (const { id, key } of entry.change.settled) {
        if (key === null || !standing.rows.has(key))
          found.push({ moment, detail: `letter ${id} is gone, and nothing took its place` })
      }
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const whole: Oracle = {
  name: "I25",
  invariant: "A row keeps the fields of its record that nobody knows",
  check: (history) => {
    const items = Standing.itemsOf(history)
    return history.entries.flatMap((entry, moment) =>
      entry._tag === "Stored"
        ? entry.change.rows.flatMap(({ after: { key, raw } }) =>
            items.has(raw) ? [] : [{ moment, detail: `row ${key} holds ${raw}, which no record ever was` }]
          )
        : []
    )
  }
}
