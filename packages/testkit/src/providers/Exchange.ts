/**
 * One request to a mock provider and how it was answered, as kept in its log.
 *
 * @since 0.1.0
 */
import type { Stream } from "../world/Row.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Exchange {
  /** Counts the provider's requests from 1. */
  readonly number: number
  readonly method: string
  readonly path: string
  /** The list asked for; undefined for an unknown path. */
  readonly stream: Stream | undefined
  /** As asked for, or the default; undefined when it was no whole number. */
  readonly offset: number | undefined
  /** As asked for, or the default, in records; undefined when it was no whole number. */
  readonly limit: number | undefined
  readonly status: number
  /** Records in the answer before any damage was done to it. */
  readonly records: number
  /** Epoch milliseconds. */
  readonly sentAt: number
}

/**
 * Exchanges, the newest first; appending costs the same at any length.
 *
 * @category models
 * @since 0.1.0
 */
export type Log = { readonly newest: Exchange; readonly older: Log } | undefined

/**
 * The exchanges in the order in which they happened.
 *
 * @category getters
 * @since 0.1.0
 */
export const inOrder = (log: Log): ReadonlyArray<Exchange> => {
  const exchanges: Array<Exchange> = []
  for (let rest = log; rest !== undefined; rest = rest.older) exchanges.push(rest.newest)
  return exchanges.toReversed()
}
