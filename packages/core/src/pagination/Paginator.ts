/**
 * The next cursor of a page that was read, as a pure function: the same answer and cursor always give the same result.
 *
 * A paginator decides nothing about ends, loops or retries; the walk does.
 *
 * @since 0.1.0
 */
import { Option } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Paginator<Cursor> {
  readonly first: Cursor
  /** The cursor after the page at `cursor` that brought `received` records; none after an empty page. */
  readonly next: (received: number, cursor: Cursor) => Option.Option<Cursor>
}

/**
 * Records to skip, from 0. Advances by the records received, never by the limit asked for, since a provider may cap it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const offset: Paginator<number> = {
  first: 0,
  next: (received, cursor) => (received === 0 ? Option.none() : Option.some(cursor + received))
}

/**
 * Pages counted from `first`, which is 1 unless the provider counts from 0.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pageNumber = (first: 0 | 1 = 1): Paginator<number> => ({
  first,
  next: (received, cursor) => (received === 0 ? Option.none() : Option.some(cursor + 1))
})
