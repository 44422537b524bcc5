import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Origin from "../../src/resilience/Origin.ts"

describe("Origin.baseUrl", () => {
  for (const [text, url] of [
    ["https://api.example/v2/", "https://api.example/v2"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    ["http://localhost:4010/", "http://localhost:4010"],
    ["http://[::1]:4010", "http://[::1]:4010"],
    ["http://0x7f.1:4010", "http://127.0.0.1:4010"]
  ] as const) {
    it(`takes ${text}`, () => assert.deepStrictEqual(Origin.baseUrl(text), Result.succeed(url)))
  }

  for (const text of [
    "http://api.example",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "https://user:secret@api.example",
    "https://api.example/?key=1",
    "https://api.example/#a",
    "ftp://127.0.0.1",
    "file:///etc/passwd",
    "api.example",
    ""
  ]) {
    it(`refuses "${text}"`, () => assert.isTrue(Result.isFailure(Origin.baseUrl(text))))
  }

  it("does not repeat a password it refuses", () => {
    const refused = Origin.baseUrl("https://user:secret@api.example")
    assert.notInclude(String(Result.isFailure(refused) && refused.failure), "secret")
  })
})
