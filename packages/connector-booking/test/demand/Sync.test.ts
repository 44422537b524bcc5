import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { NodeClient } from "@innlet/core/node"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { layerSql, MemoryStore } from "@innlet/core/store"
import { DemandProvider, Fault, InMemory, Serve, World } from "@innlet/testkit"
import * as Msw from "@innlet/testkit/msw"
import { Clock, Effect, Ref } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { setupServer } from "msw/node"
import {
  begin,
  connect,
  credentials,
  hour,
  inVirtualTime,
  parts,
  pull,
  run,
  stay,
  storedIn,
  verdictOf,
  versions
} from "./Pull.ts"

const services = Effect.provide([MemoryStore.layer, QuotaGate.layerMemory, Breaker.layerMemory])
const all = { ...parts.accommodations, ...parts.search_results, ...parts.availability }

const insertedOf = ({ streams }: Effect.Success<ReturnType<typeof run>>) =>
  Object.fromEntries(streams.map(({ counts, stream }) => [stream, counts.inserted]))

describe("a sync of the Demand API", () => {
  for (const version of versions) {
    it.live(`of ${version} lands in SQLite over a socket, and reads the same through msw`, () =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const mock = {
          api: version,
          accommodations: 130,
          feed: [{ id: 10_001, at: now - 100_000, list: "opened" as const }]
        }
        const options = { ...all, ...parts.accommodation_changes, version, searchResults: { searches: [near(now)] } }
        const viaSocket = yield* Effect.gen(function* () {
          const { url } = yield* Serve.serve(yield* DemandProvider.make(mock))
          const connector = yield* connect({ ...options, availability: soon(now), baseUrl: url })
          return yield* run(connector).pipe(Effect.provide(layerSql({ filename: ":memory:" })))
        }).pipe(Effect.provide(NodeClient.layer()), Effect.scoped)
        const viaMsw = yield* Effect.gen(function* () {
          const server = setupServer(...(yield* Msw.handlers(yield* DemandProvider.make(mock), credentials.baseUrl)))
          yield* Effect.acquireRelease(
            Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
            () => Effect.sync(() => server.close())
          )
          const connector = yield* connect({ ...options, availability: soon(now) })
          return yield* run(connector).pipe(Effect.provide(MemoryStore.layer))
        }).pipe(Effect.provide(FetchHttpClient.layer), Effect.scoped)

        assert.deepStrictEqual(insertedOf(viaSocket), {
          accommodations: 130,
          accommodation_changes: 1,
          search_results: 33,
          availability: 120
        })
        assert.deepStrictEqual(insertedOf(viaMsw), insertedOf(viaSocket))
        assert.deepStrictEqual(
          viaSocket.streams.map(verdictOf),
          viaSocket.streams.map(() => "Attested")
        )
      }).pipe(Effect.provide([QuotaGate.layerMemory, Breaker.layerMemory]))
    )
  }

  for (const connection of ["cut", "reset"] as const) {
    it.live(`loses nothing to a connection that breaks in the middle of a list: ${connection}`, () =>
      Effect.gen(function* () {
        const provider = yield* DemandProvider.make({ accommodations: 480 })
        const { url } = yield* Serve.serve(provider, { faults: [Fault.at(2, { _tag: "Connection", connection })] })
        const client = connection === "cut" ? NodeHttpClient.layerNodeHttp : NodeClient.layer()
        const connector = yield* connect({
          accommodations: { selections: [{ country: "nl" }], pageSize: 50 },
          baseUrl: url
        }).pipe(Effect.provide(client))
        const report = (yield* run(connector)).streams[0]!

        assert.deepStrictEqual([report.counts.inserted, verdictOf(report)], [120, "Attested"])
      }).pipe(services, Effect.scoped)
    )
  }

  it.effect("takes the accommodations for availability from the store", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const provider = yield* DemandProvider.make({ accommodations: 130 })
      const connector = yield* connect({ ...parts.accommodations, availability: { stays: [stay] } }).pipe(
        Effect.provide(InMemory.layer(provider))
      )
      const { streams } = yield* inVirtualTime(run(connector))
      const asked = (yield* provider.requests).filter(({ endpoint }) => endpoint === "availability")

      assert.deepStrictEqual(streams.map(verdictOf), ["Attested", "Attested"])
      assert.deepStrictEqual(
        asked.map(({ records }) => records),
        [50, 50, 30]
      )
      assert.strictEqual((yield* storedIn(connector.availability!)).length, 130)
    }).pipe(services)
  )

  it.effect("says in one line what the credentials lack", () =>
    Effect.gen(function* () {
      const token = yield* pull({ token: "another" }, "accommodations")
      const affiliate = yield* pull({ affiliates: [5] }, "accommodations")

      assert.match(token.verdict, /AuthenticationFailed: the credentials were refused, status 401/)
      assert.match(affiliate.verdict, /AccessDenied: status 403/)
    })
  )
})

