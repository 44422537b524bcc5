import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { Fault, InMemory, LegacyProvider, type LegacyOptions as Mock, Serve } from "@innlet/testkit"
import { Effect, Fiber, Redacted, Ref } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { LegacyConnector, type LegacyOptions } from "../../src/legacy/index.ts"

const connect = (options: Partial<LegacyOptions.LegacyOptions> = {}) =>
  LegacyConnector.make({
    baseUrl: "https://hub.test",
    username: "hub-user",
    password: Redacted.make("hub-password"),
    supplier: "SUPP",
    accessCode: "2",
    ...options
  }).pipe(Effect.orDie)

/** Lets virtual time pass until the effect is done. */
const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

const stored = Effect.fnUntraced(function* (connector: LegacyConnector.LegacyConnector, stream: string) {
  const memory = yield* MemoryStore.MemoryStore
  const found = connector.streams.find(({ name }) => name === stream)
  if (found === undefined) throw new Error(`no stream ${stream}`)
  return memory
    .rows(StreamTable.make(connector.name, found))
    .map(({ raw }): string => {
      const item = Object(JSON.parse(raw))
      return String(item.Code ?? item["@code"])
    })
    .toSorted()
})

const verdictOf = ({ outcome }: SyncReport.StreamReport): string =>
  outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag === "Failed" ? outcome.error.message : outcome._tag

const pull = Effect.fnUntraced(function* (
  mock: Mock.LegacyOptions,
  options: Partial<LegacyOptions.LegacyOptions> = {},
  faults: ReadonlyArray<Fault.Fault> = []
) {
  const provider = yield* LegacyProvider.make(mock)
  const connector = yield* connect(options).pipe(Effect.provide(InMemory.layer(provider, { faults })))
  const report = yield* Sync.run(connector, { streams: ["hotels"] }).pipe(
    Effect.catchTag("SyncIncomplete", (incomplete) => Effect.succeed(incomplete.report)),
    inVirtualTime
  )
  const memory = yield* MemoryStore.MemoryStore
  return {
    stream: report.streams[0]!,
    verdict: verdictOf(report.streams[0]!),
    codes: yield* stored(connector, "hotels"),
    expected: [...(yield* provider.codes("hotels"))].toSorted(),
    requests: yield* provider.requests,
    deadLetters: memory.deadLetters
  }
}, Effect.provide(MemoryStore.layer))

const small = { hotels: 600, pageExtra: 37 }
const smallPages = { expectedRange: 200 }

const forms: ReadonlyArray<Mock.LegacyOptions> = [
  {},
  { rs: "cdata" },
  { rs: "element" },
  { rs: "rsXML" },
  { rs: "doubleEscaped" },
  { end: "emptyToken" },
  { end: "notFound" },
  { end: "notFound", notFoundIn: "type" },
  { tokens: "hostile" },
  { tokens: "hostile", rs: "cdata" },
  { tokens: "hostile", rs: "doubleEscaped" },
  { tokenBytes: 65_536 },
  { namespaced: false },
  { strictAttribute: true },
  { operationImplemented: "OperationImplemented" },
  { pageExtra: 999 },
  { pageExtra: 0 }
]

