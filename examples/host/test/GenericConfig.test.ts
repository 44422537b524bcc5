import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Path } from "effect"
import { HttpClient } from "effect/http"
import { join } from "node:path"
import * as ConfiguredConnector from "../src/ConfiguredConnector.ts"
import * as HostConfig from "../src/HostConfig.ts"

const manifest = `
name: pms
version: "1.0.0"
baseUrl: https://api.pms.example
auth: { type: basic, user: user, password: password }
parameters:
  hotel: { description: the hotel's number }
streams:
  rooms:
    request: { path: [hotels, { parameter: hotel }, rooms] }
    pagination: { type: single }
    records: { at: "" }
    fields: { id: { type: id } }
    key: [id]
`

const silent = HttpClient.make(() => Effect.die(new Error("nothing is to be asked")))

/** What making the connector comes to, with the manifest in a file beside the configuration. */
const made = Effect.fnUntraced(
  function* (
    generic: object,
    written = manifest,
    make: typeof ConfiguredConnector.make = ConfiguredConnector.make
  ): Effect.fn.Return<string, unknown, FileSystem.FileSystem | Path.Path> {
    const files = yield* FileSystem.FileSystem
    const folder = yield* Effect.scoped(files.makeTempDirectory({ prefix: "innlet-generic-" }))
    yield* files.writeFileString(join(folder, "pms.yaml"), written)
    const file = join(folder, "innlet.json")
    const text = JSON.stringify({ store: "memory", connectors: { pms: { use: "generic", ...generic } } })
    const making = Effect.flatMap(HostConfig.parse(file, folder, text), (config) => make(config, "pms"))
    const outcome = yield* making.pipe(
      Effect.provideService(HttpClient.HttpClient, silent),
      Effect.match({
        onSuccess: ({ connector }) => `${connector.name}: ${connector.streams.map(({ name }) => name).join()}`,
        onFailure: ({ message }) => message
      })
    )
    return outcome.replaceAll(`${folder}/`, "")
  },
  Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: { PMS_USER: "me", PMS_PASSWORD: "s3cret" } })))
)

const secrets = { user: { env: "PMS_USER" }, password: { env: "PMS_PASSWORD" } }
const right = { manifest: "pms.yaml", secrets, parameters: { hotel: 7 } }
const at = "innlet.json: connectors.pms"

const lines: ReadonlyArray<readonly [what: string, generic: object, line: string]> = [
  ["a manifest of the folder", right, "pms: rooms"],
  ["neither manifest nor preset", { secrets }, `${at}: Expected either manifest or preset`],
  ["a manifest that is not there", { ...right, manifest: "pmx.yaml" }, "pmx.yaml: there is no such file"],
  [
    "a secret that is missing",
    { ...right, secrets: { user: secrets.user } },
    `${at}.secrets.password: Missing; expected { "env": "NAME" }, as the manifest asks for it`
  ],
  [
    "a secret that nobody asks for",
    { ...right, secrets: { ...secrets, key: { env: "X" } } },
    `${at}.secrets.key: the manifest names no such secret; it asks for user, password`
  ],
  [
    "a secret written out",
    { ...right, secrets: { ...secrets, user: "me" } },
    `${at}.secrets.user: Expected { "env": "NAME" }; a secret is read from the environment, never from this file`
  ],
  [
    "a variable that is not set",
    { ...right, secrets: { ...secrets, user: { env: "PMS_NOBODY" } } },
    `${at}.secrets.user: the environment variable PMS_NOBODY is not set, or is empty`
  ],
  [
    "a parameter that is missing",
    { ...right, parameters: {} },
    `${at}.parameters.hotel: is missing: the hotel's number`
  ],
  [
    "a parameter that nobody asks for",
    { ...right, parameters: { hotel: 7, room: 1 } },
    `${at}.parameters.room: the manifest has no such parameter; it has hotel`
  ],
  [
    "an address in clear",
    { ...right, baseUrl: "http://api.pms.example" },
    `${at}.baseUrl: Expected https; http would send the token in clear, except to this machine`
  ],
  [
    "an option of a stream that is not there",
    { ...right, streams: { room: { history: true } } },
    `${at}.streams.room: there is no such stream; pms has rooms`
  ]
]

describe('use: "generic"', () => {
  it.effect.each(lines)("says in one line: %s", ([, generic, line]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* made(generic), line)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("tells every problem of a manifest on a line of its own", () =>
    Effect.gen(function* () {
      const broken = manifest
        .replace("key: [id]", "key: [ids]")
        .replace("{ parameter: hotel }", "{ parameter: hotels }")

      assert.strictEqual(
        yield* made(right, broken),
        'pms.yaml: streams.rooms.request.path.1: There is no parameter "hotels"; there are hotel\npms.yaml: streams.rooms.key.0: There is no field "ids"; did you mean "id"?'
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("needs no secrets to look at dead letters and coverage", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* made({ manifest: "pms.yaml", parameters: { hotel: 7 } }, manifest, ConfiguredConnector.offline),
        "pms: rooms"
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("takes a preset by its name, and names those there are", () =>
    Effect.gen(function* () {
      const outcome = yield* made({ preset: "hotelbed" })

      assert.match(
        outcome,
        /^innlet\.json: connectors\.pms\.preset: there is no preset "hotelbed"; there are .*hotelbedsContent/u
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
