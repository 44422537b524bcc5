// One variant of the benchmark in a process of its own: `variant.ts <name> <url> <records> <warm-up url>`.
// Prints one line of JSON: records, seconds, CPU seconds, peak RSS in MB.
import "effect/schema/SchemaJITCompiler/enable"
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { NodeClient } from "@innlet/core/node"
import { BookingConnector } from "@innlet/connector-booking"
import { SyncStore } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { layerSql } from "@innlet/core/store"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Agent, request } from "undici"

const [name = "", url = "", records = "0", warmUpUrl = ""] = process.argv.slice(2)
const pageSize = 500
const folder = mkdtempSync(join(tmpdir(), "innlet-bench-"))

interface WireRate {
  readonly property_id: string
  readonly rate_plan_id: string
  readonly room_type_id: string
  readonly date: string
  readonly currency: string
  readonly price: number
  readonly available: number
  readonly updated_at: string
}

const isRate = (rate: WireRate): boolean =>
  typeof rate.property_id === "string" &&
  typeof rate.rate_plan_id === "string" &&
  typeof rate.room_type_id === "string" &&
  /^\d{4}-\d{2}-\d{2}$/.test(rate.date) &&
  /^[A-Z]{3}$/.test(rate.currency) &&
  typeof rate.price === "number" &&
  rate.price >= 0 &&
  Number.isInteger(rate.available) &&
  typeof rate.updated_at === "string"

/** What a careful engineer writes by hand: fetch, parse, check, drop what was seen. */
const raw = async (origin: string, sink: (page: ReadonlyArray<WireRate>) => void): Promise<number> => {
  const dispatcher = new Agent({ keepAliveTimeout: 10_000 })
  const seen = new Set<string>()
  for (let offset = 0; ;) {
    const { body } = await request(`${origin}/v1/rates?offset=${offset}&limit=${pageSize}`, { dispatcher })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked record by record below
    const { results } = JSON.parse(await body.text()) as { readonly results: ReadonlyArray<WireRate> }
    if (results.length === 0) break
    const page = results.filter((rate) => {
      const key = `${rate.property_id}|${rate.rate_plan_id}|${rate.date}|${rate.currency}|${rate.room_type_id}`
      if (!isRate(rate) || seen.has(key)) return false
      seen.add(key)
      return true
    })
    sink(page)
    offset += results.length
  }
  await dispatcher.close()
  return seen.size
}

/** The same table, the same durability, one transaction a page with the offset in it. */
const rawSqlite = async (origin: string, file: string): Promise<number> => {
  const db = new DatabaseSync(file)
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384")
  db.exec(`CREATE TABLE rates (property_id TEXT NOT NULL, rate_plan_id TEXT NOT NULL, date TEXT NOT NULL,
    currency TEXT NOT NULL, room_type_id TEXT NOT NULL, price TEXT NOT NULL, available INTEGER, updated_at TEXT,
    raw TEXT NOT NULL, run TEXT NOT NULL, page INTEGER NOT NULL, observed_at INTEGER NOT NULL,
    PRIMARY KEY (property_id, rate_plan_id, date, currency, room_type_id)) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, cursor INTEGER NOT NULL)`)
  const columns = 12
  const chunk = 25
  const insertOf = (rows: number) =>
    db.prepare(
      `INSERT INTO rates VALUES ${Array.from({ length: rows }, () => `(${"?, ".repeat(columns - 1)}?)`).join(", ")}
       ON CONFLICT DO UPDATE SET price = excluded.price, available = excluded.available,
       updated_at = excluded.updated_at, raw = excluded.raw`
    )
  const insertMany = insertOf(chunk)
  const keep = db.prepare("INSERT INTO checkpoint VALUES (1, ?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor")
  let pages = 0
  const count = await raw(origin, (page) => {
    db.exec("BEGIN IMMEDIATE")
    for (let from = 0; from < page.length; from += chunk) {
      const part = page.slice(from, from + chunk)
      const values = part.flatMap((rate) => [
        rate.property_id,
        rate.rate_plan_id,
        rate.date,
        rate.currency,
        rate.room_type_id,
        String(rate.price),
        rate.available,
        rate.updated_at,
        JSON.stringify(rate),
        "run",
        pages,
        0
      ])
      const insert = part.length === chunk ? insertMany : insertOf(part.length)
      insert.run(...values)
    }
    keep.run(++pages * pageSize)
    db.exec("COMMIT")
  })
  db.close()
  return count
}

