import { assert, describe, it } from "@effect/vitest"
import { Random } from "@innlet/testkit"

const draws = (seed: number, count: number): ReadonlyArray<number> => {
  const values: Array<number> = []
  let state = Random.fromSeed(seed)
  for (let done = 0; done < count; done += 1) {
    const [value, next] = Random.next(state)
    values.push(value)
    state = next
  }
  return values
}

describe("Random", () => {
  it("gives the same numbers for the same seed and others for the next seed", () => {
    assert.deepStrictEqual(draws(7, 50), draws(7, 50))
    assert.notDeepEqual(draws(7, 50), draws(8, 50))
  })

  it("spreads evenly over 0 to 1", () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const value of draws(1, 20_000)) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1

    for (const count of tenths) assert.closeTo(count, 2000, 200)
  })

  it("draws Poisson counts whose mean and variance are the mean asked for", () => {
    const counts: Array<number> = []
    let state = Random.fromSeed(3)
    for (let done = 0; done < 20_000; done += 1) {
      const [count, next] = Random.poisson(state, 2.5)
      counts.push(count)
      state = next
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length

    assert.closeTo(mean, 2.5, 0.05)
    assert.closeTo(variance, 2.5, 0.15)
  })
})
