/** Commits whose answer does not come, as over a line that breaks: real transactions of SQLite, the end of which is not heard. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, type Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { type SqlClient, SqlError } from "effect/sql"
import type { Checkpoint } from "../../src/contract/Checkpoint.ts"
import type { SyncStore } from "../../src/contract/SyncStore.ts"
import type { SqlDialect } from "../../src/store/SqlDialect.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"
import * as Pages from "./Pages.ts"
import { newFile } from "./SqliteFile.ts"

type Store = SyncStore["Service"]

/** What becomes of a transaction: all is well, it is carried out and nobody hears of it, or it is not carried out. */
type Fate = "heard" | "unheard" | "undone"

interface Line {
  /** Of the next transactions; those after them are heard. */
  fates: Array<Fate>
  /** What another process does before the next try. */
  meanwhile: Effect.Effect<unknown, unknown>
}

const reasons = { line: SqlError.ConnectionError, lock: SqlError.LockTimeoutError }

/** A store at the end of a line, and one that shares its database and has no line. */
const stores = Effect.fnUntraced(function* (line: Line, reason: keyof typeof reasons = "line") {
  const filename = yield* newFile
  const dialect = yield* SqlStore.sqlite({ filename, synchronous: "normal" })
  const error = new SqlError.SqlError({
    reason: new reasons[reason]({ cause: "gone", message: " the line \n is gone " })
  })
  const broken = Effect.suspend(() => Effect.andThen(Effect.orDie(line.meanwhile), Effect.fail(error)))
  const withTransaction: SqlClient.SqlClient["withTransaction"] = (effect) =>
    Effect.suspend(() => {
      const fate = line.fates.shift() ?? "heard"
      const whole = dialect.sql.withTransaction(fate === "undone" ? Effect.andThen(effect, Effect.fail(error)) : effect)
      if (fate === "unheard") return Effect.andThen(whole, broken)
      return fate === "undone" ? Effect.catch(whole, () => broken) : whole
    })
  const far: SqlDialect = {
    ...dialect,
    sql: new Proxy(dialect.sql, {
      get: (sql, name) => (name === "withTransaction" ? withTransaction : Reflect.get(sql, name))
    }),
    verdict: ({ reason: { _tag } }) => (_tag === "ConnectionError" || _tag === "LockTimeoutError" ? "again" : "failed"),
    schedule: Schedule.recurs(2)
  }
  return { far: yield* SqlStore.make(far), near: yield* SqlStore.make(dialect) }
})

const heard = (): Line => ({ fates: [], meanwhile: Effect.void })

const live = <A, E>(effect: Effect.Effect<A, E, Reactivity.Reactivity | Scope.Scope>) =>
  effect.pipe(Effect.scoped, Effect.provide(Reactivity.layer))

const rows = [Pages.offer("a", "1"), Pages.offer("b", "2")]
const first = Pages.page(Pages.offers, 1, rows, { deadLetters: [Pages.letter("{}")] })

const standing = (store: Store) =>
  Effect.gen(function* () {
    const [checkpoint] = yield* store.checkpoints
    const [letter] = yield* store.deadLetters({})
    return { counts: checkpoint?.counts, writer: checkpoint?.writer, seq: checkpoint?.seq, seen: letter?.timesSeen }
  })

