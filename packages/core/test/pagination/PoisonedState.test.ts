import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as Sweep from "../../src/pagination/Sweep.ts"
import * as SweepText from "../../src/pagination/SweepText.ts"

const sizes = { default: 10, min: 1, max: 100, step: 1 }
const anchored = Sweep.start(Sweep.plan(Traversal.offset({ order: "immutable" }), sizes, 10))
const linked = Sweep.start(Sweep.plan(Traversal.linked("continuation"), sizes, 10))

const withNumber = (sweep: Sweep.Sweep, field: string, value: number) =>
  SweepText.decode(JSON.stringify({ ...sweep, walk: { ...sweep.walk, [field]: value } }))

describe("SweepText.decode", () => {
  for (const field of ["offset", "frontier", "back", "longest", "rewinds", "total", "requests"]) {
    it(`refuses a walk by offset whose ${field} is below zero`, () => {
      assert.isTrue(Result.isSuccess(withNumber(anchored, field, 0)))
      assert.isTrue(Result.isFailure(withNumber(anchored, field, -1)))
    })
  }

  for (const field of ["received", "total", "longest", "requests"]) {
    it(`refuses a walk by cursor whose ${field} is below zero`, () => {
      assert.isTrue(Result.isSuccess(withNumber(linked, field, 0)))
      assert.isTrue(Result.isFailure(withNumber(linked, field, -1)))
    })
  }

  for (const sweep of [anchored, linked]) {
    it(`refuses a ${sweep.walk._tag} that asks for no records`, () => {
      assert.isTrue(Result.isSuccess(withNumber(sweep, "pageSize", 1)))
      assert.isTrue(Result.isFailure(withNumber(sweep, "pageSize", 0)))
    })
  }
})
