import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Verdict from "../../src/contract/Verdict.ts"

const proven = Verdict.proven("anchored overlap")
const attested = Verdict.attested("scroll", 1)
const unproven = Verdict.unproven(["a", "b"])

describe("Verdict", () => {
  it("says what it rests on, in lines", () => {
    assert.deepStrictEqual(Verdict.reasons(proven), ["anchored overlap"])
    assert.deepStrictEqual(Verdict.reasons(attested), ["scroll, 1 pass"])
    assert.deepStrictEqual(Verdict.reasons(Verdict.attested("scroll", 2)), ["scroll, 2 passes"])
    assert.deepStrictEqual(Verdict.reasons(unproven), ["a", "b"])
  })

  it("of several partitions is the weakest, whatever their order", () => {
    assert.deepStrictEqual(Verdict.weakest([proven, attested]), attested)
    assert.deepStrictEqual(Verdict.weakest([attested, proven]), attested)
    assert.deepStrictEqual(Verdict.weakest([proven, proven]), proven)
    assert.deepStrictEqual(Verdict.weakest([attested, Verdict.attested("queue", 2)]), attested)
    assert.deepStrictEqual(Verdict.weakest([proven, unproven, attested]), unproven)
    const silent = Verdict.unproven([])
    assert.deepStrictEqual(Verdict.weakest([proven, silent, attested]), silent)
  })

  it("of several that are unproven holds every reason once", () => {
    assert.deepStrictEqual(
      Verdict.weakest([unproven, proven, Verdict.unproven(["b", "c"])]),
      Verdict.unproven(["a", "b", "c"])
    )
  })

  it("of no partition proves nothing", () => {
    assert.deepStrictEqual(Verdict.weakest([]), Verdict.unproven(["no partition was read"]))
  })

  it("stands in a store as JSON, and nothing else is taken for one", () => {
    const decode = Schema.decodeUnknownResult(Verdict.Verdict)
    for (const verdict of [proven, attested, unproven]) {
      assert.deepStrictEqual(decode(JSON.parse(JSON.stringify(verdict))), Result.succeed(verdict))
    }
    for (const other of [
      {},
      { _tag: "Proven" },
      { _tag: "Attested", method: "m" },
      { _tag: "Unproven", reasons: [1] }
    ]) {
      assert.isTrue(Result.isFailure(decode(other)), JSON.stringify(other))
    }
  })
})
