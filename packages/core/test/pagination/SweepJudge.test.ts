/** What becomes of a pass that ended, of one that has to begin again, and of a checkpoint that fits no more. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import * as PageWalk from "../../src/pagination/PageWalk.ts"
import * as Sweep from "../../src/pagination/Sweep.ts"
import * as SweepText from "../../src/pagination/SweepText.ts"
import { facts } from "./ListProvider.ts"

const sizes = { default: 100, min: 1, max: 500, step: 1 }
const planOf = (traversal: Traversal.Traversal<unknown>, its = sizes, pageSize = 100) =>
  Sweep.plan(traversal, its, pageSize)

const byOffset = planOf(Traversal.offset())
const immutable = planOf(Traversal.offset({ order: "immutable" }))
const numbered = planOf(Traversal.linked("pageNumber"))
const anchored = AnchoredWalk.start(100)
const exact = AnchoredWalk.start(100, "it refuses others")

const ended = (walk: Sweep.Sweep["walk"], pass = 1, rest: Partial<Sweep.Sweep> = {}): Sweep.Sweep => ({
  pass,
  walk,
  ended: true,
  restarts: 0,
  ...rest
})
/** The verdict, or the pass that follows. */
const judged = (plan: Sweep.Plan, sweep: Sweep.Sweep, counted: Sweep.Counted = { newKeys: 0 }): object => {
  const judged = Sweep.judge(plan, sweep, counted)
  return "_tag" in judged ? judged : { pass: judged.pass, pageSize: judged.walk.pageSize, short: judged.short }
}
const unproven = (...reasons: ReadonlyArray<string>) => ({ _tag: "Unproven" as const, reasons })

const passes = (traversal: Traversal.Traversal<unknown>) => {
  const plan = planOf(traversal)
  return [plan.passes, plan.maxPasses]
}

describe("Sweep.plan", () => {
  it("asks for two passes where records can shift between pages, and none more than three", () => {
    assert.deepStrictEqual(passes(Traversal.offset()), [2, 3])
    assert.deepStrictEqual(passes(Traversal.offset({ order: "mutable" })), [2, 3])
    assert.deepStrictEqual(passes(Traversal.offset({ order: "immutable" })), [1, 3])
    assert.deepStrictEqual(passes(Traversal.offset({ order: "append" })), [1, 3])
    assert.deepStrictEqual(passes(Traversal.linked("pageNumber")), [2, 3])
    assert.deepStrictEqual(passes(Traversal.linked("pageNumber", { order: "immutable" })), [2, 3])
    assert.deepStrictEqual(passes(Traversal.linked("opaqueOffset")), [2, 3])
    for (const cursor of ["keyset", "continuation", "scroll", "link", "queue"] as const) {
      assert.deepStrictEqual(passes(Traversal.linked(cursor)), [1, 1], cursor)
    }
  })

  it("starts with the walk that its cursor needs", () => {
    const { ended, pass, restarts, walk } = Sweep.start(byOffset)
    assert.deepStrictEqual([pass, ended, restarts, walk], [1, false, 0, anchored])
    assert.deepStrictEqual(Sweep.start(numbered).walk, PageWalk.start(100))
    assert.deepStrictEqual(Sweep.request(Sweep.start(byOffset)), { cursor: 0, pageSize: 100 })
    assert.deepStrictEqual(Sweep.request(Sweep.start(numbered)), { cursor: undefined, pageSize: 100 })
  })
})

const plan = (cursor: Traversal.LinkedTraversal["cursor"], total: "exact" | "advisory" = "exact") =>
  planOf(Traversal.linked(cursor, { total }))

const one = (cursor: Traversal.LinkedTraversal["cursor"], order: Traversal.Order = "unspecified") =>
  judged(planOf(Traversal.linked(cursor, { order })), ended(PageWalk.start(100)))

const next = (its: Sweep.Plan["sizes"], longest: number, pass = 1) => {
  const plan = planOf(Traversal.linked("pageNumber"), its)
  return judged(plan, ended({ ...PageWalk.start(100), longest }, pass), { newKeys: 1 })
}

