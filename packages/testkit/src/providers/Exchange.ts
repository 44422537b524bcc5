/**
 * One request to a mock provider and how it was answered, as kept in its log.
 *
 * @since 0.1.0
 */
import type { Stream as BookingStream } from "../world/Row.ts"

/**
 * `Stream` is the name of a list of the provider.
 *
 * @category models
 * @since 0.1.0
 */
export interface Exchange<Stream extends string = BookingStream> {
  /** Counts the provider's requests from 1. */
  readonly number: number
  readonly method: string
  readonly path: string
  /** The list asked for; undefined for an unknown path and for a token. */
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
export type Log<Stream extends string = BookingStream> =
  | { readonly newest: Exchange<Stream>; readonly older: Log<Stream> }
  | undefined

/**
 * The exchanges in the order in which they happened.
 *
 * @category getters
 * @since 0.1.0
 */
export const inOrder = <Stream extends string = BookingStream>(log: Log<Stream>): ReadonlyArray<Exchange<Stream>> => {
  const exchanges: Array<Exchange<Stream>> = []
  for (let rest = log; rest !== undefined; rest = rest.older) exchanges.push(rest.newest)
  return exchanges.toReversed()
}
