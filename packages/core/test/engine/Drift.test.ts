import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ConnectorError, RequestRejected } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import type { Policy } from "../../src/contract/Drift.ts"
import * as Page from "../../src/contract/Page.ts"
import type * as Traversal from "../../src/contract/Traversal.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Sync from "../../src/engine/Sync.ts"
import type { SyncEvent } from "../../src/engine/SyncEvent.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as ListConnector from "./ListConnector.ts"

const joined = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

/** Syncs a list once, and tells what came of it. */
const sync = Effect.fnUntraced(function* (
  list: ReadonlyArray<unknown>,
  drift?: Policy,
  order: Traversal.Order = "immutable"
) {
  yield* TestClock.adjust("1 hour")
  const { connector } = ListConnector.make({ list: () => list, order })
  const events: Array<SyncEvent> = []
  const onEvent = (event: SyncEvent) => Effect.sync(() => void events.push(event))
  const { streams } = yield* joined(
    Sync.run(connector, { drift, onEvent }).pipe(
      Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report))
    )
  )
  const { counts, drift: drifts, outcome } = streams[0]!
  return {
    drifts: drifts.map(({ count, kind, path }) => ({ kind, path, count })),
    told: events.flatMap((event) => (event._tag === "SchemaDrifted" ? [event.drift.path] : [])),
    failure: outcome._tag === "Failed" ? outcome.error.message : undefined,
    counts
  }
})

/** Syncs a list in two parts, of which the second one may fail, and gives the drift. */
const syncParts = Effect.fnUntraced(function* (lists: {
  readonly a: ReadonlyArray<unknown>
  readonly b: ReadonlyArray<unknown> | undefined
}) {
  yield* TestClock.adjust("1 hour")
  const { stream } = ListConnector.make({ list: () => [] })
  const inParts = ConnectorStream.make({
    name: stream.name,
    record: ListConnector.Offer,
    key: ["id"],
    traversal: stream.traversal,
    pageSize: stream.pageSize,
    partition: Schema.Literals(["a", "b"]),
    cursor: Schema.FiniteFromString,
    partitions: () => Effect.succeed(["a", "b"] as const),
    read: ({ cursor, pageSize, partition }) => {
      const list = lists[partition]
      if (list === undefined) {
        return Effect.fail(
          new ConnectorError({ connector: "test", stream: "offers", reason: new RequestRejected({ detail: "no" }) })
        )
      }
      const offset = Option.getOrElse(cursor, () => 0)
      return Effect.succeed(
        Page.make<unknown, number>({ records: list.slice(offset, offset + pageSize), offset: Option.some(offset) })
      )
    }
  })
  const { streams } = yield* joined(
    Sync.run({ name: "test", version: "1", streams: [inParts], quotas: [] }).pipe(
      Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report))
    )
  )
  return streams[0]!.drift.map(({ kind, path }) => `${kind} ${path}`)
})

const before = ListConnector.offers(300)
const after = before.map((offer, i) => (i % 10 === 9 ? { ...offer, tax: { vat: i } } : offer))

describe("a sync of a provider whose records change their shape", () => {
  it.effect("says nothing in the first run, and tells of each change once in the one where it comes", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* sync(before)).drifts, [])
      const second = yield* sync(after)
      const third = yield* sync(after)

      assert.deepStrictEqual(second.drifts, [{ kind: "added", path: "tax", count: 30 }])
      assert.deepStrictEqual(second.told, ["tax"])
      assert.deepStrictEqual([second.counts.deadLettered, second.failure, third.drifts], [0, undefined, []])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("counts a changed record once, however often the list is read", () =>
    Effect.gen(function* () {
      const first = yield* sync(before, "warn", "unspecified")
      const second = yield* sync(after, "warn", "unspecified")

      assert.isAtLeast(first.counts.received, 600)
      assert.deepStrictEqual(second.drifts, [{ kind: "added", path: "tax", count: 30 }])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  const few = before.slice(0, 30)
  const rest = ListConnector.offers(900).slice(300)
  const tagged = rest.map((offer) => ({ ...offer, tag: "x" }))

  it.effect("misses no field that only records of a part have which was not read", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* syncParts({ a: few, b: tagged }), [])
      assert.deepStrictEqual(yield* syncParts({ a: before, b: undefined }), [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("misses a field when all parts were read", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* syncParts({ a: few, b: tagged }), [])
      assert.deepStrictEqual(yield* syncParts({ a: before, b: rest }), ["removed tag"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("makes dead letters of records that changed, where they are to be quarantined", () =>
    Effect.gen(function* () {
      yield* sync(before)
      const second = yield* sync(after, "quarantine")
      const memory = yield* MemoryStore.MemoryStore

      assert.strictEqual(memory.deadLetters.length, 30)
      assert.deepStrictEqual(memory.deadLetters[0]?.issues[0]?.path, "tax")
      const { deadLettered, inserted, received, unchanged, updated } = second.counts
      assert.strictEqual(received, inserted + updated + unchanged + deadLettered)
      assert.strictEqual((yield* sync(after, "quarantine")).drifts.length, 1)
      assert.deepStrictEqual((yield* sync(after, "warn")).drifts.length, 1)
      assert.deepStrictEqual((yield* sync(after, "warn")).drifts, [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("stops before the first page that changed, where drift is to fail the stream", () =>
    Effect.gen(function* () {
      yield* sync(before)
      const late = [...before.slice(0, 200), ...after.slice(200, 220), ...before.slice(220)]
      const second = yield* sync(late, "fail")

      assert.match(String(second.failure), /test\/offers: SchemaDrift: .*tax/)
      assert.strictEqual(second.counts.updated, 0)
      assert.isAbove(second.counts.unchanged, 150)
      const [checkpoint] = yield* Effect.flatMap(SyncStore, (store) => store.checkpoints)
      assert.strictEqual(checkpoint?.status, "failed")
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("tells every change of the page that fails the stream", () =>
    Effect.gen(function* () {
      yield* sync(before)
      const second = yield* sync(
        before.map((offer) => ({ ...offer, extra: 1, tax: 2 })),
        "fail"
      )

      assert.match(String(second.failure), /SchemaDrift: [^;]*extra[^;]*; [^;]*tax[^;]*; a run with the drift policy/)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("looks at nothing where drift is ignored, and learns anew afterwards", () =>
    Effect.gen(function* () {
      yield* sync(before)

      assert.deepStrictEqual((yield* sync(after, "ignore")).drifts, [])
      assert.deepStrictEqual((yield* sync(after)).drifts, [])
      assert.deepStrictEqual(
        (yield* sync(after.map((offer) => ({ ...offer, extra: 1 })))).drifts.map((d) => d.path),
        ["extra"]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("refuses a kept shape of a newer version by name, and reads nothing", () =>
    Effect.gen(function* () {
      const store = yield* SyncStore
      yield* store.saveShape("test", "offers", `{"version":99}`)

      const run = yield* sync(before)

      assert.match(String(run.failure), /shape test\/offers: StoreMismatch: .*99/)
      assert.strictEqual(run.counts.received, 0)
      assert.isUndefined((yield* sync(before, "ignore")).failure)
      assert.isUndefined((yield* sync(before)).failure)
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
