/** Where runs are killed: at the first, second, middle and last step of every kind, and at all of the rare ones. */
import type { Plan } from "./Task.ts"

export type Chain = ReadonlyArray<Plan>

const kill = (kind: string, at: number): Plan => ({ kind, at, signal: "SIGKILL" })

const middle = (count: number): number => Math.ceil(count / 2)

/**
 * Every kind of step in turn, in as few runs as that takes: a run that is killed at its first one, and the next in the middle
 * of another kind, or at its last.
 */
export const eachKind = (steps: { readonly [kind: string]: number }): ReadonlyArray<Chain> => {
  const kinds = Object.entries(steps)
  return kinds.map(([kind], i) => {
    const [other, count] = kinds[(i + 7) % kinds.length]!
    return [kill(kind, 1), kill(other, i % 2 === 0 ? middle(count) : count)]
  })
}

/**
 * Every kind of step in turn: a run that is killed at its first one, the next at the second one of another kind, and the
 * next in the middle of a third; and one that is killed at its last.
 */
export const everyKind = (steps: { readonly [kind: string]: number }): ReadonlyArray<Chain> => {
  const kinds = Object.entries(steps)
  return kinds.flatMap(([kind, count], i) => {
    const [second, secondCount] = kinds[(i + 1) % kinds.length]!
    const [third, thirdCount] = kinds[(i + 7) % kinds.length]!
    const chain = [kill(kind, 1), kill(second, Math.min(2, secondCount)), kill(third, middle(thirdCount))]
    return count > 2 ? [chain, [kill(kind, count)]] : [chain]
  })
}

/** Those of these kinds, or all. */
export const only = (
  steps: { readonly [kind: string]: number },
  kinds: RegExp | undefined
): { readonly [kind: string]: number } =>
  Object.fromEntries(Object.entries(steps).filter(([kind]) => kinds?.test(kind) ?? true))

/** The middle one of some kinds. */
export const inTheMiddle = (
  steps: { readonly [kind: string]: number },
  kinds: ReadonlyArray<string>
): ReadonlyArray<Chain> =>
  kinds.flatMap((kind) => (steps[kind] === undefined ? [] : [[kill(kind, middle(steps[kind]))]]))

/** Every pair of these. */
export const pairs = (first: ReadonlyArray<Plan>): ReadonlyArray<Chain> =>
  first.flatMap((a) => first.map((b) => [a, { ...b, at: 1 + (b.at % 3) }]))

export const at = kill

/** So many kills, one to three a run, at steps that follow from the seed. */
export const atRandom = (
  steps: { readonly [kind: string]: number },
  kills: number,
  seed: number
): ReadonlyArray<Chain> => {
  let state = seed
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const kinds = Object.entries(steps)
  const chains: Array<Chain> = []
  for (let left = kills; left > 0; left -= chains.at(-1)!.length) {
    chains.push(
      Array.from({ length: Math.min(left, 1 + below(3)) }, () => {
        const [kind, count] = kinds[below(kinds.length)]!
        return kill(kind, 1 + below(count))
      })
    )
  }
  return chains
}
