/**
 * What is kept of a run for the next one: the shape that was kept before, and what was seen since.
 *
 * @since 0.1.0
 */
import * as JsonType from "./JsonType.ts"
import type { Node } from "./Node.ts"
import type * as Shape from "./Shape.ts"
import type { ShapeTree } from "./ShapeTree.ts"
import * as Values from "./Values.ts"

/** Above so many records all counts are halved, so that they never outgrow a number. */
const maxRecords = 1_000_000_000

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Is drift learned? Else what shows it is left out. */
  readonly accepts: boolean
  /** Has a whole sweep been seen, from its first record to its last? */
  readonly isWhole: boolean
  readonly learned: boolean
  /** The fields that were removed. */
  readonly gone: ReadonlySet<Node>
}

/**
 * @category getters
 * @since 0.1.0
 */
export const shapeOf = (tree: ShapeTree, options: Options): Shape.Shape => {
  const paths: Array<Shape.Path> = []
  const keep = (node: Node, parent: number | undefined): void => {
    const counts = countsOf(node, options.accepts)
    if (node.step !== "record" && (JsonType.total(counts) === 0 || isRefused(node, options))) return
    const at = paths.push(pathOf(node, parent, counts, options)) - 1
    if (counts[JsonType.JsonType.object]! > 0) {
      for (const field of node.fields) keep(field, at)
      if (node.entries !== undefined) keep(node.entries, at)
    }
    if (counts[JsonType.JsonType.array]! > 0 && node.items !== undefined) keep(node.items, at)
  }
  keep(tree.root, undefined)
  const records = tree.records + JsonType.total(tree.root.seen)
  return { version: 1, learned: options.learned, paths: records > maxRecords ? paths.map(halved) : paths }
}

const isRefused = (node: Node, { accepts, gone }: Options): boolean =>
  accepts ? gone.has(node) : hasDrift(node, "added")

const hasDrift = (node: Node, kind: "added" | "nullable" | "value"): boolean =>
  node.isJudged && node.tallies.some((tally) => tally.isDrift && tally.kind === kind)

/** With what was seen, but for types that are not learned. */
const countsOf = (node: Node, accepts: boolean): JsonType.Counts => {
  let refused = 0
  for (const tally of node.tallies) {
    if (!accepts && node.isJudged && tally.isDrift && tally.kind !== "value") refused |= tally.types
  }
  return JsonType.all.map(
    (type) => (node.kept?.counts[type] ?? 0) + (((refused >> type) & 1) === 1 ? 0 : node.seen[type]!)
  )
}

const pathOf = (
  node: Node,
  parent: number | undefined,
  counts: JsonType.Counts,
  { accepts, gone, isWhole }: Options
): Shape.Path => {
  const values = node.values && Values.toKeep(node.values, accepts || !hasDrift(node, "value"))
  return {
    ...(parent === undefined ? {} : { in: parent }),
    step: node.step,
    name: node.name,
    types: typesOf(counts),
    ...absenceOf(node, isWhole, !accepts && (hasDrift(node, "nullable") || gone.has(node))),
    ...(values === undefined ? {} : { values })
  }
}

/** Only fields can be absent; where that is drift that is not learned, they are not. */
const absenceOf = (node: Node, isWhole: boolean, isRefused: boolean): Pick<Shape.Path, "absent" | "since" | "gap"> => {
  if (node.step !== "field") return { absent: 0, since: 0, gap: 0 }
  const { absent, gap, since } = node.kept ?? { absent: 0, gap: 0, since: 0 }
  const seen = JsonType.total(node.seen)
  const objects = node.parent?.seen[JsonType.JsonType.object] ?? 0
  return {
    absent: isRefused ? absent : absent + objects - seen,
    since: seen > 0 ? 0 : isWhole && !isRefused ? since + objects : since,
    gap: seen > 0 ? Math.max(gap, since, node.longest) : gap
  }
}

const typesOf = (counts: JsonType.Counts): Shape.Path["types"] =>
  Object.fromEntries(
    Object.entries(JsonType.JsonType).flatMap(([name, type]) => (counts[type]! > 0 ? [[name, counts[type]!]] : []))
  )

/** Rounded up, so that what was seen once stays seen. */
const halved = (path: Shape.Path): Shape.Path => ({
  ...path,
  types: Object.fromEntries(Object.entries(path.types).map(([name, count]) => [name, half(count)])),
  absent: half(path.absent),
  since: half(path.since),
  gap: half(path.gap),
  ...(path.values === undefined ? {} : { values: path.values.map(([text, count]) => [text, half(count)] as const) })
})

const half = (count: number): number => Math.ceil(count / 2)
