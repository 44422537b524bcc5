/**
 * One answer of a provider: raw records in the provider's order, and what the answer says about its place in the list.
 *
 * @since 0.1.0
 */
import { type DateTime, Option } from "effect"
import type { EndSignal } from "./Traversal.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Page<Raw, Cursor> {
  /** As the provider sent them; nothing is decoded, dropped or reordered. */
  readonly records: ReadonlyArray<Raw>
  /** The cursor of the following page, where the answer gives or implies one. */
  readonly next: Option.Option<Cursor>
  /** The total number of records the answer declares. */
  readonly total: Option.Option<number>
  /** The offset the answer says it starts at, in records; checked against the one asked for. */
  readonly offset: Option.Option<number>
  /** The limit the answer says it applied, in records. */
  readonly limit: Option.Option<number>
  /** When `next` stops working, if the answer says so. */
  readonly expiresAt: Option.Option<DateTime.Utc>
  /**
   * Is `next` known to lie further on, as the window after this one does? Then empty pages in a row are no sign of a list that
   * goes round in circles.
   */
  readonly advances: boolean
  /** Every sign in the answer that the list ends here. Without one, a missing `next` is a failure. */
  readonly evidence: ReadonlyArray<EndSignal>
}

/**
 * Creates a page; what is left out is unknown.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Raw, Cursor = never>(
  page: Pick<Page<Raw, Cursor>, "records"> & Partial<Page<Raw, Cursor>>
): Page<Raw, Cursor> => ({
  next: Option.none(),
  total: Option.none(),
  offset: Option.none(),
  limit: Option.none(),
  expiresAt: Option.none(),
  advances: false,
  evidence: [],
  ...page
})
