/**
 * What the records of a run show that may be drift, and which of it is. Only records in which something is out of order are
 * looked at here, so that the others cost nothing.
 *
 * @since 0.1.0
 */
import type { Kind } from "../contract/Drift.ts"
import * as Evidence from "./Evidence.ts"
import * as JsonType from "./JsonType.ts"
import { isSecret, type Node, type Tally } from "./Node.ts"
import * as Sample from "./Sample.ts"
import type { ShapeTree } from "./ShapeTree.ts"
import * as Values from "./Values.ts"

/**
 * Where in a record something is out of order; no value where one is missing.
 *
 * @category models
 * @since 0.1.0
 */
export type Report = (kind: Kind, node: Node, value: unknown, path: ReadonlyArray<string | number>) => void

/**
 * Reports all that is out of order in a record that `Observation` has seen.
 *
 * @category combinators
 * @since 0.1.0
 */
export const examine = (tree: ShapeTree, record: unknown, report: Report): void =>
  examineAt(tree.root, record, [], report)

const examineAt = (node: Node, value: unknown, path: Array<string | number>, report: Report): void => {
  const type = JsonType.typeOf(value)
  if (((node.allowed >> type) & 1) === 0) {
    report(kindOf(node, type), node, value, path)
    return
  }
  if (((node.noted >> type) & 1) === 1 && node.values !== undefined && Values.isNovel(node.values, String(value))) {
    report("value", node, value, path)
  }
  if (!node.isJudged) return
  if (JsonType.isArray(type, value) && node.items !== undefined) {
    for (const [at, item] of value.entries()) within(node.items, item, at, path, report)
  } else if (JsonType.isObject(type, value)) {
    for (const key in value) {
      const child = node.byName?.get(key) ?? node.entries
      if (child !== undefined) within(child, value[key], key, path, report)
    }
    if (node.watchedFields === 0) return
    for (const field of node.fields) {
      if (field.watched === 1 && !Object.hasOwn(value, field.name)) {
        report("nullable", field, undefined, [...path, field.name])
      }
    }
  }
}

const within = (
  node: Node,
  value: unknown,
  key: string | number,
  path: Array<string | number>,
  report: Report
): void => {
  path.push(key)
  examineAt(node, value, path, report)
  path.pop()
}

const kindOf = (node: Node, type: JsonType.JsonType): Kind => {
  if (node.allowed === 0) return "added"
  return type === JsonType.JsonType.null ? "nullable" : "retyped"
}

/**
 * Counts what is out of order in the record the tree has just seen.
 *
 * @category combinators
 * @since 0.1.0
 */
export const tally = (tree: ShapeTree, tallies: Array<Tally>, record: unknown): void =>
  examine(tree, record, (kind, node, value) => {
    let tally = node.tallies.find((each) => each.kind === kind)
    if (tally === undefined) {
      const wasMissing = kind === "nullable" && value === undefined
      const sample = wasMissing ? "" : Sample.of(value, isSecret(node))
      tally = { kind, node, records: 0, record: 0, occurrences: 0, types: 0, wasMissing, sample, isDrift: false }
      node.tallies.push(tally)
      tallies.push(tally)
    }
    tally.occurrences++
    if (value === undefined) tally.wasMissing = true
    else tally.types |= 1 << JsonType.typeOf(value)
    if (tally.record === tree.record) return
    tally.record = tree.record
    tally.records++
  })

/**
 * Is what was found drift, by all that was seen up to now?
 *
 * @category guards
 * @since 0.1.0
 */
export const isDrift = (tree: ShapeTree, { kind, node, occurrences }: Tally): boolean => {
  const object = JsonType.JsonType.object
  const before = node.parent?.kept?.counts[object] ?? 0
  const now = node.parent?.seen[object] ?? 0
  switch (kind) {
    case "added":
      return Evidence.isFamiliar(before, tree.records) || Evidence.isNews(before, occurrences, now)
    case "nullable": {
      const values = JsonType.total(node.kept?.counts ?? [])
      const all = node.step === "field" ? now : JsonType.total(node.seen)
      return Evidence.isFamiliar(values, tree.records) || Evidence.isNews(values, occurrences, all)
    }
    case "value": {
      const { values } = node
      if (values === undefined || Values.isComplete(values)) return true
      const kept = [...values.known.values()].reduce((sum, value) => sum + value.kept, 0)
      return Evidence.isNews(kept, occurrences, JsonType.total(node.seen))
    }
    default:
      return true
  }
}