const innlet = (origin: string, store: Layer.Layer<SyncStore.SyncStore, unknown>): Promise<number> =>
  Effect.gen(function* () {
    const booking = yield* BookingConnector.make({
      baseUrl: origin,
      token: Redacted.make("bench"),
      pageSize,
      order: "immutable"
    })
    const { streams } = yield* Sync.run(booking, { streams: ["rates"] })
    const outcome = streams[0]!.outcome
    if (outcome._tag !== "Completed" || outcome.verdict._tag !== "Proven") throw new Error("not proven")
    return streams[0]!.counts.inserted
  }).pipe(Effect.provide(Layer.merge(store, NodeClient.layer())), Effect.runPromise)

/** Everything but a sink: rows are validated and dropped, the checkpoint is durable after every page. */
const noSink = (file: string): Layer.Layer<SyncStore.SyncStore> =>
  Layer.effect(
    SyncStore.SyncStore,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => openSync(file, "a")),
        (log) => Effect.sync(() => closeSync(log))
      ),
      (log) =>
        SyncStore.SyncStore.of({
          guarantee: "atLeastOnce",
          checkpoints: Effect.succeed([]),
          ledgers: () => Effect.succeed([]),
          audit: () => Effect.succeed([]),
          deadLetters: () => Effect.succeed([]),
          discard: () => Effect.succeed(0),
          shape: () => Effect.sync(() => undefined),
          saveShape: () => Effect.void,
          saveHealth: () => Effect.void,
          health: Effect.succeed([]),
          open: () =>
            Effect.succeed({
              load: () => Effect.sync(() => undefined),
              seenIn: () => Effect.succeed(0),
              ledger: () => Effect.sync(() => undefined),
              staged: () => Effect.succeed([]),
              stagedRecords: () => Effect.sync(() => undefined),
              unseen: () => Effect.succeed({ standing: 0, unseen: 0 }),
              replayed: () => Effect.succeed({ inserted: 0, updated: 0, unchanged: 0 }),
              observations: () => Stream.empty,
              commit: ({ checkpoint, rows }) =>
                Effect.sync(() => {
                  writeSync(log, `${JSON.stringify(checkpoint)}\n`)
                  fdatasyncSync(log)
                  return { inserted: rows.length, updated: 0, unchanged: 0 }
                })
            })
        })
    )
  )

const runOf = (origin: string, file: string): Promise<number> => {
  switch (name) {
    case "raw":
      return raw(origin, () => undefined)
    case "raw + SQLite":
      return rawSqlite(origin, file)
    case "Innlet, no sink":
      return innlet(origin, noSink(file))
    case "Innlet + SQLite":
      return innlet(origin, layerSql({ filename: file }))
    default:
      throw new Error(`no variant "${name}"`)
  }
}

if (warmUpUrl !== "") await runOf(warmUpUrl, join(folder, "warm-up"))
const cpu = process.cpuUsage()
const begun = performance.now()
const count = await runOf(url, join(folder, "measured"))
const seconds = (performance.now() - begun) / 1000
const used = process.cpuUsage(cpu)
if (name !== "Innlet, no sink" && count !== Number(records)) throw new Error(`${count} records instead of ${records}`)
rmSync(folder, { recursive: true })
process.stdout.write(
  `${JSON.stringify({
    records: Number(records),
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024
  })}\n`
)
