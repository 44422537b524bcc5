/** A preset against a mock of its provider, over a real socket into a database file of its own. */
import { StreamTable } from "@innlet/core/contract"
import { TokenStore } from "@innlet/core/credentials"
import { Sync, type SyncEvent, SyncReport } from "@innlet/core/engine"
import { NodeClient } from "@innlet/core/node"
import { MemoryStore, SqlStore } from "@innlet/core/store"
import { InMemory, type ListOptions, type Provider, type Row, Serve } from "@innlet/testkit"
import { Deferred, Effect, Fiber, Layer, Record, Redacted } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import * as GenericConnector from "../../src/GenericConnector.ts"
import type { Manifest } from "../../src/Manifest.ts"
import type { Answer, Entry, Mock } from "./Entry.ts"

/** What a host provides. */
export const layer = Layer.merge(NodeClient.layer(), TokenStore.layerMemory)

/** Several pages of every stream. */
export const world: ListOptions.ListOptions = { rows: 120, properties: 3, throttle: [] }
const pageSize = 30

/** The same for a test that has no time to wait: short waits, small pages, and no years before the mock's records. */
const hurried = (manifest: Manifest): Manifest => ({
  ...manifest,
  cooldown: "20 millis",
  streams: Record.map(manifest.streams, (stream) => ({
    ...stream,
    ...(stream.pageSize === undefined ? {} : { pageSize: { ...stream.pageSize, default: pageSize } }),
    pagination:
      stream.pagination.type === "timeWindow"
        ? { ...stream.pagination, start: { at: "2025-12-01T00:00:00Z" } }
        : stream.pagination
  }))
})

export const newFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "innlet-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  ),
  (path) => join(path, "innlet.db")
)

type Answered = Provider.Response<Provider.Body>

export interface Options {
  readonly list?: ListOptions.ListOptions | undefined
  /** What comes instead of the second page of the entry's main stream that is asked for. */
  readonly second?: ((page: Answered) => Answered) | undefined
  /** Does it come instead of all that follow, too, until it is mended? @default false */
  readonly lasts?: boolean | undefined
  readonly faults?: Serve.Options["faults"] | undefined
  readonly secrets?: Readonly<Record<string, string>> | undefined
  /** The streams to sync. @default all */
  readonly streams?: ReadonlyArray<string> | undefined
  /** Are waits and pages those of the preset? @default false */
  readonly asDeclared?: boolean | undefined
}

/** The provider, but for what a test has of it instead. */
const tampered = (
  { main, manifest }: Entry,
  mock: Mock,
  { lasts = false, second }: Options
): { readonly provider: Provider.Provider; readonly mend: Effect.Effect<void> } => {
  const [path] = manifest.streams[main]?.request.path ?? []
  const asksFor = (request: Provider.Request): boolean => typeof path === "string" && request.path === `/${path}`
  let asked = 0
  let mended = second === undefined
  return {
    provider: {
      name: mock.name,
      handle: (request) =>
        Effect.map(mock.handle(request), (page) => {
          if (second === undefined || mended || !asksFor(request) || ++asked < 2) return page
          mended = !lasts
          return second(page)
        })
    },
    mend: Effect.sync(() => {
      mended = true
    })
  }
}

/** The provider at an address, and the connector to it. */
export const setting = Effect.fnUntraced(function* (entry: Entry, options: Options = {}) {
  const mock = yield* entry.mock({ ...world, ...options.list })
  const { mend, provider } = tampered(entry, mock, options)
  const { url } = yield* Serve.serve(provider, { faults: options.faults })
  const manifest = options.asDeclared === true ? entry.manifest : hurried(entry.manifest)
  const connector = yield* GenericConnector.make(manifest, {
    name: "hotels",
    baseUrl: url,
    secrets: Record.map(options.secrets ?? entry.secrets, (secret) => Redacted.make(secret)),
    parameters: entry.parameters,
    quotas: [],
    // Tests don't wait for each other's pauses.
    account: url
  })
  const streams = connector.streams.filter(({ name }) => options.streams?.includes(name) ?? true)
  return { mock, mend, connector: { ...connector, streams } }
})

export type Setting = Effect.Success<ReturnType<typeof setting>>

/** One run of a host, which opens the file and closes it. */
export const run = ({ connector }: Pick<Setting, "connector">, file: string, options: Sync.Options = {}) =>
  Sync.run(connector, options).pipe(
    Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
    Effect.provide(opened(file), { local: true })
  )

/** A run that ends in the middle, after so many pages. */
export const broken = Effect.fnUntraced(function* (setting: Setting, file: string, pages: number) {
  const enough = yield* Deferred.make<void>()
  let committed = 0
  const onEvent = (event: SyncEvent.SyncEvent) =>
    event._tag === "PageCommitted" && ++committed >= pages
      ? Effect.andThen(Deferred.succeed(enough, undefined), Effect.never)
      : Effect.void
  const fiber = yield* Effect.forkChild(run(setting, file, { onEvent }))
  yield* Effect.raceFirst(Deferred.await(enough), Fiber.await(fiber))
  yield* Fiber.interrupt(fiber)
  return committed
})

