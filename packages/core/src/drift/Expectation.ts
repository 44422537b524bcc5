/**
 * What a path is expected to hold, by what was kept of it and what the schema declares: everything else is to be looked at.
 *
 * @since 0.1.0
 */
import * as Evidence from "./Evidence.ts"
import * as JsonType from "./JsonType.ts"
import * as Node from "./Node.ts"
import type * as Shape from "./Shape.ts"
import * as Values from "./Values.ts"

const textual = (1 << JsonType.JsonType.string) | (1 << JsonType.JsonType.numeral)

/**
 * Sets a node to what is expected of it; its parent has been set. `learned` says whether there is anything to compare with.
 *
 * @category combinators
 * @since 0.1.0
 */
export const set = (node: Node.Node, path: Shape.Path | undefined, learned: boolean): void => {
  const { declared, parent } = node
  const counts = countsOf(path)
  if (path !== undefined) node.kept = { counts, absent: path.absent, since: path.since, gap: path.gap }
  const isNew = path === undefined && declared === undefined && node.step === "field"
  node.isJudged = isJudgedIn(node, learned) && (path !== undefined || isNew)
  if (node.isJudged) {
    const missing = counts[JsonType.JsonType.null]! + (path?.absent ?? 0)
    const isRequired = Evidence.isAlwaysGiven(JsonType.total(counts), missing) && declared?.optional !== true
    node.allowed = isNew ? 0 : allowedOf(counts, isRequired)
    node.watched = isRequired && node.step === "field" ? 1 : 0
    if (parent !== undefined) parent.watchedFields += node.watched
  }
  const literals = declared?.literals
  const noted = literals === undefined ? textual : textual | (1 << JsonType.JsonType.number)
  // Values that came and were not kept were too many, or no codes.
  const wasOpen = path?.values === undefined && JsonType.all.some((type) => counts[type]! > 0 && (noted >> type) & 1)
  if (wasOpen || (literals === undefined && !Values.mayBeCodes(nearestName(node))) || Node.isSecret(node)) return
  node.values = Values.make(literals, path?.values ?? [], node.isJudged)
  node.noted = noted
}

/**
 * Expects anything of the node and all below it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const unset = (node: Node.Node): void => {
  node.isJudged = false
  node.allowed = Node.anything
  node.watched = 0
  node.watchedFields = 0
  for (const child of Node.childrenOf(node)) unset(child)
}

/**
 * @category getters
 * @since 0.1.0
 */
export const countsOf = (path: Shape.Path | undefined): JsonType.Counts => {
  const { array, boolean, empty, null: nulls, number, numeral, object, string } = path?.types ?? {}
  return [string, numeral, number, boolean, nulls, object, array, empty].map((count) => count ?? 0)
}

/** Has what it stands in been seen? Of the record itself, has a whole sweep? */
const isJudgedIn = ({ parent, step }: Node.Node, learned: boolean): boolean => {
  if (parent === undefined) return learned
  const container = step === "items" ? JsonType.JsonType.array : JsonType.JsonType.object
  return parent.isJudged && (parent.kept?.counts[container] ?? 0) > 0
}

const allowedOf = (counts: JsonType.Counts, isRequired: boolean): number => {
  const nulls = JsonType.JsonType.null
  const knowsTypes = Evidence.knowsTypes(JsonType.total(counts) - counts[nulls]!)
  let allowed = isRequired ? 0 : 1 << nulls
  for (const type of JsonType.all) {
    if (type !== nulls && (!knowsTypes || JsonType.isKnown(counts, type))) allowed |= 1 << type
  }
  return allowed
}

/** Elements of an array are named by the field it stands in. */
const nearestName = (node: Node.Node): string =>
  node.step === "field" || node.parent === undefined ? node.name : nearestName(node.parent)
