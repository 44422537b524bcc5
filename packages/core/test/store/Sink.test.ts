import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { CivilDate, Instant } from "../../src/domain/index.ts"
import * as Sink from "../../src/store/Sink.ts"
import * as Pages from "./Pages.ts"

const Versioned = Schema.Struct({
  id: Schema.String,
  instant: Schema.NullOr(Instant.Instant),
  date: Schema.NullOr(CivilDate.CivilDate),
  boolean: Schema.NullOr(Schema.Boolean),
  integer: Schema.NullOr(Schema.Int),
  number: Schema.NullOr(Schema.Finite)
})

type Version = Exclude<keyof typeof Versioned.Type, "id">

/**
 * Does a row of that version win, observed at 5, over one that the sink knows by what its database gave back? All of another
 * content and observed at 10, unless said otherwise.
 */
const wins = (version: Version, standing: unknown, coming: unknown, at: { readonly [key: string]: number } = {}) => {
  const table = Pages.tableOf("versioned", Versioned, ["id"], version)
  const { coming: observedAt = 5, standing: stoodAt = 10 } = at
  const row: Sink.SinkRow = {
    identity: "a",
    record: { id: "a", [version]: coming },
    raw: "new",
    version: coming,
    partition: "all",
    run: "run",
    page: 1,
    observedAt
  }
  return Sink.wins(table)({ raw: "old", version: standing, observedAt: stoodAt }, row)
}

const instant = "2026-03-02T00:00:00.000Z"

describe("Sink.wins", () => {
  it("compares an instant with the Date that a database made of one, to the millisecond", () => {
    assert.isTrue(wins("instant", new Date(instant), "2026-03-02T00:00:00.001Z"))
    assert.isFalse(wins("instant", new Date(instant), instant))
    assert.isTrue(wins("instant", new Date(instant), instant, { coming: 11 }))
    assert.isFalse(wins("instant", new Date(instant), "2026-03-01T23:59:59.999Z", { coming: 11 }))
  })

  it("compares a date with the day of the Date that a database made of one", () => {
    assert.isTrue(wins("date", new Date(instant), "2026-03-03"))
    assert.isFalse(wins("date", new Date(instant), "2026-03-02"))
    assert.isTrue(wins("date", new Date(instant), "2026-03-02", { coming: 11 }))
    assert.isFalse(wins("date", new Date(instant), "2026-03-01", { coming: 11 }))
  })

  it("takes every version for newer than none, whether the sink gives null or nothing", () => {
    for (const none of [null, undefined]) {
      assert.isTrue(wins("boolean", none, false))
      assert.isTrue(wins("integer", none, 0))
      assert.isTrue(wins("number", none, -1.5))
      assert.isTrue(wins("date", none, "0001-01-01"))
      assert.isFalse(wins("boolean", none, null))
      assert.isTrue(wins("boolean", none, null, { coming: 11 }))
    }
  })

  it("knows a number and a truth in every form that databases give them", () => {
    for (const truth of [true, 1, 1n, "1", "true", "t"]) assert.isFalse(wins("boolean", truth, false, { coming: 11 }))
    for (const lie of [false, 0, 0n, "0", "false", "f"]) assert.isTrue(wins("boolean", lie, true))
    for (const ten of [10, 10n, "10"]) {
      assert.deepStrictEqual([wins("integer", ten, 11), wins("integer", ten, 9, { coming: 11 })], [true, false])
      assert.deepStrictEqual([wins("number", ten, 10.5), wins("number", ten, 9.5, { coming: 11 })], [true, false])
    }
  })

  it("lets the row that stands come again, later, whatever its version has become", () => {
    const table = Pages.tableOf("versioned", Versioned, ["id"], "instant")
    const row = { ...Pages.row("a", { id: "a", instant }), version: instant, partition: "all", run: "run", page: 1 }
    // Without its milliseconds it sorts behind what it was made of.
    const stands = { raw: row.raw, version: "2026-03-02T00:00:00Z", observedAt: 10 }
    const isTaken = (observedAt: number, standing: Sink.Standing) => Sink.wins(table)(standing, { ...row, observedAt })

    assert.isTrue(isTaken(11, stands))
    assert.isFalse(isTaken(10, stands))
    assert.isFalse(isTaken(11, { ...stands, raw: "other" }))
    assert.isTrue(isTaken(21, { ...stands, deletedAt: 20 }))
    assert.isFalse(isTaken(20, { ...stands, deletedAt: 20 }))
    assert.isTrue(isTaken(20, { ...stands, deletedAt: null }))
  })
})

describe("SinkError", () => {
  it("says what went wrong and why", () => {
    const error = new Sink.SinkError({ reason: new Sink.SinkFull({ detail: "no room for 3 rows" }) })

    assert.deepStrictEqual([error._tag, error.message], ["SinkError", "SinkFull: no room for 3 rows"])
  })
})
