/**
 * That what changed later is known to be newer.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import { Duration, Effect } from "effect"
import * as Decoding from "../../Decoding.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const newer: Law = {
  name: "gives an updated record a newer version",
  group: "record",
  // A queue gives a message once, and a feed tells that something changed, not what.
  appliesTo: ({ stream: { changes, traversal, version } }) =>
    version !== undefined && traversal.cursor !== "queue" && changes?.only !== true,
  check: Effect.fnUntraced(function* (bench) {
    let updated = 0
    for (let seed = 1; seed <= mostSeeds && updated < enough; seed++) {
      const opened = yield* bench.open({ seed, volatility: { updates: 2 } })
      const { version } = StreamTable.make(opened.connector.name, opened.stream)
      if (version === undefined) return
      const walk = Effect.map(Walker.walkAll(opened, { restarts: 5 }), (reads) => Decoding.all(opened, reads).good)
      const before = new Map((yield* walk).map((decoded) => [decoded.identity, decoded]))
      yield* Effect.sleep(Duration.minutes(10))
      for (const { identity, key, raw, read, record } of yield* walk) {
        const old = before.get(identity)
        if (old === undefined || JSON.stringify(old.raw) === JSON.stringify(raw)) continue
        updated++
        const [was, is] = [old.record[version.field], record[version.field]]
        if (isNewer(version.kind, was, is)) continue
        const detail = `record ${key} changed, and its version "${version.field}" went from ${textOf(was)} to ${textOf(is)}`
        return yield* new Broken({ detail, ...Walker.at(read) })
      }
    }
    if (updated === 0) {
      return yield* new Broken({
        detail: `the subject's provider updates no row in ${mostSeeds} scenes that ask for it`
      })
    }
  })
}

const mostSeeds = 10
const enough = 5

const isNewer = (kind: StreamTable.ColumnKind, was: unknown, is: unknown): boolean => {
  if (is === null || is === undefined) return false
  if (was === null || was === undefined) return true
  if (typeof was === "number" || typeof was === "bigint")
    return (typeof is === "number" || typeof is === "bigint") && is > was
  if (kind === "decimal") return Number(is) > Number(was)
  return typeof was === "string" && typeof is === "string" && is > was
}

const textOf = (value: unknown): string =>
  typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "nothing")

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [newer]
