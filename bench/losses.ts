// How many pulls of a changing list lose records that were there throughout: a plain walk by offset beside Innlet's, both
// through the real engine and connector, on the same seeds. `losses.ts [pulls] [rows]`.
import "effect/schema/SchemaJITCompiler/enable"
import { BookingConnector } from "@innlet/connector-booking"
import { type Connector, StreamTable, Traversal } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { BookingProvider, InMemory } from "@innlet/testkit"
import { Effect, Redacted, Schema } from "effect"

const pulls = Number(process.argv[2] ?? 2000)
const rows = Number(process.argv[3] ?? 1000)
const say = (line: string) => process.stdout.write(`${line}\n`)

const walks = ["plain walk", "anchored overlap"] as const
type WalkName = (typeof walks)[number]

const idOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ id: Schema.String })))

const pull = Effect.fnUntraced(
  function* (seed: number, walk: WalkName) {
    const provider = yield* BookingProvider.make({ rows, seed, volatility: { deletes: 0.5, inserts: 0.5 } })
    const booking = yield* BookingConnector.make({
      baseUrl: "https://booking.test",
      token: Redacted.make("test-token"),
      order: "immutable"
    }).pipe(Effect.provide(InMemory.layer(provider)))
    const { rates } = booking
    // The plain walk follows the next offset that a page implies, as most clients do.
    const followed = { ...rates, traversal: Traversal.linked("link", { replay: "safe", end: ["emptyPage"] }) }
    const connector: Connector.Connector = { ...booking, streams: [walk === "plain walk" ? followed : rates] }
    const { streams } = yield* Sync.run(connector)
    const memory = yield* MemoryStore.MemoryStore
    const stored = new Set(memory.rows(StreamTable.make("booking", rates)).map(({ raw }) => idOf(raw).id))
    const present = yield* provider.presentThroughout("rates")
    const outcome = streams[0]!.outcome
    return {
      missing: present.filter(({ key }) => !stored.has(key)).length,
      requests: streams[0]!.counts.requests,
      verdict: outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag
    }
  },
  Effect.provide(MemoryStore.layer, { local: true })
)

say(`${pulls} pulls of ${rows} records, pages of 100, on average 0.5 deletions and 0.5 insertions before each request`)
for (const walk of walks) {
  const results = await Effect.runPromise(
    Effect.forEach(
      Array.from({ length: pulls }, (_, seed) => seed + 1),
      (seed) => pull(seed, walk)
    )
  )
  const losing = results.filter(({ missing }) => missing > 0)
  const lost = results.reduce((sum, { missing }) => sum + missing, 0)
  const requests = results.reduce((sum, result) => sum + result.requests, 0) / pulls
  const verdicts = Object.entries(Object.groupBy(results, ({ verdict }) => verdict))
  const falselyProven = losing.filter(({ verdict }) => verdict === "Proven").length
  say(
    `${walk.padEnd(16)}: ${losing.length} pulls lost ${lost} records (${((100 * losing.length) / pulls).toFixed(1)} %), ` +
      `${requests.toFixed(1)} requests a pull, ${verdicts.map(([name, of]) => `${of?.length ?? 0} ${name}`).join(", ")}, ` +
      `${falselyProven} falsely Proven`
  )
}
