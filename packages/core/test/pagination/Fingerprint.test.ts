import { assert, describe, it } from "@effect/vitest"
import * as Fingerprint from "../../src/pagination/Fingerprint.ts"
import { keysOf } from "./ListProvider.ts"

describe("Fingerprint", () => {
  it("is the same for the same parts in the same order alone", () => {
    const print = Fingerprint.of(["a", "b", "c"])

    assert.strictEqual(Fingerprint.of(["a", "b", "c"]), print)
    for (const others of [["a", "c", "b"], ["c", "b", "a"], ["a", "b"], ["a", "b", "c", "c"], ["ab", "c"], []]) {
      assert.notStrictEqual(Fingerprint.of(others), print, others.join())
    }
    assert.notStrictEqual(Fingerprint.of(["", ""]), Fingerprint.of([""]))
  })

  it("collides for none of 50,000 short keys nor of 10,000 pairs of them", () => {
    const keys = keysOf(50_000)
    const each = Fingerprint.each(keys)

    assert.strictEqual(new Set(each).size, keys.length)
    assert.isTrue(each.every((hash) => Number.isSafeInteger(hash) && hash >= 0))
    // Keys that only differ at their ends, and permutations of the same characters.
    const close = ["ab", "ba", "aab", "aba", "baa", "a\u0000", "\u0000a", "a", "aa", "aaa", ""]
    assert.strictEqual(new Set(Fingerprint.each(close)).size, close.length)
    const prints = new Set<string>()
    for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) prints.add(Fingerprint.of([keys[i]!, keys[j]!]))
    assert.strictEqual(prints.size, 10_000)
  })

  it("is spread over all of its 53 bits", () => {
    const hashes = Fingerprint.each(keysOf(4_000))
    for (let bit = 0; bit < 53; bit++) {
      const ones = hashes.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length
      assert.isAbove(ones, 1_800, `bit ${bit}`)
      assert.isBelow(ones, 2_200, `bit ${bit}`)
    }
    const prints = keysOf(4_000).map((key) => Fingerprint.combine(Fingerprint.each([key, "x"])))
    for (let bit = 0; bit < 53; bit++) {
      const ones = prints.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length
      assert.isAbove(ones, 1_800, `bit ${bit}`)
      assert.isBelow(ones, 2_200, `bit ${bit}`)
    }
  })

  it("never changes: prints stand in checkpoints", () => {
    assert.deepStrictEqual(
      [...Fingerprint.each(["", "a", "hotel 1"])],
      [3338908027751811, 7929297801672961, 2042932269642338]
    )
    assert.strictEqual(Fingerprint.of(["a", "b"]), "17p9i6o3roz")
    assert.strictEqual(Fingerprint.of([]), "wvjl67o803")
  })

  it("tells whether a part comes twice, and takes no chance hash for it", () => {
    assert.isTrue(Fingerprint.repeats(["a", "b", "a"]))
    assert.isTrue(Fingerprint.repeats(["a", "a"]))
    assert.isFalse(Fingerprint.repeats(["a", "b", "c"]))
    assert.isFalse(Fingerprint.repeats(["a"]))
    assert.isFalse(Fingerprint.repeats([]))
    // Two parts of one hash, as chance could give them.
    assert.isFalse(Fingerprint.repeats(["a", "b"], new Float64Array([5, 5])))
    assert.isFalse(Fingerprint.repeats(["a", "b"], new Float64Array([0, 5])))
  })
})
