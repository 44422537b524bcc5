import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream, Struct } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Observation, ObservationQuery } from "../../src/contract/SyncStore.ts"
import * as CivilDate from "../../src/domain/CivilDate.ts"
import * as Coverage from "../../src/engine/Coverage.ts"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const grid = { by: ["propertyId", "ratePlanId"], date: "date" }
const hour = 3_600_000
const now = 1_000 * hour
const options = { from: "2026-02-27", to: "2026-03-04", staleAfter: "24 hours", now } as const

/** Observations as `[property, plan, date, hours ago]`, in parts of two. */
const storeOf = (
  rows: ReadonlyArray<readonly [property: string | null, plan: string | null, date: string | null, hoursAgo: number]>,
  asked: Array<ObservationQuery> = []
) => ({
  observations: (query: ObservationQuery) => {
    asked.push(query)
    return Stream.fromIterable(
      rows.map(([property, plan, date, hoursAgo]): Observation => ({
        values: [property, plan, date],
        observedAt: now - hoursAgo * hour
      }))
    ).pipe(Stream.grouped(2))
  }
})

const told = (group: Coverage.Group) => Struct.omit(group, ["days"])

describe("Coverage.of", () => {
  it.effect("tells holes and stale days of each group, over the end of a month", () =>
    Effect.gen(function* () {
      const asked: Array<ObservationQuery> = []
      const store = storeOf(
        [
          ["P1", "BAR", "2026-02-28", 1],
          ["P1", "BAR", "2026-03-01", 30],
          ["P1", "BAR", "2026-03-03", 24],
          ["P1", "BAR", "2026-03-04", 1],
          ["P1", "BAR", "2026-02-26", 1]
        ],
        asked
      )

      const { days, groups, totals } = yield* Coverage.of(store, grid, options)

      assert.deepStrictEqual(asked, [{ fields: ["propertyId", "ratePlanId", "date"] }])
      assert.strictEqual(days, 5)
      assert.deepStrictEqual(groups.map(told), [
        {
          values: ["P1", "BAR"],
          observed: 3,
          first: "2026-02-28",
          last: "2026-03-03",
          holes: [
            { from: "2026-02-27", to: "2026-02-28", days: 1 },
            { from: "2026-03-02", to: "2026-03-03", days: 1 }
          ],
          staleDays: 1,
          stale: [{ from: "2026-03-01", to: "2026-03-02", days: 1 }],
          oldest: now - 30 * hour,
          newest: now - hour
        }
      ])
      assert.deepStrictEqual(totals, {
        groups: 1,
        cells: 5,
        observed: 3,
        missing: 2,
        stale: 1,
        oldest: now - 30 * hour,
        newest: now - hour,
        undated: 0
      })
    })
  )

  it.effect("takes the newest of several rows of a cell, whatever their order", () =>
    Effect.gen(function* () {
      const rows = [30, 2, 50].map((hoursAgo) => ["P1", "BAR", "2026-03-01", hoursAgo] as const)
      for (const order of [rows, rows.toReversed()]) {
        const { groups, totals } = yield* Coverage.of(storeOf(order), grid, options)
        assert.deepStrictEqual(
          [groups[0]?.oldest, groups[0]?.newest, totals.stale],
          [now - 2 * hour, now - 2 * hour, 0]
        )
      }
    })
  )

  it.effect("tells the oldest and the newest observation of all groups, whichever holds them", () =>
    Effect.gen(function* () {
      const rows = [
        ["P1", "BAR", "2026-03-01", 5],
        ["P2", "BAR", "2026-03-01", 50],
        ["P3", "BAR", "2025-12-31", 99],
        ["P4", "BAR", "2026-03-02", 2],
        ["P5", "BAR", "2026-03-02", 7]
      ] as const
      const { totals } = yield* Coverage.of(storeOf(rows), grid, options)

      assert.deepStrictEqual(
        [totals.oldest, totals.newest, totals.observed, totals.missing, totals.cells],
        [now - 50 * hour, now - 2 * hour, 4, 21, 25]
      )
    })
  )

  it.effect("tells the first and the last observed day where that is the first of the horizon", () =>
    Effect.gen(function* () {
      const { groups } = yield* Coverage.of(storeOf([["P1", "BAR", "2026-02-27", 1]]), grid, options)

      assert.deepStrictEqual(
        groups.map(({ first, holes, last }) => ({ first, last, holes })),
        [
          {
            first: "2026-02-27",
            last: "2026-02-27",
            holes: [{ from: "2026-02-28", to: "2026-03-04", days: 4 }]
          }
        ]
      )
    })
  )

  it.effect("orders groups by their values, those without one first", () =>
    Effect.gen(function* () {
      const ordered = [
        [null, "M"],
        ["A", null],
        ["A", "A"],
        ["A", "M"],
        ["A", "Z"],
        ["B", "A"]
      ] as const
      for (const order of [
        [4, 2, 3, 0, 5, 1],
        [5, 0, 1, 4, 3, 2],
        [0, 1, 2, 3, 4, 5]
      ]) {
        const rows = order.map((at) => [...ordered[at]!, "2026-03-01", 1] as const)
        const { groups } = yield* Coverage.of(storeOf(rows), grid, options)
        assert.deepStrictEqual(
          groups.map(({ values }) => values),
          [...ordered]
        )
      }
    })
  )

  it.effect("takes a horizon of ten years", () =>
    Effect.gen(function* () {
      const { days } = yield* Coverage.of(storeOf([]), grid, { ...options, from: "2026-01-01", to: "2036-01-09" })
      assert.strictEqual(days, 3660)
    })
  )

  it.effect("shows a group whose rows all lie outside the horizon as one hole", () =>
    Effect.gen(function* () {
      const { groups, totals } = yield* Coverage.of(storeOf([["P1", "BAR", "2025-12-31", 1]]), grid, options)

      assert.deepStrictEqual(groups.map(told), [
        {
          values: ["P1", "BAR"],
          observed: 0,
          first: null,
          last: null,
          holes: [{ from: "2026-02-27", to: "2026-03-04", days: 5 }],
          staleDays: 0,
          stale: [],
          oldest: null,
          newest: null
        }
      ])
      assert.deepStrictEqual([totals.missing, totals.oldest], [5, null])
    })
  )

  it.effect("keeps groups apart whose values run together, and those without a value", () =>
    Effect.gen(function* () {
      const date = "2026-03-01"
      const { groups } = yield* Coverage.of(
        storeOf([
          ["a", "b,c", date, 1],
          ["a,b", "c", date, 1],
          ['a","b', "c", date, 1],
          [null, "c", date, 1],
          ["null", "c", date, 1],
          ["", "c", date, 1]
        ]),
        grid,
        options
      )

      assert.deepStrictEqual(
        groups.map(({ values }) => values),
        [
          [null, "c"],
          ["", "c"],
          ["a", "b,c"],
          ['a","b', "c"],
          ["a,b", "c"],
          ["null", "c"]
        ]
      )
    })
  )

  it.effect("counts rows without a date that exists", () =>
    Effect.gen(function* () {
      const rows = [null, "2026-02-30", "soon", "2026-03-01"].map((date) => ["P1", "BAR", date, 1] as const)
      const { totals } = yield* Coverage.of(storeOf(rows), grid, options)
      assert.deepStrictEqual([totals.undated, totals.observed], [3, 1])
    })
  )

  it.effect("has no groups where nothing is stored", () =>
    Effect.gen(function* () {
      const { groups, totals } = yield* Coverage.of(storeOf([]), grid, options)
      assert.deepStrictEqual([groups, totals.cells, totals.newest], [[], 0, null])
    })
  )

  it.effect.each<readonly [from: string, to: string, line: string]>([
    ["2026-03-04", "2026-03-04", "there is no day from 2026-03-04 up to 2026-03-04"],
    ["2026-02-30", "2026-03-04", '"2026-02-30" is not a date YYYY-MM-DD that exists'],
    ["2026-01-01", "2126-01-01", "2026-01-01 up to 2126-01-01 are 36524 days, more than 3660"]
  ])("refuses the horizon from %s to %s", ([from, to, line]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Coverage.of(storeOf([]), grid, { ...options, from, to }))
      assert.strictEqual(error.message, line)
    })
  )

  const Row = Schema.Tuple([
    Schema.Literals(["P1", "P2"]),
    Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 12 })),
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 }))
  ])
  it.effect.prop(
    "has every day of the horizon in exactly one of observed days and holes",
    [Schema.Array(Row)],
    ([rows]) =>
      Effect.gen(function* () {
        const first = CivilDate.dayOf("2026-02-25")
        const dated = rows.map(([property, day, ago]) => [property, "BAR", CivilDate.ofDay(first + day), ago] as const)
        const coverage = yield* Coverage.of(storeOf(dated), grid, { ...options, from: "2026-02-25", to: "2026-03-06" })

        for (const group of coverage.groups) {
          const own = dated.filter(([property]) => property === group.values[0])
          for (let day = 0; day < coverage.days; day++) {
            const date = CivilDate.ofDay(first + day)
            const ages = own.filter((row) => row[2] === date).map((row) => row[3])
            const isHole = group.holes.some(({ from, to }) => date >= from && date < to)
            const isStale = group.stale.some(({ from, to }) => date >= from && date < to)
            assert.strictEqual(isHole, ages.length === 0)
            assert.strictEqual(isStale, ages.length > 0 && Math.min(...ages) > 24)
          }
          assert.strictEqual(group.observed + group.holes.reduce((sum, hole) => sum + hole.days, 0), coverage.days)
        }
      })
  )

  it.effect("holds eight bytes a day and group, and lets go of the rows", () =>
    Effect.gen(function* () {
      const parts: Array<WeakRef<object>> = []
      const store = {
        observations: () =>
          Stream.range(1, 200).pipe(
            Stream.map((): ReadonlyArray<Observation> => {
              const part = Array.from({ length: 1000 }, (_, i) => ({
                values: [`P${i % 10}`, "BAR", CivilDate.ofDay(20_000 + (i % 365))],
                observedAt: now
              }))
              parts.push(new WeakRef(part))
              return part
            }),
            Stream.rechunk(1)
          )
      }
      const { groups } = yield* Coverage.of(store, grid, { ...options, from: "2024-10-04", to: "2025-10-04" })
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve)))
      collectGarbage()

      assert.deepStrictEqual([groups.length, groups[0]?.days.byteLength], [10, 365 * 8])
      assert.isAtMost(parts.filter((part) => part.deref() !== undefined).length, 2)
    })
  )
})
