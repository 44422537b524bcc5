/**
 * The paths of a stream while it is read.
 *
 * @since 0.1.0
 */
import type { Declared } from "./Declared.ts"
import * as Expectation from "./Expectation.ts"
import * as JsonType from "./JsonType.ts"
import * as Node from "./Node.ts"
import * as Shape from "./Shape.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface ShapeTree {
  readonly root: Node.Node
  /** Records that earlier runs saw. */
  readonly records: number
  /** Is there a shape to compare with? */
  readonly learned: boolean
  /** Nodes that count against `Shape.maxPaths`. */
  size: number
  /** The record that is looked at, from 1. */
  record: number
  /** Does it show what may be drift, and how many have? */
  isSuspicious: boolean
  suspicions: number
  /** Stands for all paths that are not looked at. */
  readonly overflow: Node.Node
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (declared: Declared, kept: Shape.Shape | undefined): ShapeTree => {
  const [first, ...paths] = kept?.paths ?? []
  const root = Node.make("record", "", undefined, declared)
  const learned = kept?.learned === true
  const tree: ShapeTree = {
    root,
    records: JsonType.total(Expectation.countsOf(first)),
    learned,
    size: 1,
    record: 0,
    isSuspicious: false,
    suspicions: 0,
    overflow: { ...Node.make("values", "", undefined, undefined), depth: Shape.maxDepth }
  }
  Expectation.set(root, first, learned)
  const nodes = [root]
  for (const path of paths) nodes.push(add(tree, nodes[path.in ?? 0]!, path.step, path.name, path))
  return tree
}

/**
 * The field of that name, or what stands for all names of an object that is keyed by data.
 *
 * @category getters
 * @since 0.1.0
 */
export const fieldOf = (tree: ShapeTree, node: Node.Node, name: string): Node.Node => {
  const field = node.byName?.get(name)
  if (field !== undefined) return field
  const isDeclared = node.declared?.field(name) !== undefined
  if (!isDeclared && (node.entries !== undefined || node.declared?.isMap === true)) return entriesOf(tree, node)
  if (tree.size >= Shape.maxPaths || (name.length > maxName && !isDeclared)) return tree.overflow
  node.hasGrown = true
  return add(tree, node, "field", name)
}

/** A longer name is data, and would make what is kept long. */
const maxName = 128

/**
 * @category getters
 * @since 0.1.0
 */
export const itemsOf = (tree: ShapeTree, node: Node.Node): Node.Node =>
  node.items ?? (tree.size >= Shape.maxPaths ? tree.overflow : add(tree, node, "items", ""))

const entriesOf = (tree: ShapeTree, node: Node.Node): Node.Node =>
  node.entries ?? (tree.size >= Shape.maxPaths ? tree.overflow : add(tree, node, "values", ""))

/**
 * Adds a node below another.
 *
 * @category combinators
 * @since 0.1.0
 */
export const add = (
  tree: ShapeTree,
  parent: Node.Node,
  step: Shape.Step,
  name: string,
  path?: Shape.Path
): Node.Node => {
  const node = Node.make(step, name, parent, declaredOf(parent, step, name))
  tree.size++
  Node.attach(parent, node)
  Expectation.set(node, path, tree.learned)
  if (path === undefined) node.stretch = parent.measuredObjects
  return node
}

const declaredOf = ({ declared }: Node.Node, step: Shape.Step, name: string): Declared | undefined => {
  if (step === "items") return declared?.item()
  return step === "values" ? declared?.entry() : declared?.field(name)
}