const walk = (pageSize: number, longest: number, received = 1000) => ({
  ...PageWalk.start(pageSize),
  longest,
  received
})

describe("Sweep.judge", () => {
  it("proves one anchored pass of a stable order without a doubt, and nothing less", () => {
    assert.deepStrictEqual(judged(immutable, ended(anchored)), { _tag: "Proven", method: "anchored overlap" })
    assert.deepStrictEqual(judged(planOf(Traversal.offset({ order: "append" })), ended(anchored)), {
      _tag: "Proven",
      method: "anchored overlap"
    })
    assert.deepStrictEqual(judged(immutable, ended({ ...anchored, doubts: ["a doubt"] })), unproven("a doubt"))
    // One that had to step exactly needs a second look.
    assert.deepInclude(judged(immutable, ended(exact)), { pass: 2, pageSize: 70 })
    assert.deepInclude(judged(byOffset, ended(anchored)), { pass: 2, pageSize: 70 })
    assert.deepInclude(judged(numbered, ended(PageWalk.start(100))), { pass: 2, pageSize: 70 })
  })

  it("attests passes that agree, and says how they were made", () => {
    const second = { ...anchored, pageSize: 70 }
    assert.deepStrictEqual(judged(byOffset, ended(second, 2)), {
      _tag: "Attested",
      method: "anchored overlap, staggered",
      passes: 2
    })
    assert.deepStrictEqual(judged(immutable, ended(exact, 2)), {
      _tag: "Attested",
      method: "exact steps, staggered, since it refuses others",
      passes: 2
    })
    assert.deepStrictEqual(judged(numbered, ended(PageWalk.start(70), 3)), {
      _tag: "Attested",
      method: "staggered passes",
      passes: 3
    })
  })

  it("looks a third time while passes bring new records, and then says so", () => {
    assert.deepInclude(judged(byOffset, ended(anchored, 2), { newKeys: 1 }), { pass: 3, pageSize: 90 })
    assert.deepStrictEqual(
      judged(byOffset, ended(anchored, 3), { newKeys: 1 }),
      unproven("pass 3 still brought 1 record that no pass before had seen")
    )
    assert.deepStrictEqual(
      judged(byOffset, ended(anchored, 3), { newKeys: 2 }),
      unproven("pass 3 still brought 2 records that no pass before had seen")
    )
    assert.deepInclude(judged(byOffset, ended(anchored, 3), { newKeys: 0 }), { _tag: "Attested", passes: 3 })
    // The first pass of a proven order brings new records only because it is the first.
    assert.deepInclude(judged(immutable, ended({ ...anchored, doubts: ["d"] }), { newKeys: 9 }), unproven("d"))
  })

  it("leaves passes unproven whose pages have one size", () => {
    const same = unproven("its pages have one size, so that all passes have the same edges")

    assert.deepStrictEqual(judged(numbered, ended(walk(100, 100), 2)), same)
    assert.deepStrictEqual(judged(numbered, ended(walk(70, 71), 2)), same)
    assert.deepInclude(judged(numbered, ended(walk(70, 70), 2)), { _tag: "Attested" })
    // One page has no edges.
    assert.deepInclude(judged(numbered, ended(walk(100, 100, 100), 2)), { _tag: "Attested" })
    assert.deepStrictEqual(judged(numbered, ended(walk(100, 100, 101), 2)), same)
  })

  it("staggers pass sizes below what came, within what the stream accepts", () => {
    assert.deepInclude(next(sizes, 0), { pageSize: 70 })
    assert.deepInclude(next(sizes, 50), { pageSize: 35 })
    assert.deepInclude(next(sizes, 1000), { pageSize: 70 })
    assert.deepInclude(next({ ...sizes, step: 25 }, 100), { pageSize: 50 })
    assert.deepInclude(next({ ...sizes, min: 80 }, 100), { pageSize: 80 })
    assert.deepInclude(next({ ...sizes, max: 60 }, 100), { pageSize: 60 })
    assert.deepInclude(next(sizes, 100, 2), { pass: 3, pageSize: 90 })
  })

  it("attests one pass where the server keeps the place, and by the order elsewhere", () => {
    for (const cursor of ["continuation", "scroll", "queue"] as const) {
      assert.deepStrictEqual(one(cursor), { _tag: "Attested", method: cursor, passes: 1 })
    }
    assert.deepStrictEqual(one("keyset"), unproven("one pass by keyset over a list of no stable order"))
    assert.deepStrictEqual(one("keyset", "append"), { _tag: "Proven", method: "keyset" })
    assert.deepStrictEqual(one("link", "immutable"), { _tag: "Attested", method: "link", passes: 1 })
  })

  it("takes an exact total at its word: fewer records are an early end", () => {
    const walk = { ...PageWalk.start(100), received: 9 }
    const counted = { newKeys: 9, distinct: 9, total: 10 }
    const short = unproven("the provider declares 10 records, and 9 came")
    const fine = { _tag: "Attested", method: "continuation", passes: 1 }

    assert.deepStrictEqual(judged(plan("continuation"), ended(walk), counted), short)
    assert.deepStrictEqual(judged(plan("continuation"), ended(walk), { ...counted, total: 9 }), fine)
    assert.deepStrictEqual(judged(plan("continuation"), ended(walk), { newKeys: 9, total: 10 }), fine)
    assert.deepStrictEqual(judged(plan("continuation"), ended(walk), { newKeys: 9, distinct: 9 }), fine)
    assert.deepStrictEqual(judged(plan("continuation", "advisory"), ended(walk), counted), fine)
    // What an earlier attempt brought doesn't count for this one.
    assert.deepStrictEqual(judged(plan("continuation"), ended(walk), { ...counted, distinct: 12 }), short)
  })

  it("attests no passes of which the last left records out, by an exact total", () => {
    for (const cursor of ["pageNumber", "opaqueOffset"] as const) {
      const lacking = { ...PageWalk.start(70), received: 90, longest: 70, left: 10 }
      const told = { newKeys: 0, distinct: 90, total: 100 }
      const exact = plan(cursor)

      assert.deepInclude(judged(exact, ended(lacking, 1), told), { pass: 2 })
      assert.deepInclude(judged(exact, ended(lacking, 2), told), { pass: 3, pageSize: 63 })
      assert.deepStrictEqual(
        judged(exact, ended(lacking, 3), told),
        unproven("the provider declares 100 records, and 90 came")
      )
      assert.deepInclude(judged(exact, ended({ ...lacking, left: 0 }, 3), told), { _tag: "Attested" })
      // A total that may be off, or that was told of another moment, speaks of nothing.
      assert.deepInclude(judged(plan(cursor, "advisory"), ended(lacking, 2), told), { _tag: "Attested" })
      assert.deepInclude(judged(exact, ended({ ...PageWalk.start(70), received: 90, longest: 70 }, 2), told), {
        _tag: "Attested"
      })
    }
  })

  it("reads a scroll again that ended early, for as long as it gets further", () => {
    const plan = planOf(Traversal.linked("scroll", { total: "exact" }))
    const walk = { ...PageWalk.start(100), received: 9 }
    const counted = { newKeys: 9, distinct: 9, total: 10 }

    assert.deepStrictEqual(judged(plan, ended(walk), counted), { pass: 1, pageSize: 100, short: 9 })
    assert.deepStrictEqual(judged(plan, ended(walk, 1, { short: 8 }), counted), { pass: 1, pageSize: 100, short: 9 })
    assert.deepStrictEqual(
      judged(plan, ended(walk, 1, { short: 9 }), counted),
      unproven("the provider declares 10 records, and 9 came")
    )
    const again = Sweep.judge(plan, ended(walk), counted)
    assert.deepStrictEqual(again, { ...Sweep.restart(plan, ended(walk)), short: 9 })
  })
})

