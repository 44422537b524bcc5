/**
 * What the mock providers of lists have in common: their data, how it changes, their quotas and their failures.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { StatusFault } from "../faults/Scripted.ts"
import type { Moment } from "../faults/Moment.ts"
import type { Volatility } from "../world/Volatility.ts"
import type { Quota } from "./Quota.ts"

/**
 * What is done to the body of a page that is otherwise right, under status 200.
 *
 * - `html`: a page of a gateway instead of JSON.
 * - `empty`: no body at all.
 * - `cut`: the JSON ends in the middle; the length agrees with it. A connection that breaks is a fault of a transport.
 * - `noList`: a text stands where the list should.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListDamage extends Moment {
  readonly damage: "html" | "empty" | "cut" | "noList"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ListOptions {
  /** Stands before every path. @default "" */
  readonly base?: string | undefined
  /** Rows in each list that has no option of its own. @default 1000 */
  readonly rows?: number | undefined
  /** Properties that rows belonging to one are spread over. @default 10 */
  readonly properties?: number | undefined
  /** Of the rows and of how they change. @default 1 */
  readonly seed?: number | undefined
  /** The fraction of rows that lack a field, 0 to 1. @default 0 */
  readonly malformed?: number | undefined
  /** How a list changes before each of its requests but the first; one that asks for no page changes nothing. @default not at all */
  readonly volatility?: Volatility | undefined
  /** Requests beyond any of these are refused; an empty list is no quota. @default what the provider documents, else none */
  readonly throttle?: ReadonlyArray<Quota> | undefined
  /** Scripted failures; requests of all lists are counted together, those for a token not. @default none */
  readonly fail?: ReadonlyArray<StatusFault | ListDamage> | undefined
  /** How far the provider's clock is ahead of the true one, negative when it is behind. @default 0 */
  readonly clockSkew?: Duration.Input | undefined
}
