/** Syncs of a mock Hotel-X in virtual time. */
import { type ConnectorStream, StreamTable } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { type HotelXOptions as Mock, HotelXProvider, InMemory } from "@innlet/testkit"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { HotelXConnector, type HotelXOptions } from "../src/index.ts"

type Options = Partial<HotelXOptions.HotelXOptions>

export const connect = (options: Options = {}) =>
  HotelXConnector.make({
    access: "2",
    apiKey: Redacted.make(HotelXProvider.apiKey),
    baseUrl: "https://hotelx.test",
    pageSize: 50,
    ...options
  }).pipe(Effect.orDie)

/** Lets virtual time pass until the effect is done. */
export const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

export const run = (connector: HotelXConnector.HotelXConnector, options?: Sync.Options) =>
  Sync.run(connector, options).pipe(Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)))

export const storedIn = Effect.fnUntraced(function* (stream: ConnectorStream.Any) {
  const memory = yield* MemoryStore.MemoryStore
  const table = StreamTable.make("hotelx", stream)
  return memory.rows(table).map(({ record }) => String(record[table.key[0]!.field]))
})

/** One sync of some streams of a provider, hotels alone unless others are named. */
export const pull = Effect.fnUntraced(function* (
  mock: Mock.HotelXOptions,
  options: Options & {
    readonly streams?: ReadonlyArray<Mock.Stream>
    readonly faults?: InMemory.Options["faults"]
    readonly runs?: number
  } = {}
) {
  const { faults, runs = 1, streams = ["hotels"], ...connector } = options
  const provider = yield* HotelXProvider.make(mock)
  const hotelx = yield* connect(connector).pipe(
    Effect.provide(InMemory.layer(provider, { faults, latency: "1 second" }))
  )
  let report = yield* inVirtualTime(run(hotelx, { streams }))
  for (let more = 1; more < runs; more++) report = yield* inVirtualTime(run(hotelx, { streams }))
  const stream = hotelx.streams.find(({ name }) => name === streams[0])!
  const stored = yield* storedIn(stream)
  return {
    stored,
    missing: (yield* provider.codes(streams[0]!)).filter((code) => !stored.includes(code)).length,
    report: report.streams[0]!,
    verdict: verdictOf(report.streams[0]!),
    requests: yield* provider.requests,
    deadLetters: (yield* MemoryStore.MemoryStore).deadLetters
  }
}, Effect.provide(MemoryStore.layer))

export const verdictOf = ({ outcome }: SyncReport.StreamReport): string =>
  outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag === "Failed" ? outcome.error.message : outcome._tag

export const insertedOf = ({ streams }: SyncReport.SyncReport) =>
  Object.fromEntries(streams.map(({ counts, stream }) => [stream, counts.inserted]))
