/** Tables, rows and pages for the tests of stores. */
import { Effect, Schema } from "effect"
import type { AuditEntry } from "../../src/contract/AuditEntry.ts"
import { type Checkpoint, noCounts } from "../../src/contract/Checkpoint.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import type { DeadLetter } from "../../src/contract/DeadLetter.ts"
import * as PageCommit from "../../src/contract/PageCommit.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import { CivilDate, Decimal, Instant } from "../../src/domain/index.ts"
import { digestOf } from "../../src/store/Precedence.ts"

type Row = PageCommit.Row

/** The table of a stream `demo/<name>` of these records. */
export const tableOf = <A>(
  name: string,
  record: Schema.Decoder<A>,
  key: ReadonlyArray<keyof A & string>,
  version?: keyof A & string
): StreamTable.StreamTable =>
  StreamTable.make(
    "demo",
    ConnectorStream.make({
      name,
      record,
      key,
      version,
      traversal: Traversal.offset(),
      pageSize: { default: 10, min: 1, max: 100, step: 1 },
      partition: Whole,
      cursor: Schema.FiniteFromString,
      partitions: () => Effect.succeed(["all" as const]),
      read: () => Effect.die("no test reads this stream")
    })
  )

export const Offer = Schema.Struct({
  id: Schema.String,
  price: Decimal.Decimal,
  modified: Schema.NullOr(Instant.Instant)
})

export const offers = tableOf("offers", Offer, ["id"])
export const versionedOffers = tableOf("versioned_offers", Offer, ["id"], "modified")

/** Has a column of every kind. */
export const Stay = Schema.Struct({
  propertyId: Schema.String,
  night: CivilDate.CivilDate,
  price: Decimal.Decimal,
  rooms: Schema.Int,
  score: Schema.optionalKey(Schema.Finite),
  open: Schema.Boolean,
  modifiedAt: Schema.NullOr(Instant.Instant),
  tags: Schema.Array(Schema.String),
  serial: Schema.BigInt,
  extra: Schema.Json
})
export const stays = tableOf("stays", Stay, ["propertyId", "night"], "modifiedAt")

/** A row whose raw record is its record's own JSON. */
export const row = (id: string, record: { readonly [field: string]: unknown }): Row => ({
  identity: id,
  record,
  raw: JSON.stringify(record)
})

/** An offer, last modified in that minute of a night. */
export const offer = (id: string, price: string, minute?: number): Row =>
  row(id, {
    id,
    price,
    modified: minute === undefined ? null : `2026-03-01T00:${String(minute).padStart(2, "0")}:00.000Z`
  })

export const checkpoint = (table: StreamTable.StreamTable, fields?: Partial<Checkpoint>): Checkpoint => ({
  connector: table.connector,
  stream: table.stream,
  partition: "all",
  run: "run",
  epoch: 1,
  seq: 1,
  writer: "writer",
  status: "running",
  walk: "{}",
  connectorVersion: "1.0.0",
  recordSchema: "a",
  startedAt: 1000,
  updatedAt: 2000,
  expiresAt: undefined,
  intent: undefined,
  since: undefined,
  watermark: undefined,
  resumeAt: undefined,
  problem: undefined,
  verdict: undefined,
  counts: noCounts,
  ...fields
})

/** The `seq`th page of a partition, from 1, observed at that many milliseconds. */
export const page = (
  table: StreamTable.StreamTable,
  seq: number,
  rows: ReadonlyArray<Row>,
  fields?: Partial<PageCommit.PageCommit>
): PageCommit.PageCommit =>
  PageCommit.make({
    expected: seq === 1 ? undefined : { epoch: 1, seq: seq - 1 },
    checkpoint: checkpoint(table, { seq, counts: { ...noCounts, pages: seq } }),
    page: seq,
    rows,
    observedAt: seq,
    ...fields
  })

/** The dead letter of a record that came at that position of its page. */
export const letter = (raw: string, position = 0, fields?: Partial<DeadLetter>): DeadLetter => ({
  position,
  key: undefined,
  issues: [{ path: "price", message: "not a decimal" }],
  raw,
  bytes: Buffer.byteLength(raw),
  hash: digestOf(raw),
  whole: true,
  ...fields
})

export const auditEntry: AuditEntry = {
  pass: 1,
  page: 3,
  attempt: 2,
  cursor: "40",
  limit: 20,
  status: 200,
  problem: null,
  sentAt: 4000,
  latency: 12.5,
  waited: 0,
  received: 20,
  total: null,
  correlationId: "c-1",
  contentHash: "00ff",
  outcome: "accepted"
}

/** An entry without a page, as a request that failed leaves it. */
export const failedEntry: AuditEntry = {
  ...auditEntry,
  attempt: 1,
  cursor: null,
  status: null,
  problem: "no answer\u0000\ud800",
  received: 0,
  total: 812,
  correlationId: null,
  contentHash: null,
  outcome: "retried"
}
