import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStream } from "@innlet/core/contract"
import { InMemory, Provider, type Volatility } from "@innlet/testkit"
import { type Subject, VirtualTime } from "@innlet/testkit/conformance"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { subjects } from "./index.ts"

const volatility: Volatility.Volatility = { deletes: 0.6, inserts: 0.6, updates: 1, moves: 0.5 }

/** A subject that has begun, what it answers, and a request for the first page of each of its streams. */
const begun = Effect.fnUntraced(function* (subject: Subject.Subject, scene: Partial<Subject.Scene>) {
  yield* TestClock.setTime(VirtualTime.start)
  const setting = yield* subject.make({ seed: 1, pages: 3, ...scene })
  const answers: Array<string> = []
  const provider = {
    ...setting.provider,
    handle: (request: Provider.Request) =>
      Effect.tap(setting.provider.handle(request), (answer) =>
        Effect.sync(() => answers.push(Provider.bytesOf(answer).toString()))
      )
  }
  const connector = yield* Effect.provide(setting.connector, InMemory.layer(provider))
  const ask = Effect.fnUntraced(function* (stream: ConnectorStream.Any) {
    const parents = stream.parent === undefined ? [] : yield* setting.rows(stream.parent.stream.name)
    const known = parents.flatMap(({ key, malformed }) => (malformed ? [] : [[key]]))
    const [partition] = yield* stream.partitions(undefined, known)
    yield* stream.read({ partition, cursor: Option.none(), pageSize: stream.pageSize.default })
    yield* TestClock.adjust("1 second")
  })
  return { ...setting, answers, ask, streams: connector.streams }
})

const keysOf = (rows: ReadonlyArray<Subject.Truth>): ReadonlyArray<string> => rows.map(({ key }) => key)

/** The keys of the last list that are in all of the others. */
const inAll = (lists: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const others = lists.map((keys) => new Set(keys))
  return (lists.at(-1) ?? []).filter((key) => others.every((keys) => keys.has(key)))
}

/** What the provider answers to five rounds of requests. */
const answered = Effect.fnUntraced(function* (subject: Subject.Subject, seed: number) {
  const { answers, ask, streams } = yield* begun(subject, { seed, volatility, malformed: 0.1 })
  for (let round = 0; round < 5; round++) yield* Effect.forEach(streams, ask)
  return answers
})

/** A feed tells of changes, and has no list that changes. */
const isList = (stream: ConnectorStream.Any): boolean => stream.changes?.only !== true

describe.each(Object.entries(subjects))("the subject %s", (_, subject) => {
  it.effect("gives the same bytes to the same requests, and others for another seed", () =>
    Effect.gen(function* () {
      const first = yield* answered(subject, 1)

      assert.deepStrictEqual(yield* answered(subject, 1), first)
      assert.notDeepEqual(yield* answered(subject, 2), first)
    })
  )

  it.effect("knows which rows of every list were there throughout", () =>
    Effect.gen(function* () {
      const { streams } = yield* begun(subject, {})
      for (const { name } of streams.filter(isList)) {
        // Anew for each: parts of a list come and go with the list that they are made of.
        const { ask, mark, presentThroughout, rows, streams } = yield* begun(subject, { volatility })
        const stream = streams.find((each) => each.name === name)
        if (stream === undefined) return assert.fail(`${name} is not there every time`)
        const lists = [keysOf(yield* rows(name))]
        for (let request = 0; request < 8; request++) {
          yield* ask(stream)
          lists.push(keysOf(yield* rows(name)))
        }
        const early = inAll(lists)
        assert.deepStrictEqual(keysOf(yield* presentThroughout(name)), early, name)
        assert.isBelow(early.length, Math.max(...lists.map(({ length }) => length)), name)

        yield* mark
        const late = lists.slice(-1)
        for (let request = 0; request < 8; request++) {
          yield* ask(stream)
          late.push(keysOf(yield* rows(name)))
        }
        assert.deepStrictEqual(keysOf(yield* presentThroughout(name)), inAll(late), name)
      }
    })
  )

  it.effect("has the rows that every list is made of, each once, and some that are bad where told so", () =>
    Effect.gen(function* () {
      const { rows, streams } = yield* begun(subject, { malformed: 0.3 })
      for (const { name } of streams) {
        const all = yield* rows(name)
        assert.isAtLeast(all.length, 5, name)
        assert.strictEqual(new Set(keysOf(all)).size, all.length, name)
        assert.isTrue(all.some(({ malformed }) => malformed) && all.some(({ malformed }) => !malformed), name)
      }
    })
  )
})