const opened = (file: string) => SqlStore.layer({ filename: file, synchronous: "normal" })

interface Table {
  readonly stream: string
  readonly rows: ReadonlyArray<{ readonly [column: string]: unknown }>
}

/** What is in the tables of all streams, without when and how it came there. */
export const tablesOf = ({ connector }: Pick<Setting, "connector">, file: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return yield* Effect.forEach(
      connector.streams,
      Effect.fnUntraced(function* (stream): Effect.fn.Return<Table, SqlError.SqlError> {
        const { key, name } = StreamTable.make(connector.name, stream)
        const order = key.map((column) => `"${column.name}"`).join(", ")
        const rows = yield* sql.unsafe<Table["rows"][number]>(`SELECT * FROM "${name}" ORDER BY ${order}`)
        return { stream: stream.name, rows: rows.map((row) => Record.filter(row, (_, column) => !passing.has(column))) }
      })
    )
  }).pipe(Effect.provide(opened(file), { local: true }))

const passing = new Set(["_innlet_run", "_innlet_page", "_innlet_observed_at", "_innlet_confirmed_at"])

/** The rows of each stream that were there throughout, beside what is stored of them. */
const compared = Effect.fnUntraced(function* (entry: Entry, setting: Setting, file: string) {
  const found: Array<{ readonly stream: string; readonly row: Row.Row; readonly raw: string | undefined }> = []
  for (const { rows, stream } of yield* tablesOf(setting, file)) {
    const key = entry.streams[stream]?.key ?? ""
    const column = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const stored = new Map(rows.map((row) => [String(row[column]), String(row["_innlet_raw"])]))
    for (const row of yield* setting.mock.presentThroughout(stream)) {
      if (!row.malformed) found.push({ stream, row, raw: stored.get(row.key) })
    }
  }
  return found
})

/** The rows that are not stored as the provider sent them. */
export const differences = (entry: Entry, setting: Setting, file: string) =>
  Effect.map(compared(entry, setting, file), (found) =>
    found
      .filter(({ raw, row }) => raw === undefined || !isDeepStrictEqual(sentOf(raw), JSON.parse(row.json)))
      .map(({ raw, row, stream }) => [stream, row.key, raw] as const)
  )

/**
 * A run in virtual time, in which each answer takes more than a second: what happens meanwhile happens at another time than the
 * run began.
 */
export const slowly = Effect.fnUntraced(function* (entry: Entry, list: ListOptions.ListOptions) {
  yield* TestClock.setTime(Date.parse("2026-03-02T00:00:00Z"))
  const mock = yield* entry.mock({ ...world, properties: 12, ...list })
  const provider = {
    name: mock.name,
    handle: (request: Provider.Request) => Effect.delay(mock.handle(request), "1100 millis")
  }
  const connector = yield* GenericConnector.make(hurried(entry.manifest), {
    name: "hotels",
    baseUrl: "https://provider.test",
    secrets: Record.map(entry.secrets, (secret) => Redacted.make(secret)),
    parameters: entry.parameters,
    quotas: []
  }).pipe(Effect.provide([InMemory.layer(provider), TokenStore.layerMemory]))
  const report = yield* Sync.run(connector).pipe(
    Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
    inVirtualTime
  )
  const memory = yield* MemoryStore.MemoryStore
  const missing: Array<readonly [stream: string, key: string]> = []
  for (const stream of connector.streams) {
    const key = entry.streams[stream.name]?.key ?? ""
    const rows = memory.rows(StreamTable.make(connector.name, stream))
    const stored = new Set(rows.map(({ record }) => String(record[key])))
    for (const row of yield* mock.presentThroughout(stream.name)) {
      if (!stored.has(row.key)) missing.push([stream.name, row.key])
    }
  }
  return { outcomes: outcomes(report), missing }
}, Effect.provide(MemoryStore.layer))

/** Lets virtual time pass until the effect is done. */
const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("200 millis")
  return yield* Fiber.join(fiber)
})

/** Of a raw record, what the provider sent. */
const sentOf = (raw: string): unknown => {
  const { $partition: _, ...sent } = JSON.parse(raw)
  return sent
}

/** How each stream ended. */
export const outcomes = ({ streams }: SyncReport.SyncReport): Readonly<Record<string, string>> =>
  Object.fromEntries(
    streams.map((report) => [
      report.stream,
      report.outcome._tag === "Completed" ? report.outcome.verdict._tag : SyncReport.problemOf(report)
    ])
  )

/** How each stream should. */
export const expected = ({ streams }: Entry): Readonly<Record<string, string>> =>
  Record.map(streams, ({ verdict }) => verdict)

/** An answer in the place of a page. */
export const instead =
  ({ body = "", headers = {}, status }: Answer) =>
  (): Answered => ({ status, headers: { "content-type": "application/json", ...headers }, body })
