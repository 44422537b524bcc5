/**
 * When a cursor stops working, by two clocks: the wall clock, whose instant a checkpoint keeps and which may be set back, and the
 * one that only goes on.
 *
 * @since 0.1.0
 */
import { Clock, Effect } from "effect"
import * as Monotonic from "../quota/Monotonic.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Expiry {
  /** Epoch milliseconds. */
  readonly at: number
  /** The same by the clock that only goes on; milliseconds. */
  readonly bound: number
}

/**
 * An expiry that was told when the cursor was asked for, at `sentAt` by the wall clock and not before `begun` by the other: what the
 * cursor has lived since is what both clocks can agree on, or else all of the time in which it may have been sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const told = Effect.fnUntraced(function* (at: number, sentAt: number, begun: number): Effect.fn.Return<Expiry> {
  const now = yield* Monotonic.millis
  const age = (yield* Clock.currentTimeMillis) - sentAt
  const most = now - begun
  return { at, bound: now - (age >= 0 && age <= most ? age : most) + (at - sentAt) }
})

/**
 * An expiry that was kept.
 *
 * @category constructors
 * @since 0.1.0
 */
export const kept = Effect.fnUntraced(function* (at: number): Effect.fn.Return<Expiry> {
  const left = at - (yield* Clock.currentTimeMillis)
  return { at, bound: (yield* Monotonic.millis) + left }
})

/**
 * The instant by the wall clock as it goes now; epoch milliseconds. One that was set back has moved it.
 *
 * @category getters
 * @since 0.1.0
 */
export const standing = Effect.fnUntraced(function* (expiry: Expiry | undefined): Effect.fn.Return<number | undefined> {
  if (expiry === undefined) return undefined
  const left = expiry.bound - (yield* Monotonic.millis)
  return Math.min(expiry.at, Math.floor((yield* Clock.currentTimeMillis) + left))
})
