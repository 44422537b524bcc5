import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted, Result } from "effect"
import { HttpClient } from "effect/http"
import { LegacyConnector, LegacyOptions } from "../../src/legacy/index.ts"

const options: LegacyOptions.LegacyOptions = {
  username: "hub-user",
  password: Redacted.make("hub-password"),
  supplier: "SUPP",
  accessCode: "2"
}

const connect = (more: Partial<LegacyOptions.LegacyOptions> = {}) =>
  LegacyConnector.make({ ...options, ...more }).pipe(
    Effect.provideService(
      HttpClient.HttpClient,
      HttpClient.make(() => Effect.die("nothing is sent"))
    )
  )

const problem = (more: Partial<LegacyOptions.LegacyOptions>): string => {
  const checked = LegacyOptions.check({ ...options, ...more })
  return Result.isFailure(checked) ? checked.failure.message : "good"
}

describe("LegacyOptions.check", () => {
  const bad: ReadonlyArray<readonly [more: Partial<LegacyOptions.LegacyOptions>, message: string]> = [
    [{ baseUrl: "http://hub.example.com" }, "baseUrl: Expected https"],
    [{ path: "Service" }, "path: "],
    [{ path: "//evil.test/x" }, "path: "],
    [{ username: "" }, "username: is empty"],
    [{ username: " a" }, "username: begins or ends with a space"],
    [{ password: Redacted.make("s3cret\n") }, "password: holds a control character"],
    [{ password: Redacted.make("s3cret\ufffe") }, "password: holds the character U+FFFE"],
    [{ supplierPassword: Redacted.make("") }, "supplierPassword: is empty"],
    [{ supplier: "\ud800" }, "supplier: holds half of a character"],
    [{ accessCode: "" }, "accessCode: is empty"],
    [{ language: "EN" }, "language: "],
    [{ language: "eng" }, "language: "],
    [{ timeoutMilliseconds: 49 }, "timeoutMilliseconds: 49 is not a whole number from 50 to 240000"],
    [{ timeoutMilliseconds: 240_001 }, "timeoutMilliseconds: 240001"],
    [{ expectedRange: 0 }, "expectedRange: 0 is not a whole number from 1 to 10000"],
    [{ expectedRange: 10_001 }, "expectedRange: 10001"],
    [{ expectedRange: 1.5 }, "expectedRange: 1.5"],
    [{ expectedRange: Number.NaN }, "expectedRange: NaN"],
    [{ lifetime: 0 }, "lifetime: "]
  ]
  for (const [more, message] of bad) {
    it(`says ${message} of ${JSON.stringify(more)}`, () => {
      const said = problem(more)

      assert.isTrue(said.startsWith(message), said)
      assert.notInclude(said, "s3cret")
    })
  }

  it("takes every bound", () => {
    for (const more of [
      { timeoutMilliseconds: 50, expectedRange: 1 },
      { timeoutMilliseconds: 240_000, expectedRange: 10_000 },
      { baseUrl: "http://127.0.0.1:8080", lifetime: "4 minutes" as const }
    ]) {
      assert.strictEqual(problem(more), "good")
    }
  })
})

describe("LegacyConnector.make", () => {
  it.effect("declares what is known of the lists, and no more", () =>
    Effect.gen(function* () {
      const connector = yield* connect()

      assert.deepStrictEqual(connector.hotels.traversal, {
        cursor: "continuation",
        replay: "safe",
        lifetime: { _tag: "Sliding", ttl: Duration.seconds(210) },
        order: "unspecified",
        total: "none",
        end: ["absentCursor", "code:11204"]
      })
      assert.deepStrictEqual(connector.hotels.pageSize, { min: 1, max: 10_000, step: 1, default: 1000 })
      assert.deepStrictEqual(
        connector.streams.map(({ name }) => name),
        ["hotels", "rooms", "destinations", "categories", "boards"]
      )
      assert.deepStrictEqual([connector.name, connector.warnings], ["hotelx_legacy", []])
    })
  )

  it.effect("takes what you know better, and warns of a range that is not advised", () =>
    Effect.gen(function* () {
      const endless = yield* connect({ lifetime: "Infinity" })
      assert.strictEqual(endless.hotels.traversal.lifetime._tag, "Unlimited")
      const connector = yield* connect({ tokenReplay: "unsafe", lifetime: "4 minutes", expectedRange: 1200 })
      const { lifetime, replay } = connector.rooms.traversal

      assert.deepStrictEqual([lifetime._tag, replay, connector.rooms.pageSize.default], ["Sliding", "unsafe", 1200])
      assert.strictEqual(connector.warnings.length, 1)
      assert.include(connector.warnings[0] ?? "", "1200 is not a multiple of 1000")
    })
  )
})
