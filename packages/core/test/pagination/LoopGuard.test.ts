import { assert, describe, it } from "@effect/vitest"
import * as LoopGuard from "../../src/pagination/LoopGuard.ts"

const page = (guard: LoopGuard.LoopGuard, print: string, at: string, received = 10) =>
  LoopGuard.page(guard, { at, print, received })

const repeated = (received: number) => {
  let guard = page(LoopGuard.start, "a", "0", received)
  for (let i = 1; ; i++) {
    guard = page(guard, "a", String(i), received)
    if (LoopGuard.goesRound(guard)) return i
  }
}

describe("LoopGuard", () => {
  it("takes two full pages in a row that came before for a loop, and one for chance", () => {
    const once = page(page(LoopGuard.start, "a", "0"), "a", "1")
    assert.isFalse(LoopGuard.goesRound(once))
    assert.isTrue(LoopGuard.goesRound(page(once, "a", "2")))
    assert.isFalse(LoopGuard.goesRound(page(page(once, "b", "2"), "a", "3")))
  })

  it("takes a page that is read again at its place for no repeat", () => {
    let guard = page(LoopGuard.start, "a", "0")
    for (let i = 0; i < 5; i++) guard = page(guard, "a", "0")

    assert.strictEqual(guard.repeated, 0)
  })

  it("asks for sixteen repeats of a page of one or two records, and for two of a longer one", () => {
    assert.deepStrictEqual([1, 2, 3, 10].map(repeated), [16, 16, 2, 2])
  })

  it("counts repeats of short pages from none again when one brings another record", () => {
    let guard = page(LoopGuard.start, "a", "0", 1)
    for (let i = 1; i <= 15; i++) guard = page(guard, "a", String(i), 1)
    assert.isFalse(LoopGuard.goesRound(guard))
    guard = page(page(guard, "b", "16", 1), "b", "17", 1)

    assert.strictEqual(guard.repeated, 1)
  })

  it("remembers the last eight pages and cursors", () => {
    let guard = LoopGuard.start
    for (let i = 0; i < 9; i++) guard = LoopGuard.cursor(page(guard, `print ${i}`, String(i)), `cursor ${i}`)

    assert.deepStrictEqual([guard.pages.length, guard.cursors.length], [8, 8])
    assert.strictEqual(page(guard, "print 0", "x").repeated, 0)
    assert.isAbove(page(guard, "print 1", "x").repeated, 0)
    assert.isFalse(LoopGuard.knowsCursor(guard, "cursor 0"))
    assert.isTrue(LoopGuard.knowsCursor(guard, "cursor 1"))
  })

  it("bears five empty pages in a row", () => {
    let guard = LoopGuard.start
    for (let i = 0; i < 5; i++) guard = LoopGuard.emptyPage(guard)

    assert.isFalse(LoopGuard.runsEmpty(guard))
    assert.isTrue(LoopGuard.runsEmpty(LoopGuard.emptyPage(guard)))
    assert.strictEqual(page(guard, "a", "0").empty, 0)
  })
})
