/** Which parents a stream's partitions are made of, and what makes them doubtful. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Schema } from "effect"
import { type Checkpoint, noCounts } from "../../src/contract/Checkpoint.ts"
import * as PageCommit from "../../src/contract/PageCommit.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Verdict from "../../src/contract/Verdict.ts"
import * as ParentRecords from "../../src/engine/ParentRecords.ts"
import { MemoryStore } from "../../src/store/index.ts"

const stream = {
  name: "properties",
  record: Schema.Struct({ id: Schema.String, city: Schema.NullOr(Schema.String) }),
  key: ["id"],
  version: undefined
}

/** A sweep of a partition that brought these properties. */
const swept = Effect.fnUntraced(function* (
  ids: ReadonlyArray<readonly [id: string, city: string | null]>,
  changes: Partial<Checkpoint> = {},
  of = stream,
  connector = "test"
) {
  const table = StreamTable.make(connector, of)
  const store = yield* (yield* SyncStore).open(table)
  const checkpoint: Checkpoint = {
    connector,
    stream: of.name,
    partition: "all",
    run: "run",
    epoch: 1,
    seq: 0,
    writer: "w",
    status: "completed",
    walk: "{}",
    connectorVersion: "1",
    recordSchema: table.fingerprint,
    startedAt: 1,
    updatedAt: 1,
    expiresAt: undefined,
    intent: undefined,
    since: undefined,
    watermark: undefined,
    resumeAt: undefined,
    problem: undefined,
    verdict: JSON.stringify(Verdict.proven("keyset")),
    counts: noCounts,
    ...changes
  }
  const rows = ids.map(([id, city]) => ({ identity: id, record: { id, city }, raw: JSON.stringify({ id, city }) }))
  yield* store.commit(PageCommit.make({ expected: undefined, checkpoint, page: 1, rows }))
})

const read = (fields: ReadonlyArray<string> = ["id"]) => ParentRecords.read("test", { stream, fields })
const missing = (why: string) => [`partitions may be missing, since test/properties ${why}`]

describe("ParentRecords.read", () => {
  it.effect("gives each combination of the fields once, in order", () =>
    Effect.gen(function* () {
      yield* swept([
        ["p3", "Graz"],
        ["p1", null],
        ["p2", "Graz"]
      ])

      assert.deepStrictEqual(yield* read(), { values: [["p1"], ["p2"], ["p3"]], doubts: [] })
      assert.deepStrictEqual((yield* read(["city"])).values, [["Graz"], [null]])
      assert.deepStrictEqual((yield* read(["city", "id"])).values, [
        ["Graz", "p2"],
        ["Graz", "p3"],
        [null, "p1"]
      ])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("trusts only sweeps that ended with a verdict that stands", () =>
    Effect.gen(function* () {
      yield* swept([["p1", null]], { partition: "a" })
      assert.deepStrictEqual((yield* read()).doubts, [])
      yield* swept([], { partition: "b", verdict: JSON.stringify(Verdict.attested("scroll", 1)) })
      assert.deepStrictEqual((yield* read()).doubts, [])
      for (const [i, verdict] of [JSON.stringify(Verdict.unproven(["r"])), undefined, "{", "{}"].entries()) {
        yield* swept([], { partition: `c${i}`, verdict })
        assert.deepStrictEqual((yield* read()).doubts, missing("is not known to be complete"), verdict)
      }
      yield* swept([], { partition: "d", status: "failed" })
      assert.deepStrictEqual((yield* read()).doubts, [
        ...missing("is not known to be complete"),
        ...missing("was not read to its end")
      ])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  for (const status of ["running", "failed", "suspended"] as const) {
    it.effect(`says that partitions may be missing after a sweep that is ${status}`, () =>
      Effect.gen(function* () {
        yield* swept([["p1", null]], { status })

        assert.deepStrictEqual(yield* read(), { values: [["p1"]], doubts: missing("was not read to its end") })
      }).pipe(Effect.provide(MemoryStore.layer))
    )
  }

  it.effect("looks at no other connector's sweeps, no other stream's and no backfill's", () =>
    Effect.gen(function* () {
      const failed = { status: "failed" } as const
      yield* swept([["other", null]], failed, stream, "another")
      yield* swept([], failed, { ...stream, name: "rooms" })
      yield* swept([], { ...failed, partition: "all backfill 2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z" })
      const unread = yield* Effect.flip(read())
      assert.strictEqual(
        unread.message,
        "store test/properties: StoreMismatch: no record of test/properties is here to make partitions of; sync it first"
      )

      yield* swept([["p1", null]])
      assert.deepStrictEqual(yield* read(), { values: [["p1"]], doubts: [] })
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("dies when the records have no such field", () =>
    Effect.gen(function* () {
      yield* swept([["p1", null]])
      const exit = yield* Effect.exit(read(["id", "town"]))

      assert(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assert.include(Cause.pretty(exit.cause), 'test/properties has no field "town" to make partitions of')
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
