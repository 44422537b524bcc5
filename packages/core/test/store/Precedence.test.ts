import { assert, describe, it } from "@effect/vitest"
import type { ColumnKind } from "../../src/contract/StreamTable.ts"
import * as Precedence from "../../src/store/Precedence.ts"
import * as VersionRank from "../../src/store/VersionRank.ts"

const table = (kind: ColumnKind) => ({ version: { field: "v", name: "v", kind, nullable: true } })

/** Values of a version from the oldest to the newest; those in one group are of one age. */
const ladders: ReadonlyArray<readonly [ColumnKind, ReadonlyArray<ReadonlyArray<unknown>>]> = [
  ["text", [[null, undefined], [""], ["a"], ["aa"], ["b"], ["\ud83d\ude00"], ["\uffff"]]],
  ["date", [[null], ["2025-12-31"], ["2026-01-01"]]],
  ["boolean", [[null], [false], [true]]],
  ["integer", [[null], [-10], [-9], [-1], [0, -0, 0n], [1], [9, 9n], [10], [32], [33], [1e15]]],
  [
    "integer",
    [
      [-9223372036854775808n],
      [-9007199254740993n],
      [-9007199254740992n, -9007199254740992],
      [-10n, -10],
      [9n, 9],
      [10n],
      [9007199254740992n, 9007199254740992],
      [9007199254740993n],
      [9223372036854775807n]
    ]
  ],
  [
    "number",
    [[null], [-1e300], [-1.5], [-1e-300], [0, -0], [1e-300], [0.5], [1], [1 + 2 ** -5], [1 + 2 ** -4], [1.5], [1e300]]
  ],
  ["number", [[-2n, -2], [0.5], [1n, 1], [1.5], [9007199254740993n, 9007199254740992], [2 ** 60, 2n ** 60n]]],
  [
    "decimal",
    [
      [null, undefined],
      ["-9007199254740993"],
      ["-9007199254740992", -9007199254740992n],
      ["-10", "-010", "-10.0"],
      ["-9.51"],
      ["-9.5", "-9.50"],
      ["-0.1", "-00.10"],
      ["0", "-0", "0.0", "-0.00", 0n, ""],
      ["0.01"],
      ["0.1", "0.100"],
      ["0.49"],
      ["0.5"],
      ["1", "01", 1n, 1],
      ["1.05"],
      ["1.5"],
      ["9"],
      ["10", "10.00"],
      ["9007199254740992"],
      ["9007199254740993", 9007199254740993n]
    ]
  ]
]

const signOf = (a: number | string, b: number | string) => (a > b ? 1 : a < b ? -1 : 0)

describe("the order of versions", () => {
  for (const [kind, groups] of ladders) {
    it(`of kind ${kind} is the same in memory and in ranks`, () => {
      const together = Precedence.together(table(kind))
      const rank = VersionRank.make(table(kind))
      const steps = groups.flatMap((group, age) => group.map((v) => ({ v, age })))
      for (const a of steps) {
        for (const b of steps) {
          const what = `${String(a.v)} and ${String(b.v)}`
          assert.strictEqual(Math.sign(together({ v: a.v }, { v: b.v }, 0)) || 0, signOf(a.age, b.age), what)
          assert.strictEqual(signOf(rank({ v: a.v }, 0), rank({ v: b.v }, 0)), signOf(a.age, b.age), `rank of ${what}`)
        }
      }
    })
  }

  it("of instants takes the moment of its observation where there is none", () => {
    const together = Precedence.together(table("instant"))
    const rank = VersionRank.make(table("instant"))
    const at = Date.parse("2026-03-01T00:00:00.000Z")

    for (const [v, sign] of [
      ["2026-02-28T23:59:59.999Z", -1],
      ["2026-03-01T00:00:00.000Z", 0],
      ["2026-03-01T00:00:00.001Z", 1]
    ] as const) {
      assert.strictEqual(together({ v }, { v: null }, at), sign)
      assert.strictEqual(signOf(rank({ v }, at), rank({}, at)), sign)
    }
  })

  it("tells nothing between values of different types, and without a version", () => {
    const together = Precedence.together(table("number"))

    assert.strictEqual(together({ v: 1 }, { v: "2" }, 0), 0)
    assert.strictEqual(together({ v: "1" }, { v: 2 }, 0), 0)
    assert.strictEqual(together({ v: true }, { v: 0 }, 0), 0)
    assert.strictEqual(together({ v: 1 }, { v: true }, 0), 0)
    assert.strictEqual(together({ v: 2 }, { v: true }, 0), 0)
    assert.strictEqual(together({ v: false }, { v: 2 }, 0), 0)
    assert.strictEqual(Precedence.together({ version: undefined })({ v: 1 }, { v: 2 }, 0), 0)
    assert.strictEqual(VersionRank.make({ version: undefined })({ v: 1 }, 0), "")
  })
})

