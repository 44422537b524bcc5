/**
 * One request to the mock of the Demand API and how it was answered, as kept in its log.
 *
 * @since 0.1.0
 */
import type { Json } from "./DemandData.ts"
import type { Endpoint } from "./DemandRequest.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface DemandExchange {
  /** Counts the provider's requests from 1. */
  readonly number: number
  readonly path: string
  readonly endpoint: Endpoint | undefined
  /** As it was sent; empty where it was no JSON object, or not looked at. */
  readonly body: Json
  /** Where the page begins in the list, from 0; undefined where there is none. */
  readonly offset: number | undefined
  readonly status: number
  /** The id of the error that was answered. */
  readonly error: string | undefined
  /** Records of the page before any damage was done to it. */
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
export type Log = { readonly newest: DemandExchange; readonly older: Log } | undefined

/**
 * The exchanges in the order in which they happened.
 *
 * @category getters
 * @since 0.1.0
 */
export const inOrder = (log: Log): ReadonlyArray<DemandExchange> => {
  const exchanges: Array<DemandExchange> = []
  for (let rest = log; rest !== undefined; rest = rest.older) exchanges.push(rest.newest)
  return exchanges.toReversed()
}
