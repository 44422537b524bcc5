/**
 * Tells objects with fields from objects that are keyed by data, such as prices by day or content by id, and makes one
 * path of all the keys of the latter: there they neither add up nor count as drift.
 *
 * @since 0.1.0
 */
import * as Expectation from "./Expectation.ts"
import * as JsonType from "./JsonType.ts"
import * as Node from "./Node.ts"
import * as ShapeTree from "./ShapeTree.ts"
import * as Values from "./Values.ts"

/** An object with more fields is keyed by data if it has few of them at a time. */
const manyFields = 64
const sparse = 4

/** And one with more than that in any case. */
const mostFields = 512

/** Days, numbers, and ids of digits. */
const numbered = /^[-+]?\d/

/** Ids, where there are several of them: a field may have such a name. */
const serial = /\d{3}|^[0-9a-f]{8,}$/i
const someKeys = 8

/**
 * Looks at an object that has got new fields, and makes a map of it if it is one.
 *
 * @category combinators
 * @since 0.1.0
 */
export const settle = (tree: ShapeTree.ShapeTree, node: Node.Node): void => {
  node.hasGrown = false
  const fields = node.fields.filter((field) => field.declared === undefined)
  if (isMap(node, fields)) collapse(tree, node, fields)
}

/**
 * Has it so many fields that there is no need to see the rest of it?
 *
 * @category guards
 * @since 0.1.0
 */
export const isOverfull = (node: Node.Node): boolean => node.fields.length > mostFields

const isMap = (node: Node.Node, fields: ReadonlyArray<Node.Node>): boolean => {
  const share = (form: RegExp) => fields.filter(({ name }) => form.test(name)).length / fields.length
  if (share(numbered) > 0.5 || (fields.length >= someKeys && share(serial) > 0.5)) return true
  if (fields.length <= manyFields) return false
  const object = JsonType.JsonType.object
  const objects = node.seen[object]! + (node.kept?.counts[object] ?? 0)
  const values = fields.reduce(
    (sum, { kept, seen }) => sum + JsonType.total(seen) + JsonType.total(kept?.counts ?? []),
    0
  )
  return fields.length > mostFields || fields.length * objects > sparse * values
}

const collapse = (tree: ShapeTree.ShapeTree, node: Node.Node, fields: ReadonlyArray<Node.Node>): void => {
  // There is room for it: it takes the place of others.
  const entries = node.entries ?? ShapeTree.add(tree, node, "values", "")
  const kept = node.fields.filter((field) => !fields.includes(field))
  node.fields = kept
  node.byName = new Map(kept.map((field) => [field.name, field]))
  node.watchedFields = kept.reduce((sum, field) => sum + field.watched, 0)
  for (const [place, field] of kept.entries()) field.place = place
  const news = fields.filter((field) => field.isJudged && field.allowed === 0)
  const [told] = news.flatMap((field) => field.tallies).toSorted((a, b) => b.records - a.records)
  for (const field of fields) absorb(tree, entries, field)
  Expectation.unset(entries)
  if (news.length === 0) return
  // That fields became keys is one drift. How many records show it is known from here on.
  entries.isJudged = true
  entries.allowed = 0
  if (told === undefined) return
  entries.tallies = [told]
  told.node = entries
}

/** Adds one node and all below it to another. */
const absorb = (tree: ShapeTree.ShapeTree, into: Node.Node, from: Node.Node): void => {
  tree.size--
  from.isJudged = false
  for (const type of JsonType.all) into.seen[type] = into.seen[type]! + from.seen[type]!
  const counts = from.kept?.counts
  if (counts !== undefined) {
    const before = into.kept?.counts
    // How long it was absent says nothing of a key that is data.
    into.kept = { counts: counts.map((count, type) => count + (before?.[type] ?? 0)), absent: 0, since: 0, gap: 0 }
  }
  into.records = Math.max(into.records, from.records)
  into.measured += from.measured
  into.measuredObjects += from.measuredObjects
  into.values =
    into.values === undefined || from.values === undefined ? undefined : Values.union(into.values, from.values)
  if (into.values === undefined || into.values.isOpen) into.noted = 0
  for (const child of Node.childrenOf(from)) {
    const place =
      child.step === "field" ? into.byName?.get(child.name) : child.step === "items" ? into.items : into.entries
    if (place === undefined) Node.attach(into, child)
    else absorb(tree, place, child)
  }
}
