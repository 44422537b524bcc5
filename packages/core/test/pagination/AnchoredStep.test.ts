/** The anchored walk one request at a time: what each kind of answer leads to. */
import { assert, describe, it } from "@effect/vitest"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import * as Walk from "../../src/pagination/Walk.ts"
import { facts, keysOf } from "./ListProvider.ts"

const advisory = { total: "advisory" } as const
const head = () => AnchoredWalk.start(10)
const all = keysOf(1_000)

const onward = (
  walk: AnchoredWalk.AnchoredWalk,
  keys: ReadonlyArray<string>,
  rest: Partial<Walk.Facts> = {}
): AnchoredWalk.AnchoredWalk => {
  const step = AnchoredWalk.step(walk, facts(keys, rest), advisory)
  assert(step._tag === "Next", `${step._tag} after ${keys.length} records`)
  return step.state
}

/** What a step leads to, in short. */
const shown = (step: Walk.Step<AnchoredWalk.AnchoredWalk> | undefined): object | undefined => {
  if (step === undefined) return undefined
  if (step._tag === "Stalled") return { stall: step.stall, detail: step.detail }
  const { back, doubts, exactBecause, mode, offset, pageSize, probe } = step.state
  const said = { mode, offset, pageSize, back, probe, doubts, exactBecause }
  return step._tag === "Next" ? { ...said, outcome: step.outcome } : { ...said, ends: true }
}

const next = (walk: AnchoredWalk.AnchoredWalk, keys: ReadonlyArray<string>, rest: Partial<Walk.Facts> = {}) =>
  shown(AnchoredWalk.step(walk, facts(keys, rest), advisory))

/** After a first full page, about to ask for offset 5. */
const second = () => onward(head(), all.slice(0, 10))

const exact = { mode: "exact", back: 0, probe: "none", doubts: [], pageSize: 10 }

