/**
 * That a list keeps the order it declares while records come, go and change, since proofs of completeness stand on it.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Facts, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Pull from "../../Pull.ts"
import * as Walker from "../../Walker.ts"

const isStable = ({ stream: { traversal } }: Facts): boolean =>
  (traversal.order === "immutable" || traversal.order === "append") && traversal.cursor !== "queue"

/**
 * @category laws
 * @since 0.1.0
 */
export const keptOrder: Law = {
  name: "keeps the order it declares while records come, go and change",
  group: "traversal honesty",
  appliesTo: isStable,
  check: Effect.fnUntraced(function* (bench) {
    let changed = false
    for (let seed = 1; seed <= 5; seed++) {
      const opened = yield* bench.open({ seed, volatility: { deletes: 0.4, inserts: 0.4, updates: 1 } })
      const first = yield* Walker.walkAll(opened, { restarts: 5 })
      const second = yield* Walker.walkAll(opened, { restarts: 5 })
      changed ||=
        JSON.stringify(first.map(({ records }) => records)) !== JSON.stringify(second.map(({ records }) => records))
      for (const [partition, reads] of Pages.byPartition(first)) {
        const before = distinct(Pages.keysOf(reads))
        const later = second.filter((read) => read.partition.name === partition.name)
        const after = distinct(Pages.keysOf(later))
        const stayed = new Set(after)
        const different = Keys.differenceInOrder(
          before.filter((key) => stayed.has(key)),
          after.filter((key) => before.includes(key))
        )
        if (different === undefined) continue
        const detail = `the order is declared ${opened.stream.traversal.order}, and ${different.key} stands elsewhere than before`
        return yield* new Broken({ detail, ...Pages.placeOf(later, different.key) })
      }
    }
    if (!changed)
      return yield* new Broken({ detail: "the subject's provider changes nothing in 5 scenes that ask for it" })
  })
}

const distinct = (keys: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(keys)]

/**
 * @category laws
 * @since 0.1.0
 */
export const appends: Law = {
  name: "has new records at its end only, where it declares that",
  group: "traversal honesty",
  appliesTo: ({ stream: { traversal } }) => traversal.order === "append" && traversal.cursor !== "queue",
  check: Effect.fnUntraced(function* (bench) {
    let added = 0
    for (let seed = 1; seed <= 10 && added < 5; seed++) {
      const opened = yield* bench.open({ seed, volatility: { inserts: 1 } })
      const first = new Set(Pages.keysOf(yield* Walker.walkAll(opened, { restarts: 5 })))
      for (const [, reads] of Pages.byPartition(yield* Walker.walkAll(opened, { restarts: 5 }))) {
        const keys = Pages.keysOf(reads)
        const lastOld = keys.findLastIndex((key) => first.has(key))
        const early = keys.slice(0, lastOld).find((key) => !first.has(key))
        added += keys.filter((key) => !first.has(key)).length
        if (early === undefined) continue
        const detail = `the new record ${early} stands before the old one ${keys[lastOld]}`
        return yield* new Broken({ detail, ...Pages.placeOf(reads, early) })
      }
    }
    if (added === 0)
      return yield* new Broken({ detail: "the subject's provider adds nothing in 10 scenes that ask for it" })
  })
}

const pulls = 20

/**
 * @category laws
 * @since 0.1.0
 */
export const proven: Law = {
  name: `misses no record that was there throughout in ${pulls} changing pulls that it calls proven`,
  group: "traversal honesty",
  appliesTo: isStable,
  check: Effect.fnUntraced(function* (bench) {
    let changed = false
    for (let seed = 1; seed <= pulls; seed++) {
      const opened = yield* bench.open({ seed, volatility: { deletes: 0.6, inserts: 0.6, updates: 0.6, moves: 0.6 } })
      const before = yield* opened.setting.rows(bench.stream)
      const kept = yield* Pull.store
      yield* opened.setting.mark
      const report = yield* Pull.run(opened, opened, kept)
      const there = (yield* opened.setting.presentThroughout(bench.stream)).map(({ key }) => key)
      changed ||= there.length < before.length
      if (Pull.outcomeOf(report) !== "Proven") continue
      const { keys, letters } = yield* Pull.storedIn(opened, kept)
      const stored = new Set([...keys, ...letters.map(({ row }) => row)])
      const missed = there.filter((key) => !stored.has(key))
      if (missed.length === 0) continue
      const detail = `pull ${seed} is proven, and ${missed.length} of ${there.length} records are missing, first ${missed[0]}`
      return yield* new Broken({ detail })
    }
    if (!changed) {
      return yield* new Broken({ detail: `the subject's provider deletes nothing in ${pulls} scenes that ask for it` })
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [keptOrder, appends, proven]
