import { assert, describe, it } from "@effect/vitest"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import * as Paginator from "../../src/pagination/Paginator.ts"
import { facts, keysOf, type ListProvider, still } from "./ListProvider.ts"

interface Pull {
  readonly seen: ReadonlySet<string>
  readonly requests: number
  readonly end: AnchoredWalk.AnchoredWalk | string
}

const pull = (provider: ListProvider, pageSize: number, from = AnchoredWalk.start(pageSize)): Pull => {
  const seen = new Set<string>()
  let walk = from
  for (let requests = 1; requests < 5000; requests++) {
    const answer = provider.answer(walk.offset, walk.pageSize)
    if (answer !== "refused") answer.keys.forEach((key) => seen.add(key))
    const step =
      answer === "refused" ? AnchoredWalk.refused(walk) : AnchoredWalk.step(walk, answer, { total: "advisory" })
    if (step === undefined) return { seen, requests, end: "refused" }
    if (step._tag === "Stalled") return { seen, requests, end: step.stall }
    if (step._tag === "PassEnd") return { seen, requests, end: step.state }
    walk = step.state
  }
  return { seen, requests: 5000, end: "endless" }
}

const proves = ({ end }: Pull): boolean => typeof end === "object" && end.mode === "anchored" && end.doubts.length === 0

/** Seeded, 0 up to but not including 1. */
const random = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Change = (list: Array<string>, present: Set<string>, fresh: () => string) => void

/** A list that changes before each answer after the first. */
const changing = (keys: Array<string>, present: Set<string>, change: Change, cap?: number): ListProvider => {
  let born = 0
  let requests = 0
  const list = [...keys]
  return {
    answer: (offset, limit) => {
      if (requests++ > 0) change(list, present, () => `new${born++}`)
      return facts(list.slice(offset, offset + Math.min(limit, cap ?? limit)), { offset, total: list.length })
    }
  }
}

const churn =
  (next: () => number, mean: number): Change =>
  (list, present, fresh) => {
    for (let n = poisson(next, mean); n > 0 && list.length > 0; n--) {
      const [gone] = list.splice(Math.floor(next() * list.length), 1)
      present.delete(gone!)
    }
    for (let n = poisson(next, mean); n > 0; n--) list.splice(Math.floor(next() * (list.length + 1)), 0, fresh())
  }

const poisson = (next: () => number, mean: number): number => {
  const limit = Math.exp(-mean)
  let n = 0
  for (let p = next(); p > limit; p *= next()) n++
  return n
}

const plainPull = (provider: ListProvider, limit: number): ReadonlySet<string> => {
  const seen = new Set<string>()
  for (let offset = 0; ;) {
    const answer = provider.answer(offset, limit)
    if (answer === "refused") return seen
    answer.keys.forEach((key) => seen.add(key))
    const next = Paginator.offset.next(answer.keys.length, offset)
    if (next._tag === "None") return seen
    offset = next.value
  }
}

const lost = (present: ReadonlySet<string>, seen: ReadonlySet<string>): number =>
  [...present].filter((key) => !seen.has(key)).length

