/**
 * That the parts of a stream are the same parts every time, and have nothing in common.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const namedAlike: Law = {
  name: "names its partitions alike every time",
  group: "reading",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const first = (yield* Walker.partsOf(opened)).map(({ name }) => name)
    if (first.length === 0) return yield* new Broken({ detail: "it has no partition, so nothing of it is ever read" })
    const twice = first.find((name, at) => first.indexOf(name) !== at)
    if (twice !== undefined) return yield* new Broken({ detail: `two partitions have the name "${twice}"` })
    const again = (yield* Walker.partsOf(opened)).map(({ name }) => name)
    const later = (yield* Walker.partsOf(opened, yield* opened.again)).map(({ name }) => name)
    for (const names of [again, later]) {
      const at = first.findIndex((name, i) => name !== names[i])
      if (at >= 0 || names.length !== first.length) {
        const detail = `asked again it has ${names.length} partitions, ${quoted(names[at])} in the place of ${quoted(first[at])}`
        return yield* new Broken({ detail })
      }
    }
  })
}

const quoted = (name: string | undefined): string => (name === undefined ? "none" : `"${name}"`)

/**
 * @category laws
 * @since 0.1.0
 */
export const disjoint: Law = {
  name: "has no record in two partitions",
  group: "reading",
  appliesTo: ({ partitions }) => partitions > 1,
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const owners = new Map<string, string>()
    for (const [partition, reads] of Pages.byPartition(yield* Walker.walkAll(opened))) {
      for (const key of Pages.keysOf(reads)) {
        const owner = owners.get(key) ?? partition.name
        if (owner !== partition.name) {
          const detail = `record ${key} is in partition "${owner}" too`
          return yield* new Broken({ detail, ...Pages.placeOf(reads, key) })
        }
        owners.set(key, owner)
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [namedAlike, disjoint]