describe("AnchoredWalk", () => {
  it("starts at the head, anchored, or with exact steps where it is told why", () => {
    assert.deepStrictEqual(AnchoredWalk.request(head()), { cursor: 0, pageSize: 10 })
    assert.strictEqual(head().mode, "anchored")
    const told = AnchoredWalk.start(10, "it was refused")
    assert.deepStrictEqual([told.mode, told.exactBecause], ["exact", "it was refused"])
  })

  it("overlaps by half of a short page and by ten records of a long one", () => {
    assert.deepInclude(next(head(), all.slice(0, 10)), { offset: 5, back: 5, outcome: "accepted" })
    assert.deepInclude(next(AnchoredWalk.start(100), all.slice(0, 100)), { offset: 90, back: 10 })
    assert.deepInclude(next(AnchoredWalk.start(2), all.slice(0, 2)), { offset: 1, back: 1 })
  })

  it("keeps the newest 64 keys of the newest page in a checkpoint", () => {
    const walk = onward(onward(AnchoredWalk.start(100), all.slice(0, 100)), all.slice(90, 190))

    assert.lengthOf(walk.accepted, 2)
    assert.deepStrictEqual(AnchoredWalk.kept(walk).accepted, [all.slice(126, 190)])
    assert.deepStrictEqual(AnchoredWalk.kept(head()).accepted, [])
  })

  it("remembers four pages at most", () => {
    let walk = head()
    for (let page = 0; page < 6; page++) walk = onward(walk, all.slice(5 * page, 5 * page + 10))

    assert.lengthOf(walk.accepted, 4)
    assert.deepStrictEqual(walk.accepted[0], all.slice(25, 35))
  })

  it("steps exactly when a request that overlaps is refused, and not when the first one is", () => {
    assert.deepStrictEqual(shown(AnchoredWalk.refused(second())), {
      ...exact,
      offset: 10,
      exactBecause: "the provider refuses overlapping offsets",
      outcome: "refused"
    })
    assert.isUndefined(AnchoredWalk.refused(head()))
  })

  it("ends in doubt when the request after a short page of exact steps is refused", () => {
    const full = onward(AnchoredWalk.start(10, "for the test"), all.slice(0, 10))
    const short = onward(full, all.slice(10, 14))

    assert.isUndefined(AnchoredWalk.refused(AnchoredWalk.start(10, "for the test")))
    assert.isUndefined(AnchoredWalk.refused(full))
    assert.deepStrictEqual(shown(AnchoredWalk.refused(short)), {
      ...exact,
      offset: 14,
      pageSize: 4,
      exactBecause: "for the test",
      doubts: ["the provider refuses the request that would confirm the end"],
      ends: true
    })
  })

  it("gives up after 100,000 requests, and later where a total asks for more", () => {
    const late = { ...second(), requests: 100_000, longest: 0, total: 0 }
    const page = all.slice(5, 15)

    assert.deepInclude(next({ ...late, requests: 99_999 }, page), { offset: 10 })
    assert.deepInclude(next(late, page), {
      stall: "RequestBudget",
      detail: "100001 requests reached offset 10 and no end"
    })
    assert.deepInclude(next({ ...late, requests: 100_099, longest: 10 }, page, { total: 100 }), { offset: 10 })
    assert.deepInclude(next({ ...late, requests: 100_100, longest: 10 }, page, { total: 100 }), {
      stall: "RequestBudget"
    })
    // The largest total that was ever declared counts.
    assert.deepInclude(next({ ...late, requests: 100_099, longest: 10, total: 100 }, page), { offset: 10 })
    assert.deepInclude(next({ ...late, requests: 100_099, longest: 10, total: 100 }, page, { total: 1 }), {
      offset: 10
    })
  })

  it("steps exactly when an overlapping request is answered from elsewhere, and stalls at the head", () => {
    assert.deepStrictEqual(next(second(), all.slice(10, 20), { offset: 10 }), {
      ...exact,
      offset: 10,
      exactBecause: "the provider answers other offsets than asked",
      outcome: "otherOffset"
    })
    assert.deepStrictEqual(next(head(), all.slice(0, 10), { offset: 300 }), {
      stall: "OffsetMismatch",
      detail: "asked for offset 0, the answer starts at 300"
    })
    assert.deepInclude(next(second(), all.slice(5, 15), { offset: 5 }), { offset: 10, outcome: "accepted" })
  })

  it("ends at an empty head that nothing contradicts, and asks again where a total does", () => {
    assert.deepInclude(next(head(), []), { ends: true })
    assert.deepInclude(next(head(), [], { total: 0 }), { ends: true })
    assert.deepInclude(next(head(), [], { total: 1 }), { offset: 0, outcome: "empty" })
  })

  it("stalls on the sixth empty page of a list with a total", () => {
    let walk = head()
    for (let page = 0; page < 5; page++) walk = onward(walk, [], { total: 3 })

    assert.deepStrictEqual(next(walk, [], { total: 3 }), {
      stall: "EmptyRun",
      detail: "6 empty pages at offset 0 of a declared 3 records"
    })
  })

  it("goes back by twice as much each time a page holds no anchor, at last to the head", () => {
    const far = onward(onward(onward(head(), all.slice(0, 10)), all.slice(5, 15)), all.slice(10, 20))
    const strange = all.slice(500, 510)
    const offsets: Array<unknown> = []
    let walk = far
    for (let times = 0; times < 2; times++) {
      offsets.push(shown(AnchoredWalk.step(walk, facts(strange), advisory)))
      walk = onward(walk, strange)
    }

    assert.deepStrictEqual(
      offsets,
      [10, 20].map((back) => ({
        mode: "anchored",
        pageSize: 10,
        probe: "none",
        doubts: [],
        exactBecause: undefined,
        back,
        offset: 20 - back,
        outcome: "unanchored"
      }))
    )
    assert.strictEqual(walk.rewinds, 1)
    // The head needs no anchor.
    assert.deepInclude(next(walk, strange), { offset: 5, back: 5, outcome: "accepted" })
    assert.deepInclude(next(far, []), { back: 10, offset: 10, outcome: "unanchored" })
  })

  it("steps exactly, and proves nothing, after the ninth time back at the head", () => {
    const far = { ...second(), back: 20, rewinds: 7 }
    const eighth = next(far, all.slice(500, 510))
    const because = "the list changes faster than it can be walked"

    assert.deepInclude(eighth, { mode: "anchored", offset: 0 })
    assert.deepStrictEqual(next({ ...far, rewinds: 8 }, all.slice(500, 510)), {
      ...exact,
      offset: 10,
      exactBecause: because,
      doubts: [because],
      outcome: "unanchored"
    })
    // A doubt is told once.
    assert.deepInclude(next({ ...far, rewinds: 8, doubts: [because] }, all.slice(500, 510)), { doubts: [because] })
  })

  it("anchors on no record that could not be decoded", () => {
    const bad = `${Walk.unkeyed}bad`
    const after = onward(head(), [...all.slice(0, 9), bad])
    const because = "no record of a page could be read, so nothing anchors it"

    assert.deepInclude(next(after, [bad, ...all.slice(20, 29)]), { mode: "anchored", back: 10, outcome: "unanchored" })
    assert.deepInclude(next(after, [bad, `${bad}2`]), {
      mode: "exact",
      offset: 10,
      exactBecause: because,
      outcome: "unanchored"
    })
    const found = [bad, all[7]!, all[8]!, ...all.slice(20, 27)]
    assert.deepInclude(next(after, found), { mode: "anchored", outcome: "accepted" })
    // Nothing has to anchor the head.
    assert.deepInclude(next(head(), [bad, `${bad}2`]), { mode: "anchored" })
  })

  it("ends in doubt at a last record that can't be read, where the total says that there is always more", () => {
    const bad = `${Walk.unkeyed}bad`
    const tail = onward(onward(head(), [...all.slice(0, 8), bad]), [all[7]!, bad], { total: 10 })
    const because = "the last record can't be read, so nothing anchors the end"

    assert.deepInclude(next(tail, [bad], { total: 10 }), { ends: true, doubts: [because] })
    // One that is not known, and one behind which the total has nothing, are no such end.
    assert.deepInclude(next(tail, [`${bad}2`], { total: 10 }), { mode: "exact", outcome: "unanchored" })
    assert.deepInclude(next(tail, [bad], { total: 5 }), { mode: "exact", outcome: "unanchored" })
  })

  it("looks behind a list of one record, again at it, and ends", () => {
    const beyond = onward(head(), ["only"])
    assert.deepInclude(shown(Walk.next(beyond)), { probe: "beyond", offset: 1, back: 0 })
    const again = onward(beyond, [])
    assert.deepInclude(shown(Walk.next(again)), { probe: "again", offset: 0 })

    assert.deepInclude(next(again, ["only"]), { ends: true, mode: "anchored", doubts: [] })
    assert.deepInclude(next(again, ["other"]), { probe: "beyond", offset: 1, outcome: "accepted" })
  })

  it("steps exactly through pages of one record, which can't overlap", () => {
    const beyond = onward(head(), ["first"])

    assert.deepStrictEqual(next(beyond, ["second"]), {
      ...exact,
      offset: 1,
      pageSize: 1,
      exactBecause: "pages of one record can't overlap",
      outcome: "unanchored"
    })
    assert.deepInclude(shown(AnchoredWalk.refused(beyond)), { mode: "exact", offset: 1, outcome: "refused" })
  })

  it("doubts a page that holds a key twice", () => {
    const twice = ["a", "a", ...all.slice(0, 8)]
    const doubts = ["one page holds a key twice, so keys can't anchor"]

    assert.deepInclude(next(head(), twice), { doubts })
    assert.deepInclude(next(onward(head(), twice), ["a", "a", ...all.slice(8, 16)]), { doubts })
  })

  it("ends with the first page only where an exact total says that it is all", () => {
    const page = facts(all.slice(0, 10), { total: 10 })

    assert.strictEqual(AnchoredWalk.step(head(), page, { total: "exact" })._tag, "PassEnd")
    assert.strictEqual(AnchoredWalk.step(head(), page, advisory)._tag, "Next")
    assert.strictEqual(AnchoredWalk.step(head(), { ...page, total: 11 }, { total: "exact" })._tag, "Next")
    assert.strictEqual(
      AnchoredWalk.step(second(), facts(all.slice(5, 15), { total: 10 }), { total: "exact" })._tag,
      "Next"
    )
  })

  it("goes on after a short page while the total says that there is more, with less overlap", () => {
    const third = onward(onward(head(), all.slice(0, 10)), all.slice(5, 15))
    const nothingNew = all.slice(10, 15)

    assert.deepInclude(next(third, nothingNew, { total: 15 }), { ends: true })
    assert.deepInclude(next(third, nothingNew), { ends: true })
    assert.deepInclude(next(third, nothingNew, { total: 16 }), { offset: 13, back: 2, outcome: "accepted" })
    // One record more than before is no end.
    assert.deepInclude(next(third, all.slice(10, 16)), { offset: 11, back: 5, outcome: "accepted" })
  })

  it("steps exactly when another offset brings the same page", () => {
    const page = all.slice(0, 10)

    assert.deepInclude(next(onward(head(), page), page), {
      mode: "exact",
      exactBecause: "the provider gives a page again at another offset",
      outcome: "repeated"
    })
  })

  it("ends exact steps at the total, and not on an empty page before it", () => {
    const start = AnchoredWalk.start(10, "for the test")
    const after = onward(start, all.slice(0, 10))

    assert.deepInclude(shown(Walk.next(after)), { offset: 10, pageSize: 10 })
    assert.deepInclude(next(after, []), { ends: true })
    assert.deepInclude(next(after, [], { total: 10 }), { ends: true })
    assert.deepInclude(next(after, [], { total: 11 }), { offset: 10, outcome: "empty" })
    assert.deepInclude(next(after, all.slice(10, 14), { total: 14 }), { ends: true, offset: 14 })
    assert.deepInclude(next(after, all.slice(10, 14), { total: 15 }), { offset: 14, pageSize: 4 })
    // A full page is no end, whatever the total says.
    assert.deepInclude(next(after, all.slice(10, 20), { total: 20 }), { offset: 20, pageSize: 10 })
  })

  it("names the records that come again when exact steps go round", () => {
    const page = all.slice(0, 10)
    const twice = onward(onward(AnchoredWalk.start(10, "for the test"), page), page)

    assert.deepStrictEqual(next(twice, page), {
      stall: "PageRepeated",
      detail: "the same 10 records came again at offset 20"
    })
  })

  it("never ends because the first request of exact steps is refused", () => {
    const start = { ...AnchoredWalk.start(4, "for the test"), longest: 10 }

    assert.isUndefined(AnchoredWalk.refused(start))
    assert.deepInclude(shown(AnchoredWalk.refused({ ...start, offset: 1 })), { ends: true })
    assert.isUndefined(AnchoredWalk.refused({ ...start, offset: 1, mode: "anchored" }))
  })

  it("ends a list of one record only with that one record", () => {
    const again = { ...AnchoredWalk.start(10), probe: "again", longest: 1, accepted: [["a"], ["b"]] } as const

    assert.deepInclude(next(again, ["a"]), { ends: true })
    assert.deepInclude(next({ ...again, longest: 2 }, ["a", "b"], { total: 3 }), { outcome: "accepted" })
    assert.deepInclude(next({ ...again, probe: "none" }, ["a"], { total: 3 }), { probe: "beyond" })
  })

  it("steps exactly where going back found the anchor and going on would lose it again", () => {
    const back = {
      ...AnchoredWalk.start(10),
      offset: 5,
      frontier: 15,
      back: 10,
      longest: 10,
      accepted: [all.slice(5, 15), all.slice(0, 10)]
    }
    const because = "no record at a page's edge could be read, so nothing anchors the next"

    assert.deepInclude(next(back, all.slice(5, 15)), {
      mode: "exact",
      offset: 15,
      exactBecause: because,
      outcome: "accepted"
    })
    assert.deepInclude(next({ ...back, frontier: 16 }, all.slice(5, 15)), { mode: "exact", exactBecause: because })
    assert.deepInclude(next(back, all.slice(6, 16)), { mode: "anchored", offset: 10 })
    assert.deepInclude(next({ ...back, back: 5 }, all.slice(5, 15)), { mode: "anchored", offset: 10 })
    assert.deepInclude(next({ ...back, offset: 6 }, all.slice(5, 15)), { mode: "anchored", offset: 11 })
  })

  it("knows the records of the page before in exact steps", () => {
    const walk = onward(onward(AnchoredWalk.start(10, "for the test"), all.slice(0, 10)), all.slice(10, 20))

    assert.deepStrictEqual(walk.accepted, [all.slice(10, 20)])
  })
})
