// Memory of a long pull: a million records in pages of 500 from a list of no promised order, so that two passes are made
// and the store remembers which keys it saw, into SQLite. `million.ts [records]`: a process of its own for each setting;
// records/s, peak RSS, RSS along the way, and how fast it still grows over the second half.
import "effect/schema/SchemaJITCompiler/enable"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Connector, ConnectorStream, Page, Partition, Traversal } from "@innlet/core/contract"
import { CivilDate, Decimal, Instant } from "@innlet/core/domain"
import { Sync } from "@innlet/core/engine"
import { layerSql } from "@innlet/core/store"
import { Effect, Option, Schema } from "effect"

const [, , first = "1000000", mode = "all"] = process.argv
const total = Number(first)
const pageSize = 500
const every = 50_000
const megabyte = 1024 * 1024
const say = (line: string) => process.stdout.write(`${line}\n`)

interface Sample {
  readonly received: number
  readonly rss: number
}

const plans = 5
const days = 125

const recordAt = (i: number) => ({
  id: `rate-${String(i).padStart(8, "0")}`,
  propertyId: `P${String(Math.floor(i / (plans * days))).padStart(6, "0")}`,
  ratePlanId: `RP${Math.floor(i / days) % plans}`,
  date: new Date(Date.UTC(2026, 0, 1 + (i % days))).toISOString().slice(0, 10),
  currency: "EUR",
  price: `${100 + (i % 977)}.50`,
  available: i % 7,
  updatedAt: "2026-03-01T00:00:00.000Z",
  note: "flexible until one day before arrival"
})

const rates = ConnectorStream.make({
  name: "rates",
  record: Schema.Struct({
    id: Schema.String,
    propertyId: Schema.String,
    ratePlanId: Schema.String,
    date: CivilDate.CivilDate,
    currency: Schema.String,
    price: Decimal.Decimal,
    available: Schema.Int,
    updatedAt: Instant.Instant
  }),
  key: ["propertyId", "ratePlanId", "date", "currency"],
  version: "updatedAt",
  traversal: Traversal.offset({ order: "unspecified", total: "advisory" }),
  pageSize: { default: pageSize, min: 1, max: pageSize, step: 1 },
  partition: Partition.Whole,
  cursor: Schema.FiniteFromString,
  partitions: () => Effect.succeed(["all" as const]),
  read: ({ cursor, pageSize: limit }) =>
    Effect.sync(() => {
      const offset = Option.getOrElse(cursor, () => 0)
      const count = Math.max(0, Math.min(limit, total - offset))
      return Page.make<unknown, number>({
        // As from the wire, so that nothing is shared between pages.
        records: JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => recordAt(offset + i)))),
        offset: Option.some(offset),
        total: Option.some(total),
        evidence: count === 0 ? ["emptyPage"] : []
      })
    })
})
const connector: Connector.Connector = { name: "million", version: "1", streams: [rates], quotas: [] }

/** Bytes a record: the slope of the line of least squares through the samples. */
const slopeOf = (samples: ReadonlyArray<Sample>): number => {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length
  const [x, y] = [mean(({ received }) => received), mean(({ rss }) => rss)]
  const covered = samples.reduce((sum, { received, rss }) => sum + (received - x) * (rss - y), 0)
  return covered / samples.reduce((sum, { received }) => sum + (received - x) ** 2, 0)
}

const pull = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "innlet-million-"))
  const filename = join(folder, "innlet.db")
  const samples: Array<Sample> = [{ received: 0, rss: process.memoryUsage.rss() }]
  const begun = performance.now()
  const report = await Sync.run(connector, {
    onEvent: (event) =>
      Effect.sync(() => {
        if (event._tag !== "PageCommitted") return
        const { received } = event.counts
        if (received >= samples.at(-1)!.received + every) samples.push({ received, rss: process.memoryUsage.rss() })
      })
  }).pipe(Effect.provide(layerSql({ filename })), Effect.runPromise)
  const seconds = (performance.now() - begun) / 1000
  const { counts, outcome } = report.streams[0]!
  const fileMb = statSync(filename).size / megabyte
  rmSync(folder, { recursive: true })
  if (outcome._tag !== "Completed" || counts.inserted !== total)
    throw new Error(`not whole: ${counts.inserted} records`)

  const half = samples.slice(samples.length >> 1)
  say(
    `${counts.inserted} records stored of ${counts.received} received in ${counts.requests} requests, ` +
      `${outcome.verdict._tag}, ${seconds.toFixed(1)} s`
  )
  say(
    `${Math.round(counts.inserted / seconds)} records/s stored, ${Math.round(counts.received / seconds)} received; file ${fileMb.toFixed(0)} MB`
  )
  say(`RSS in MB every ${every} received: ${samples.map(({ rss }) => (rss / megabyte).toFixed(0)).join(" ")}`)
  say(`slope over the second half: ${slopeOf(half).toFixed(2)} bytes a record`)
  say(`peak RSS: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
}

const settings: ReadonlyArray<ReadonlyArray<string>> = [[], ["--max-old-space-size=64", "--max-semi-space-size=4"]]

if (mode === "one") await pull()
else {
  for (const flags of settings) {
    say(flags.length === 0 ? "default flags" : `\n${flags.join(" ")}`)
    const { status } = spawnSync(
      process.execPath,
      [...flags, "--disable-warning=ExperimentalWarning", import.meta.filename, String(total), "one"],
      { stdio: "inherit" }
    )
    if (status !== 0) throw new Error("the pull failed")
  }
}
