import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as Paginator from "../../src/pagination/Paginator.ts"

describe("Paginator", () => {
  it("advances an offset by what came, never by what was asked for", () => {
    assert.strictEqual(Paginator.offset.first, 0)
    assert.deepStrictEqual(Paginator.offset.next(50, 100), Option.some(150))
    assert.deepStrictEqual(Paginator.offset.next(0, 100), Option.none())
  })

  it("counts pages from 1, or from 0 where the provider does", () => {
    assert.strictEqual(Paginator.pageNumber().first, 1)
    assert.strictEqual(Paginator.pageNumber(0).first, 0)
    assert.deepStrictEqual(Paginator.pageNumber().next(1, 7), Option.some(8))
    assert.deepStrictEqual(Paginator.pageNumber(0).next(0, 7), Option.none())
  })
})
