/**
 * One path of a stream while it is read: what was kept of it, what this run has seen, and what would be drift there.
 *
 * It is made for speed: one mutable object, and whether a value is in order is one bit.
 *
 * @since 0.1.0
 */
import type { Kind } from "../contract/Drift.ts"
import type { Declared } from "./Declared.ts"
import * as JsonType from "./JsonType.ts"
import * as SecretName from "./SecretName.ts"
import type * as Shape from "./Shape.ts"
import type { Values } from "./Values.ts"

/**
 * What earlier runs saw at a path.
 *
 * @category models
 * @since 0.1.0
 */
export interface Kept extends Pick<Shape.Path, "absent" | "since" | "gap"> {
  readonly counts: JsonType.Counts
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Node {
  readonly step: Shape.Step
  readonly name: string
  readonly depth: number
  readonly declared: Declared | undefined
  parent: Node | undefined
  /** Among the fields of its parent. */
  place: number
  kept: Kept | undefined
  /** Values of this run, by type. */
  readonly seen: Array<number>
  /** Is it compared with what was kept? */
  isJudged: boolean
  /** The types that are no drift, one bit each; none for a path that is new. */
  allowed: number
  /** The types whose values are noted, one bit each. */
  noted: number
  values: Values | undefined
  /** 1 where its absence may be drift. */
  watched: 0 | 1
  /** Fields whose absence may be drift. */
  watchedFields: number
  fields: Array<Node>
  byName: Map<string, Node> | undefined
  items: Node | undefined
  entries: Node | undefined
  /** Has it got fields that `MapKeys` has not looked at? */
  hasGrown: boolean
  /** Records of this run that have an object here, and the last of them. */
  records: number
  record: number
  /** Objects of this run since the path was last seen, and the longest such stretch; never less than they were. */
  stretch: number
  longest: number
  /** Values and objects when that was last measured. */
  measured: number
  measuredObjects: number
  tallies: Array<Tally>
}

/**
 * What was found of one kind at one path.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tally {
  readonly kind: Kind
  node: Node
  /** Records that show it, and the last of them. */
  records: number
  record: number
  /** How often they do. */
  occurrences: number
  /** The types that were out of order, one bit each. */
  types: number
  /** Was a value missing, rather than null? */
  wasMissing: boolean
  readonly sample: string
  /** Is it drift, rather than chance? Once it is, it stays so. */
  isDrift: boolean
}

/**
 * What is allowed where nothing is judged.
 *
 * @category constants
 * @since 0.1.0
 */
export const anything = 0xff

/**
 * A node that nothing was seen of. It stands in no tree yet.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  step: Shape.Step,
  name: string,
  parent: Node | undefined,
  declared: Declared | undefined
): Node => ({
  step,
  name,
  depth: parent === undefined ? 0 : parent.depth + 1,
  declared,
  parent,
  place: 0,
  kept: undefined,
  seen: JsonType.none(),
  isJudged: false,
  allowed: anything,
  noted: 0,
  values: undefined,
  watched: 0,
  watchedFields: 0,
  fields: [],
  byName: undefined,
  items: undefined,
  entries: undefined,
  hasGrown: false,
  records: 0,
  record: 0,
  stretch: 0,
  longest: 0,
  measured: 0,
  measuredObjects: 0,
  tallies: []
})

/**
 * Puts the node below its parent.
 *
 * @category combinators
 * @since 0.1.0
 */
export const attach = (parent: Node, node: Node): void => {
  node.parent = parent
  if (node.step === "items") parent.items = node
  else if (node.step === "values") parent.entries = node
  else {
    node.place = parent.fields.push(node) - 1
    parent.byName ??= new Map()
    parent.byName.set(node.name, node)
  }
}

/**
 * @category getters
 * @since 0.1.0
 */
export const childrenOf = (node: Node): ReadonlyArray<Node> =>
  [...node.fields, node.items, node.entries].filter((child) => child !== undefined)

/**
 * Is it, or what it is part of, called as secrets are?
 *
 * @category guards
 * @since 0.1.0
 */
export const isSecret = (node: Node): boolean =>
  (node.step === "field" && SecretName.is(node.name)) || (node.parent !== undefined && isSecret(node.parent))
