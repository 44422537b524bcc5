import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, FileSystem, Redacted } from "effect"
import * as PaceConfig from "../src/PaceConfig.ts"
import * as HostConfig from "../src/HostConfig.ts"

const hotelx = { use: "hotelx", access: "2", apiKey: { env: "HOTELX_KEY" } }
const legacy = {
  use: "hotelx-legacy",
  username: "hub",
  password: { env: "HUB_PASSWORD" },
  supplier: "SUPP",
  accessCode: "2"
}
const booking = { use: "booking" as const, baseUrl: "https://api.example.com", token: { env: "BOOKING_TOKEN" } }
const oauth = { tokenUrl: "https://api.example.com/token", clientId: "c", clientSecret: { env: "CLIENT_SECRET" } }
const withBooking = (changes: object) => ({ store: "memory", connectors: { booking: { ...booking, ...changes } } })

const parse = (config: unknown) =>
  HostConfig.parse("innlet.json", "/etc/innlet", typeof config === "string" ? config : JSON.stringify(config)).pipe(
    Effect.provide(NodeServices.layer)
  )

const refused: ReadonlyArray<readonly [string, unknown, string]> = [
  ["no JSON", "{ nonsense", "innlet.json: not JSON at line 1, column 3"],
  ["a comma too many", '{\n  "store": "memory",\n}', "innlet.json: not JSON at line 3, column 1"],
  ["half a file", '{\n  "store":', "innlet.json: not JSON: it ends at line 2, unfinished"],
  ["a secret where JSON ends", '{"token":s3cret}', "innlet.json: not JSON"],
  ["no object", [], "innlet.json: Expected object"],
  ["nothing", {}, "innlet.json: store: Missing key; connectors: Missing key"],
  [
    "an unknown store",
    { store: "mysql:x", connectors: {} },
    'innlet.json: store: Expected "memory", "sqlite:FILE", "ndjson:DIRECTORY", "postgres://USER@HOST:PORT/DATABASE" or { "env": "NAME" }'
  ],
  [
    "a store without a file",
    { store: "sqlite:", connectors: {} },
    'innlet.json: store: Expected "memory", "sqlite:FILE", "ndjson:DIRECTORY", "postgres://USER@HOST:PORT/DATABASE" or { "env": "NAME" }'
  ],
  [
    "a store that is a number",
    { store: 5, connectors: {} },
    'innlet.json: store: Expected "memory", "sqlite:FILE", "ndjson:DIRECTORY", "postgres://USER@HOST:PORT/DATABASE" or { "env": "NAME" }'
  ],
  [
    "a PostgreSQL database without a name",
    { store: "postgres://db.example.com", connectors: {} },
    "innlet.json: store: Expected a URL such as postgres://USER@HOST:PORT/DATABASE"
  ],
  [
    "a PostgreSQL password written out",
    { store: "postgres://me:s3cret@db.example.com/rates", connectors: {} },
    'innlet.json: store: Expected no password in this file; put the whole URL into an environment variable and name that, { "env": "DATABASE_URL" }'
  ],
  [
    "a PostgreSQL password in a parameter",
    { store: "postgresql://me@db.example.com/rates?password=s3cret", connectors: {} },
    'innlet.json: store: Expected no password in this file; put the whole URL into an environment variable and name that, { "env": "DATABASE_URL" }'
  ],
  [
    "a PostgreSQL schema that needs quotes",
    { store: 'postgres://me@db.example.com/rates?schema=a"b', connectors: {} },
    "innlet.json: store: Expected a schema with a name of the form [a-z_][a-z0-9_]*"
  ],
  [
    "a store's variable with more beside it",
    { store: { env: "URL", url: "x" }, connectors: {} },
    "innlet.json: store.url: Unknown key"
  ],
  [
    "an unknown way with drift",
    withBooking({ streams: { rates: { drift: "panic" } } }),
    'innlet.json: connectors.booking.streams.rates.drift: Expected "ignore" | "warn" | "quarantine" | "fail"'
  ],
  [
    "an unknown option of a stream",
    withBooking({ streams: { rates: { delete: true } } }),
    "innlet.json: connectors.booking.streams.rates.delete: Unknown key"
  ],
  [
    "no room for staged pages",
    { ...withBooking({}), stagingBytes: 0 },
    "innlet.json: stagingBytes: Expected a value between 1 and 1000000000000"
  ],
  [
    "changes by a parameter that is none",
    withBooking({ changes: { since: "a b" } }),
    "innlet.json: connectors.booking.changes.since: Expected the name of a query parameter"
  ],
  ["an unknown key", { store: "memory", connectors: {}, port: 1 }, "innlet.json: port: Unknown key"],
  [
    "a key that moves the terminal's cursor",
    { store: "memory", connectors: {}, "\n\u001b[2Ja\u202e": 1 },
    "innlet.json: \\u000a\\u001b[2Ja\\u202e: Unknown key"
  ],
  [
    "a name that can't name a table",
    { store: "memory", connectors: { "My-Hotel": booking } },
    "innlet.json: connectors.My-Hotel: Expected a name of the form [a-z][a-z0-9_]*"
  ],
  [
    "a connector that is not there yet",
    withBooking({ use: "airline" }),
    'innlet.json: connectors.booking: Expected "use" to be "booking", "booking-demand", "hotelx", "hotelx-legacy" or "generic"'
  ],
  [
    "a connector without a use",
    { store: "memory", connectors: { booking: { baseUrl: "https://api.example.com" } } },
    'innlet.json: connectors.booking: Expected "use" to be "booking", "booking-demand", "hotelx", "hotelx-legacy" or "generic"'
  ],
  [
    "an option of another connector",
    { store: "memory", connectors: { hub: { ...hotelx, profile: "offset" } } },
    "innlet.json: connectors.hub.profile: Unknown key"
  ],
  [
    "Hotel-X without an access",
    { store: "memory", connectors: { hub: { ...hotelx, access: undefined } } },
    "innlet.json: connectors.hub.access: Missing key"
  ],
  [
    "hotels split in two ways",
    { store: "memory", connectors: { hub: { ...hotelx, countries: ["ES"], destinations: ["D1"] } } },
    "innlet.json: connectors.hub: Expected countries or destinations, not both"
  ],
  [
    "the legacy service with a password in the file",
    { store: "memory", connectors: { hub: { ...legacy, password: "secret" } } },
    'innlet.json: connectors.hub.password: Expected { "env": "NAME" }; a secret is read from the environment, never from this file'
  ],
  [
    "a page size of nothing",
    withBooking({ pageSize: 0 }),
    "innlet.json: connectors.booking.pageSize: Expected a value between 1 and 500"
  ],
  [
    "a page size in words",
    withBooking({ pageSize: "100" }),
    "innlet.json: connectors.booking.pageSize: Expected number"
  ],
  [
    "an unknown profile",
    withBooking({ profile: "cursor" }),
    'innlet.json: connectors.booking.profile: Expected "offset"'
  ],
  [
    "an unknown order",
    withBooking({ order: "sorted" }),
    'innlet.json: connectors.booking.order: Expected "immutable" | "append" | "mutable" | "unspecified"'
  ],
  [
    "a misspelt key, its value not repeated",
    withBooking({ tokn: "s3cret" }),
    "innlet.json: connectors.booking.tokn: Unknown key"
  ],
  [
    "a secret written out",
    withBooking({ token: "s3cret" }),
    'innlet.json: connectors.booking.token: Expected { "env": "NAME" }; a secret is read from the environment, never from this file'
  ],
  [
    "a secret beside its variable",
    withBooking({ token: { env: "T", value: "s3cret" } }),
    "innlet.json: connectors.booking.token.value: Unknown key"
  ],
  [
    "a base URL that is none",
    withBooking({ baseUrl: "api.example.com" }),
    "innlet.json: connectors.booking.baseUrl: Expected a URL such as https://api.example.com"
  ],
  [
    "a base URL with a password",
    withBooking({ baseUrl: "https://me:s3cret@api.example.com" }),
    "innlet.json: connectors.booking.baseUrl: Expected a URL without a user name or password"
  ],
  [
    "another protocol",
    withBooking({ baseUrl: "ftp://api.example.com" }),
    "innlet.json: connectors.booking.baseUrl: Expected https, not ftp"
  ],
  [
    "no credentials",
    withBooking({ token: undefined }),
    "innlet.json: connectors.booking: Expected either token or oauth"
  ],
  ["two credentials", withBooking({ oauth }), "innlet.json: connectors.booking: Expected either token or oauth"],
  [
    "OAuth whose tokens are kept nowhere",
    withBooking({ token: undefined, oauth }),
    'innlet.json: connectors.booking.oauth: Expected "tokens" beside it, where tokens are kept between runs'
  ],
  [
    "a quota of nothing",
    withBooking({ quotas: [{ limit: 0, window: "1 minute" }] }),
    "innlet.json: connectors.booking.quotas.0.limit: Expected a value between 1 and 1000000"
  ],
  [
    "a window that is no length of time",
    withBooking({ quotas: [{ limit: 5, window: "a minute" }] }),
    'innlet.json: connectors.booking.quotas.0.window: Expected a length of time such as "7 days" or "200 millis"'
  ],
  [
    "no spacing at all",
    withBooking({ spacing: "0 seconds" }),
    'innlet.json: connectors.booking.spacing: Expected a length of time such as "7 days" or "200 millis"'
  ],
  [
    "quiet hours that no day has",
    withBooking({ quietHours: { from: "24:00", to: "12:00", factor: 0.5 } }),
    'innlet.json: connectors.booking.quietHours.from: Expected a time of day in UTC such as "08:00"'
  ],
  [
    "quiet hours without a factor",
    withBooking({ quietHours: { from: "08:00", to: "12:00", factor: 0 } }),
    "innlet.json: connectors.booking.quietHours.factor: Expected a value between 0.01 and 1"
  ],
  [
    "shared quotas without a number of processes",
    { ...withBooking({}), quotas: { redis: { env: "REDIS_URL" }, whenDown: "local" } },
    'innlet.json: quotas: Expected processes beside "local"'
  ],
  [
    "a token in clear over the network",
    withBooking({ baseUrl: "http://localhost.example.com" }),
    "innlet.json: connectors.booking.baseUrl: Expected https; http would send the token in clear, except to this machine"
  ]
]

