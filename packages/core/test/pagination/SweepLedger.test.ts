import { assert, describe, it } from "@effect/vitest"
import * as Ledger from "../../src/contract/Ledger.ts"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import * as PageWalk from "../../src/pagination/PageWalk.ts"
import type { Sweep } from "../../src/pagination/Sweep.ts"
import * as SweepLedger from "../../src/pagination/SweepLedger.ts"
import * as Walk from "../../src/pagination/Walk.ts"
import { keysOf } from "./ListProvider.ts"

const empty = Ledger.start({ connector: "demo", stream: "rates", partition: "all", run: "r", startedAt: 5 })
const sweep = (walk: Sweep["walk"], pass = 1): Sweep => ({ pass, walk, ended: false, restarts: 0 })
const anchored = sweep({ ...AnchoredWalk.start(10), accepted: [["a", "b"], ["c"]] })
const page = (keys: ReadonlyArray<string>) => ({ at: 7, pageSize: 10, total: 99, keys })

const account = (of: Sweep, step: Walk.Step<Sweep>, keys: ReadonlyArray<string>) => {
  const ledger = SweepLedger.accountOf(of, step, page(keys))(empty)
  const [pass] = ledger.passes
  return [pass?.received, pass?.distinct, pass?.anchored, pass?.gaps]
}

describe("SweepLedger.accountOf", () => {
  it("enters a page with what it brought that the page before had not", () => {
    const ledger = SweepLedger.accountOf(anchored, Walk.next(anchored), page(["b", "c", "d", "d"]))(empty)

    assert.deepStrictEqual(ledger.passes, [
      {
        pass: 1,
        pageSize: 10,
        pages: 1,
        received: 4,
        distinct: 2,
        newKeys: null,
        anchored: 1,
        gaps: 0,
        total: 99
      }
    ])
    assert.deepStrictEqual(ledger.samples, [{ at: 7, pass: 1, distinct: 2, total: 99 }])
  })

  it("looks at all remembered pages where the walk went back", () => {
    const wentBack = sweep({ ...AnchoredWalk.start(10), accepted: [["a", "b"], ["c"]], back: 11 })
    const rewound = sweep({ ...AnchoredWalk.start(10), accepted: [["a", "b"], ["c"]], rewinds: 1 })
    const near = sweep({ ...AnchoredWalk.start(10), accepted: [["a", "b"], ["c"]], back: 10 })

    assert.deepStrictEqual(account(wentBack, Walk.next(wentBack), ["b", "c", "d"]), [3, 1, 1, 0])
    assert.deepStrictEqual(account(rewound, Walk.next(rewound), ["b", "c", "d"]), [3, 1, 1, 0])
    assert.deepStrictEqual(account(near, Walk.next(near), ["b", "c", "d"]), [3, 2, 1, 0])
  })

  it("counts the different records of a page that names the next one", () => {
    const linked = sweep(PageWalk.start(10))

    assert.deepStrictEqual(account(linked, Walk.passEnd(linked), ["a", "a", "b"]), [3, 2, 1, 0])
  })

  it("takes a page for a gap that the walk did not believe", () => {
    for (const outcome of ["accepted", "repeated", "empty"]) {
      assert.deepStrictEqual(account(anchored, Walk.next(anchored, outcome), ["x"]), [1, 1, 1, 0], outcome)
    }
    for (const outcome of ["unanchored", "otherOffset", "refused"]) {
      assert.deepStrictEqual(account(anchored, Walk.next(anchored, outcome), ["x"]), [1, 0, 0, 1], outcome)
    }
    assert.deepStrictEqual(account(anchored, Walk.passEnd(anchored), ["x"]), [1, 1, 1, 0])
    assert.deepStrictEqual(account(anchored, Walk.stalled("EmptyRun", ""), keysOf(3)), [3, 3, 1, 0])
  })
})

const ended = (walk: Sweep["walk"]) => SweepLedger.endPass(sweep(walk, 3), 4)(empty).evidence

describe("SweepLedger.endPass and restarted", () => {
  it("tell what showed the end", () => {
    assert.deepStrictEqual(ended({ ...PageWalk.start(10), received: 8 }), [
      "pass 3: no next cursor and a sign of the end, after 8 records"
    ])
    assert.deepStrictEqual(ended({ ...AnchoredWalk.start(10), frontier: 9 }), [
      "pass 3: an anchored page that brought nothing new reached the tail, at 9 records"
    ])
    assert.deepStrictEqual(ended({ ...AnchoredWalk.start(10, "why"), frontier: 9 }), [
      "pass 3: exact steps reached the end, at 9 records"
    ])
  })

  it("enter the new records of the pass, and count a pass anew that began again", () => {
    const one = SweepLedger.accountOf(anchored, Walk.next(anchored), page(["x"]))(empty)

    assert.strictEqual(SweepLedger.endPass(anchored, 4)(one).passes[0]?.newKeys, 4)
    assert.isNull(SweepLedger.endPass(anchored, undefined)(one).passes[0]?.newKeys)
    const again = SweepLedger.restarted(anchored)(one)
    assert.deepStrictEqual([again.restarts, again.passes], [1, []])
  })
})
