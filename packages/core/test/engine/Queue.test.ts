import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import type * as Connector from "../../src/contract/Connector.ts"
import { ConnectorError, ProviderUnavailable } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as Linked from "./Linked.ts"

/** A queue that keeps a message until it is acknowledged; each acknowledgement is a request of its own. */
const make = (count: number, options: { readonly losesAck?: number; readonly deaf?: boolean } = {}) => {
  let waiting = Array.from({ length: count }, (_, i) => ({ id: `m${i}` }))
  const acknowledged: Array<{ readonly id: string; readonly stored: boolean }> = []
  let acks = 0
  const stream = ConnectorStream.make({
    name: "offers",
    record: Schema.Struct({ id: Schema.String }),
    key: ["id"],
    traversal: Traversal.linked("queue", { replay: "safe", end: ["emptyPage"] }),
    pageSize: { default: 3, min: 1, max: 3, step: 1 },
    partition: Whole,
    cursor: Schema.fromJsonString(Schema.Struct({ acknowledge: Schema.Array(Schema.String), page: Schema.Int })),
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ cursor }) {
      const at = Option.getOrUndefined(cursor)
      if (at !== undefined && at.acknowledge.length > 0) {
        acks += 1
        const known = (yield* MemoryStore.MemoryStore).rows(Linked.tableOf(connector)).map(({ record }) => record["id"])
        acknowledged.push(...at.acknowledge.map((id) => ({ id, stored: known.includes(id) })))
        if (options.deaf !== true) waiting = waiting.filter(({ id }) => !at.acknowledge.includes(id))
        if (acks === options.losesAck) {
          const reason = new ProviderUnavailable({ detail: "lost", retryAfter: undefined, processed: "maybe" })
          return yield* new ConnectorError({ connector: "test", stream: "offers", reason })
        }
        return Page.make({
          records: [],
          advances: true,
          next: Option.some({ acknowledge: [], page: at.page + 1 })
        })
      }
      const records = waiting.slice(0, 3)
      return Page.make({
        records,
        next:
          records.length === 0
            ? Option.none()
            : Option.some({ acknowledge: records.map(({ id }) => id), page: at?.page ?? 0 }),
        evidence: records.length === 0 ? (["emptyPage"] as const) : []
      })
    })
  })
  const connector: Connector.Connector<MemoryStore.MemoryStore> = {
    name: "test",
    version: "1",
    streams: [stream],
    quotas: []
  }
  return { connector, acknowledged, left: () => waiting.length }
}

describe("a queue", () => {
  it.effect("is emptied, every message stored before it is acknowledged", () =>
    Effect.gen(function* () {
      const { acknowledged, connector, left } = make(10)
      const { counts, outcome } = yield* Linked.runOnly(connector)
      assert.deepStrictEqual(outcome, { _tag: "Completed", verdict: { _tag: "Attested", method: "queue", passes: 1 } })
      assert.strictEqual(counts.inserted, 10)
      assert.strictEqual(left(), 0)
      assert.deepStrictEqual(
        acknowledged,
        Array.from({ length: 10 }, (_, i) => ({ id: `m${i}`, stored: true }))
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.live("sends an acknowledgement again whose answer was lost", () =>
    Effect.gen(function* () {
      const { connector, left } = make(10, { losesAck: 2 })
      const { counts, outcome } = yield* Linked.runOnly(connector)
      assert.strictEqual(outcome._tag, "Completed")
      assert.strictEqual(counts.inserted, 10)
      assert.strictEqual(left(), 0)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("that gives the same messages for ever is no end and no loop", () =>
    Effect.gen(function* () {
      const { connector } = make(4, { deaf: true })
      const { outcome } = yield* Linked.runOnly(connector)
      assert.strictEqual(outcome._tag === "Failed" && outcome.error._tag, "PaginationError")
    }).pipe(Effect.provide(Linked.watched()))
  )
})
