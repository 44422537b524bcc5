/**
 * What a connector knows about the way a provider lists one stream: who owns the cursor, whether a page may be asked for
 * twice, how long a cursor lives, what order the records come in, and what ends the list.
 *
 * A traversal is declared, never inferred. Core derives the walk, the retry rule, the loop guard and the strongest
 * verdict from it, so a value that claims more than the provider promises makes a verdict a lie: when in doubt, declare
 * the weaker value, which is always the default.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"

/**
 * How long a cursor may be used, counted from the moment its page was asked for.
 *
 * @category models
 * @since 0.1.0
 */
export type Lifetime =
  | { readonly _tag: "Unlimited" }
  | { readonly _tag: "Fixed"; readonly ttl: Duration.Duration }
  /** Every read with the cursor starts its time to live again. */
  | { readonly _tag: "Sliding"; readonly ttl: Duration.Duration }
  /** Each page says so itself, in `expiresAt`. */
  | { readonly _tag: "Stated" }

/**
 * The promise a provider makes about the order of its list.
 *
 * - `immutable`: a stable total order on a key that never changes; records may come and go anywhere in it, and one that comes back
 *   stands where it stood.
 * - `append`: as `immutable`, and new records only appear at the end.
 * - `mutable`: ordered by something that changes, such as the last modification.
 * - `unspecified`: no promise.
 *
 * @category models
 * @since 0.1.0
 */
export type Order = "immutable" | "append" | "mutable" | "unspecified"

/**
 * A sign by which a page says that the list ends with it.
 *
 * - `absentCursor`: the answer carries no next cursor.
 * - `emptyPage`: the answer carries no records.
 * - `shortPage`: fewer records than were asked for.
 * - `code:…`: the provider's own code, such as `code:11204`.
 *
 * @category models
 * @since 0.1.0
 */
export type EndSignal = "absentCursor" | "emptyPage" | "shortPage" | `code:${string}`

/**
 * What every traversal declares.
 *
 * @category models
 * @since 0.1.0
 */
interface Declared {
  /** May a page be asked for again after a failure in which the provider possibly acted? `unsafe` when unsure. */
  readonly replay: "safe" | "unsafe"
  readonly lifetime: Lifetime
  readonly order: Order
  /** `exact` when the total is counted in the same instant as the page, `advisory` when it may be off. */
  readonly total: "exact" | "advisory" | "none"
  /** The only signals that may end the list. */
  readonly end: ReadonlyArray<EndSignal>
}

/**
 * A list addressed by a number of records to skip: core chooses every cursor itself.
 *
 * @category models
 * @since 0.1.0
 */
export interface OffsetTraversal<Cursor> extends Declared {
  readonly cursor: "offset"
  /** The cursor that skips `offset` records, 0 or more. */
  at(offset: number): Cursor
}

/**
 * A list whose pages name the next one.
 *
 * - `pageNumber`: the cursor counts pages of a fixed size.
 * - `opaqueOffset`: an offset in disguise, as in Booking's signed `page` token: shifts lose records all the same.
 * - `keyset`: "records after this key".
 * - `continuation`: stateless on the server, so the same cursor always means the same place.
 * - `scroll`: the server's position moves on every read, so the same cursor means another page each time.
 * - `link`: a URL to follow.
 * - `queue`: what was not acknowledged yet. A cursor acknowledges the page before, so its page is committed before it is sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface LinkedTraversal extends Declared {
  readonly cursor: "pageNumber" | "opaqueOffset" | "keyset" | "continuation" | "scroll" | "link" | "queue"
}

/**
 * @category models
 * @since 0.1.0
 */
export type Traversal<Cursor> = OffsetTraversal<Cursor> | LinkedTraversal

/** What is assumed of a provider that promises nothing. */
const weakest = {
  replay: "unsafe",
  lifetime: { _tag: "Unlimited" },
  order: "unspecified",
  total: "none",
  end: []
} as const satisfies Declared

/**
 * Declares a list addressed by offset. Reads by offset change nothing on the server, so `replay` is `safe`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const offset = (declared?: Partial<Declared>): OffsetTraversal<number> => ({
  ...weakest,
  replay: "safe",
  end: ["emptyPage", "shortPage"],
  ...declared,
  cursor: "offset",
  at: (rows) => rows
})

/**
 * Declares a list whose pages name the next one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const linked = (cursor: LinkedTraversal["cursor"], declared?: Partial<Declared>): LinkedTraversal => ({
  ...weakest,
  end: ["absentCursor"],
  ...declared,
  cursor
})
