// One property with 60 room types and more than 50,000 rate-dates, read by a manifest that splits it into 60 shards, from a
// server that takes 50 ms for an answer: wall time with 1, 4 and 8 at a time beside the least that the requests can take.
import "effect/schema/SchemaJITCompiler/enable"
import { GenericConnector, type Manifest } from "@innlet/connector-generic"
import { Sync } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { NodeClient } from "@innlet/core/node"
import { Effect } from "effect"
import { createServer } from "node:http"

const latency = 50
const types = Array.from({ length: 60 }, (_, i) => `room-${String(i).padStart(2, "0")}`)
const days = 1000
const say = (line: string) => process.stdout.write(`${line}\n`)

const rateOf = (type: string, day: number) => ({
  id: `${type}/${day}`,
  room_type: type,
  date: new Date(day * 86_400_000).toISOString().slice(0, 10),
  price: `${100 + (day % 50)}.50`
})
const lists = new Map(types.map((type) => [type, Array.from({ length: days }, (_, day) => rateOf(type, day))]))
let requests = 0
const server = createServer((request, response) => {
  requests += 1
  const url = new URL(request.url ?? "/", "http://127.0.0.1")
  const offset = Number(url.searchParams.get("offset"))
  const limit = Number(url.searchParams.get("limit"))
  const all =
    url.pathname === "/properties"
      ? [{ id: "p1", room_types: types, rate_dates: types.length * days }]
      : (lists.get(url.searchParams.get("room_type") ?? "") ?? [])
  const body = JSON.stringify({ offset, total: all.length, data: all.slice(offset, offset + limit) })
  setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(body), latency)
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const pagination = {
  type: "offset",
  offset: { query: "offset" },
  limit: { query: "limit" },
  offsetAt: "/offset",
  total: { at: "/total" }
} as const

const manifest: Manifest.Manifest = {
  name: "sharded",
  version: "1.0.0",
  baseUrl: `http://127.0.0.1:${port}`,
  streams: {
    properties: {
      request: { path: ["properties"] },
      pagination,
      pageSize: { default: 500 },
      order: "immutable",
      records: { at: "/data" },
      fields: {
        id: { type: "id" },
        roomTypes: { type: "json", from: "/room_types" },
        rateDates: { type: "integer", from: "/rate_dates" }
      },
      key: ["id"]
    },
    rates: {
      request: {
        path: ["rates"],
        query: { property: { partition: "property" }, room_type: { partition: "room_type" } }
      },
      pagination,
      pageSize: { default: 500 },
      order: "immutable",
      partitions: [
        {
          by: "parent",
          stream: "properties",
          take: { property: "id" },
          shard: { name: "room_type", values: "roomTypes", size: "rateDates" }
        }
      ],
      records: { at: "/data" },
      fields: {
        id: { type: "id" },
        roomType: { type: "id", from: "/room_type" },
        date: { type: "date" },
        price: { type: "decimal" }
      },
      key: ["id"]
    }
  }
}

const pull = (concurrency: number) =>
  Effect.gen(function* () {
    const connector = yield* GenericConnector.make(manifest)
    yield* Sync.run(connector, { streams: ["properties"] })
    requests = 0
    const begun = performance.now()
    const { streams } = yield* Sync.run(connector, { streams: ["rates"], concurrency })
    const outcome = streams[0]!.outcome
    return {
      seconds: (performance.now() - begun) / 1000,
      rows: streams[0]!.counts.inserted,
      verdict: outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag
    }
  }).pipe(Effect.provide([NodeClient.layer(), MemoryStore.layer]), Effect.runPromise)

await pull(8)
say(`${types.length} shards of ${days} rates, pages of 500, ${latency} ms an answer`)
let alone = 0
for (const concurrency of [1, 4, 8]) {
  const { rows, seconds, verdict } = await pull(concurrency)
  if (concurrency === 1) alone = seconds
  const floor = (requests * latency) / 1000 / concurrency
  say(
    `${concurrency} at a time: ${seconds.toFixed(2)} s, ${(alone / seconds).toFixed(2)} times as fast as one; ` +
      `${requests} requests take ${floor.toFixed(2)} s at the least (${(seconds / floor).toFixed(2)} of it); ` +
      `${rows} rows, ${verdict}`
  )
}
server.close()