describe("HostConfig.parse", () => {
  it.effect.each(refused)("refuses %s", ([, config, line]) =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(parse(config))

      assert.deepStrictEqual({ exitCode: failure.exitCode, lines: failure.lines }, { exitCode: 2, lines: [line] })
    })
  )

  it.effect("looks for a relative store beside the configuration", () =>
    Effect.gen(function* () {
      const { store } = yield* parse({ store: "sqlite:./innlet.db", connectors: {} })

      assert.deepStrictEqual(store, { _tag: "Sqlite", filename: "/etc/innlet/innlet.db" })
    })
  )

  it.effect.each<readonly [written: unknown, place: unknown]>([
    ["ndjson:./data", { _tag: "Ndjson", directory: "/etc/innlet/data" }],
    [{ env: "DATABASE_URL" }, { _tag: "Env", variable: "DATABASE_URL", folder: "/etc/innlet" }],
    ["memory", { _tag: "Memory" }]
  ])("takes the store %j", ([written, place]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* parse({ store: written, connectors: {} })).store, place)
    })
  )

  it.effect("takes a PostgreSQL URL apart", () =>
    Effect.gen(function* () {
      const { store } = yield* parse({
        store: "postgres://me@h:5433/rates?sslmode=require&schema=innlet",
        connectors: {}
      })

      assert.strictEqual(store._tag, "Postgres")
      if (store._tag !== "Postgres") return
      assert.deepStrictEqual(
        [Redacted.value(store.url), store.schema],
        ["postgres://me@h:5433/rates?sslmode=require", "innlet"]
      )
    })
  )

  it.effect.each(["http://localhost:4010", "http://127.0.0.1:4010", "http://127.8.9.10", "http://[::1]:4010"])(
    "lets %s do without https",
    (baseUrl) =>
      Effect.gen(function* () {
        const { connectors } = yield* parse(withBooking({ baseUrl }))

        assert.deepStrictEqual(connectors, { booking: { ...booking, baseUrl } })
      })
  )
})

