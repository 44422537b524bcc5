import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { HttpClient } from "effect/http"
import * as GenericConnector from "../src/GenericConnector.ts"
import type { GenericOptions } from "../src/GenericOptions.ts"
import type { Manifest } from "../src/Manifest.ts"

const manifest: Manifest = {
  name: "harbour",
  version: "1",
  baseUrl: "https://harbour.test",
  parameters: { language: { default: "en", values: ["en", "de"] }, property: { description: "the id of yours" } },
  auth: { type: "header", header: "x-key", key: "apiKey" },
  spacing: "200 millis",
  quotas: [{ limit: 50, window: "1 minute" }],
  streams: {
    rooms: {
      request: { path: ["rooms"], query: { p: { parameter: "property" }, l: { parameter: "language" } } },
      pagination: { type: "single" },
      records: { at: "/rooms" },
      fields: { id: { type: "id" } },
      key: ["id"]
    }
  }
}

const silent = HttpClient.make(() => Effect.die(new Error("nothing is to be sent")))
const given = { parameters: { property: "7" }, secrets: { apiKey: Redacted.make("a-key-of-ours") } }

const make = (options: GenericOptions) =>
  Effect.result(GenericConnector.make(manifest, options)).pipe(
    Effect.provideService(HttpClient.HttpClient, silent),
    Effect.runSync
  )

const refusals: ReadonlyArray<readonly [string, GenericOptions, string]> = [
  ["a missing parameter", { ...given, parameters: {} }, "parameters.property: is missing: the id of yours"],
  [
    "an unknown parameter",
    { ...given, parameters: { property: 1, lang: "de" } },
    "parameters.lang: the manifest has no such parameter; it has language, property"
  ],
  [
    "a value that a parameter does not have",
    { ...given, parameters: { property: 1, language: "fr" } },
    'parameters.language: "fr" is none of en, de'
  ],
  ["a missing secret", { ...given, secrets: {} }, 'secrets: the secret "apiKey" is not given'],
  [
    "an unknown secret",
    { ...given, secrets: { ...given.secrets, token: Redacted.make("x") } },
    "secrets.token: the manifest has no such secret; it has apiKey"
  ],
  [
    "a base URL without TLS",
    { ...given, baseUrl: "http://harbour.test" },
    "baseUrl: Expected https; http would send the token in clear, except to this machine"
  ]
]

describe("the options of a manifest", () => {
  for (const [what, options, line] of refusals) {
    it(`refuse ${what} in one line`, () => {
      const made = make(options)
      assert.strictEqual(Result.isFailure(made) ? made.failure.message : "made", line)
    })
  }

  it("give a connector what the manifest and the host say of limits", () => {
    const made = Result.getOrThrow(make(given))
    assert.deepStrictEqual([made.name, made.version, made.provider], ["harbour", "1", "https://harbour.test"])
    assert.strictEqual(made.quotas[0]?.limit, 50)
    assert.isDefined(made.pace?.spacing)
    const other = Result.getOrThrow(make({ ...given, name: "quay", quotas: [], account: "mine" }))
    assert.deepStrictEqual([other.name, other.quotas.length, other.account], ["quay", 0, "mine"])
  })
})
