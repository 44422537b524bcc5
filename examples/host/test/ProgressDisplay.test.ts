import { assert, describe, it } from "@effect/vitest"
import { Checkpoint, ConnectorError, Verdict } from "@innlet/core/contract"
import type { SyncEvent } from "@innlet/core/engine"
import { Duration, Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as ProgressDisplay from "../src/ProgressDisplay.ts"
import { Screen } from "../src/Screen.ts"

const source = { connector: "booking", stream: "rates", partition: "all" }
const counts = (pages: number) => ({ ...Checkpoint.noCounts, pages, received: pages * 100 })

const started: SyncEvent.SyncEvent = {
  ...source,
  _tag: "SweepStarted",
  resumed: false,
  since: undefined,
  counts: counts(0)
}
const committed = (pages: number, pass = 1): SyncEvent.SyncEvent => ({
  ...source,
  _tag: "PageCommitted",
  records: [],
  counts: counts(pages),
  pass,
  position: pages * 100,
  total: 25_000
})
const retrying: SyncEvent.SyncEvent = {
  ...source,
  _tag: "RetryScheduled",
  delayMs: 30_000,
  error: new ConnectorError.ConnectorError({
    connector: "booking",
    stream: "rates",
    reason: new ConnectorError.QuotaExceeded({ detail: "status 429", retryAfter: Duration.seconds(30) })
  })
}
const completed: SyncEvent.SyncEvent = {
  ...source,
  _tag: "SweepCompleted",
  counts: counts(250),
  verdict: Verdict.proven("stable order")
}

const screen = Effect.fnUntraced(function* (isTerminal: boolean, columns = 200) {
  const notes = yield* Ref.make<ReadonlyArray<string>>([])
  const shown = Screen.of({
    result: () => Effect.die("progress is no result"),
    note: (text) => Ref.update(notes, (before) => [...before, text]),
    isTerminal,
    columns: Effect.succeed(columns),
    resultColumns: Effect.undefined
  })
  return { shown, taken: Ref.getAndSet(notes, []) }
})

describe("ProgressDisplay on a pipe", () => {
  it.effect("says a line at the start, at most every two seconds, at a retry and at the end", () =>
    Effect.gen(function* () {
      const { shown, taken } = yield* screen(false)
      const { onEvent } = yield* ProgressDisplay.make.pipe(Effect.provideService(Screen, shown))

      yield* onEvent(started)
      for (let page = 1; page <= 41; page++) {
        yield* TestClock.adjust("100 millis")
        yield* onEvent(committed(page))
      }
      yield* onEvent(retrying)
      yield* TestClock.adjust("30 seconds")
      yield* onEvent(committed(42, 2))
      yield* onEvent(completed)

      assert.deepStrictEqual(yield* taken, [
        "booking/rates: starts\n",
        "booking/rates: 2,000 of 25,000, page 20, 1,000 records/s, about 23 s left\n",
        "booking/rates: 4,000 of 25,000, page 40, 1,000 records/s, about 21 s left\n",
        "booking/rates: QuotaExceeded, waits 30 s\n",
        "booking/rates: 4,200 of 25,000, page 42, pass 2, 10 records/s, about 34 min 54 s left\n",
        "booking/rates: completed, 25,000 records on 250 pages, Proven\n"
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("says where a resumed sweep goes on", () =>
    Effect.gen(function* () {
      const { shown, taken } = yield* screen(false)
      const { onEvent } = yield* ProgressDisplay.make.pipe(Effect.provideService(Screen, shown))

      yield* onEvent({ ...source, _tag: "SweepStarted", resumed: true, since: undefined, counts: counts(123) })

      assert.deepStrictEqual(yield* taken, ["booking/rates: resumes after 12,300 records, page 123\n"])
    }).pipe(Effect.scoped)
  )
})

describe("ProgressDisplay on a terminal", () => {
  it.effect("draws a bar over itself ten times a second, and wipes it at the end", () =>
    Effect.gen(function* () {
      const { shown, taken } = yield* screen(true)
      yield* Effect.gen(function* () {
        const { onEvent } = yield* ProgressDisplay.make.pipe(Effect.provideService(Screen, shown))
        yield* onEvent(started)
        yield* TestClock.adjust("1 second")
        yield* taken
        yield* onEvent(committed(125))
        yield* onEvent(retrying)
        yield* TestClock.adjust("100 millis")
      }).pipe(Effect.scoped)

      assert.deepStrictEqual(yield* taken, [
        "\u001B[1F\u001B[0Jbooking/rates  ████████████░░░░░░░░░░░░   50 %  12,500 of 25,000  pass 1  QuotaExceeded, waits 30 s\n",
        "\u001B[1F\u001B[0J"
      ])
    })
  )

  it.effect("keeps a bar within the terminal", () =>
    Effect.gen(function* () {
      const { shown, taken } = yield* screen(true, 20)
      const { onEvent } = yield* ProgressDisplay.make.pipe(Effect.provideService(Screen, shown))
      yield* onEvent(started)
      yield* TestClock.adjust("100 millis")

      assert.strictEqual((yield* taken).at(-1), "\u001B[1F\u001B[0Jbooking/rates  ░░░░…\n")
    }).pipe(Effect.scoped)
  )
})
