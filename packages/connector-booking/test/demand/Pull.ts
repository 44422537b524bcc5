/** Syncs of a mock Demand API in virtual time. */
import { type ConnectorStream, StreamTable } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { DemandOptions as Mock, DemandProvider, InMemory, Row } from "@innlet/testkit"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { DemandConnector, type DemandOptions, type Stay } from "../../src/index.ts"

export const versions = ["3.1", "3.2"] as const

export const hour = 3_600_000

/** When tests begin. */
export const begin = Row.epoch + 12 * hour

export const stay: Stay.Stay = {
  name: "weekend",
  booker: { country: "nl", platform: "desktop" },
  checkin: "2026-05-01",
  checkout: "2026-05-03",
  guests: { number_of_adults: 2, number_of_rooms: 1 }
}

const selections = [{ country: "nl" }, { country: "es" }, { country: "fr" }, { country: "it" }]

/** A part of the options for each stream, so that a test names the streams it wants. */
export const parts = {
  accommodations: { accommodations: { selections } },
  accommodation_changes: { accommodationChanges: {} },
  search_results: { searchResults: { searches: [{ ...stay, destination: { country: "nl" } }] } },
  availability: {
    availability: { stays: [stay], accommodations: Array.from({ length: 120 }, (_, at) => 10_001 + at) }
  },
  orders: { orders: { from: "2026-01-25T00:00:00Z", currency: "EUR" } }
} satisfies { readonly [stream: string]: Partial<DemandOptions.DemandOptions> }

export type Part = keyof typeof parts

export const credentials = { token: Redacted.make("test-token"), affiliateId: 1234, baseUrl: "https://demand.test" }

export const connect = (options: Partial<DemandOptions.DemandOptions>) =>
  DemandConnector.make({ ...credentials, ...options }).pipe(Effect.orDie)

/** Lets virtual time pass until the effect is done. */
export const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

export const run = (connector: DemandConnector.DemandConnector, options?: Sync.Options) =>
  Sync.run(connector, options).pipe(Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)))

export const storedIn = Effect.fnUntraced(function* (stream: ConnectorStream.Any) {
  const memory = yield* MemoryStore.MemoryStore
  return memory.rows(StreamTable.make("booking_demand", stream)).map(({ record }) => record)
})

export const verdictOf = ({ outcome }: SyncReport.StreamReport): string =>
  outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag === "Failed" ? outcome.error.message : outcome._tag

/** One sync of one stream of a provider, with a gate and a breaker of its own. */
export const pull = Effect.fnUntraced(
  function* (
    mock: Mock.DemandOptions,
    part: Part,
    options: Partial<DemandOptions.DemandOptions> & { readonly faults?: InMemory.Options["faults"] } = {}
  ) {
    yield* TestClock.setTime(begin)
    const { faults, ...more } = options
    const provider = yield* DemandProvider.make(mock)
    const connector = yield* connect({ version: mock.api, ...parts[part], ...more }).pipe(
      Effect.provide(InMemory.layer(provider, { faults, latency: "1 second" }))
    )
    const report = (yield* inVirtualTime(run(connector))).streams[0]!
    const rows = yield* storedIn(connector.streams[0]!)
    return {
      provider,
      connector,
      rows,
      report,
      verdict: verdictOf(report),
      requests: yield* provider.requests,
      deadLetters: (yield* MemoryStore.MemoryStore).deadLetters
    }
  },
  Effect.provide([MemoryStore.layer, QuotaGate.layerMemory, Breaker.layerMemory])
)
