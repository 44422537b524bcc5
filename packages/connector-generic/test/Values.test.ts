import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Request } from "../src/StreamManifest.ts"
import * as Values from "../src/Values.ts"

const scope: Values.Scope = {
  parameters: { language: "en", ids: [1, "b c"] },
  partition: { property: "a/b", batch: ["x", "y"] },
  window: { from: "2026-02-01", to: "2026-03-01" }
}

const draftOf = (request: typeof Request.Type, common?: Parameters<typeof Values.draftOf>[1]) =>
  Result.getOrThrow(Values.draftOf(request, common, scope))

describe("the values of a request", () => {
  it("are encoded whole in a path, whose literals have slashes of their own", () => {
    const { path } = draftOf({ path: ["v1/properties", { partition: "property" }, "rooms", 7] })
    assert.strictEqual(path, "/v1/properties/a%2Fb/rooms/7")
  })

  it("lead nowhere else", () => {
    const odd = ["", ".", "..", "\ud800"]
    for (const property of odd) {
      const made = Values.draftOf({ path: ["v1", { partition: "property" }] }, undefined, {
        ...scope,
        partition: { property }
      })
      assert.isTrue(Result.isFailure(made), JSON.stringify(property))
    }
    for (const path of [[{ partition: "batch" }], [{ partition: "none" }], ["v1/../x"]] as const) {
      assert.isTrue(Result.isFailure(Values.draftOf({ path }, undefined, scope)), JSON.stringify(path))
    }
  })

  it("come several times in a query where they are several, or joined, and not at all where they are nothing", () => {
    const { query } = draftOf({
      path: ["x"],
      query: {
        lang: { parameter: "language" },
        id: { parameter: "ids" },
        batch: { partition: "batch" },
        joined: { partition: "batch", join: "," },
        none: null,
        flag: true
      }
    })
    assert.deepStrictEqual(query, [
      ["lang", "en"],
      ["id", "1"],
      ["id", "b c"],
      ["batch", "x"],
      ["batch", "y"],
      ["joined", "x,y"],
      ["flag", "true"]
    ])
  })

  it("say the edges of a window as the provider reads them", () => {
    const { query } = draftOf({
      path: ["x"],
      query: {
        from: { window: "from" },
        to: { window: "to" },
        lastDay: { window: "to", edge: "last" },
        lastSecond: { window: "to", as: "seconds", edge: "last" },
        lastMillisecond: { window: "to", as: "epochMillis", edge: "last" }
      }
    })
    assert.deepStrictEqual(query, [
      ["from", "2026-02-01"],
      ["to", "2026-03-01"],
      ["lastDay", "2026-02-28"],
      ["lastSecond", "2026-02-28T23:59:59Z"],
      ["lastMillisecond", String(Date.UTC(2026, 2, 1) - 1)]
    ])
  })

  it("stand in a body by their names alone, and literals stand as they are", () => {
    const { body } = draftOf({
      method: "POST",
      path: ["x"],
      body: {
        language: { parameter: "language" },
        ids: { partition: "batch" },
        deep: [{ from: { window: "from" } }],
        named: { parameter: "language", beside: 1 },
        literal: { literal: { parameter: "language" } },
        none: { partition: "none" }
      }
    })
    assert.deepStrictEqual(body, {
      language: "en",
      ids: ["x", "y"],
      deep: [{ from: "2026-02-01" }],
      named: { parameter: "language", beside: 1 },
      literal: { parameter: "language" }
    })
  })

  it("of a stream stand before those of all streams", () => {
    const { headers, query } = draftOf(
      { path: ["x"], query: { a: 2 }, headers: { "X-A": "own" } },
      { query: { a: 1, b: 1 }, headers: { "x-a": "common", "x-b": "common" } }
    )
    assert.deepStrictEqual(query, [
      ["b", "1"],
      ["a", "2"]
    ])
    assert.deepStrictEqual(headers, { "x-a": "own", "x-b": "common" })
  })
})
