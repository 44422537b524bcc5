/** Every preset through the real host: killed in the middle and resumed, it leaves the tables of a run that was left alone. */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import type { Manifest } from "@innlet/connector-generic"
import { presets } from "@innlet/connector-generic/presets"
import {
  ApaleoProvider,
  CloudbedsProvider,
  ExpediaProvider,
  GuestyProvider,
  HostawayProvider,
  HotelbedsProvider,
  type ListOptions,
  MewsProvider,
  type Provider,
  Serve
} from "@innlet/testkit"
import { Effect, FileSystem, Ref } from "effect"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as HostProcess from "./HostProcess.ts"

interface Entry {
  readonly preset: keyof typeof presets
  readonly mock: (options: ListOptions.ListOptions) => Effect.Effect<Provider.Provider>
  readonly secrets: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, unknown>>
  /** The request at which the process is killed, from 1. */
  readonly kill: number
  /** Of the host, where the best verdict is none to rely on. @default 0 */
  readonly exitCode?: number
}

const client = { clientId: "test-client", clientSecret: "test-secret" }

const entries: ReadonlyArray<Entry> = [
  {
    preset: "expediaContent",
    mock: (options) => ExpediaProvider.make({ ...options, pageSize: 40 }),
    secrets: { apiKey: "test-key", sharedSecret: "test-secret" },
    kill: 4,
    exitCode: 3
  },
  {
    preset: "hotelbedsContent",
    mock: HotelbedsProvider.make,
    secrets: { apiKey: "test-key", secret: "test-secret" },
    kill: 2
  },
  {
    preset: "mewsReservations",
    mock: MewsProvider.make,
    secrets: { clientToken: "test-client-token", accessToken: "test-access-token" },
    kill: 62
  },
  { preset: "cloudbeds", mock: CloudbedsProvider.make, secrets: { apiKey: "test-api-key" }, kill: 9 },
  {
    preset: "cloudbeds2",
    mock: (options) => CloudbedsProvider.make({ ...options, addons: 300, guests: 300 }),
    secrets: { apiKey: "test-api-key" },
    parameters: { propertyIds: ["100001"] },
    kill: 3
  },
  { preset: "apaleo", mock: ApaleoProvider.make, secrets: client, kill: 8 },
  { preset: "hostaway", mock: HostawayProvider.make, secrets: { token: "test-token" }, kill: 3 },
  { preset: "guesty", mock: GuestyProvider.make, secrets: client, kill: 4 }
]

const environment = (secrets: Entry["secrets"]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [`SECRET_${name.toUpperCase()}`, secret]))

/** The rows of all tables but what says when they were observed. */
const tablesOf = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true })
  const names = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'provider\\_%' ESCAPE '\\'")
    .all()
  const tables = names.map(({ name }) => {
    const rows = db.prepare(`SELECT * FROM ${String(name)}`).all()
    const kept = rows.map((row) =>
      JSON.stringify(
        Object.entries(row).filter(([column]) => column === "_innlet_raw" || !column.startsWith("_innlet"))
      )
    )
    return [String(name), kept.toSorted()] as const
  })
  db.close()
  return Object.fromEntries(tables)
}

const counted = Effect.fnUntraced(function* (provider: Provider.Provider) {
  const requests = yield* Ref.make(0)
  const handle: Provider.Provider["handle"] = (request) =>
    Effect.andThen(
      Ref.update(requests, (count) => count + 1),
      provider.handle(request)
    )
  return { provider: { ...provider, handle }, requests: Ref.get(requests) }
})

/** A folder with a configuration, and processes of the host in it. */
const folder = Effect.fnUntraced(function* ({ exitCode = 0, mock, parameters, preset, secrets }: Entry) {
  const files = yield* FileSystem.FileSystem
  const cwd = yield* files.makeTempDirectoryScoped({ directory: HostProcess.memory, prefix: "innlet-presets-" })
  const { provider, requests } = yield* counted(yield* mock({ rows: 300, properties: 3, throttle: [] }))
  const { url } = yield* Serve.serve(provider, { latency: "5 millis" })
  const { auth, ...manifest }: Manifest.Manifest = presets[preset]
  // The mock gives its tokens itself.
  const inHouse = auth?.type === "oauth2" && URL.canParse(auth.tokenUrl) ? new URL(auth.tokenUrl).pathname : undefined
  yield* files.writeFileString(
    join(cwd, "manifest.json"),
    JSON.stringify({ ...manifest, auth: inHouse === undefined ? auth : { ...auth, tokenUrl: inHouse } })
  )
  const connector = {
    use: "generic",
    ...(inHouse === undefined ? { preset } : { manifest: "manifest.json" }),
    baseUrl: url,
    parameters: parameters ?? {},
    secrets: Object.fromEntries(Object.keys(secrets).map((name) => [name, { env: `SECRET_${name.toUpperCase()}` }])),
    quotas: [{ limit: 10_000, window: "1 second" }]
  }
  yield* files.writeFileString(
    join(cwd, "innlet.json"),
    JSON.stringify({
      store: "sqlite:./innlet.db",
      tokens: { directory: "./tokens", key: { env: "TOKEN_KEY" } },
      connectors: { provider: connector }
    })
  )
  const run = () =>
    HostProcess.start(["sync", "provider", "--report", "json"], {
      cwd,
      env: { ...environment(secrets), TOKEN_KEY: Buffer.alloc(32, 7).toString("base64") }
    })
  const finish = Effect.promise(async () => {
    const { code, stderr, stdout } = await run().ended
    assert.strictEqual(code, exitCode, stderr)
    assert.isObject(JSON.parse(stdout))
  })
  return { run, finish, requests, tables: Effect.sync(() => tablesOf(join(cwd, "innlet.db"))) }
})

describe("host sync of a preset", () => {
  for (const entry of entries) {
    it.live(
      `${entry.preset} goes on after SIGKILL at request ${entry.kill}, and leaves the tables of a run left alone`,
      () =>
        Effect.gen(function* () {
          const alone = yield* folder(entry)
          yield* alone.finish
          const killed = yield* folder(entry)
          const { child, ended } = killed.run()
          while ((yield* killed.requests) < entry.kill && child.exitCode === null) yield* Effect.sleep("2 millis")
          child.kill("SIGKILL")
          const { code, stderr } = yield* Effect.promise(() => ended)
          assert.isNull(code, stderr)
          yield* killed.finish

          const tables = yield* alone.tables
          assert.isAbove(Object.values(tables).flat().length, 200)
          assert.deepStrictEqual(yield* killed.tables, tables)
          assert.isAbove(yield* killed.requests, yield* alone.requests)
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      120_000
    )
  }
})
