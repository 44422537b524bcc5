import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as InvalidOptions from "../../src/contract/InvalidOptions.ts"

describe("InvalidOptions", () => {
  it("names the option and what to mend, in one line", () => {
    const refused = InvalidOptions.refuse("pageSize", "0 is not a whole number from 1 to 100")

    assert(Result.isFailure(refused))
    assert.strictEqual(refused.failure._tag, "InvalidOptions")
    assert.strictEqual(refused.failure.option, "pageSize")
    assert.strictEqual(refused.failure.message, "pageSize: 0 is not a whole number from 1 to 100")
  })
})
