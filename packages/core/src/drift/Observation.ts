/**
 * Counts what a record holds, path by path. It runs for every record, so it allocates nothing for what it knows, and only
 * marks a record in which something is out of order for `Findings` to look at.
 *
 * @since 0.1.0
 */
import * as JsonType from "./JsonType.ts"
import * as MapKeys from "./MapKeys.ts"
import type { Node } from "./Node.ts"
import { maxDepth } from "./Shape.ts"
import * as ShapeTree from "./ShapeTree.ts"
import * as Values from "./Values.ts"

/**
 * @category combinators
 * @since 0.1.0
 */
export const record = (tree: ShapeTree.ShapeTree, record: unknown): void => {
  tree.record++
  tree.isSuspicious = false
  visit(tree, tree.root, record)
}

const visit = (tree: ShapeTree.ShapeTree, node: Node, value: unknown): void => {
  const type = JsonType.typeOf(value)
  node.seen[type]!++
  if (((node.allowed >> type) & 1) === 0) tree.isSuspicious = true
  if (((node.noted >> type) & 1) === 1) noteValue(tree, node, value)
  else if (JsonType.isObject(type, value)) visitObject(tree, node, value)
  else if (JsonType.isArray(type, value) && node.depth < maxDepth) {
    const items = ShapeTree.itemsOf(tree, node)
    for (let i = 0; i < value.length; i++) visit(tree, items, value[i])
  }
}

const visitObject = (tree: ShapeTree.ShapeTree, node: Node, value: { readonly [key: string]: unknown }): void => {
  if (node.record !== tree.record) {
    node.record = tree.record
    node.records++
  }
  if (node.depth >= maxDepth) return
  let place = 0
  let watched = 0
  for (const key in value) {
    // Fields nearly always come in the order in which they came first.
    let field = node.fields[place]
    if (field === undefined || field.name !== key) field = ShapeTree.fieldOf(tree, node, key)
    place = field.place + 1
    watched += field.watched
    visit(tree, field, value[key])
    if (node.hasGrown && MapKeys.isOverfull(node)) MapKeys.settle(tree, node)
  }
  if (watched !== node.watchedFields) tree.isSuspicious = true
  if (node.hasGrown) MapKeys.settle(tree, node)
}

const noteValue = (tree: ShapeTree.ShapeTree, node: Node, value: unknown): void => {
  const { values } = node
  if (values === undefined) return
  if (Values.note(values, typeof value === "string" ? value : String(value))) tree.isSuspicious = true
  if (values.isOpen) node.noted = 0
}

/**
 * Takes note of how long paths have been absent, by what came since the last time.
 *
 * @category combinators
 * @since 0.1.0
 */
export const measure = (tree: ShapeTree.ShapeTree): void => measureAt(tree.root, 0)

/** `objects` are those that came since the last time and might have had the field. */
const measureAt = (node: Node, objects: number): void => {
  const values = JsonType.total(node.seen)
  if (node.step === "field") {
    const fresh = values - node.measured
    // The order within is not known, so all that lacked it count as one stretch.
    const stretch = objects - fresh
    node.longest = Math.max(node.longest, node.stretch + stretch)
    node.stretch = fresh === 0 ? node.stretch + stretch : stretch
  }
  node.measured = values
  const now = node.seen[JsonType.JsonType.object]!
  const fresh = now - node.measuredObjects
  node.measuredObjects = now
  for (const field of node.fields) measureAt(field, fresh)
  if (node.items !== undefined) measureAt(node.items, 0)
  if (node.entries !== undefined) measureAt(node.entries, 0)
}