describe("AnchoredWalk", () => {
  for (const size of [0, 1, 2, 3, 9, 10, 11, 19, 20, 21, 99, 100, 101, 200, 1000]) {
    it(`reads a still list of ${size} records whole and proves it`, () => {
      const result = pull(still(keysOf(size)), 100)

      assert.strictEqual(result.seen.size, size)
      assert.isTrue(proves(result), JSON.stringify(result.end))
      assert.isAtMost(result.requests, Math.ceil(size / 90) + 3)
    })
  }

  it("reads a still list whole for every page size and length up to 12", () => {
    for (let size = 0; size <= 12; size++) {
      for (let pageSize = 1; pageSize <= 12; pageSize++) {
        const result = pull(still(keysOf(size)), pageSize)
        assert.strictEqual(result.seen.size, size, `${size} records in pages of ${pageSize}`)
        assert.isObject(result.end, `${size} records in pages of ${pageSize}`)
      }
    }
  })

  it("advances by the records received when the limit is capped without a word", () => {
    const result = pull(still(keysOf(200), { cap: 50 }), 100)

    assert.strictEqual(result.seen.size, 200)
    assert.isTrue(proves(result))
  })

  it("reads on under a cap shorter than the overlap", () => {
    const result = pull(still(keysOf(60), { cap: 7 }), 100)

    assert.strictEqual(result.seen.size, 60)
    assert.isTrue(proves(result))
  })

  for (const offsets of ["multiplesOrReject", "multiplesOrFloor", "multiplesOrFloorSilently"] as const) {
    for (const total of ["declared", "absent"] as const) {
      it(`steps exactly and proves nothing when offsets are ${offsets}, total ${total}`, () => {
        for (const size of [0, 1, 2, 37, 99, 100, 101, 250, 300]) {
          const result = pull(still(keysOf(size), { offsets, total }), 100)
          assert.strictEqual(result.seen.size, size, `${size} records`)
          assert.isObject(result.end, `${size} records end with ${JSON.stringify(result.end)}`)
          if (size > 100) assert.isFalse(proves(result))
        }
      })
    }
  }

  it("steps exactly under a capped limit whose offsets have to be multiples", () => {
    const result = pull(still(keysOf(200), { offsets: "multiplesOrReject", cap: 50 }), 100)

    assert.strictEqual(result.seen.size, 200)
  })

  it("fails within two requests of the first page that comes for ever", () => {
    const result = pull(still(keysOf(500), { offsets: "ignored" }), 100)

    assert.strictEqual(result.end, "PageRepeated")
    assert.isAtMost(result.requests, 3)
  })

  it("fails within two requests of the pages that come in turns", () => {
    for (let cycle = 2; cycle <= 5; cycle++) {
      let requests = 0
      const pages = Array.from({ length: cycle }, (_, page) => keysOf(100).map((key) => `${page}${key}`))
      const turns: ListProvider = {
        answer: (offset) => facts(pages[requests++ % cycle]!, { offset, total: 10_000 })
      }
      const result = pull(turns, 100, AnchoredWalk.start(100, "for the test"))

      assert.strictEqual(result.end, "PageRepeated")
      assert.isAtMost(result.requests, cycle + 2)
    }
  })

  it("refuses an answer that starts elsewhere than asked", () => {
    const result = pull({ answer: () => facts(keysOf(100), { offset: 300 }) }, 100)

    assert.strictEqual(result.end, "OffsetMismatch")
  })

  it("fails on an empty page before the declared total instead of ending", () => {
    const result = pull({ answer: (offset) => facts([], { offset, total: 40 }) }, 100)

    assert.strictEqual(result.end, "EmptyRun")
  })

  it("proves nothing where one page holds a key twice", () => {
    const result = pull(still(["a", "a", ...keysOf(30)]), 10)

    assert.isObject(result.end)
    assert.isFalse(proves(result))
  })

  it("resumes from the state a checkpoint keeps with nothing lost", () => {
    const provider = still(keysOf(1000))
    const seen = new Set<string>()
    let walk = AnchoredWalk.start(100)
    for (let i = 0; ; i++) {
      const answer = provider.answer(walk.offset, walk.pageSize)
      assert.notStrictEqual(answer, "refused")
      if (answer === "refused") break
      answer.keys.forEach((key) => seen.add(key))
      const step = AnchoredWalk.step(walk, answer, { total: "advisory" })
      if (step._tag !== "Next") break
      walk = AnchoredWalk.kept(step.state)
      assert.isAtMost(JSON.stringify(walk).length, 4000)
    }

    assert.strictEqual(seen.size, 1000)
  })

  it("loses nothing in 2,000 pulls of a changing list where the plain walk does", () => {
    let anchoredLosses = 0
    let plainLosses = 0
    for (let seed = 0; seed < 2000; seed++) {
      const anchoredPresent = new Set(keysOf(1000))
      const next = random(seed)
      const anchored = pull(changing(keysOf(1000), anchoredPresent, churn(next, 0.5)), 100)
      if (lost(anchoredPresent, anchored.seen) > 0) anchoredLosses++
      assert.isTrue(proves(anchored))
      const plainPresent = new Set(keysOf(1000))
      const plain = plainPull(changing(keysOf(1000), plainPresent, churn(random(seed), 0.5)), 100)
      if (lost(plainPresent, plain) > 0) plainLosses++
    }

    assert.strictEqual(anchoredLosses, 0)
    assert.isAbove(plainLosses, 1500)
  })

  it("never proves a pull that missed a record under heavy churn and a capped limit", () => {
    let proven = 0
    for (let seed = 0; seed < 500; seed++) {
      const present = new Set(keysOf(120))
      const result = pull(changing(keysOf(120), present, churn(random(seed), 6), 8), 20)
      if (!proves(result)) continue
      proven++
      assert.strictEqual(lost(present, result.seen), 0, `seed ${seed}`)
    }

    assert.isAbove(proven, 100)
  })
})
