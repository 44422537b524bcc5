/** A stream of prices whose schema can be mended, and the letters it left in a store. */
import { Effect, Option, Schema } from "effect"
import type { Connector } from "../../src/contract/Connector.ts"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as PageCommit from "../../src/contract/PageCommit.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as RecordDecoder from "../../src/engine/RecordDecoder.ts"

export const Strict = Schema.Struct({ id: Schema.String, price: Schema.Int, version: Schema.Int })
/** Accepts prices in words too. */
export const Mended = Schema.Struct({
  id: Schema.String,
  price: Schema.Union([Schema.Int, Schema.FiniteFromString.check(Schema.isInt())]),
  version: Schema.Int
})

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ id: Schema.String }))

/** With a known key, a letter is settled by a later row of its key. */
export const streamOf = (
  record: Schema.Decoder<typeof Strict.Type>,
  options: { readonly version?: "version"; readonly isKeyKnown?: boolean } = {}
) =>
  ConnectorStream.make({
    name: "prices",
    record,
    key: ["id"],
    keyOf: options.isKeyKnown === true ? (raw) => Option.getOrUndefined(decodeKey(raw)) : undefined,
    version: options.version,
    traversal: Traversal.offset(),
    pageSize: { default: 10, min: 1, max: 100, step: 1 },
    partition: Whole,
    cursor: Schema.FiniteFromString,
    partitions: () => Effect.succeed(["all" as const]),
    read: () => Effect.die("no test reads this stream")
  })

export const connectorOf = (...streams: ReadonlyArray<ConnectorStream.Any>): Connector => ({
  name: "demo",
  version: "1",
  streams,
  quotas: []
})

/** Commits pages of raw records as a sync would, one a second from `begun` on. */
export const commit = Effect.fnUntraced(function* (
  stream: ConnectorStream.Any,
  pages: ReadonlyArray<ReadonlyArray<unknown>>,
  begun = 1_000_000
) {
  const table = StreamTable.make("demo", stream)
  const store = yield* (yield* SyncStore).open(table)
  const decode = RecordDecoder.make(stream, table)
  const standing = yield* store.load("all")
  const epoch = (standing?.epoch ?? 0) + 1
  let expected = standing && { epoch: standing.epoch, seq: standing.seq }
  for (const [at, records] of pages.entries()) {
    const observedAt = begun + at * 1000
    const { deadLetters, rows } = decode(records, observedAt)
    yield* store.commit(
      PageCommit.make({
        expected,
        page: at + 1,
        rows,
        deadLetters,
        observedAt,
        checkpoint: {
          connector: "demo",
          stream: stream.name,
          partition: "all",
          run: `run-${epoch}`,
          epoch,
          seq: at,
          writer: `writer-${epoch}`,
          status: "running",
          walk: "{}",
          connectorVersion: "1",
          recordSchema: table.fingerprint,
          startedAt: begun,
          updatedAt: observedAt,
          expiresAt: undefined,
          intent: undefined,
          since: undefined,
          watermark: undefined,
          resumeAt: undefined,
          problem: undefined,
          verdict: undefined,
          counts: { ...noCounts, pages: at + 1 }
        }
      })
    )
    expected = { epoch, seq: at }
  }
  return table
})