const at = (frontier: number, restarts: number, furthest?: number) =>
  ended({ ...anchored, frontier }, 1, { restarts, ...(furthest !== undefined && { furthest }) })

describe("Sweep.restart", () => {
  it("keeps the pass and the furthest point, and knows what it learnt of the provider", () => {
    const sweep = ended({ ...exact, frontier: 40 }, 2, { furthest: 30 })

    assert.deepStrictEqual(Sweep.restart(byOffset, sweep), {
      pass: 2,
      walk: AnchoredWalk.start(70, "it refuses others"),
      ended: false,
      restarts: 1,
      furthest: 40
    })
    assert.strictEqual(Sweep.restart(byOffset, ended({ ...exact, frontier: 20 }, 2, { furthest: 30 })).furthest, 30)
  })

  it("asks in the first pass for as much as planned, whatever the provider gave", () => {
    const sweep = ended({ ...anchored, frontier: 40, longest: 50 })

    assert.deepStrictEqual(Sweep.restart(byOffset, sweep).walk, AnchoredWalk.start(100))
    assert.deepStrictEqual(Sweep.restart(byOffset, { ...sweep, pass: 2 }).walk, AnchoredWalk.start(35))
  })

  it("is allowed for as long as it gets further, and three times where it does not", () => {
    assert.isTrue(Sweep.mayRestart(at(1, 9)))
    assert.isTrue(Sweep.mayRestart(at(11, 9, 10)))
    assert.isTrue(Sweep.mayRestart(at(10, 2, 10)))
    assert.isFalse(Sweep.mayRestart(at(10, 3, 10)))
    assert.isFalse(Sweep.mayRestart(at(0, 3)))
    assert.strictEqual(Sweep.restart(byOffset, at(10, 2, 10)).restarts, 3)
    assert.strictEqual(Sweep.restart(byOffset, at(11, 2, 10)).restarts, 1)
  })
})

