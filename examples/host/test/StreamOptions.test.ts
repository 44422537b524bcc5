import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { DatabaseSync } from "node:sqlite"
import * as BadProvider from "./BadProvider.ts"
import { folder, live, nowhere, serve } from "./Host.ts"

const changes = { since: "updated_since", before: "updated_before" }

const rate = (i: number) => ({
  property_id: "P1",
  rate_plan_id: `RP${i}`,
  date: "2026-03-01",
  currency: "EUR",
  price: 100 + i
})

/** A provider of 30 rates whose records can be given more fields. */
const drifting = Effect.gen(function* () {
  let more: object = {}
  let length = 30
  const url = yield* serve((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1")
    const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))]
    const results = Array.from({ length }, (_, i) => ({ ...rate(i), ...more })).slice(offset, offset + limit)
    response.end(JSON.stringify({ meta: { total_count: length, offset, limit }, results }))
  })
  return {
    url,
    add: (fields: object) => {
      more = { ...more, ...fields }
    },
    shorten: (to: number) => {
      length = to
    }
  }
})

describe("host sync with options of streams", { timeout: 120_000 }, () => {
  it.live("tells what drifted, once, and goes on", () =>
    live(
      Effect.gen(function* () {
        const { add, url } = yield* drifting
        const { host } = yield* folder(url)
        assert.notInclude((yield* host(["sync", "booking/rates"])).stdout, "drift")
        add({ mealplan: "BB\u001b[31m" })

        const drifted = yield* host(["sync", "booking/rates"])
        assert.strictEqual(drifted.exitCode, 0)
        assert.match(drifted.stdout, /^booking\/rates: drift: .*mealplan.* \(30 records, such as "BB\\+u001b\[31m"\)$/m)
        assert.match(drifted.problems.join("\n"), /^booking\/rates: drift: .*mealplan/m)
        assert.notInclude((yield* host(["sync", "booking/rates"])).stdout, "drift")
      })
    )
  )

  it.live("stops, or sets records aside that can be replayed, where the configuration says so", () =>
    live(
      Effect.gen(function* () {
        const { add, url } = yield* drifting
        const { configure, host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])
        add({ mealplan: "BB" })

        yield* configure({ streams: { rates: { drift: "fail" } } })
        const failed = yield* host(["sync", "booking/rates"])
        assert.strictEqual(failed.exitCode, 1)
        assert.match(failed.problems.at(-1) ?? "", /^booking\/rates: SchemaDrift: .*mealplan/)
        yield* configure({ streams: { rates: { drift: "quarantine" } } })
        yield* host(["sync", "booking/rates", "--fresh"])
        const { total } = JSON.parse((yield* host(["dead-letters", "list", "--report", "json"])).stdout)
        assert.strictEqual(total, 30)
        const replayed = yield* host(["dead-letters", "replay", "booking/rates"])
        assert.strictEqual(replayed.exitCode, 0)
        assert.match(replayed.stdout, /^booking\/rates +0 +30 +0 +0 +0 +0$/m)
      })
    )
  )

  it.live("marks deletions and keeps history where the configuration says so", () =>
    live(
      Effect.gen(function* () {
        const { add, shorten, url } = yield* drifting
        const { cwd, host } = yield* folder(url, { streams: { rates: { deletions: "mark", history: true } } })
        yield* host(["sync", "booking/rates"])
        add({ price: 7 })
        shorten(27)
        yield* host(["sync", "booking/rates"])

        const db = new DatabaseSync(`${cwd}/innlet.db`, { readOnly: true })
        const count = (query: string) => Number(Object.values(db.prepare(query).get() ?? {})[0])
        assert.strictEqual(count("SELECT count(*) FROM booking_rates WHERE _innlet_deleted_at IS NOT NULL"), 3)
        const [history] = db
          .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'booking_rates%history'")
          .all()
        assert.isAtLeast(count(`SELECT count(*) FROM ${String(history?.["name"])}`), 57)
        db.close()
        assert.match(
          (yield* host(["status"])).stdout,
          /^booking\/rates: deletions: 3 of 30 rows were not seen and marked as deleted$/m
        )
      })
    )
  )

  it.live("fills in again what changed in a time, apart from what goes forward", () =>
    live(
      Effect.gen(function* () {
        const { provider, url } = yield* BadProvider.make({ rows: 400, malformed: 0, changes: true })
        const { host } = yield* folder(url, { changes, streams: { rates: { incremental: true } } })
        yield* host(["sync", "booking/rates"])
        const asked = (yield* provider.requests).length
        const backfill = yield* host([
          "sync",
          "booking/rates",
          "--backfill",
          "2026-02-28..2026-03-02",
          "--report",
          "json"
        ])
        const [stream] = JSON.parse(backfill.stdout).streams

        assert.strictEqual(backfill.exitCode, 0)
        assert.isAbove((yield* provider.requests).length, asked)
        assert.deepStrictEqual([stream.inserted, stream.status], [0, "completed"])
        assert.isAtLeast(stream.received, 400)
        const { partitions } = JSON.parse((yield* host(["status", "--report", "json"])).stdout)
        assert.strictEqual(partitions.length, 2)
        const forward = yield* host(["sync", "booking/rates", "--report", "json"])
        assert.strictEqual(JSON.parse(forward.stdout).streams[0].received, 0)
      })
    )
  )

  it.live.each<readonly [what: string, options: object, args: ReadonlyArray<string>, line: string]>([
    [
      "a backfill of a stream that can't list changes",
      {},
      ["sync", "booking/rates", "--backfill", "2026-03-01..2026-03-02"],
      "booking/rates: it can't list what changed in a time, so there is no backfill; sync it with --fresh"
    ],
    [
      "options of an unknown stream",
      { streams: { prices: { drift: "warn" } } },
      ["sync", "booking/rates"],
      "innlet.json: connectors.booking.streams.prices: there is no such stream; booking has rates, inventory, reservations"
    ],
    [
      "an incremental stream that can't list changes",
      { streams: { rates: { incremental: true } } },
      ["sync", "booking/rates"],
      "innlet.json: connectors.booking.streams.rates.incremental: this stream can't list what changed"
    ]
  ])("refuses %s in one line", ([, options, args, line]) =>
    live(
      Effect.gen(function* () {
        const { host } = yield* folder(nowhere, options)
        assert.deepStrictEqual(yield* host(args), { stdout: "", problems: [line], exitCode: 2 })
      })
    )
  )
})
