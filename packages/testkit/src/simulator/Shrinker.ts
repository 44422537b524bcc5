/**
 * Makes a failing run smaller: decisions are taken out or made milder, lane by lane, for as long as the run still fails in the same
 * way.
 *
 * @since 0.1.0
 */
import type { Lane, Recording } from "./Choices.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Shrunk {
  readonly recording: Recording
  /** Runs that it took. */
  readonly runs: number
}

/** What means less trouble first: who runs when tells least. */
const order: ReadonlyArray<Lane> = ["order", "fate", "store", "wire", "host", "list", "plan"]

/**
 * The smallest recording found with at most `budget` runs. `fails` has to be a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const shrink = (recording: Recording, fails: (recording: Recording) => boolean, budget: number): Shrunk => {
  let best = trimmed(recording)
  let runs = 0
  const isSpent = () => runs >= budget
  const tried = (lane: Lane, values: ReadonlyArray<number>): boolean => {
    if (isSpent()) return false
    const candidate = trimmed({ ...best, [lane]: values })
    if (candidate[lane].length >= best[lane].length && !isLess(candidate[lane], best[lane])) return false
    runs += 1
    if (!fails(candidate)) return false
    best = candidate
    return true
  }

  let improved = true
  while (improved && !isSpent()) {
    improved = false
    for (const lane of order) {
      if (best[lane].length > 0 && tried(lane, [])) improved = true
      // Halves, quarters, and so on down to single decisions.
      for (let size = best[lane].length >> 1; size >= 1 && !isSpent(); size >>= 1) {
        for (let from = 0; from < best[lane].length && !isSpent(); from += size) {
          const values = best[lane]
          if (values.slice(from, from + size).every((value) => value === 0)) continue
          if (tried(lane, values.toSpliced(from, size)) || tried(lane, zeroed(values, from, size))) improved = true
        }
      }
      for (let at = 0; at < best[lane].length && !isSpent(); at++) {
        const value = best[lane][at] ?? 0
        if (value > 1 && (tried(lane, best[lane].with(at, 1)) || tried(lane, best[lane].with(at, value >> 1))))
          improved = true
      }
    }
  }
  return { recording: best, runs }
}

const zeroed = (values: ReadonlyArray<number>, from: number, size: number): ReadonlyArray<number> =>
  values.map((value, at) => (at >= from && at < from + size ? 0 : value))

const isLess = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  const at = a.findIndex((value, i) => value !== b[i])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

/** Behind the end everything is 0 anyway. */
const trimmed = (recording: Recording): Recording => {
  const lane = (name: Lane) => recording[name].slice(0, recording[name].findLastIndex((value) => value !== 0) + 1)
  return {
    plan: lane("plan"),
    list: lane("list"),
    wire: lane("wire"),
    store: lane("store"),
    fate: lane("fate"),
    host: lane("host"),
    order: lane("order")
  }
}