describe("a sync of the legacy service", () => {
  for (const mock of forms) {
    it.effect(`stores every hotel of a provider with ${JSON.stringify(mock)}`, () =>
      Effect.gen(function* () {
        const { codes, expected, requests, verdict } = yield* pull({ ...small, ...mock }, smallPages)

        assert.deepStrictEqual(codes, expected)
        assert.strictEqual(codes.length, 600)
        assert.strictEqual(verdict, "Attested")
        assert.isTrue(requests.every(({ expectedRange, status }) => expectedRange !== undefined && status === 200))
      })
    )
  }

  it.effect(
    "reads pages of 1000 to 1999 hotels",
    () =>
      Effect.gen(function* () {
        const sizes = new Set<number>()
        for (const seed of [1, 2, 3]) {
          const { codes, expected, requests } = yield* pull({ hotels: 2600, seed })
          assert.deepStrictEqual(codes, expected, `seed ${seed}`)
          sizes.add(requests[0]?.records ?? 0)
        }

        assert.isTrue([...sizes].every((size) => size >= 1000 && size <= 1999))
        assert.isAbove(sizes.size, 1)
      }),
    60_000
  )

  it.effect("stores every list, and an empty one", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ rooms: 0, end: "notFound" })
      const connector = yield* connect().pipe(Effect.provide(InMemory.layer(provider)))
      const report = yield* inVirtualTime(Sync.run(connector))

      for (const stream of ["hotels", "rooms", "destinations", "categories", "boards"] as const) {
        assert.deepStrictEqual(
          yield* stored(connector, stream),
          [...(yield* provider.codes(stream))].toSorted(),
          stream
        )
      }
      assert.deepStrictEqual(
        report.streams.map(({ counts }) => counts.inserted),
        [2500, 0, 60, 10, 8]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("keeps every hotel without a code as a dead letter", () =>
    Effect.gen(function* () {
      const { codes, deadLetters, stream } = yield* pull({ malformed: 0.01 })

      assert.isAbove(deadLetters.length, 5)
      assert.strictEqual(codes.length + deadLetters.length, 2500)
      assert.strictEqual(stream.counts.deadLettered > 0, true)
    })
  )

  const passing: ReadonlyArray<NonNullable<Mock.LegacyOptions["fail"]>[number]> = [
    { legacy: "cutInner", at: 2 },
    { legacy: "cutOuter", at: 2 },
    { legacy: "hubStatus", at: 2 },
    { legacy: "providerStatus", at: 2 },
    { legacy: "fault", at: 2 },
    { legacy: "applicationError", type: 103, at: 2 },
    { legacy: "applicationError", type: 104, at: 2 },
    { status: 503, at: 2 }
  ]
  for (const fault of passing) {
    it.effect(`asks again after ${JSON.stringify(fault)} and stores every hotel`, () =>
      Effect.gen(function* () {
        const { codes, expected, requests, stream, verdict } = yield* pull({ ...small, fail: [fault] }, smallPages)

        assert.deepStrictEqual([codes, verdict], [expected, "Attested"])
        assert.strictEqual(stream.counts.retries, 1)
        assert.deepStrictEqual(requests[1]?.token, requests[2]?.token)
      })
    )
  }

  const lasting: ReadonlyArray<readonly [NonNullable<Mock.LegacyOptions["fail"]>[number], string]> = [
    [{ legacy: "notImplemented", at: 1 }, "RequestRejected: the supplier has no HotelList"],
    [{ legacy: "applicationError", type: 207, at: 2 }, "RequestRejected"],
    [{ legacy: "doctype", at: 2 }, "UnexpectedResponse"],
    [{ legacy: "doctypeInner", at: 2 }, "UnexpectedResponse"],
    [{ legacy: "html", at: 2 }, "UnexpectedResponse"],
    [{ legacy: "noDocument", at: 2 }, "UnexpectedResponse"]
  ]
  for (const [fault, reason] of lasting) {
    it.effect(`fails at once after ${JSON.stringify(fault)} and claims nothing`, () =>
      Effect.gen(function* () {
        const { requests, verdict } = yield* pull({ ...small, fail: [fault] }, smallPages)

        assert.include(verdict, reason)
        assert.strictEqual(requests.length, fault.at)
      })
    )
  }

  it.effect("stores every hotel when answers are lost or cut after the provider gave them", () =>
    Effect.gen(function* () {
      const faults = [
        Fault.at(2, { _tag: "Connection", connection: "reset" }),
        Fault.at(4, { _tag: "Connection", connection: "cut" })
      ] as const
      const { codes, expected, verdict } = yield* pull(
        { ...small, hotels: 1200, tokens: "hostile" },
        smallPages,
        faults
      )

      assert.deepStrictEqual([codes, verdict], [expected, "Attested"])
    })
  )

  it.effect("says that the password is wrong, and does not say which", () =>
    Effect.gen(function* () {
      const { verdict } = yield* pull({ password: "another" })

      assert.include(verdict, "AuthenticationFailed")
      assert.notInclude(verdict, "hub-password")
    })
  )

  it.effect("goes on where it was killed, with the token of the last page it kept", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ ...small, hotels: 1200, tokens: "hostile" })
      const asked = yield* Ref.make(0)
      const connector = yield* connect(smallPages).pipe(
        Effect.updateService(HttpClient.HttpClient, (client) =>
          HttpClient.mapRequestEffect(client, (request) =>
            Effect.flatMap(
              Ref.updateAndGet(asked, (n) => n + 1),
              (n) => (n === 4 ? Effect.never : Effect.succeed(request))
            )
          )
        ),
        Effect.provide(InMemory.layer(provider))
      )
      const killed = yield* Effect.forkChild(Sync.run(connector, { streams: ["hotels"] }))
      while ((yield* Ref.get(asked)) < 4) yield* TestClock.adjust("1 seconds")
      yield* Fiber.interrupt(killed)
      const before = yield* provider.requests
      const report = yield* inVirtualTime(Sync.run(connector, { streams: ["hotels"] }))
      const after = (yield* provider.requests).slice(before.length)

      assert.strictEqual(before.length, 3)
      assert.notStrictEqual(after[0]?.token, "")
      assert.isFalse(before.some(({ token }) => token === after[0]?.token))
      assert.deepStrictEqual(yield* stored(connector, "hotels"), [...(yield* provider.codes("hotels"))].toSorted())
      assert.strictEqual(verdictOf(report.streams[0]!), "Attested")
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("never takes the refusal of a dead token for the end where the lifetime is known", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ ...small, hotels: 1200, ttl: "4 minutes" })
      const asked = yield* Ref.make(0)
      const connector = yield* connect({ ...smallPages, lifetime: "4 minutes" }).pipe(
        Effect.updateService(HttpClient.HttpClient, (client) =>
          HttpClient.mapRequestEffect(client, (request) =>
            Effect.flatMap(
              Ref.updateAndGet(asked, (n) => n + 1),
              (n) => (n === 4 ? Effect.never : Effect.succeed(request))
            )
          )
        ),
        Effect.provide(InMemory.layer(provider))
      )
      const killed = yield* Effect.forkChild(Sync.run(connector, { streams: ["hotels"] }))
      while ((yield* Ref.get(asked)) < 4) yield* TestClock.adjust("1 seconds")
      yield* Fiber.interrupt(killed)
      yield* TestClock.adjust("10 minutes")
      yield* inVirtualTime(Sync.run(connector, { streams: ["hotels"] }))

      assert.deepStrictEqual(yield* stored(connector, "hotels"), [...(yield* provider.codes("hotels"))].toSorted())
      assert.isTrue((yield* provider.requests).every(({ errorCode }) => errorCode !== "11204"))
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.live(
    "stores the same through a socket",
    () =>
      Effect.gen(function* () {
        const provider = yield* LegacyProvider.make({ tokens: "hostile" })
        const { url } = yield* Serve.serve(provider)
        const connector = yield* connect({ baseUrl: url }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp))
        const report = yield* Sync.run(connector)

        for (const stream of ["hotels", "rooms", "destinations", "categories", "boards"] as const) {
          const expected = [...(yield* provider.codes(stream))].toSorted()
          assert.deepStrictEqual(yield* stored(connector, stream), expected, stream)
        }
        assert.deepStrictEqual(
          report.streams.map(verdictOf),
          Array.from({ length: 5 }, () => "Attested")
        )
      }).pipe(Effect.scoped, Effect.provide(MemoryStore.layer)),
    60_000
  )
})
