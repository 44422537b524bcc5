/**
 * Failures that a provider's own option scripts: in the provider's form of an error, and of the damage its lists know.
 *
 * Faults that any provider can have, and those of a connection, are `Fault`s.
 *
 * @since 0.1.0
 */
import { type Moment, includes } from "./Moment.ts"
import type * as RetryAfter from "./RetryAfter.ts"

/**
 * The request is answered with a status of its own and no page.
 *
 * @category models
 * @since 0.1.0
 */
export interface StatusFault extends Moment {
  readonly status: number
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** @default the provider's own form of an error */
  readonly body?: string | undefined
  /** Adds `Retry-After`: a wait of so many seconds, in this form. */
  readonly retryAfter?: { readonly form: RetryAfter.Form; readonly seconds: number } | undefined
}

/**
 * What is done to the body of a page that is otherwise right, under status 200.
 *
 * - `html`: a page of a gateway instead of JSON.
 * - `empty`: no body at all.
 * - `cut`: the JSON ends in the middle; the length agrees with it. A connection that breaks is a fault of a transport.
 * - `noMeta`: the answer says nothing about its place in the list.
 * - `noList`: `results` is an object.
 * - `otherOffset`: `meta.offset` is one more than what was asked for.
 *
 * @category models
 * @since 0.1.0
 */
export type Damage = "html" | "empty" | "cut" | "noMeta" | "noList" | "otherOffset"

/**
 * A page is damaged.
 *
 * @category models
 * @since 0.1.0
 */
export interface DamageFault extends Moment {
  readonly damage: Damage
}

/**
 * @category models
 * @since 0.1.0
 */
export type Scripted = StatusFault | DamageFault

/**
 * The status fault of the request with this number, from 1: the first listed that applies.
 *
 * @category getters
 * @since 0.1.0
 */
export const statusAt = (faults: ReadonlyArray<Scripted>, request: number): StatusFault | undefined =>
  faults.find((fault): fault is StatusFault => "status" in fault && includes(fault, request))

/**
 * The damage to the page of the request with this number, from 1: the first listed that applies.
 *
 * @category getters
 * @since 0.1.0
 */
export const damageAt = (faults: ReadonlyArray<Scripted>, request: number): Damage | undefined =>
  faults.find((fault): fault is DamageFault => "damage" in fault && includes(fault, request))?.damage
