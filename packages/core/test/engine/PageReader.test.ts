import { assert, describe, it } from "@effect/vitest"
import { Clock, DateTime, Duration, Effect, Option } from "effect"
import type { ConnectorError } from "../../src/contract/ConnectorError.ts"
import type * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import type * as Traversal from "../../src/contract/Traversal.ts"
import * as DriftWatch from "../../src/engine/DriftWatch.ts"
import * as PageReader from "../../src/engine/PageReader.ts"
import * as StreamContext from "../../src/engine/StreamContext.ts"
import * as StreamOptions from "../../src/engine/StreamOptions.ts"
import type * as Walk from "../../src/pagination/Walk.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import * as RetryBudget from "../../src/resilience/RetryBudget.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { failure, inVirtualTime } from "../resilience/Reading.ts"
import * as Clocks from "./Clocks.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const encode = (cursor: unknown) => `<${String(cursor)}>`

describe("PageReader.factsOf", () => {
  it("tells what the page says and nothing that it doesn't", () => {
    assert.deepStrictEqual(PageReader.factsOf(Page.make<unknown, unknown>({ records: [1] }), ["k"], encode), {
      keys: ["k"],
      total: undefined,
      offset: undefined,
      next: undefined,
      advances: false,
      evidence: []
    })
    const whole = Page.make<unknown, unknown>({
      records: [1],
      total: Option.some(9),
      offset: Option.some(3),
      next: Option.some("c"),
      advances: true,
      evidence: ["shortPage"]
    })
    assert.deepStrictEqual(PageReader.factsOf(whole, ["k"], encode), {
      keys: ["k"],
      total: 9,
      offset: 3,
      next: "<c>",
      advances: true,
      evidence: ["shortPage"]
    })
  })
})

describe("PageReader.deadlineOf", () => {
  it("counts a cursor's life from when its page was asked for, or takes the page's word", () => {
    const page = Page.make<unknown, unknown>({ records: [] })
    const stated = { ...page, expiresAt: Option.some(DateTime.makeUnsafe(77)) }
    const ttl = Duration.seconds(4)

    assert.isUndefined(PageReader.deadlineOf({ _tag: "Unlimited" }, stated, 1000))
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Fixed", ttl }, stated, 1000), 5000)
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Sliding", ttl }, stated, 1000), 5000)
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Stated" }, stated, 1000), 77)
    assert.isUndefined(PageReader.deadlineOf({ _tag: "Stated" }, page, 1000))
  })
})

/** Reads a page of a stream as a process of its own would. */
const readOf = <R>(stream: ConnectorStream.Any<R>, cursor: Walk.Request["cursor"], expiresAt?: number) =>
  Effect.gen(function* () {
    const table = StreamTable.make("test", stream)
    const options = StreamOptions.resolve({}, undefined)
    const context = StreamContext.make({
      run: {
        connector: { name: "test", version: "1" },
        account: "account",
        provider: "provider",
        quotas: [],
        budget: RetryBudget.make(),
        onEvent: () => Effect.void,
        onExchange: () => Effect.void,
        onPause: () => Effect.void
      },
      stream,
      table,
      store: yield* (yield* SyncStore).open(table),
      fresh: false,
      options,
      backfill: undefined,
      drift: yield* DriftWatch.make("test", stream, options.drift)
    })
    return yield* PageReader.read(context, "all", { cursor, pageSize: 2 }, expiresAt, undefined)
  }).pipe(Effect.provide(MemoryStore.layer))

const alone = Effect.provide([QuotaGate.layerMemory, Breaker.layerMemory])

/** A list whose every answer is its end, given by `answer`. */
const endOf = (lifetime: Traversal.Lifetime, answer: Effect.Effect<void, ConnectorError> = Effect.void) => {
  const sent: Array<number> = []
  const { stream } = Linked.make({ list: [], cursor: "continuation", replay: "safe", lifetime })
  const page = Page.make<unknown, string>({ records: [], evidence: ["absentCursor"] })
  const read = () =>
    Effect.gen(function* () {
      sent.push(yield* Clock.currentTimeMillis)
      return yield* Effect.as(answer, page)
    })
  return { sent, stream: { ...stream, read } }
}

const toldOf = ({ read }: PageReader.Answer) => (read._tag === "Read" ? read._tag : read.error.message)

const fixed: Traversal.Lifetime = { _tag: "Fixed", ttl: Duration.minutes(1) }
const begun = { wall: 36_000_000, elapsed: 5000 } as const
const tooLate = "test/offers: CursorRejected: the cursor expired: the list seemed to end after its time was over"