describe("HostConfig.parse of a whole configuration", () => {
  it.effect("reads quotas, hours, shared quotas and kept tokens", () =>
    Effect.gen(function* () {
      const config = yield* parse({
        ...withBooking({
          token: undefined,
          oauth: { ...oauth, scope: "rates", maxCalls: { limit: 5, window: "1 day" } },
          account: "acme",
          quotas: [{ limit: 50, window: "1 minute", counting: "fixed" }],
          spacing: "200 millis",
          quietHours: { from: "08:00", to: "12:30", factor: 0.5 }
        }),
        quotas: { redis: { env: "REDIS_URL" }, whenDown: "local", processes: 3 },
        tokens: { directory: "./tokens", key: { env: "TOKEN_KEY" } }
      })

      assert.deepStrictEqual(config.connectors["booking"]?.quietHours, { from: 480, to: 750, factor: 0.5 })
      assert.deepStrictEqual(config.tokens, { directory: "/etc/innlet/tokens", key: { env: "TOKEN_KEY" } })
      assert.strictEqual(config.quotas?.processes, 3)
      const [quota] = config.connectors["booking"]?.quotas ?? []
      assert.deepStrictEqual(quota && PaceConfig.quotaOf(quota), {
        kind: "read",
        limit: 50,
        window: Duration.minutes(1),
        counting: "fixed"
      })
    })
  )
})

describe("HostConfig.load", () => {
  it.effect("names a file that is not there, and a folder", () =>
    Effect.gen(function* () {
      const folder = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()

      const missing = yield* Effect.flip(HostConfig.load(`${folder}/innlet.json`))
      assert.deepStrictEqual(missing.lines, [`${folder}/innlet.json: there is no such file`])
      const directory = yield* Effect.flip(HostConfig.load(folder))
      assert.deepStrictEqual(directory.lines, [`${folder}: it is a folder, not a file`])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
