/**
 * A seeded source of randomness as a pure function of its state (mulberry32): the same state always gives the same
 * number. Nothing here is fit for secrets.
 *
 * @since 0.1.0
 */

/**
 * A state: any integer. Only its lower 32 bits count.
 *
 * @category models
 * @since 0.1.0
 */
export type Random = number

/**
 * A number in [0, 1) and the state that follows.
 *
 * @category combinators
 * @since 0.1.0
 */
export const next = (state: Random): readonly [value: number, next: Random] => [draw(state), (state + step) | 0]

/**
 * The number in [0, 1) that belongs to `state`, for a caller that counts its own states.
 *
 * @category combinators
 * @since 0.1.0
 */
export const draw = (state: Random): number => {
  let t = (state + step) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

/**
 * A state far from those of neighbouring seeds, so that seeds 1, 2 and 3 give unrelated numbers.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromSeed = (seed: number, ...salts: ReadonlyArray<number>): Random => {
  let state = mixed(seed | 0)
  for (const salt of salts) state = mixed(state ^ Math.imul(salt + 1, 0x9e3779b1))
  return state
}

/**
 * A whole number in [0, `below`) and the state that follows; 0 when `below` is 0.
 *
 * @category combinators
 * @since 0.1.0
 */
export const int = (state: Random, below: number): readonly [value: number, next: Random] => {
  const [value, after] = next(state)
  return [Math.floor(value * below), after]
}

/**
 * A count from the Poisson distribution of the given mean (Knuth's method: time grows with the mean), and the state
 * that follows.
 *
 * @category combinators
 * @since 0.1.0
 */
export const poisson = (state: Random, mean: number): readonly [count: number, next: Random] => {
  if (mean <= 0) return [0, state]
  const floor = Math.exp(-mean)
  let count = -1
  let product = 1
  let after = state
  do {
    const [value, following] = next(after)
    product *= value
    after = following
    count += 1
  } while (product > floor)
  return [count, after]
}

const step = 0x6d2b79f5

const mixed = (value: number): number => {
  let t = value | 0
  t = Math.imul(t ^ (t >>> 16), 0x85ebca6b)
  t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35)
  return t ^ (t >>> 16)
}
