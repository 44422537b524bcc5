import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { Duration, Effect, Option, Result } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as Document from "../src/Document.ts"
import * as GenericConnector from "../src/GenericConnector.ts"
import type { GenericOptions } from "../src/GenericOptions.ts"
import type { Manifest } from "../src/Manifest.ts"

interface Asked {
  readonly method: string
  readonly url: URL
  readonly body: string
}

interface Scripted {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: string
}

/** A provider that answers by a function, and remembers what it was asked. */
const providerOf = (answer: (asked: Asked) => Scripted) => {
  const asked: Array<Asked> = []
  const http = HttpClient.make((request, url) => {
    const { body } = request
    const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
    const one = { method: request.method, url, body: text }
    asked.push(one)
    const { body: answered, headers = {}, status = 200 } = answer(one)
    return Effect.succeed(
      HttpClientResponse.fromWeb(request, new Response(status === 204 ? null : answered, { status, headers }))
    )
  })
  return { asked, http }
}

/** What a sync of the manifest's streams ends with, and the rows of the last of them. */
const sync = Effect.fnUntraced(
  function* (
    manifest: Manifest,
    http: HttpClient.HttpClient,
    { window, ...options }: GenericOptions & { readonly window?: { readonly from: string; readonly to: string } } = {}
  ) {
    const connector = yield* Effect.provideService(
      GenericConnector.make(manifest, options),
      HttpClient.HttpClient,
      http
    )
    const { streams } = yield* Sync.run(connector, { window }).pipe(
      Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report))
    )
    const memory = yield* MemoryStore.MemoryStore
    const rows = memory.rows(StreamTable.make(connector.name, connector.streams.at(-1)!)).map(({ record }) => record)
    const { outcome } = streams.at(-1)!
    return {
      rows: rows.toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"]), "en", { numeric: true })),
      end: outcome._tag === "Completed" ? outcome.verdict._tag : outcome.error.message
    }
  },
  Effect.provide([MemoryStore.layer, Breaker.layerMemory], { local: true })
)

const base = { version: "1", baseUrl: "https://harbour.test/api" } as const

const reading: Manifest = {
  ...base,
  name: "reading",
  streams: {
    bookings: {
      request: {
        method: "POST",
        path: ["ota"],
        format: "xml",
        body: { OTA_ReadRQ: { "@xmlns": "http://www.opentravel.org/OTA/2003/05", "@Version": "1", "@EchoToken": "e" } }
      },
      pagination: {
        type: "cursor",
        next: "/OTA_ResRetrieveRS/@MoreDataEchoToken",
        more: "/OTA_ResRetrieveRS/@MoreIndicator",
        cursor: { body: "/OTA_ReadRQ/@MoreDataEchoToken" },
        limit: { body: "/OTA_ReadRQ/@MaxResponses" },
        kind: "continuation",
        replay: "safe"
      },
      pageSize: { default: 2 },
      errors: [{ body: { at: "/OTA_ResRetrieveRS/Errors/Error" }, means: "rejected" }],
      records: { at: "/OTA_ResRetrieveRS/ReservationsList/HotelReservation" },
      fields: { id: { type: "id", from: "/@ResID" }, guests: { type: "integer", from: "/Guests", optional: true } },
      key: ["id"]
    }
  }
}

const ota = (inside: string, attributes = "") =>
  `<?xml version="1.0" encoding="utf-8"?><OTA_ResRetrieveRS xmlns="http://www.opentravel.org/OTA/2003/05"${attributes}>${inside}</OTA_ResRetrieveRS>`

const list = (ids: ReadonlyArray<string>) =>
  `<Success/><ReservationsList>${ids.map((id) => `<HotelReservation ResID="${id}"><Guests>2</Guests></HotelReservation>`).join("")}</ReservationsList>`

const queue: Manifest = {
  ...base,
  name: "waiting",
  streams: {
    messages: {
      request: { path: ["messages"] },
      pagination: { type: "queue", id: "/id", acknowledge: { path: ["messages", "ack"], ids: { body: "/ids" } } },
      records: { at: "/messages" },
      fields: { id: { type: "id" }, text: { type: "text" } },
      key: ["id"]
    }
  }
}

