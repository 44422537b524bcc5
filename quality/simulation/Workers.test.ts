import { assert, describe, it } from "@effect/vitest"
import * as Workers from "./Workers.ts"

describe("Workers", () => {
  it("runs every seed once, with the trace that it has in one process", { timeout: 120_000 }, async () => {
    const task = { from: 3, to: 12, stopAtFirst: false, twice: 4, wanted: {} }
    const done: Array<number> = []
    const apart = await Workers.run({ ...task, processes: 2 }, (count) => done.push(count))

    assert.deepStrictEqual(
      apart,
      Workers.sequence(task, () => undefined)
    )
    assert.deepStrictEqual(
      done,
      done.toSorted((a, b) => a - b)
    )
    assert.strictEqual(done.at(-1), 10)
  })
})
