/** By which records a walk knows where it is, above all when some left the list and came back elsewhere. */
import { assert, describe, it } from "@effect/vitest"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import * as Anchors from "../../src/pagination/Anchors.ts"
import * as Walk from "../../src/pagination/Walk.ts"
import { facts, keysOf } from "./ListProvider.ts"

const all = keysOf(100)
const bad = `${Walk.unkeyed}bad`
const known: Anchors.Anchors = [[...all.slice(20, 40), bad], all.slice(10, 30)]

describe("Anchors", () => {
  for (const [what, keys, back, holds] of [
    ["the end of the newest page and what follows", all.slice(30, 50), 10, true],
    ["an older page's records", all.slice(12, 22), 10, true],
    ["a record between two that are known", [all[33]!, "new", all[34]!], 10, true],
    ["a record that can't be read, then known ones", [bad, all[36]!, all[37]!, "new"], 10, true],
    ["a known record beside one that can't be read and came before", [bad, all[36]!, "new"], 10, true],
    ["all that is left of the list", [all[39]!], 10, true],
    ["one known record where one was to come", [all[39]!, "new"], 1, true],
    ["one record of an older page where one was to come", [all[12]!, "new"], 1, true],
    ["one known record at its head where more were to come", [all[39]!, "new"], 2, false],
    ["new records before the known ones", ["new", ...all.slice(30, 40)], 10, false],
    ["a new record before the last of the newest page, where one was to come", ["new", all[39]!], 1, false],
    ["known records behind new ones only", ["new", "newer", all[12]!, all[13]!], 10, false],
    ["new records alone", ["new", "newer"], 1, false],
    ["no record that can be read", [bad, bad], 1, false],
    ["nothing", [], 1, false]
  ] as const) {
    it(`${holds ? "are held by" : "are not held by"} a page with ${what}`, () => {
      assert.strictEqual(Anchors.hold(known, keys, back), holds)
    })
  }

  it("are none where no page was accepted", () => {
    assert.isFalse(Anchors.hold([], all, 0))
    assert.deepStrictEqual(Anchors.kept([]), [])
  })
})

describe("AnchoredWalk over a list whose records leave and come back at its end", () => {
  it("does not take one that came back for the place it had", () => {
    const list = all.slice(0, 60)
    let walk = AnchoredWalk.start(12)
    const seen = new Set<string>()
    for (let request = 0; ; request++) {
      // Most of what was read goes at once, and one of it comes back behind what was not read yet.
      if (request === 3) list.splice(0, 30)
      if (request === 3) list.splice(12, 0, all[9]!)
      const { cursor, pageSize } = AnchoredWalk.request(walk)
      const page = list.slice(Number(cursor), Number(cursor) + pageSize)
      for (const key of page) seen.add(key)
      const step = AnchoredWalk.step(walk, facts(page), { total: "none" })
      assert(step._tag !== "Stalled")
      walk = step.state
      if (step._tag === "PassEnd") break
    }

    assert.deepStrictEqual(
      list.filter((key) => !seen.has(key)),
      []
    )
    assert.deepStrictEqual([walk.mode, walk.doubts], ["anchored", []])
  })
})
