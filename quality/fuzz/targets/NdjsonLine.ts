/** Rows as lines of JSON: `{"key", "text", "number", "json", "partition"}`, written, split at line ends, and read again. */
import { Schema } from "effect"
import type * as PageCommit from "../../../packages/core/src/contract/PageCommit.ts"
import * as ConnectorStream from "../../../packages/core/src/contract/ConnectorStream.ts"
import * as StreamTable from "../../../packages/core/src/contract/StreamTable.ts"
import { Whole } from "../../../packages/core/src/contract/Partition.ts"
import * as Page from "../../../packages/core/src/contract/Page.ts"
import * as Traversal from "../../../packages/core/src/contract/Traversal.ts"
import * as NdjsonLine from "../../../packages/core/src/store/NdjsonLine.ts"
import { Effect } from "effect"
import { holds, same, type Target } from "../Target.ts"

const table = StreamTable.make(
  "fuzz",
  ConnectorStream.make({
    name: "rows",
    record: Schema.Struct({
      key: Schema.String,
      text: Schema.NullOr(Schema.String),
      number: Schema.NullOr(Schema.Finite),
      count: Schema.NullOr(Schema.Int),
      flag: Schema.NullOr(Schema.Boolean),
      json: Schema.Json
    }),
    key: ["key"],
    traversal: Traversal.linked("continuation"),
    pageSize: { default: 1, min: 1, max: 1, step: 1 },
    partition: Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: () => Effect.succeed(Page.make<unknown, string>({ records: [] }))
  })
)

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const make = (linesOf: ReturnType<typeof NdjsonLine.make>): Target => ({
  name: "ndjson-line",
  what: "rows as lines",
  form: "json",
  sources: ["core/src/store/NdjsonLine.ts", "core/src/store/RowEncoder.ts", "fuzz/targets/NdjsonLine.ts"],
  seeds: [
    '{"key":"a","text":"b\\nc\\u2028\\r\\ud800","number":1.5,"count":1,"flag":true,"json":{"a":[1,"\\n"]},"partition":"all","observedAt":5}',
    '{"key":"","text":null,"number":null,"count":null,"flag":null,"json":null}',
    '{"key":"\\u0000\\"\\\\","text":"\\ufeff","number":-0,"count":9007199254740991,"flag":false,"json":"x"}',
    '{"key":"x","number":"5","flag":1,"json":[]}'
  ],
  words: ["\\n", "\\r\\n", "\\u2028", "\\ud800", "\\u0000", '"__proto__"', '"_innlet_seq"', "}\\n{"],
  maxLength: 3000,
  weight: 8,
  run: (input) => {
    const given = parsed(input)
    if (!isMap(given)) return "no row"
    const partition = typeof given["partition"] === "string" ? given["partition"] : "all"
    const row: PageCommit.Row = { identity: "", record: given, raw: input }
    const refused = NdjsonLine.refusals(table, [row])
    if (refused.length > 0) return `refused: ${refused[0]?.path}`
    const place = { partition, run: partition, page: 1, observedAt: 5 }
    const lines = linesOf(place)
    const line = lines.upsert({ ...row, raw: JSON.stringify(given) }, 7)
    const gone = lines.delete([given["key"]], 8)
    for (const one of [line, gone]) {
      holds(one.indexOf("\n") === one.length - 1, "a line has another line end than its last")
      holds(!one.includes("\r"), "a line has a carriage return")
      holds(Buffer.from(one).toString("utf8") === one, "a line is not UTF-8")
    }
    const [first, second, ...others] = `${line}${gone}`.split("\n")
    holds(others.length === 1 && others[0] === "", "two lines are not two lines")
    const read = parsed(first ?? "")
    const deleted = parsed(second ?? "")
    holds(isMap(read) && isMap(deleted), "a line is no JSON object")
    for (const { field, kind, name, nullable } of table.columns) {
      const value: unknown = given[field] ?? null
      same(read[name] ?? null, kind === "text" && value !== null ? asText(value) : value, `the column ${name}`)
      holds(nullable || name === "json" || read[name] !== null, `no value in ${name}`)
    }
    same(deleted["key"], read["key"], "the key of the row that is gone")
    same(
      [read["_innlet_partition"], read["_innlet_seq"], read["_innlet_op"]],
      [partition, 7, "upsert"],
      "the bookkeeping"
    )
    same(read["_innlet_raw"], JSON.stringify(given), "the raw record")
    return Object.keys(given).length > 4 ? "row" : "short row"
  }
})

const real = NdjsonLine.make(table)

export const target = make(real)

/** Writes a line separator of Unicode as a line end. */
export const planted = make((place) => {
  const lines = real(place)
  return { ...lines, upsert: (row, seq) => lines.upsert(row, seq).replace("\u2028", "\n") }
})

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))