describe("Sweep.step", () => {
  it("stalls with a checkpoint's walk that its traversal does not have", () => {
    const step = Sweep.step(byOffset, ended(PageWalk.start(100)), facts(["a"]))

    assert.deepStrictEqual(step, {
      _tag: "Stalled",
      stall: "OffsetMismatch",
      detail: "the checkpoint belongs to another traversal"
    })
  })

  it("hands on what the walk says", () => {
    const sweep = Sweep.start(numbered)
    assert.deepInclude(Sweep.step(numbered, sweep, facts(["a"])), { _tag: "Stalled", stall: "EndWithoutEvidence" })
    const on = Sweep.step(numbered, sweep, facts(["a"], { next: "2" }))
    assert(on._tag === "Next")
    assert.deepStrictEqual([on.outcome, on.state.ended, Sweep.position(on.state)], ["accepted", false, 1])
    const end = Sweep.step(byOffset, Sweep.start(byOffset), facts([]))
    assert(end._tag === "PassEnd")
    assert.isTrue(end.state.ended)
  })

  it("has another way to ask only where offsets overlap", () => {
    assert.isUndefined(Sweep.refused(Sweep.start(numbered)))
    assert.isUndefined(Sweep.refused(Sweep.start(byOffset)))
    const refused = Sweep.refused(ended({ ...anchored, frontier: 100, offset: 90, longest: 100 }))
    assert(refused?._tag === "Next")
    assert.deepInclude(refused.state.walk, { mode: "exact", offset: 100 })
  })
})

const linked = (total: "exact" | "none") => planOf(Traversal.linked("link", { total }))

