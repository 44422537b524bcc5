import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import { CivilDate, Decimal, Instant } from "../../src/domain/index.ts"

const tableOf = <A>(record: Schema.Decoder<A>, key: ReadonlyArray<keyof A & string>) =>
  StreamTable.make(
    "demo",
    ConnectorStream.make({
      name: "offers",
      record,
      key,
      traversal: Traversal.offset(),
      pageSize: { default: 10, min: 1, max: 100, step: 1 },
      partition: Whole,
      cursor: Schema.FiniteFromString,
      partitions: () => Effect.succeed(["all" as const]),
      read: () => Effect.die("no test reads this stream")
    })
  )

const kindOf = (field: Schema.Decoder<unknown>): string => {
  const [, column] = tableOf(Schema.Struct({ id: Schema.String, field }), ["id"]).columns
  return `${column?.kind}${column?.nullable === true ? "?" : ""}`
}

describe("StreamTable.make", () => {
  it.each([
    ["text", Schema.String],
    ["text", Schema.NonEmptyString],
    ["text?", Schema.NullOr(Schema.String)],
    ["text?", Schema.optionalKey(Schema.String)],
    ["text?", Schema.optional(Schema.Literals(["a", "b"]))],
    ["text", Schema.TemplateLiteral(["x", Schema.Int])],
    ["integer", Schema.Int],
    ["integer", Schema.Natural],
    ["integer?", Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0)))],
    ["number", Schema.Finite],
    ["number", Schema.NumberFromString],
    ["boolean", Schema.Boolean],
    ["decimal", Decimal.Decimal],
    ["decimal?", Schema.NullOr(Decimal.Decimal)],
    ["decimal", Schema.BigInt],
    ["date", CivilDate.CivilDate],
    ["instant?", Schema.optional(Instant.Instant)],
    ["json", Schema.Union([Schema.String, Schema.Int])],
    ["json", Schema.Array(Schema.String)],
    ["json", Schema.Struct({ a: Schema.String })],
    ["json?", Schema.Unknown],
    ["json", Schema.Json],
    ["date", Schema.String.annotate({ [StreamTable.columnKind]: "date" })]
  ] as const)("keeps a field as %s", (kind, schema) => {
    assert.strictEqual(kindOf(schema), kind)
  })

  it("names columns in snake case, in the order of the fields", () => {
    const table = tableOf(Schema.Struct({ ratePlanId: Schema.String, id: Schema.String }), ["id", "ratePlanId"])

    assert.deepStrictEqual(
      table.columns.map(({ name }) => name),
      ["rate_plan_id", "id"]
    )
    assert.deepStrictEqual(
      table.key.map(({ name }) => name),
      ["id", "rate_plan_id"]
    )
  })

  it.each([
    ["json", Schema.Literals([1, 2])],
    ["json", Schema.Literal(1)],
    ["text", Schema.Literal("a")],
    ["json?", Schema.Null],
    ["json?", Schema.NullOr(Schema.Array(Schema.String))],
    ["number", Schema.Finite.check(Schema.isGreaterThan(0))],
    ["text", Schema.String.annotate({ [StreamTable.columnKind]: "no kind" })],
    ["text", Schema.String.annotate({ [StreamTable.columnKind]: ["date"] })]
  ] as const)("keeps a field as %s, also where that takes a closer look", (kind, schema) => {
    assert.strictEqual(kindOf(schema), kind)
  })

  it.each(["text", "integer", "number", "boolean", "decimal", "date", "instant", "json"])(
    "takes the kind %s that a schema names",
    (kind) => {
      assert.strictEqual(StreamTable.columnKind, "innlet/columnKind")
      assert.strictEqual(kindOf(Schema.Unknown.annotate({ "innlet/columnKind": kind })), `${kind}?`)
    }
  )

  it("is told by names, columns, key and version", () => {
    const stream = {
      name: "offers",
      record: Schema.Struct({
        hotelId: Schema.String,
        day: CivilDate.CivilDate,
        price: Schema.NullOr(Decimal.Decimal),
        changed: Schema.Int
      }),
      key: ["hotelId", "day"] as const,
      version: "changed" as const
    }
    const table = StreamTable.make("demo", stream)

    assert.deepStrictEqual([table.connector, table.stream, table.name], ["demo", "offers", "demo_offers"])
    assert.strictEqual(table.version, table.columns[3])
    assert.strictEqual(table.fingerprint, "hotel_id:text day:date price:decimal? changed:integer key:hotelId,day")
    assert.isUndefined(StreamTable.make("demo", { ...stream, version: undefined }).version)
  })

  it.each(["", "Demo", "1a", "a-b", "a b", "ab.", "a".repeat(42)])("refuses the name %j", (name) => {
    const stream = { record: Schema.Struct({ id: Schema.String }), key: ["id"] as const, version: undefined }
    const why = "is not a name of the form [a-z][a-z0-9_]*"

    assert.throws(() => StreamTable.make(name, { ...stream, name: "offers" }), `${name}/offers: "${name}" ${why}`)
    assert.throws(() => StreamTable.make("demo", { ...stream, name }), `demo/${name}: "${name}" ${why}`)
    assert.strictEqual(StreamTable.make("a".repeat(41), { ...stream, name: "o1_" }).stream, "o1_")
  })

  it.each([
    [`demo/offers: the key is empty`, Schema.Struct({ id: Schema.String }), []],
    [`demo/offers: the key's field "id" may be absent`, Schema.Struct({ id: Schema.NullOr(Schema.String) }), ["id"]],
    [`demo/offers: the record has no field "id"`, Schema.Struct({ name: Schema.String }), ["id"]],
    [`demo/offers: "a-b" can't be a column`, Schema.Struct({ id: Schema.String, "a-b": Schema.String }), ["id"]],
    [
      `demo/offers: two fields are the column "a_b"`,
      Schema.Struct({ id: Schema.String, aB: Schema.String, a_b: Schema.String }),
      ["id"]
    ]
  ])("refuses a stream: %s", (message, record, key) => {
    assert.throws(() => tableOf<Readonly<Record<string, unknown>>>(record, key), message)
  })

  it("refuses a record that is no struct", () => {
    assert.throws(() => tableOf<string>(Schema.String, ["length"]), "demo/offers: the record has to be a struct")
  })
})

describe("StreamTable.identityOf", () => {
  it("gives no two keys one identity", () => {
    const identity = StreamTable.identityOf(tableOf(Schema.Struct({ a: Schema.String, b: Schema.String }), ["a", "b"]))
    const parts = ["", "a", "\u001f", "a\u001f", "\\", `"\\"`, `"a"`, `"\\u001f"`]
    const identities = parts.flatMap((a) => parts.map((b) => identity({ a, b })))

    assert.strictEqual(new Set(identities).size, identities.length)
  })

  it("never changes: identities stand in stores", () => {
    const identity = StreamTable.identityOf(tableOf(Schema.Struct({ a: Schema.String, b: Schema.String }), ["a", "b"]))

    assert.strictEqual(identity({ a: "h1", b: "2026-03-01" }), "h1\u001f2026-03-01")
    assert.strictEqual(identity({ a: "", b: '"' }), '\u001f"')
    assert.strictEqual(identity({ a: "x\u001fy", b: "z" }), '"x\\u001fy"\u001fz')
    assert.strictEqual(identity({ a: "x\\y", b: "z" }), '"x\\\\y"\u001fz')
    const one = StreamTable.identityOf(tableOf(Schema.Struct({ id: Schema.Int }), ["id"]))
    assert.strictEqual(one({ id: 7 }), "7")
  })
})