describe("a commit whose answer does not come", () => {
  for (const [title, fates] of [
    ["is not written again where it was carried out, and tells what it wrote", ["unheard", "heard"]],
    ["is written again where it was not carried out", ["undone", "undone", "heard"]]
  ] as const) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const line = heard()
        const { far, near } = yield* stores(line)
        const stream = yield* far.open(Pages.offers)
        line.fates = [...fates]

        const written = yield* stream.commit(first)

        assert.deepStrictEqual(written, { inserted: 2, updated: 0, unchanged: 0 })
        const { counts, seen } = yield* standing(near)
        assert.deepInclude(counts, { inserted: 2, unchanged: 0 })
        assert.strictEqual(seen, 1)
      }).pipe(live)
    )
  }

  it.effect("is found where the one before it is not the first of its partition", () =>
    Effect.gen(function* () {
      const line = heard()
      const { far, near } = yield* stores(line)
      const stream = yield* far.open(Pages.offers)
      yield* stream.commit(first)
      line.fates = ["unheard", "unheard", "heard"]

      const written = yield* stream.commit(Pages.page(Pages.offers, 2, [Pages.offer("c", "3")]))

      assert.deepStrictEqual(written, { inserted: 1, updated: 0, unchanged: 0 })
      assert.strictEqual((yield* standing(near)).seq, 2)
    }).pipe(live)
  )

  // Each has two of the three that name a commit in common with it.
  const others: ReadonlyArray<readonly [string, Partial<Checkpoint>]> = [
    ["of the same number by another process", { writer: "another" }],
    ["of another number by the same process", { seq: 2 }],
    ["of another epoch by the same process", { epoch: 2 }]
  ]
  for (const [title, fields] of others) {
    it.effect(`is not taken for one ${title}`, () =>
      Effect.gen(function* () {
        const line = heard()
        const { far, near } = yield* stores(line)
        const [stream, other] = [yield* far.open(Pages.offers), yield* near.open(Pages.offers)]
        line.fates = ["undone", "heard"]
        line.meanwhile = other.commit(
          Pages.page(Pages.offers, 1, [Pages.offer("z", "9")], { checkpoint: Pages.checkpoint(Pages.offers, fields) })
        )

        const error = yield* Effect.flip(stream.commit(first))

        assert.deepInclude(error.reason, {
          _tag: "StaleEpoch",
          detail: "another run has taken over demo/offers all; nothing of this page was written"
        })
        const { counts, seen } = yield* standing(near)
        assert.strictEqual(counts?.inserted, 1)
        assert.isUndefined(seen)
      }).pipe(live)
    )
  }

  it.effect("fails in one line that leaves it open whether it was carried out, when no answer comes at all", () =>
    Effect.gen(function* () {
      const line = heard()
      const { far } = yield* stores(line)
      const stream = yield* far.open(Pages.offers)
      line.fates = ["undone", "undone", "undone", "undone"]

      const { reason } = yield* Effect.flip(stream.commit(first))

      assert.strictEqual(reason._tag, "StoreUnavailable")
      assert.strictEqual(
        reason.detail,
        "whether the last commit was carried out is not known, since no answer to it came: the line is gone"
      )
    }).pipe(live)
  )

  it.effect("is certainly not carried out when the database was busy all the time", () =>
    Effect.gen(function* () {
      const line = heard()
      const { far } = yield* stores(line, "lock")
      const stream = yield* far.open(Pages.offers)
      line.fates = ["undone", "undone", "undone", "undone"]

      const { reason } = yield* Effect.flip(stream.commit(first))

      assert.deepInclude(reason, { _tag: "StoreUnavailable", detail: "the line is gone" })
    }).pipe(live)
  )
})

describe("a replay whose answer does not come", () => {
  const setUp = Effect.fnUntraced(function* () {
    const line = heard()
    const { far, near } = yield* stores(line)
    const stream = yield* far.open(Pages.offers)
    yield* stream.commit(first)
    const [letter] = yield* near.deadLetters({})
    return { line, near, stream, decoded: [{ letter: letter!, row: Pages.offer("c", "3") }], letter: letter! }
  })

  for (const fate of ["unheard", "undone"] as const) {
    it.effect(`writes its rows once, and tells so, when it was ${fate}`, () =>
      Effect.gen(function* () {
        const { decoded, line, near, stream } = yield* setUp()
        line.fates = [fate, "heard"]

        const written = yield* stream.replayed({ decoded, failed: [] })

        assert.deepStrictEqual(written, { inserted: 1, updated: 0, unchanged: 0 })
        assert.deepStrictEqual(yield* near.deadLetters({}), [])
        const again = yield* stream.replayed({ decoded, failed: [] })
        assert.deepStrictEqual(again, { inserted: 0, updated: 0, unchanged: 0 })
        // The row is there, and not only told of.
        const next = yield* stream.commit(Pages.page(Pages.offers, 2, [Pages.offer("c", "3")]))
        assert.deepStrictEqual(next, { inserted: 0, updated: 0, unchanged: 1 })
      }).pipe(live)
    )

    it.effect(`counts one attempt of letters that still don't decode, when it was ${fate}`, () =>
      Effect.gen(function* () {
        const { letter, line, near, stream } = yield* setUp()
        line.fates = [fate, "heard"]

        yield* stream.replayed({ decoded: [], failed: [{ letter, issues: [], status: "quarantined" }] })

        const [after] = yield* near.deadLetters({})
        assert.deepInclude(after, { attempts: 1, status: "quarantined" })
      }).pipe(live)
    )

    it.effect(`tells how many letters it dropped, when it was ${fate}`, () =>
      Effect.gen(function* () {
        const line = heard()
        const { far, near } = yield* stores(line)
        yield* (yield* far.open(Pages.offers)).commit(first)
        const [letter] = yield* near.deadLetters({})
        line.fates = [fate, "heard"]

        assert.strictEqual(yield* far.discard([letter!.id]), 1)
        assert.strictEqual(yield* far.discard([letter!.id]), 0)
      }).pipe(live)
    )
  }
})
