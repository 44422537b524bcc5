import { assert, describe, it } from "@effect/vitest"
import * as Keys from "../../src/conformance/Keys.ts"

describe("Keys.difference", () => {
  it("finds none between the same keys in another order", () => {
    assert.isUndefined(Keys.difference(["a", "b", "c"], ["c", "a", "b"]))
  })

  it("counts what is missing and names the first", () => {
    assert.strictEqual(Keys.difference(["a", "b", "c"], ["b"])?.detail, "2 of 3 records are missing, first a")
  })

  it("names what is nobody's", () => {
    assert.strictEqual(Keys.difference(["a"], ["a", "x"])?.detail, "1 records are not the provider's, first x")
  })

  it("names what comes more than once", () => {
    assert.strictEqual(
      Keys.difference(["a", "b"], ["a", "b", "b", "b"])?.detail,
      "1 of 2 records come more than once, first b, 3 times"
    )
  })

  it("expects what comes twice to come twice", () => {
    assert.isUndefined(Keys.difference(["a", "a"], ["a", "a"]))
    assert.strictEqual(Keys.difference(["a", "a"], ["a"])?.key, "a")
  })
})

describe("Keys.differenceInOrder", () => {
  it("tells the first record that stands elsewhere", () => {
    assert.strictEqual(
      Keys.differenceInOrder(["a", "b", "c"], ["a", "c", "b"])?.detail,
      "record 2 is c, and b the other time"
    )
  })
})
