import { assert, describe, it, vi } from "@effect/vitest"
import * as AnchoredWalk from "../../packages/core/src/pagination/AnchoredWalk.ts"
import * as Schedules from "./Schedules.ts"
import * as Tabled from "./Tabled.ts"
import * as Walkers from "./Walkers.ts"

// They take no more than seconds of a processor, and more of the clock where others take it.
vi.setConfig({ testTimeout: 120_000 })

const scopes = (rows: number, changes: number) => Array.from({ length: rows + 1 }, (_, n) => ({ rows: n, changes }))

/** All lists of up to so many rows, in pages of 1 to 3. */
const all = <State>(
  rows: number,
  changes: number,
  walker: (pageSize: number) => Schedules.Walker<State>
): Schedules.Count =>
  scopes(rows, changes)
    .flatMap((scope) => [1, 2, 3].map((pageSize) => Schedules.run(walker(pageSize), scope)))
    .reduce(Schedules.add, Schedules.none)

const report = (what: string, { example, provenLost, requests, schedules, unprovenLost }: Schedules.Count) =>
  console.log(
    `${what}: ${schedules} schedules, ${requests} pages, ${provenLost} lost though proven, ${unprovenLost} lost and not proven${example === undefined ? "" : `, such as ${example}`}`
  )

describe("AnchoredWalk, on every schedule of a short list", () => {
  for (const total of [true, false]) {
    it(`loses nothing that it says it proved, with up to 3 changes of up to 6 rows, total ${total ? "told" : "not told"}`, () => {
      const count = all(6, 3, (pageSize) => Walkers.anchored({ pageSize, total }))

      report(`anchored, total ${total ? "told" : "not told"}`, count)
      assert.isUndefined(count.example)
      assert.deepInclude(count, { provenLost: 0 })
      assert.isAtLeast(count.schedules, 600_000)
      assert.isAtLeast(count.proven, 150_000)
    })
  }

  it("loses nothing that it says it proved when the limit is capped without a word", () => {
    const count = scopes(6, 3)
      .flatMap((scope) =>
        [2, 3].map((cap) => Schedules.run(Walkers.anchored({ pageSize: 5, cap, total: false }), scope))
      )
      .reduce(Schedules.add, Schedules.none)

    report("anchored, capped", count)
    assert.isUndefined(count.example)
    assert.isAtLeast(count.proven, 100_000)
  })

  it("loses nothing that it says it proved when it is resumed from its checkpoint before every request", () => {
    const count = all(5, 2, (pageSize) => Walkers.resumed({ pageSize, total: true }))

    report("anchored, resumed", count)
    assert.isUndefined(count.example)
    assert.isAtLeast(count.proven, 2000)
  })

  it("loses nothing on the schedules that the usual walk is known to lose", () => {
    const scope = { rows: 5, pageSize: 2, changes: 3 }
    const anchored = Tabled.run(Walkers.anchored({ pageSize: 2, total: true }), scope)
    const usual = Tabled.run(Walkers.usual({ pageSize: 2 }), scope)

    report("anchored, N5 L2 K3", anchored)
    report("the usual walk, N5 L2 K3", usual)
    assert.deepInclude(anchored, { schedules: 129_766, provenLost: 0 })
    assert.strictEqual(usual.schedules, 129_766)
    assert.isAtLeast(usual.provenLost, 20_000)
  })

  it("would be seen to lose without its anchor", () => {
    const count = all(5, 3, (pageSize) => Walkers.anchored({ pageSize, total: true }, unanchored))

    report("without an anchor", count)
    assert.isAtLeast(count.provenLost, 200)
  })
})

describe("Sweep, on every schedule of a short list", () => {
  it("loses nothing under the verdict Proven, with all the passes it asks for", () => {
    const count = all(4, 2, (pageSize) => Walkers.swept({ pageSize, total: true }))

    report("whole sweeps", count)
    assert.isUndefined(count.example)
    assert.isAtLeast(count.proven, 1000)
  })
})

describe("PageWalk with an exact total, on every schedule of a short list", () => {
  it("finds nothing left where the list ends with its last record", () => {
    const count = all(6, 3, (pageSize) => Walkers.numbered({ pageSize, end: "absentCursor" }))

    report("numbered, ends with the last page", count)
    assert.isAtLeast(count.schedules, 200_000)
    assert.strictEqual(count.proven, count.schedules)
  })

  it("finds something left in two of a hundred where an empty page ends a list that grew behind a short one", () => {
    const count = all(6, 3, (pageSize) => Walkers.numbered({ pageSize, end: "emptyPage" }))

    report("numbered, ends with an empty page", count)
    assert.strictEqual(count.stalled, 0)
    assert.isAtLeast(count.proven, 0.98 * count.schedules)
    // A row that slid into the gap is one of those that are lost.
    assert.isAtLeast(count.unprovenLost, 400)
  })

  for (const end of ["absentCursor", "emptyPage"] as const) {
    it(`finds rows left that the provider counts and does not give, ended by ${end}`, () => {
      const scope = { rows: 6, changes: 3 }
      const count = [1, 2, 3]
        .map((pageSize) => Schedules.run(Walkers.numbered({ pageSize, end, cut: 2 }), scope))
        .reduce(Schedules.add, Schedules.none)

      report(`numbered, two rows given, ended by ${end}`, count)
      assert.isAtLeast(count.unprovenLost, 1000)
      // Three deletions of six rows leave three, which is one more than are given.
      assert.strictEqual(count.proven, 0)
    })
  }
})

describe("the usual walk, on every schedule of a short list", () => {
  it("loses tens of thousands of times, and never knows", () => {
    const count = all(6, 3, (pageSize) => Walkers.usual({ pageSize }))

    report("the usual walk", count)
    assert.isAtLeast(count.provenLost, 70_000)
    assert.isDefined(count.example)
  })
})

const unanchored: typeof AnchoredWalk.step = (walk, facts, traversal) =>
  AnchoredWalk.step(
    walk.offset > 0 ? { ...walk, accepted: [[facts.keys[0] ?? ""], ...walk.accepted] } : walk,
    facts,
    traversal
  )
