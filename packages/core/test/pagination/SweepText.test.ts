import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import { PaginationError } from "../../src/pagination/PaginationError.ts"
import * as PageWalk from "../../src/pagination/PageWalk.ts"
import type { Sweep } from "../../src/pagination/Sweep.ts"
import * as SweepText from "../../src/pagination/SweepText.ts"
import { keysOf } from "./ListProvider.ts"

const sweep = (walk: Sweep["walk"]): Sweep => ({ pass: 2, walk, ended: true, restarts: 1, furthest: 7, short: 5 })
const text = SweepText.encode(sweep(PageWalk.start(10)))
const kept: object = JSON.parse(text)
const changed = (change: object) => JSON.stringify({ ...kept, ...change })

describe("SweepText", () => {
  it("brings back what it wrote, anchors cut", () => {
    const paged = sweep({ ...PageWalk.start(10), cursor: "c", received: 3, longest: 3, total: 9, requests: 2, left: 6 })
    const anchored = sweep({ ...AnchoredWalk.start(10, "why"), accepted: [keysOf(100), ["old"]] })

    assert.deepStrictEqual(SweepText.decode(SweepText.encode(paged)), Result.succeed(paged))
    assert.deepStrictEqual(
      SweepText.decode(SweepText.encode(anchored)),
      Result.succeed(sweep(AnchoredWalk.start(10, "why"))).pipe(
        Result.map((empty) => ({ ...empty, walk: { ...empty.walk, accepted: [keysOf(100).slice(-64)] } }))
      )
    )
  })

  it("reads a text that names no format, and none of a later one", () => {
    assert.deepStrictEqual(JSON.parse(text).format, 1)
    assert.isTrue(Result.isSuccess(SweepText.decode(changed({ format: undefined }))))
    assert.isTrue(Result.isSuccess(SweepText.decode(changed({ format: 0 }))))
    assert.deepStrictEqual(
      SweepText.decode(changed({ format: 2 })),
      Result.fail("the state of its walk has format 2, and this Innlet reads up to 1; use the newer one")
    )
  })

  it("says what is wrong with a text", () => {
    assert.deepStrictEqual(SweepText.decode("{"), Result.fail("the state of its walk is not whole"))
    assert.deepStrictEqual(SweepText.decode(text.slice(0, -1)), Result.fail("the state of its walk is not whole"))
    assert.deepStrictEqual(
      SweepText.decode(changed({ pass: 1.5 })),
      Result.fail("the state of its walk is not one of this Innlet")
    )
  })

  it("takes no walk that would skip records or ask for none", () => {
    const walks = [
      ...["offset", "frontier", "back", "longest", "rewinds", "total", "requests"].map((name) => ({
        ...AnchoredWalk.start(10),
        [name]: -1
      })),
      { ...AnchoredWalk.start(10), pageSize: 0 },
      { ...AnchoredWalk.start(10), mode: "" },
      { ...AnchoredWalk.start(10), probe: "" },
      ...["received", "longest", "total", "requests", "left"].map((name) => ({ ...PageWalk.start(10), [name]: -1 })),
      { ...PageWalk.start(10), pageSize: 0 },
      { ...PageWalk.start(10), cursor: 1 },
      { ...PageWalk.start(10), guard: { cursors: [], pages: [{}], repeated: 0, empty: 0 } }
    ]
    for (const walk of walks) assert.isTrue(Result.isFailure(SweepText.decode(changed({ walk }))), JSON.stringify(walk))
  })
})

describe("PaginationError", () => {
  it("names the stream, the stall and what was seen", () => {
    const error = new PaginationError({
      connector: "demo",
      stream: "rates",
      stall: "EmptyRun",
      detail: "6 empty pages"
    })

    assert.strictEqual(error.message, "demo/rates: EmptyRun: 6 empty pages")
  })
})
