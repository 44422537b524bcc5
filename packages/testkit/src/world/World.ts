/**
 * One list of a provider over time: its rows now, and enough of its past to say which rows were there all along.
 *
 * @since 0.1.0
 */
import * as Dataset from "./Dataset.ts"
import * as Random from "./Random.ts"
import * as Row from "./Row.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface World {
  readonly dataset: Dataset.Dataset
  /** The state from which the next change is drawn. */
  readonly random: Random.Random
  /** Changes so far. */
  readonly changes: number
  /** The ordinal of the next inserted row. */
  readonly serial: number
  /** The count of changes at the moment that `presentThroughout` counts from. */
  readonly mark: number
}

/**
 * A list as generated; `seed` is of the changes to come.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (recipe: Row.Recipe, seed: number): World => ({
  dataset: Dataset.make(recipe),
  random: Random.fromSeed(seed, 0x0ff5e7),
  changes: 0,
  serial: recipe.rows,
  mark: 0
})

/**
 * The same list, with `presentThroughout` counted from now on.
 *
 * @category combinators
 * @since 0.1.0
 */
export const marked = (world: World): World => ({ ...world, mark: world.changes })

/**
 * The rows that were in the list at the mark, are in it now, and were in it at every moment between; as they are now.
 *
 * Keys are never used twice, so a row that is there now and is older than the mark never left.
 *
 * @category getters
 * @since 0.1.0
 */
export const presentThroughout = (world: World): ReadonlyArray<Row.Row> =>
  Dataset.rows(world.dataset).filter((row) => row.born <= world.mark)

/**
 * Without the row at `index`; unchanged when there is none.
 *
 * @category combinators
 * @since 0.1.0
 */
export const deleted = (world: World, index: number): World =>
  index < 0 || index >= world.dataset.size
    ? world
    : { ...world, dataset: Dataset.remove(world.dataset, index), changes: world.changes + 1 }

/**
 * With a new row at `index`, from 0 to the number of rows. `now` is in epoch milliseconds.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inserted = (world: World, index: number, now: number): World => {
  const gap = gapAt(world.dataset, index)
  const row = Row.make(world.dataset.recipe, {
    ordinal: world.serial,
    home: gap.home,
    rank: gap.rank,
    version: 0,
    updatedAt: Math.max(Row.epoch, Math.floor(now / 1000) * 1000),
    born: world.changes + 1
  })
  return {
    ...world,
    dataset: Dataset.insert(world.dataset, gap.index, row),
    changes: world.changes + 1,
    serial: world.serial + 1
  }
}

/**
 * With other content in the row at `index`; unchanged when there is none. `now` is in epoch milliseconds.
 *
 * @category combinators
 * @since 0.1.0
 */
export const updated = (world: World, index: number, now: number): World => {
  const row = Dataset.at(world.dataset, index)
  if (row === undefined) return world
  const dataset = Dataset.replace(world.dataset, index, Row.updated(world.dataset.recipe, row, now))
  return { ...world, dataset, changes: world.changes + 1 }
}

/**
 * With the row at `index` standing elsewhere: at `to`, counted in the list without it. The row never leaves the list.
 *
 * @category combinators
 * @since 0.1.0
 */
export const moved = (world: World, index: number, to: number): World => {
  const row = Dataset.at(world.dataset, index)
  if (row === undefined) return world
  const rest = Dataset.remove(world.dataset, index)
  const gap = gapAt(rest, to)
  return { ...world, dataset: Dataset.insert(rest, gap.index, { ...row, rank: gap.rank }), changes: world.changes + 1 }
}

interface Gap {
  readonly index: number
  readonly rank: number
  readonly home: number
}

/** The gap before `index`; where doubles leave no rank between the neighbours, the next one that has room. */
const gapAt = (dataset: Dataset.Dataset, index: number): Gap => {
  for (let at = Math.max(0, index); at < dataset.size; at += 1) {
    const left = Dataset.at(dataset, at - 1)
    const right = Dataset.at(dataset, at)
    if (right === undefined) break
    if (left === undefined) return { index: at, rank: right.rank - 1, home: right.home }
    const rank = left.rank + (right.rank - left.rank) / 2
    if (left.rank < rank && rank < right.rank) return { index: at, rank, home: left.home }
  }
  const last = Dataset.at(dataset, dataset.size - 1)
  return { index: dataset.size, rank: (last?.rank ?? -1) + 1, home: last?.home ?? 0 }
}
