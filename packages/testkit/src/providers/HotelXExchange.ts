/**
 * One request to the mock Hotel-X provider and how it was answered, as kept in its log.
 *
 * @since 0.1.0
 */
import type { Stream } from "./HotelXOptions.ts"

/**
 * What is kept of a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry {
  /** Counts the provider's requests from 1. */
  readonly number: number
  /** The first list asked for; undefined for a request that was refused before it reached one. */
  readonly stream: Stream | undefined
  /** Undefined for a first page. */
  readonly token: string | undefined
  /** Did it ask for the first page of a list? */
  readonly first: boolean
  /** As asked for, or the default, in records. */
  readonly maxSize: number | undefined
  /** The code of the `adviseMessage` or GraphQL error that stood in place of the page. */
  readonly advise: string | undefined
  /** Where the page starts in its snapshot, from 0; undefined when there was no page. */
  readonly from: number | undefined
  readonly status: number
  /** Records of the page before any damage was done to it; they are gone from the scroll whatever the status. */
  readonly records: number
  /** Epoch milliseconds. */
  readonly sentAt: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXExchange extends Entry {
  /** How many requests had carried this token by then, this one included; 0 without a token. */
  readonly uses: number
}

/**
 * Entries, the newest first; appending costs the same at any length.
 *
 * @category models
 * @since 0.1.0
 */
export type Log = { readonly newest: Entry; readonly older: Log } | undefined

/**
 * The exchanges in the order in which they happened.
 *
 * @category getters
 * @since 0.1.0
 */
export const inOrder = (log: Log): ReadonlyArray<HotelXExchange> => {
  const entries: Array<Entry> = []
  for (let rest = log; rest !== undefined; rest = rest.older) entries.push(rest.newest)
  const uses = new Map<string, number>()
  return entries.toReversed().map((entry) => {
    if (entry.token === undefined) return { ...entry, uses: 0 }
    const count = (uses.get(entry.token) ?? 0) + 1
    uses.set(entry.token, count)
    return { ...entry, uses: count }
  })
}
