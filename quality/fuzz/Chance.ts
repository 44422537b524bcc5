/**
 * A seeded source of choices that moves on with each one: the same seed always gives the same choices.
 *
 * @since 0.1.0
 */
import * as Random from "../../packages/testkit/src/world/Random.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Chance {
  /** A whole number from 0 up to but not including `limit`; 0 when that is 0. */
  readonly below: (limit: number) => number
  /** True in that share of all calls. */
  readonly hits: (share: number) => boolean
  readonly pick: <A>(from: readonly [A, ...ReadonlyArray<A>]) => A
}

/**
 * A seed and what it is for, such as the name of a target, so that neighbours get unrelated choices.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (seed: number, purpose: string): Chance => {
  let state = Random.fromSeed(seed, ...Buffer.from(purpose))
  const next = (): number => {
    const [value, after] = Random.next(state)
    state = after
    return value
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    hits: (share) => next() < share,
    pick: (from) => from[below(from.length)] ?? from[0]
  }
}
