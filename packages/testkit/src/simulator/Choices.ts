/**
 * The random decisions of a simulated world, each drawn from a seed and written down, so that a failing run can be replayed
 * and made smaller: decisions that are taken away or lowered mean less trouble, and 0 always means none.
 *
 * They lie in lanes, one for each part of the world, so that a decision less in one part moves nothing in the others.
 *
 * @since 0.1.0
 */
import * as Random from "../world/Random.ts"

/**
 * Every lane: what the world is like (`plan`), its list (`list`), what happens on the wire (`wire`), in the store (`store`), to
 * processes (`fate`), what the host does (`host`), and who runs next (`order`).
 *
 * @category constants
 * @since 0.1.0
 */
export const lanes = ["plan", "list", "wire", "store", "fate", "host", "order"] as const

/**
 * @category models
 * @since 0.1.0
 */
export type Lane = (typeof lanes)[number]

/**
 * What was decided, lane by lane, in order.
 *
 * @category models
 * @since 0.1.0
 */
export type Recording = { readonly [lane in Lane]: ReadonlyArray<number> }

/**
 * @category models
 * @since 0.1.0
 */
export interface Choices {
  /** A whole number from 0 to below `below`; 0 when there is nothing to choose. */
  readonly int: (lane: Lane, below: number) => number
  /** Does it happen, so often? */
  readonly chance: (lane: Lane, probability: number) => boolean
  /** A count around `mean`, as events in a time that know nothing of each other. */
  readonly count: (lane: Lane, mean: number) => number
  /** A wait around `mean`, at most `most`; whole milliseconds. */
  readonly wait: (lane: Lane, mean: number, most: number) => number
  /** One of these, the first being the mildest. */
  readonly pick: <A>(lane: Lane, options: readonly [A, ...ReadonlyArray<A>]) => A
  readonly recording: () => Recording
}

type Draw = (lane: Lane, fresh: (random: () => number) => number, most: number) => number

const make = (draw: Draw, taken: { readonly [lane in Lane]: Array<number> }): Choices => {
  const int: Choices["int"] = (lane, below) =>
    below <= 1 ? 0 : draw(lane, (random) => Math.floor(random() * below), below - 1)
  return {
    int,
    chance: (lane, probability) => draw(lane, (random) => (random() < probability ? 1 : 0), 1) === 1,
    count: (lane, mean) => (mean <= 0 ? 0 : draw(lane, (random) => poisson(random, mean), 1000)),
    wait: (lane, mean, most) =>
      mean <= 0 ? 0 : draw(lane, (random) => Math.min(most, Math.round(-Math.log(1 - random()) * mean)), most),
    pick: (lane, options) => options[int(lane, options.length)] ?? options[0],
    recording: () => structuredClone(taken)
  }
}

const poisson = (random: () => number, mean: number): number => {
  const floor = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > floor; product *= random()) count += 1
  return count
}

const noLanes = (): { readonly [lane in Lane]: Array<number> } => ({
  plan: [],
  list: [],
  wire: [],
  store: [],
  fate: [],
  host: [],
  order: []
})

/**
 * The choices of a seed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const seeded = (seed: number): Choices => {
  const taken = noLanes()
  const states = new Map(lanes.map((lane, at) => [lane, Random.fromSeed(seed, at)]))
  return make((lane, fresh, most) => {
    const value = Math.min(
      most,
      fresh(() => {
        const [value, state] = Random.next(states.get(lane) ?? 0)
        states.set(lane, state)
        return value
      })
    )
    taken[lane].push(value)
    return value
  }, taken)
}

/**
 * The choices of an earlier run, or of one made smaller; behind their end everything is as mild as can be.
 *
 * @category constructors
 * @since 0.1.0
 */
export const replayed = (recording: Recording): Choices => {
  const taken = noLanes()
  return make((lane, _fresh, most) => {
    const value = Math.min(recording[lane][taken[lane].length] ?? 0, most)
    taken[lane].push(value)
    return value
  }, taken)
}
