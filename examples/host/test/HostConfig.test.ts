import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as HostConfig from "../src/HostConfig.ts"

const booking = { use: "booking", baseUrl: "https://api.example.com", token: { env: "BOOKING_TOKEN" } }
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
    { store: "postgres:x", connectors: {} },
    'innlet.json: store: Expected "sqlite:FILE" or "memory"'
  ],
  [
    "a store without a file",
    { store: "sqlite:", connectors: {} },
    'innlet.json: store: Expected "sqlite:FILE" or "memory"'
  ],
  ["an unknown key", { store: "memory", connectors: {}, port: 1 }, "innlet.json: port: Unknown key"],
  [
    "a name that can't name a table",
    { store: "memory", connectors: { "My-Hotel": booking } },
    "innlet.json: connectors.My-Hotel: Expected a name of the form [a-z][a-z0-9_]*"
  ],
  [
    "a connector that is planned",
    withBooking({ use: "hotelx" }),
    'innlet.json: connectors.booking.use: the connector "hotelx" is not there yet; there is "booking"'
  ],
  [
    "an unknown connector",
    withBooking({ use: "expedia" }),
    'innlet.json: connectors.booking.use: there is no connector "expedia"; there is "booking"'
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

  it.effect.each(["http://localhost:4010", "http://127.0.0.1:4010", "http://127.8.9.10", "http://[::1]:4010"])(
    "lets %s do without https",
    (baseUrl) =>
      Effect.gen(function* () {
        const { connectors } = yield* parse(withBooking({ baseUrl }))

        assert.deepStrictEqual(connectors, { booking: { ...booking, baseUrl } })
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