describe("a manifest's connector", () => {
  it.effect("follows the tokens of OpenTravel, byte for byte, to the end", () =>
    Effect.gen(function* () {
      const token = `last-2 & <"more">`
      const { asked, http } = providerOf(({ body }) => {
        const tree = Result.getOrThrow(Document.parse("xml", body))
        const sent = JSON.stringify(tree)
        if (!sent.includes("MoreDataEchoToken")) {
          return {
            body: ota(list(["1", "2"]), ` MoreIndicator="true" MoreDataEchoToken="last-2 &amp; &lt;&quot;more&quot;>"`)
          }
        }
        return sent.includes(JSON.stringify(token))
          ? { body: ota(list(["003"]), ` MoreIndicator="false"`) }
          : { body: ota(`<Errors><Error Code="1" ShortText="unknown token"/></Errors>`) }
      })
      const { end, rows } = yield* sync(reading, http)
      assert.strictEqual(end, "Attested")
      assert.deepStrictEqual(rows, [
        { id: "1", guests: 2 },
        { id: "2", guests: 2 },
        { id: "003", guests: 2 }
      ])
      assert.deepStrictEqual(
        asked.map(({ method, url }) => `${method} ${url.pathname}`),
        ["POST /api/ota", "POST /api/ota"]
      )
      assert.include(asked[0]!.body, `MaxResponses="2"`)
    })
  )

  it.effect("takes no XML document that is cut, and no failure of status 200, for the end", () =>
    Effect.gen(function* () {
      const whole = ota(list(["1"]), ` MoreIndicator="false"`)
      for (let cut = 0; cut < whole.length; cut += 7) {
        const { http } = providerOf(() => ({ body: whole.slice(0, cut) }))
        assert.match((yield* sync(reading, http)).end, /UnexpectedResponse/, `cut at ${cut}`)
      }
      const failed = providerOf(() => ({
        body: ota(`<Errors><Error Code="450" ShortText="Unable to process"/></Errors>`)
      }))
      assert.match((yield* sync(reading, failed.http)).end, /RequestRejected/)
      const promised = providerOf(() => ({ body: ota(list(["1"]), ` MoreIndicator="true"`) }))
      assert.match((yield* sync(reading, promised.http)).end, /EndWithoutEvidence/)
    })
  )

  it.effect("empties a queue, and acknowledges what is stored", () =>
    Effect.gen(function* () {
      let waiting = Array.from({ length: 5 }, (_, i) => ({ id: i + 1, text: `m${i + 1}` }))
      const { asked, http } = providerOf(({ body, method }) => {
        if (method === "GET") return { body: JSON.stringify({ messages: waiting.slice(0, 2) }) }
        const { ids }: { readonly ids: ReadonlyArray<number> } = JSON.parse(body)
        waiting = waiting.filter(({ id }) => !ids.includes(id))
        return ids.includes(5) ? { status: 204, body: "" } : { body: `{"done":true}` }
      })
      const { end, rows } = yield* sync(queue, http)
      assert.strictEqual(end, "Attested")
      assert.strictEqual(rows.length, 5)
      assert.strictEqual(waiting.length, 0)
      assert.deepStrictEqual(
        asked.filter(({ method }) => method === "POST").map(({ body, url }) => `${url.pathname} ${body}`),
        ['/api/messages/ack {"ids":[1,2]}', '/api/messages/ack {"ids":[3,4]}', '/api/messages/ack {"ids":[5]}']
      )
    })
  )

  it.effect("waits for another day where the day's requests are used up, and the cooldown elsewhere", () =>
    Effect.gen(function* () {
      const limited: Manifest = {
        ...queue,
        cooldown: "1 second",
        errors: [
          { status: 403, text: "day", means: "throttledDaily" },
          { status: 403, means: "throttled" }
        ]
      }
      const daily = providerOf(() => ({ status: 403, body: "used up for the day" }))
      assert.match((yield* sync(limited, daily.http)).end, /QuotaExceeded/)
      assert.strictEqual(daily.asked.length, 1)
      const waits = (body: string) =>
        Effect.map(
          Effect.flip(
            Effect.provideService(
              GenericConnector.make(limited),
              HttpClient.HttpClient,
              providerOf(() => ({ status: 403, body })).http
            ).pipe(
              Effect.flatMap(({ streams }) =>
                streams[0]!.read({ partition: {}, cursor: Option.none(), pageSize: 100, changed: undefined })
              )
            )
          ),
          (error) => "retryAfter" in error && error.retryAfter && Duration.toSeconds(error.retryAfter)
        )
      assert.deepStrictEqual([yield* waits("too fast"), yield* waits("used up for the day")], [1, 3600])
    })
  )

  it.effect("reads windows of dates and lists, each with each, and says in rows where they came from", () =>
    Effect.gen(function* () {
      const manifest: Manifest = {
        ...base,
        name: "split",
        streams: {
          rates: {
            request: {
              path: ["rates", { partition: "country" }],
              query: { from: { window: "from" }, until: { window: "to", edge: "last" } }
            },
            pagination: { type: "single" },
            partitions: [
              { by: "list", name: "country", values: ["nl", "be"] },
              { by: "window", days: 7, horizon: { past: 0, future: 30 } }
            ],
            records: { at: "/rates" },
            fields: { id: { type: "id" }, country: { partition: "country" }, kind: { constant: "rate" } },
            key: ["country", "id"]
          }
        }
      }
      const { asked, http } = providerOf(({ url }) => ({
        body: JSON.stringify({ rates: [{ id: url.searchParams.get("from") }] })
      }))
      const { end, rows } = yield* sync(manifest, http, { window: { from: "2026-02-25", to: "2026-03-10" } })
      assert.strictEqual(end, "Attested")
      const windows = [
        "from=2026-02-25&until=2026-02-25",
        "from=2026-02-26&until=2026-03-04",
        "from=2026-03-05&until=2026-03-09"
      ]
      assert.deepStrictEqual(
        asked.map(({ url }) => `${url.pathname}${url.search}`),
        ["nl", "be"].flatMap((country) => windows.map((query) => `/api/rates/${country}?${query}`))
      )
      assert.deepStrictEqual(rows[0], { id: "2026-02-25", country: "nl", kind: "rate" })
    })
  )

  it.effect("splits a parent above the threshold, and no other", () =>
    Effect.gen(function* () {
      const manifest: Manifest = {
        ...base,
        name: "sharded",
        streams: {
          properties: {
            request: { path: ["properties"] },
            pagination: { type: "single" },
            records: { at: "" },
            fields: { id: { type: "id" }, types: { type: "json" }, dates: { type: "integer" } },
            key: ["id"]
          },
          rates: {
            request: { path: ["rates"], query: { p: { partition: "property" }, t: { partition: "room" } } },
            pagination: { type: "single" },
            partitions: [
              {
                by: "parent",
                stream: "properties",
                take: { property: "id" },
                shard: { name: "room", values: "types", size: "dates" }
              }
            ],
            records: { at: "" },
            fields: { id: { type: "id" } },
            key: ["id"]
          }
        }
      }
      const properties = [
        { id: "small", types: ["a", "b"], dates: 50_000 },
        { id: "large", types: ["a", "b", "c"], dates: 50_001 }
      ]
      const { asked, http } = providerOf(({ url }) => ({
        body: JSON.stringify(url.pathname.endsWith("properties") ? properties : [{ id: url.search }])
      }))
      const { rows } = yield* sync(manifest, http)
      assert.deepStrictEqual(
        asked.slice(1).map(({ url }) => url.search),
        ["?p=large&t=a", "?p=large&t=b", "?p=large&t=c", "?p=small"]
      )
      assert.strictEqual(rows.length, 4)
    })
  )
})
