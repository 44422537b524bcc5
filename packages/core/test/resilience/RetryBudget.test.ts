import { assert, describe, it } from "@effect/vitest"
import * as RetryBudget from "../../src/resilience/RetryBudget.ts"

/** How many retries a run of so many first tries may make. */
const allowed = (firstTries: number): number => {
  const budget = RetryBudget.make()
  for (let i = 0; i < firstTries; i++) budget.sent()
  let retries = 0
  while (budget.take()) retries++
  return retries
}

describe("RetryBudget", () => {
  it.each([
    [0, 10],
    [1, 10],
    [109, 10],
    [110, 11],
    [1000, 100],
    [12_345, 1234]
  ])("lets a run of %i requests retry %i times", (firstTries, retries) => {
    assert.strictEqual(allowed(firstTries), retries)
  })

  it("grows with the run", () => {
    const budget = RetryBudget.make()
    for (let i = 0; i < 10; i++) assert.isTrue(budget.take())
    assert.isFalse(budget.take())
    for (let i = 0; i < 110; i++) budget.sent()
    assert.isTrue(budget.take())
    assert.isFalse(budget.take())
  })
})