describe("Sweep", () => {
  it("remembers keys where passes are compared or a total is exact", () => {
    assert.isTrue(Sweep.remembers(byOffset, Sweep.start(byOffset)))
    assert.isFalse(Sweep.remembers(immutable, Sweep.start(immutable)))
    assert.isTrue(Sweep.remembers(immutable, ended(exact)))
    assert.isTrue(Sweep.remembers(numbered, Sweep.start(numbered)))
    assert.isTrue(Sweep.remembers(linked("exact"), Sweep.start(linked("exact"))))
    assert.isFalse(Sweep.remembers(linked("none"), Sweep.start(linked("none"))))
  })

  it("fits a plan of its own kind of walk", () => {
    assert.isTrue(Sweep.fits(byOffset, ended(anchored)))
    assert.isTrue(Sweep.fits(numbered, ended(PageWalk.start(1))))
    assert.isFalse(Sweep.fits(byOffset, ended(PageWalk.start(1))))
    assert.isFalse(Sweep.fits(numbered, ended(anchored)))
  })
})

/** A list whose pages follow each other, some of which come again in the place of others. */
const read = (cursor: Traversal.LinkedTraversal["cursor"], ...pages: ReadonlyArray<ReadonlyArray<string>>): object => {
  const plan = planOf(Traversal.linked(cursor, { order: "immutable", end: ["emptyPage"] }))
  let sweep = Sweep.start(plan)
  for (const [at, keys] of [...pages, []].entries()) {
    const step = Sweep.step(plan, sweep, facts(keys, { next: keys.length === 0 ? undefined : `after ${at}` }))
    assert(step._tag !== "Stalled")
    sweep = Result.getOrThrow(SweepText.decode(SweepText.encode(step.state)))
  }
  return judged(plan, sweep)
}

const missed = (after: number) => unproven(`after ${after} records a page came again, maybe in the place of others`)

/** A list whose last page tells by being short that it is the last. */
const last = (...pages: ReadonlyArray<ReadonlyArray<string>>) => {
  const plan = planOf(Traversal.linked("keyset", { order: "immutable", end: ["shortPage"] }))
  let sweep = Sweep.start(plan)
  for (const [at, keys] of pages.entries()) {
    const isLast = at === pages.length - 1
    const step = Sweep.step(
      plan,
      sweep,
      facts(keys, { next: isLast ? undefined : `from ${at}`, evidence: isLast ? ["shortPage"] : [] })
    )
    assert(step._tag !== "Stalled")
    sweep = step.state
  }
  return judged(plan, sweep)
}

describe("A page that comes again", () => {
  const [first, second, third] = [["a", "b", "c"], ["d", "e", "f"], ["g"]] as const
  it("leaves a list unproven whose place the provider keeps", () => {
    assert.deepStrictEqual(read("keyset", first, second, third), { _tag: "Proven", method: "keyset" })
    assert.deepStrictEqual(read("keyset", first, second, first, third), missed(6))
    assert.deepStrictEqual(read("keyset", first, second, third, third), missed(7))
    assert.deepStrictEqual(read("link", first, second, second), missed(6))
    assert.deepStrictEqual(read("continuation", first, first, second, second), missed(3))
    assert.deepStrictEqual(read("scroll", first, second, first, third), missed(6))
  })

  it("is what a queue gives that was not told of it", () => {
    assert.deepStrictEqual(read("queue", first, second, first), { _tag: "Attested", method: "queue", passes: 1 })
  })

  it("is of no account where every record of an exact total came", () => {
    const traversal = Traversal.linked("keyset", { order: "immutable", total: "exact" })
    const walk = { ...PageWalk.start(100), received: 7, again: 3 }

    assert.deepStrictEqual(judged(planOf(traversal), ended(walk), { newKeys: 0, distinct: 4, total: 4 }), {
      _tag: "Proven",
      method: "keyset"
    })
  })

  it("is a list of one page, looked at for the last time", () => {
    assert.deepStrictEqual(last(first, first), { _tag: "Proven", method: "keyset" })
    assert.deepStrictEqual(last(first, second, second), missed(6))
    assert.deepStrictEqual(last(first, first, second), missed(3))
  })

  it("is no overlap of pages", () => {
    assert.deepStrictEqual(read("keyset", first, ["c", "d"], ["d", "e"]), { _tag: "Proven", method: "keyset" })
  })
})
