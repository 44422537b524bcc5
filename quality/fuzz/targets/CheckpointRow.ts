/**
 * A checkpoint's row as something else left it in the database: JSON of columns, put in by plain SQL, loaded by the store and
 * resumed from.
 */
import { Context, Effect, Exit, Layer, Result, Schema, Scope } from "effect"
import { SqlClient } from "effect/sql"
import type { Checkpoint } from "../../../packages/core/src/contract/Checkpoint.ts"
import * as ConnectorStream from "../../../packages/core/src/contract/ConnectorStream.ts"
import * as Page from "../../../packages/core/src/contract/Page.ts"
import { Whole } from "../../../packages/core/src/contract/Partition.ts"
import * as StreamTable from "../../../packages/core/src/contract/StreamTable.ts"
import { SyncStore } from "../../../packages/core/src/contract/SyncStore.ts"
import * as Traversal from "../../../packages/core/src/contract/Traversal.ts"
import * as Resumption from "../../../packages/core/src/engine/Resumption.ts"
import * as Sweep from "../../../packages/core/src/pagination/Sweep.ts"
import * as SweepText from "../../../packages/core/src/pagination/SweepText.ts"
import * as SqlStore from "../../../packages/core/src/store/SqlStore.ts"
import { holds, type Target } from "../Target.ts"

const stream = ConnectorStream.make({
  name: "rows",
  record: Schema.Struct({ id: Schema.String }),
  key: ["id"],
  traversal: Traversal.offset({ order: "immutable", total: "advisory" }),
  pageSize: { default: 10, min: 1, max: 100, step: 1 },
  partition: Whole,
  cursor: Schema.FiniteFromString,
  partitions: () => Effect.succeed(["all" as const]),
  read: () => Effect.succeed(Page.make<unknown, number>({ records: [] }))
})
const table = StreamTable.make("fuzz", stream)
const plan = Sweep.plan(stream.traversal, stream.pageSize, 10)

const services = await Effect.runPromise(
  Layer.buildWithScope(SqlStore.layer({ filename: ":memory:" }), Scope.makeUnsafe())
)
const sql = Context.get(services, SqlClient.SqlClient)
const opened = await Effect.runPromise(Context.get(services, SyncStore).open(table))

const good: Readonly<Record<string, string | number | null>> = {
  connector: "fuzz",
  stream: "rows",
  partition: "all",
  run: "run-1",
  epoch: 1,
  seq: 2,
  writer: "w",
  status: "running",
  walk: SweepText.encode(Sweep.start(plan)),
  connector_version: "1.0.0",
  record_schema: table.fingerprint,
  started_at: 1000,
  updated_at: 2000,
  expires_at: null,
  intent: null,
  since: null,
  watermark: null,
  resume_at: null,
  problem: null,
  verdict: null,
  pages: 1,
  requests: 1,
  retries: 0,
  received: 10,
  inserted: 10,
  updated: 0,
  unchanged: 0,
  dead_lettered: 0
}
const columns = Object.keys(good)
const insert = `INSERT OR REPLACE INTO _innlet_checkpoint (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const valueOf = (value: unknown): string | number | null =>
  typeof value === "string"
    ? value.toWellFormed()
    : typeof value === "number" && Number.isFinite(value)
      ? value
      : value === null
        ? null
        : JSON.stringify(value)

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `resume` looks at these alone
const context = { plan, stream, table } as unknown as Parameters<typeof Resumption.resume>[0]

type Load = Effect.Effect<Checkpoint | undefined, unknown>

const make = (load: Load): Target => ({
  name: "checkpoint-row",
  what: "checkpoints in a database",
  form: "json",
  sources: [
    "core/src/store/SqlCheckpoints.ts",
    "core/src/store/ExactText.ts",
    "core/src/engine/Resumption.ts",
    "core/src/pagination/SweepText.ts",
    "fuzz/targets/CheckpointRow.ts"
  ],
  seeds: [
    "{}",
    '{"status":"completed","verdict":"{}"}',
    '{"status":"failed","problem":"\ufffd\\"a\\u0000\\""}',
    '{"expires_at":5,"intent":7}',
    '{"since":1,"watermark":2,"resume_at":3}',
    '{"walk":"{\\"format\\":2}"}',
    '{"walk":"\ufffd\\"{}\\""}',
    '{"record_schema":"other"}',
    `{"walk":${JSON.stringify(good["walk"])}}`
  ],
  words: [
    '\ufffd\\"',
    '\\"',
    '"walk":',
    '"expires_at":',
    '"intent":',
    '"epoch":-1',
    "1e300",
    "9007199254740993",
    '"status":"odd"'
  ],
  maxLength: 3000,
  weight: 1,
  run: (input) => {
    const given = parsed(input)
    if (!isMap(given)) return "no row"
    const row = columns.map((name) =>
      ["connector", "stream", "partition"].includes(name)
        ? good[name]!
        : name in given
          ? valueOf(given[name])
          : good[name]!
    )
    const put = Effect.runSyncExit(sql.unsafe(insert, row))
    // The table is strict.
    if (Exit.isFailure(put)) return "no such row"
    const loaded = Effect.runSyncExit(load)
    holds(Exit.isSuccess(loaded) || !Exit.hasDies(loaded), "loading the row is a defect")
    if (Exit.isFailure(loaded)) return "refused by the store"
    holds(loaded.value !== undefined, "the row is not found")
    for (const name of ["epoch", "seq", "startedAt", "updatedAt"] as const) {
      holds(Number.isInteger(loaded.value[name]), `${name} is ${loaded.value[name]}`)
    }
    const resumed = Resumption.resume(context, loaded.value, 1000)
    if (Result.isFailure(resumed)) {
      holds(resumed.failure.length > 0 && !resumed.failure.includes("\n"), "the problem is more than one line")
      return "refused"
    }
    if (resumed.success === undefined) return "begins a new sweep"
    const { restarted, sweep } = resumed.success
    holds(loaded.value.intent === undefined || restarted, "goes on from a request that may have been answered")
    holds(!restarted || Sweep.request(sweep).cursor === 0, "a walk that begins anew begins elsewhere")
    return restarted ? "begins the walk anew" : "goes on"
  }
})

export const target = make(opened.load("all"))

/** A row that is no plain text is no text. */
export const planted = make(
  Effect.map(opened.load("all"), (checkpoint) => {
    if (checkpoint?.problem !== undefined && checkpoint.problem.startsWith("\ufffd")) throw new Error("malformed text")
    return checkpoint
  })
)
