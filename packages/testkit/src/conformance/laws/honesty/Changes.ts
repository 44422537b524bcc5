/**
 * That a list of what changed has all that changed, and is no list of everything.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import type { Bench, Opened } from "../../Bench.ts"
import { Broken, type Facts, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/** A feed has no list of everything beside it. */
const isFiltered = ({ stream: { changes } }: Facts): boolean => changes !== undefined && changes.only !== true

/** What was there before, what was there after, and what is listed as changed between. */
interface Observed {
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
  readonly changed: ReadonlyArray<Walker.Read>
}

const observe = Effect.fnUntraced(function* (bench: Bench, seed: number, since: "the first walk" | "the second walk") {
  const opened = yield* bench.open({ seed, volatility: { updates: 1.5 } })
  const first = (yield* Clock.currentTimeMillis) - edgeOf(opened)
  const before = contentOf(yield* Walker.walkAll(opened, widest(opened)))
  yield* Effect.sleep(Duration.days(3))
  const second = yield* Clock.currentTimeMillis
  const after = contentOf(yield* Walker.walkAll(opened, widest(opened)))
  yield* Effect.sleep(Duration.minutes(1))
  const changed = yield* Walker.walkAll(opened, {
    ...widest(opened),
    changed: { from: since === "the first walk" ? first : second }
  })
  return { before, after, changed } satisfies Observed
})

/** What changed exactly then is in only where the filter says so; milliseconds. */
const edgeOf = ({ stream: { changes } }: Opened): number =>
  changes?.from === "exclusive" ? Duration.toMillis(changes.resolution) : 0

/** On one page, nothing changes after it was read. */
const widest = ({ stream }: Opened) => ({ pageSize: stream.pageSize.max, restarts: 5 })

/** Rows of the last page of each partition: what stands on others may have changed before its walk was over. */
const contentOf = (reads: ReadonlyArray<Walker.Read>): ReadonlyMap<string, string> =>
  new Map(
    Pages.byPartition(reads).flatMap(([, some]) => {
      const last = some.findLast(({ records }) => records.length > 0)
      return last?.keys.map((key, at) => [key, JSON.stringify(last.records[at])] as const) ?? []
    })
  )

const mostSeeds = 10

const law = (
  name: string,
  since: Parameters<typeof observe>[2],
  judge: (observed: Observed) => Broken | number
): Law => ({
  name,
  group: "traversal honesty",
  appliesTo: isFiltered,
  check: Effect.fnUntraced(function* (bench) {
    let seen = 0
    for (let seed = 1; seed <= mostSeeds && seen < 5; seed++) {
      const judged = judge(yield* observe(bench, seed, since))
      if (typeof judged !== "number") return yield* judged
      seen += judged
    }
    if (seen === 0) {
      return yield* new Broken({ detail: `the subject's provider has nothing to show it by in ${mostSeeds} scenes` })
    }
  })
})

/**
 * @category laws
 * @since 0.1.0
 */
export const complete = law(
  "lists everything that changed since a time",
  "the first walk",
  ({ after, before, changed }) => {
    const listed = new Set(Pages.keysOf(changed))
    const due = [...after].filter(([key, raw]) => before.has(key) && before.get(key) !== raw).map(([key]) => key)
    const missed = due.filter((key) => !listed.has(key))
    return missed.length === 0
      ? due.length
      : new Broken({ detail: `${missed.length} of ${due.length} changed records are not listed, first ${missed[0]}` })
  }
)

/**
 * @category laws
 * @since 0.1.0
 */
export const nothingOlder = law(
  "lists nothing that changed long before the time asked for",
  "the second walk",
  ({ before, changed }) => {
    let unchanged = before.size
    for (const read of changed) {
      for (const [at, record] of read.records.entries()) {
        const key = read.keys[at] ?? ""
        if (!before.has(key)) continue
        unchanged--
        if (before.get(key) !== JSON.stringify(record)) continue
        return new Broken({ detail: `record ${key} is listed and did not change for three days`, ...Walker.at(read) })
      }
    }
    return Math.max(0, unchanged)
  }
)

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [complete, nothingOlder]
