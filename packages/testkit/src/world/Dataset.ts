/**
 * An ordered list of rows that never changes in place: every change gives a new list that shares almost all of the old
 * one.
 *
 * Rows are made when they are read, so an untouched list of any length takes no memory. A change costs a copy of one
 * chunk and of the list of chunks.
 *
 * @since 0.1.0
 */
import * as Row from "./Row.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Dataset {
  readonly recipe: Row.Recipe
  /** Rows in the list. */
  readonly size: number
  readonly chunks: ReadonlyArray<Chunk>
}

/**
 * A run of rows: still to be generated from ordinal `from` on, or changed and therefore written out.
 *
 * @category models
 * @since 0.1.0
 */
export interface Chunk {
  readonly from: number
  readonly size: number
  readonly rows: ReadonlyArray<Row.Row> | undefined
}

/**
 * The list as generated, ordered by property, plan and day.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (recipe: Row.Recipe): Dataset => {
  const chunks: Array<Chunk> = []
  for (let from = 0; from < recipe.rows; from += width) {
    chunks.push({ from, size: Math.min(width, recipe.rows - from), rows: undefined })
  }
  return { recipe, size: recipe.rows, chunks }
}

/**
 * The row at `index`, from 0; undefined outside the list.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = (dataset: Dataset, index: number): Row.Row | undefined => {
  if (index < 0 || index >= dataset.size) return undefined
  const place = locate(dataset, index)
  const chunk = dataset.chunks[place.chunk]
  return chunk === undefined ? undefined : rowOf(dataset.recipe, chunk, place.within)
}

/**
 * Up to `count` rows from `offset` on, in order.
 *
 * @category getters
 * @since 0.1.0
 */
export const slice = (dataset: Dataset, offset: number, count: number): ReadonlyArray<Row.Row> => {
  const rows: Array<Row.Row> = []
  const wanted = Math.min(count, dataset.size - offset)
  if (wanted <= 0) return rows
  const place = locate(dataset, offset)
  let within = place.within
  for (let index = place.chunk; rows.length < wanted; index += 1) {
    const chunk = dataset.chunks[index]
    if (chunk === undefined) break
    const end = Math.min(chunk.size, within + wanted - rows.length)
    for (; within < end; within += 1) rows.push(rowOf(dataset.recipe, chunk, within))
    within = 0
  }
  return rows
}

/**
 * The index of the first row that stands at a rank or behind it; the number of rows where there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const indexFrom = (dataset: Dataset, rank: number): number => {
  let from = 0
  let to = dataset.size
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if ((at(dataset, middle)?.rank ?? Infinity) < rank) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * Every row, in order.
 *
 * @category getters
 * @since 0.1.0
 */
export const rows = (dataset: Dataset): ReadonlyArray<Row.Row> => slice(dataset, 0, dataset.size)

/**
 * The list without the row at `index`, which has to be inside it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const remove = (dataset: Dataset, index: number): Dataset => {
  const place = locate(dataset, index)
  return changed(dataset, place.chunk, (written) => written.toSpliced(place.within, 1), -1)
}

/**
 * The list with `row` in place of the row at `index`, which has to be inside it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const replace = (dataset: Dataset, index: number, row: Row.Row): Dataset => {
  const place = locate(dataset, index)
  return changed(dataset, place.chunk, (written) => written.with(place.within, row), 0)
}

/**
 * The list with `row` standing at `index`, from 0 to the list's size.
 *
 * @category combinators
 * @since 0.1.0
 */
export const insert = (dataset: Dataset, index: number, row: Row.Row): Dataset => {
  if (dataset.chunks.length === 0) return { ...dataset, size: 1, chunks: [{ from: 0, size: 1, rows: [row] }] }
  const place = index >= dataset.size ? tail(dataset) : locate(dataset, index)
  return changed(dataset, place.chunk, (written) => written.toSpliced(place.within, 0, row), 1)
}

const width = 128

interface Place {
  readonly chunk: number
  readonly within: number
}

const locate = (dataset: Dataset, index: number): Place => {
  let before = 0
  for (let chunk = 0; chunk < dataset.chunks.length; chunk += 1) {
    const size = dataset.chunks[chunk]?.size ?? 0
    if (index < before + size) return { chunk, within: index - before }
    before += size
  }
  return tail(dataset)
}

const tail = (dataset: Dataset): Place => ({
  chunk: dataset.chunks.length - 1,
  within: dataset.chunks.at(-1)?.size ?? 0
})

const rowOf = (recipe: Row.Recipe, chunk: Chunk, within: number): Row.Row =>
  chunk.rows?.[within] ?? Row.generated(recipe, chunk.from + within)

const changed = (
  dataset: Dataset,
  index: number,
  change: (written: ReadonlyArray<Row.Row>) => ReadonlyArray<Row.Row>,
  growth: number
): Dataset => {
  const chunk = dataset.chunks[index]
  if (chunk === undefined) return dataset
  const written =
    chunk.rows ?? Array.from({ length: chunk.size }, (_, within) => Row.generated(dataset.recipe, chunk.from + within))
  return {
    recipe: dataset.recipe,
    size: dataset.size + growth,
    chunks: dataset.chunks.toSpliced(index, 1, ...parted(change(written)))
  }
}

const parted = (written: ReadonlyArray<Row.Row>): ReadonlyArray<Chunk> => {
  if (written.length === 0) return []
  if (written.length <= 2 * width) return [{ from: 0, size: written.length, rows: written }]
  return [
    { from: 0, size: width, rows: written.slice(0, width) },
    { from: 0, size: written.length - width, rows: written.slice(width) }
  ]
}
