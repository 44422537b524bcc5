import { assert, describe, it } from "@effect/vitest"
import { type Connector, StreamTable } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { HotelXProvider, LegacyProvider, type Provider } from "@innlet/testkit"
import * as Msw from "@innlet/testkit/msw"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { setupServer } from "msw/node"
import { LegacyConnector } from "../src/legacy/index.ts"
import { connect, verdictOf } from "./Pull.ts"

const hotelx = ["hotels", "destinations", "rooms", "boards", "categories", "metadata"] as const
const legacy = ["hotels", "rooms", "destinations", "categories", "boards"] as const

const intercepted = Effect.fnUntraced(function* (provider: Provider.Provider, origin: string) {
  const server = setupServer(...(yield* Msw.handlers(provider, origin)))
  yield* Effect.acquireRelease(
    Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
    () => Effect.sync(() => server.close())
  )
})

/** How every stream ended, and the keys of what it stored, in order. */
const synced = Effect.fnUntraced(function* (connector: Connector.Connector) {
  const { streams } = yield* Sync.run(connector)
  const memory = yield* MemoryStore.MemoryStore
  return connector.streams.map((stream, index) => {
    const table = StreamTable.make(connector.name, stream)
    const keys = memory.rows(table).map(({ record }) => String(record[table.key[0]!.field]))
    return [stream.name, verdictOf(streams[index]!), keys.toSorted()] as const
  })
}, Effect.provide(MemoryStore.layer))

const expected = <Stream extends string>(
  streams: ReadonlyArray<Stream>,
  codes: (stream: Stream) => Effect.Effect<ReadonlyArray<string>>
) => Effect.forEach(streams, (name) => Effect.map(codes(name), (all) => [name, "Attested", all.toSorted()] as const))

describe("a sync through msw", () => {
  it.live("stores every list of Hotel-X", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ hotels: 120, destinations: 110, rooms: 130 })
      yield* intercepted(provider, "https://hotelx.test")
      const connector = yield* connect()

      assert.deepStrictEqual(yield* synced(connector), yield* expected(hotelx, provider.codes))
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("stores every list of the legacy service", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ hotels: 120, rooms: 110, pageExtra: 7, tokens: "hostile" })
      yield* intercepted(provider, "https://hub.test")
      const connector = yield* LegacyConnector.make({
        baseUrl: "https://hub.test",
        username: "hub-user",
        password: Redacted.make("hub-password"),
        supplier: "SUPP",
        accessCode: "2",
        expectedRange: 50
      })

      assert.deepStrictEqual(yield* synced(connector), yield* expected(legacy, provider.codes))
      assert.isAbove((yield* provider.requests).length, 5 + 2)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})
