/** A host's folder with a store of one kind, and what stands in it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Postgres from "../../../../packages/core/test/crash/Postgres.ts"
import type { Plan, StoreName } from "../../../../packages/core/test/crash/Task.ts"
import * as HostProcess from "../HostProcess.ts"
import { type Providers, secrets } from "./Providers.ts"

const hooks = join(import.meta.dirname, "KillHooks.ts")
const streams = ["booking/rates", "hotelx/hotels"]

/** What makes two lines of a segment the same record. */
const keys: Readonly<Record<string, ReadonlyArray<string>>> = {
  rates: ["property_id", "rate_plan_id", "date", "currency"],
  hotels: ["code"]
}

/** What a reader sees. Each list is sorted, a line of JSON an element. */
export interface Standing {
  /** By stream: every column but those that say when and by which run. */
  readonly tables: Readonly<Record<string, ReadonlyArray<string>>>
  readonly letters: ReadonlyArray<string>
  /** Status and verdict of each stream, and whether every record that came became something. */
  readonly checkpoints: ReadonlyArray<string>
}

export interface Site {
  readonly store: StoreName
  /** Runs the host, which ends at the step of that plan. */
  readonly run: (plan?: Plan) => HostProcess.Started
  /** How often each kind of step occurred in the last run that lived to its end. */
  readonly steps: () => Readonly<Record<string, number>>
  readonly standing: () => Promise<Standing>
  readonly remove: () => Promise<void>
}

export const make = async (store: StoreName, { connectors }: Providers): Promise<Site> => {
  const cwd = mkdtempSync(join(HostProcess.memory, "innlet-kills-"))
  const directory = join(cwd, "store")
  const file = join(cwd, "innlet.db")
  const counts = join(cwd, "steps.json")
  const database = store === "PostgreSQL" ? await Postgres.create() : ""
  const url = Postgres.urlOf(database)
  const written = { SQLite: `sqlite:${file}`, NDJSON: `ndjson:${directory}`, PostgreSQL: url }[store]
  writeFileSync(join(cwd, "innlet.json"), JSON.stringify({ store: written, connectors }))
  const look = <A>(use: (select: Postgres.Select) => Promise<A>): Promise<A> =>
    store === "PostgreSQL"
      ? Postgres.look(url, use)
      : lookInto(store === "SQLite" ? file : join(directory, "innlet.db"), use)
  return {
    store,
    run: (plan) =>
      HostProcess.start(["sync", ...streams, "--report", "json"], {
        cwd,
        before: [hooks],
        env: { ...secrets, KILL_COUNTS: counts, KILL_PLAN: JSON.stringify({ store, directory, plan }) }
      }),
    steps: () => JSON.parse(readFileSync(counts, "utf8")),
    standing: () =>
      look(async (select) => ({
        tables: {
          rates: store === "NDJSON" ? linesOf(directory, "rates") : await rowsOf(select, "booking_rates"),
          hotels: store === "NDJSON" ? linesOf(directory, "hotels") : await rowsOf(select, "hotelx_hotels")
        },
        letters: sorted(await select("SELECT stream, raw, issues FROM _innlet_dead_letter")),
        checkpoints: sorted(
          await select(
            `SELECT stream, status, verdict, CASE WHEN received = inserted + updated + unchanged + dead_lettered
             THEN 1 ELSE 0 END AS adds_up FROM _innlet_checkpoint`
          )
        )
      })),
    remove: async () => {
      rmSync(cwd, { recursive: true, force: true })
      if (store === "PostgreSQL") await Postgres.discard(database)
    }
  }
}

const lookInto = async <A>(file: string, use: (select: Postgres.Select) => Promise<A>): Promise<A> => {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return await use(async (statement) => database.prepare(statement).all())
  } finally {
    database.close()
  }
}

const sorted = (rows: ReadonlyArray<Postgres.Row>): ReadonlyArray<string> =>
  rows
    .map((row) =>
      JSON.stringify(
        Object.entries(row).filter(([column]) => isSeen(column)),
        plain
      )
    )
    .toSorted()

const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value)

const isSeen = (column: string): boolean => column === "_innlet_raw" || !column.startsWith("_innlet")

const rowsOf = async (select: Postgres.Select, table: string): Promise<ReadonlyArray<string>> =>
  sorted(await select(`SELECT * FROM ${table} WHERE _innlet_deleted_at IS NULL`))

/** The last line of each key, unless it says delete. */
const linesOf = (directory: string, stream: string): ReadonlyArray<string> => {
  const folder = readdirSync(directory).find((name) => name.endsWith(stream)) ?? ""
  const lines = readdirSync(join(directory, folder))
    .filter((name) => name.endsWith(".ndjson"))
    .flatMap((name) =>
      readFileSync(join(directory, folder, name), "utf8")
        .split("\n")
        .slice(0, -1)
    )
    .map((line): Postgres.Row => JSON.parse(line))
    .toSorted((a, b) => Number(a["_innlet_seq"]) - Number(b["_innlet_seq"]))
  const last = new Map(lines.map((line) => [JSON.stringify(keys[stream]?.map((name) => line[name])), line]))
  return sorted([...last.values()].filter((line) => line["_innlet_op"] === "upsert"))
}
