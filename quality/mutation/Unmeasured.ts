/**
 * Code that gets no mutants, and why. Only names are here that no promise of Innlet speaks of; texts that a user can act on
 * are mutated like any other code.
 */

/** The part of a syntax tree's node that decides. */
interface Node {
  readonly type: string
  readonly callee?: Node
  readonly object?: Node
  readonly property?: Node
  readonly name?: string
  readonly arguments?: ReadonlyArray<Node>
}

interface Path {
  readonly node: Node
  readonly key: number | string | null
  readonly parent: Node | null
}

const nameOf = (node: Node | undefined): string =>
  node === undefined
    ? ""
    : node.type === "Identifier"
      ? (node.name ?? "")
      : node.type === "MemberExpression"
        ? `${nameOf(node.object)}.${nameOf(node.property)}`
        : node.type === "CallExpression"
          ? `${nameOf(node.callee)}()`
          : ""

const reasons: ReadonlyArray<readonly [callee: RegExp, reason: string]> = [
  [/^Context\.(Service|Reference)(\(\))?$/, "the key of a service: any other unique text does as well"],
  [/^Effect\.(fn|withSpan|useSpan|withLogSpan)$/, "the name of a span"],
  [/^Metric\.(counter|gauge|histogram|frequency|summary|timer)$/, "the name of a metric"]
]

/** The reason for which Stryker makes no mutants of a node, if there is one. */
export const shouldIgnore = (path: object): string | undefined => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Stryker's type says nothing: this is Babel's path
  const { key, node, parent } = path as Path
  if (key !== 0 || parent?.type !== "CallExpression" || parent.arguments?.[0] !== node) return undefined
  const callee = nameOf(parent.callee)
  return reasons.find(([pattern]) => pattern.test(callee))?.[1]
}