describe("two connectors of one partner account", () => {
  it.effect("are both silent while the account is blocked, and both read everything", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const provider = yield* DemandProvider.make({
        accommodations: 480,
        affiliates: [1, 2],
        throttle: { requests: 6 }
      })
      const connectors = yield* Effect.forEach([1, 2], (affiliateId) =>
        connect({
          name: `affiliate_${affiliateId}`,
          affiliateId,
          account: "partner",
          accommodations: { selections: [{ country: "nl" }], pageSize: 20 }
        }).pipe(Effect.provide(InMemory.layer(provider, { latency: "1 second" })))
      )
      const reports = yield* inVirtualTime(
        Effect.forEach(connectors, (connector) => run(connector), { concurrency: "unbounded" })
      )
      const requests = yield* provider.requests
      const throttled = requests.filter(({ status }) => status === 429)

      assert.deepStrictEqual(
        reports.map(({ streams }) => [streams[0]!.counts.inserted, verdictOf(streams[0]!)]),
        [
          [120, "Attested"],
          [120, "Attested"]
        ]
      )
      assert.isAbove(throttled.length, 0)
      for (const { sentAt } of throttled) {
        // What was under way already is all that meets the block.
        const during = requests.filter((other) => other.sentAt > sentAt + 1000 && other.sentAt < sentAt + 60_000)
        assert.deepStrictEqual(during, [])
      }
    }).pipe(services)
  )
})

describe("orders", () => {
  it.effect("are asked for in windows of seven days, up to now", () =>
    Effect.gen(function* () {
      const { requests } = yield* pull({ orders: 40 }, "orders")
      const ranges = requests.flatMap(({ body }) => ("updated" in body ? [body["updated"]] : []))

      assert.deepStrictEqual(ranges.slice(0, 2), [
        { from: "2026-01-25T00:00:00+00:00", to: "2026-02-01T00:00:00+00:00" },
        { from: "2026-01-25T00:00:00+00:00", to: "2026-02-01T00:00:00+00:00" }
      ])
      assert.match(JSON.stringify(ranges.at(-1)), /"to":"2026-03-01T12:\d\d:\d\d\+00:00"/)
    })
  )

  it.effect("that changed since the last sync are all that the next one asks for", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const provider = yield* DemandProvider.make({ orders: 90 })
      const connector = yield* connect(parts.orders).pipe(Effect.provide(InMemory.layer(provider)))
      const sync = Effect.map(inVirtualTime(run(connector, { incremental: true })), ({ streams }) => streams[0]!)
      const first = yield* sync
      const asked = (yield* provider.requests).length
      yield* TestClock.adjust("5 hours")
      yield* Ref.update(provider.state, (state) => {
        const { worlds } = state
        return { ...state, worlds: { ...worlds, orders: touched(worlds.orders, [3, 60], begin + 2 * hour) } }
      })
      const second = yield* sync
      const ranges = (yield* provider.requests).slice(asked).map(({ body }) => body["updated"])

      assert.deepStrictEqual([first.counts.inserted, verdictOf(first)], [90, "Attested"])
      assert.deepStrictEqual([second.counts.updated, second.counts.inserted, verdictOf(second)], [2, 0, "Attested"])
      // Two passes over the one window that is not over, from ten minutes before its last sync.
      assert.strictEqual(ranges.length, 2)
      assert.match(JSON.stringify(ranges[0]), /"from":"2026-03-01T11:5\d:\d\d\+00:00","to":"2026-03-01T17:/)
    }).pipe(services)
  )

  it.effect("keep what is known of the guest in the raw record alone", () =>
    Effect.gen(function* () {
      const { rows } = yield* pull({ orders: 20 }, "orders")

      assert.isAbove(rows.length, 10)
      assert.notInclude(JSON.stringify(rows), "example.test")
    })
  )
})

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const soonStay = (now: number) => ({ ...stay, checkin: dateOf(now + 720 * hour), checkout: dateOf(now + 768 * hour) })
const near = (now: number) => ({ ...soonStay(now), destination: { country: "nl" } })
const soon = (now: number) => ({
  stays: [soonStay(now)],
  accommodations: parts.availability.availability.accommodations
})

const touched = (world: World.World, indexes: ReadonlyArray<number>, at: number): World.World =>
  indexes.reduce((changed, index) => World.updated(changed, index, at), world)