const decide = (
  standing: Partial<Precedence.Standing> & { readonly raw?: string },
  coming: { readonly v?: unknown; readonly raw: string },
  observedAt: number,
  of: Parameters<typeof Precedence.make>[0] = table("integer")
) => {
  const { raw = "old", ...rest } = standing
  return Precedence.make(of)(
    {
      version: 1,
      digest: () => Precedence.digestOf(raw),
      sameContent: (other) => other === raw,
      confirmedAt: 10,
      observedAt: 10,
      deletedAt: undefined,
      ...rest
    },
    { identity: "k", record: { v: coming.v }, raw: coming.raw },
    observedAt
  )
}

describe("Precedence.make", () => {
  it("takes the newer version whenever it is observed, and never the older", () => {
    assert.strictEqual(decide({}, { v: 2, raw: "new" }, 20), "replace")
    assert.strictEqual(decide({}, { v: 2, raw: "new" }, 5), "replace")
    assert.strictEqual(decide({}, { v: 0, raw: "new" }, 20), "see")
    assert.strictEqual(decide({}, { v: 0, raw: "new" }, 10), "keep")
    assert.strictEqual(decide({}, { v: 0, raw: "new" }, 5), "keep")
  })

  it("takes the later observation of one version, and of one moment the greater digest", () => {
    assert.strictEqual(decide({}, { v: 1, raw: "new" }, 11), "replace")
    assert.strictEqual(decide({}, { v: 1, raw: "new" }, 9), "keep")
    const [less = "", more = ""] = ["a", "b"].toSorted((a, b) => signOf(Precedence.digestOf(a), Precedence.digestOf(b)))
    assert.strictEqual(decide({ raw: less }, { v: 1, raw: more }, 10), "replace")
    assert.strictEqual(decide({ raw: more }, { v: 1, raw: less }, 10), "keep")
  })

  it("counts from when the content was last confirmed, not from when the key was last seen", () => {
    assert.strictEqual(decide({ observedAt: 30 }, { v: 1, raw: "new" }, 20), "replace")
    assert.strictEqual(decide({ observedAt: 30 }, { v: 0, raw: "new" }, 20), "keep")
    assert.strictEqual(decide({ observedAt: 30 }, { v: 0, raw: "new" }, 31), "see")
  })

  it("confirms the same content when it is observed later", () => {
    assert.strictEqual(decide({}, { v: 1, raw: "old" }, 11), "confirm")
    assert.strictEqual(decide({}, { v: 1, raw: "old" }, 10), "keep")
    assert.strictEqual(decide({}, { v: 1, raw: "old" }, 9), "keep")
    assert.strictEqual(decide({ confirmedAt: 5 }, { v: 1, raw: "old" }, 7), "confirm")
    assert.strictEqual(decide({ confirmedAt: 30, observedAt: 10 }, { v: 1, raw: "old" }, 20), "see")
  })

  it("leaves what was found gone until it is observed again", () => {
    for (const raw of ["old", "new"]) {
      for (const v of [0, 1, 2]) {
        assert.strictEqual(decide({ deletedAt: 20 }, { v, raw }, 19), "keep")
        assert.strictEqual(decide({ deletedAt: 20 }, { v, raw }, 20), "keep")
        assert.strictEqual(decide({ deletedAt: 20 }, { v, raw }, 21), "replace")
      }
    }
  })

  it("goes by observation alone where there is no version", () => {
    const none = { version: undefined }
    assert.strictEqual(decide({}, { v: 0, raw: "new" }, 11, none), "replace")
    assert.strictEqual(decide({}, { v: 9, raw: "new" }, 9, none), "keep")
  })
})
