/**
 * How a list changes between two requests: how many rows are deleted, inserted, updated and moved, and on which side of
 * the offset being read.
 *
 * Deletions before the offset are what makes an offset walk lose rows; insertions before it only repeat them.
 *
 * @since 0.1.0
 */
import * as Random from "./Random.ts"
import * as World from "./World.ts"

/**
 * Where changes fall, seen from the offset of the request about to be answered.
 *
 * @category models
 * @since 0.1.0
 */
export type Aim = "before" | "after" | "anywhere"

/**
 * What a list's order promises while it changes.
 *
 * - `immutable`: a new row may come anywhere, and no row ever moves.
 * - `append`: a new row comes at the end, and no row ever moves.
 * - `mutable`: what changed last comes first, so new, updated and moved rows go to the head.
 * - `unspecified`: a new row may come anywhere, an updated one stays in its place, and any row may move anywhere.
 *
 * @category models
 * @since 0.1.0
 */
export type Order = "immutable" | "append" | "mutable" | "unspecified"

/**
 * Mean changes a request, each a Poisson count of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface Volatility {
  /** @default 0 */
  readonly deletes?: number | undefined
  /** @default 0 */
  readonly inserts?: number | undefined
  /** Other content, in the same place unless the order is `mutable`. @default 0 */
  readonly updates?: number | undefined
  /**
   * Another place in the order for the same row; none where the order forbids it. Aimed `before`, rows still to be read go to
   * the side that was read; aimed `after`, the other way round. @default 0
   */
  readonly moves?: number | undefined
  /** Where rows come to stand that is the order's to say, it says. @default "anywhere" */
  readonly aim?: Aim | undefined
  /** @default "unspecified" */
  readonly order?: Order | undefined
}

/**
 * The same changes to a list of that order, where they name none themselves; nothing where nothing changes.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inOrder = (volatility: Volatility | undefined, order: Order): Volatility | undefined =>
  volatility === undefined ? undefined : { ...volatility, order: volatility.order ?? order }

/**
 * The list after what happens before a request at `offset` is answered. `now` is in epoch milliseconds.
 *
 * "Before" and "after" mean the rows that stood there when it all began: a row that slides over the offset while others
 * are deleted keeps its side.
 *
 * @category combinators
 * @since 0.1.0
 */
export const applied = (volatility: Volatility, world: World.World, offset: number, now: number): World.World => {
  const { aim = "anywhere", order = "unspecified" } = volatility
  const start: Scene = { world, edge: Math.min(offset, world.dataset.size) }
  const deleted = repeated(start, volatility.deletes, (scene) => deletion(scene, aim))
  const inserted = repeated(deleted, volatility.inserts, (scene) => insertion(scene, aim, order, now))
  const updated = repeated(inserted, volatility.updates, (scene) => update(scene, aim, order, now))
  const moves = order === "immutable" || order === "append" ? 0 : volatility.moves
  return repeated(updated, moves, (scene) => move(scene, aim, order)).world
}

/** The list, and how many of its rows stand before the reader's offset. */
interface Scene {
  readonly world: World.World
  readonly edge: number
}

const repeated = (scene: Scene, mean: number | undefined, change: (scene: Scene) => Scene): Scene => {
  if (mean === undefined || mean <= 0) return scene
  const [count, random] = Random.poisson(scene.world.random, mean)
  let after: Scene = { ...scene, world: { ...scene.world, random } }
  for (let done = 0; done < count; done += 1) after = change(after)
  return after
}

const deletion = (scene: Scene, aim: Aim): Scene => {
  const [index, random] = rowIn(scene, aim)
  return { world: { ...World.deleted(scene.world, index), random }, edge: edgeWithout(scene, index) }
}

const insertion = (scene: Scene, aim: Aim, order: Order, now: number): Scene => {
  const { edge, world } = scene
  const [index, random] = gapIn(world.random, world.dataset.size, edge, aim, order)
  return { world: { ...World.inserted(world, index, now), random }, edge: edgeWith(edge, index, aim, order) }
}

const update = (scene: Scene, aim: Aim, order: Order, now: number): Scene => {
  const [index, random] = rowIn(scene, aim)
  const world = { ...World.updated(scene.world, index, now), random }
  if (order !== "mutable" || index < 0) return { ...scene, world }
  return { world: World.moved(world, index, 0), edge: edgeWith(edgeWithout(scene, index), 0, aim, order) }
}

const move = (scene: Scene, aim: Aim, order: Order): Scene => {
  const [index, random] = rowIn(scene, opposite[aim])
  if (index < 0) return { ...scene, world: { ...scene.world, random } }
  const edge = edgeWithout(scene, index)
  const [to, following] = gapIn(random, scene.world.dataset.size - 1, edge, aim, order)
  return { world: { ...World.moved(scene.world, index, to), random: following }, edge: edgeWith(edge, to, aim, order) }
}

const opposite = { before: "after", after: "before", anywhere: "anywhere" } as const

const edgeWithout = (scene: Scene, index: number): number =>
  index >= 0 && index < scene.edge ? scene.edge - 1 : scene.edge

/** A row put exactly at the edge stands on the side it was aimed at, or behind the edge where only the order put it there. */
const edgeWith = (edge: number, index: number, aim: Aim, order: Order): number =>
  index < edge || (index === edge && aim === "before" && isFree(order)) ? edge + 1 : edge

/** May a row come to stand anywhere? */
const isFree = (order: Order): boolean => order === "immutable" || order === "unspecified"

/** The index of a row on the aimed side, -1 when there is none. */
const rowIn = ({ edge, world }: Scene, aim: Aim): readonly [index: number, next: Random.Random] => {
  const from = aim === "after" ? edge : 0
  const to = aim === "before" ? edge : world.dataset.size
  const [within, random] = Random.int(world.random, to - from)
  return [to > from ? from + within : -1, random]
}

/** A place for a row among `size`: the order's, or one on the aimed side; the edge itself belongs to both. */
const gapIn = (
  random: Random.Random,
  size: number,
  edge: number,
  aim: Aim,
  order: Order
): readonly [index: number, next: Random.Random] => {
  if (!isFree(order)) return [order === "append" ? size : 0, random]
  const from = aim === "after" ? edge : 0
  const to = aim === "before" ? edge : size
  const [within, next] = Random.int(random, to - from + 1)
  return [from + within, next]
}