describe("an end that a cursor's answer tells", () => {
  for (const [title, wall, elapsed, told] of [
    ["is one at the last moment of its time", 60_000, 60_000, "Read"],
    ["is one though the clock was set back meanwhile", -3_600_000, 59_999, "Read"],
    ["is none after its time", 60_001, 60_001, tooLate],
    ["is none after its time by the wall clock alone", 60_001, 10_000, tooLate],
    ["is none after its time, though the wall clock was set back meanwhile", -3_600_000, 60_001, tooLate]
  ] as const) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const times: Clocks.Times = { ...begun }
        const { sent, stream } = endOf(
          fixed,
          Effect.sync(() => Object.assign(times, { wall: begun.wall + wall, elapsed: begun.elapsed + elapsed }))
        )

        const answer = yield* Clocks.withClocks(times, alone(readOf(stream, "c", begun.wall + 60_000)))

        assert.deepStrictEqual([toldOf(answer), sent.length, answer.exchanges.length], [told, 1, 1])
      })
    )
  }

  it.effect("is one whatever our clock says, where the provider stated the cursor's time by its own", () =>
    Effect.gen(function* () {
      const { sent, stream } = endOf({ _tag: "Stated" })

      const answer = yield* Clocks.withClocks({ ...begun }, alone(readOf(stream, "c", begun.wall - 3_600_000)))

      assert.deepStrictEqual([toldOf(answer), sent.length], ["Read", 1])
    })
  )
})

describe("PageReader.read", () => {
  it.effect("sends no cursor at the very moment at which it dies, and counts no request", () =>
    Effect.gen(function* () {
      const { sent, stream } = endOf(fixed)
      const at = (expiresAt: number) => Clocks.withClocks({ ...begun }, alone(readOf(stream, "c", expiresAt)))

      const answer = yield* at(begun.wall)
      assert.strictEqual(
        toldOf(answer),
        "test/offers: CursorRejected: the cursor expired: its time was over before it was sent"
      )
      assert.deepStrictEqual([answer.exchanges, answer.sentAt, sent], [[], begun.wall, []])
      yield* at(begun.wall + 1)
      assert.strictEqual(sent.length, 1)
    })
  )

  it.effect("asks for a first page whatever the time of a cursor before it was", () =>
    Effect.gen(function* () {
      const { sent, stream } = endOf(fixed)

      const answer = yield* Clocks.withClocks({ ...begun }, alone(readOf(stream, undefined, begun.wall - 1)))

      assert.deepStrictEqual([toldOf(answer), sent.length], ["Read", 1])
    })
  )

  it.effect("dates an answer by the last request that was sent for it", () =>
    Effect.gen(function* () {
      let nth = 0
      const { sent, stream } = endOf(
        fixed,
        Effect.suspend(() => (++nth < 3 ? Effect.fail(failure(Linked.unavailable())) : Effect.void))
      )

      const answer = yield* inVirtualTime(alone(readOf(stream, undefined)), "50 millis")

      assert.strictEqual(sent.length, 3)
      assert.isBelow(sent[1]!, sent[2]!)
      assert.deepStrictEqual([answer.sentAt, answer.exchanges.map(({ sentAt }) => sentAt)], [sent[2], sent])
    })
  )

  it.effect("dates what was never sent by when it was to be", () =>
    Effect.gen(function* () {
      const { sent, stream } = endOf(fixed)
      const pause = Effect.flatMap(QuotaGate.QuotaGate, (gate) => gate.pause("account", Duration.hours(1)))
      const answer = yield* Clocks.withClocks({ ...begun }, alone(Effect.andThen(pause, readOf(stream, undefined))))

      assert.deepStrictEqual(
        [answer.read._tag, answer.sentAt, sent, answer.exchanges],
        ["Suspended", begun.wall, [], []]
      )
    })
  )

  for (const [what, stream, cursor] of [
    ["a text that its schema refuses", ListConnector.make({ list: () => [] }).stream, "soon"],
    ["an offset of a list without offsets", endOf(fixed).stream, 20]
  ] as const) {
    it.effect(`refuses a kept cursor that is none of the stream's: ${what}`, () =>
      Effect.gen(function* () {
        const { read } = yield* alone(readOf(stream, cursor))

        assert(read._tag === "Failed" && read.error.reason._tag === "CursorRejected")
        assert.deepStrictEqual(
          [read.error.message, read.error.reason.why],
          ["test/offers: CursorRejected: the kept cursor is not one of this stream", "invalid"]
        )
      })
    )
  }
})
