/**
 * Judges a demo by what only the demo knows: which rates the provider listed the whole time.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { DatabaseSync } from "node:sqlite"
import { failed, type HostFailure } from "./HostFailure.ts"
import * as Wording from "./Wording.ts"

/**
 * The fields that identify a rate, joined by a space.
 *
 * @category models
 * @since 0.1.0
 */
export type RateKey = string

const select = `select property_id || ' ' || rate_plan_id || ' ' || date || ' ' || currency || ' ' || room_type_id as key
  from booking_rates`

/**
 * The keys of the rates in a store.
 *
 * @category getters
 * @since 0.1.0
 */
export const storedKeys = (filename: string): Effect.Effect<ReadonlySet<RateKey>, HostFailure> =>
  Effect.try({
    try: () => {
      const database = new DatabaseSync(filename, { readOnly: true })
      try {
        return new Set(
          database
            .prepare(select)
            .all()
            .map((row) => String(row["key"]))
        )
      } finally {
        database.close()
      }
    },
    catch: (cause) => failed(`store ${filename}: ${cause instanceof Error ? cause.message : String(cause)}`)
  })

/**
 * One line: how many of the rates that were there throughout are missing from the store.
 *
 * @category formatting
 * @since 0.1.0
 */
export const judgement = (present: Iterable<RateKey>, stored: ReadonlySet<RateKey>): string => {
  const keys = [...present]
  const missing = keys.filter((key) => !stored.has(key)).length
  const verb = missing === 1 ? "is" : "are"
  return `of the ${Wording.count(keys.length)} rates present throughout, ${Wording.count(missing)} ${verb} missing from the store`
}
