import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as BadProvider from "./BadProvider.ts"
import { folder, live } from "./Host.ts"

describe("looking at what was synced", { timeout: 120_000 }, () => {
  it.live("status sets the ledger beside the checkpoint", () =>
    live(
      Effect.gen(function* () {
        const { url } = yield* BadProvider.make()
        const { host } = yield* folder(url, { order: "mutable" })
        yield* host(["sync", "booking/rates"])
        const table = yield* host(["status"])
        const { partitions } = JSON.parse((yield* host(["status", "--report", "json"])).stdout)
        const { ledger, run, verdict } = partitions[0]

        assert.deepStrictEqual([verdict, ledger.run, ledger.passes.length], ["Attested", run, 2])
        for (const { distinct, gaps, pageSize, pages, pass } of ledger.passes) {
          const row = `^booking/rates +all +${run} +${pass} +${pageSize} +${pages} +[\\d,]+ +2,000 +2,000 +100 % +`
          assert.match(table.stdout, new RegExp(row, "m"))
          assert.deepStrictEqual([distinct, gaps], [2000, 0])
        }
        assert.match(table.stdout, /^booking\/rates: pass 1: .+$/m)
        assert.match(table.stdout, /^booking\/rates: Attested: .*2 passes$/m)
      })
    )
  )

  it.live("coverage shows the days of bad records as holes until they are replayed", () =>
    live(
      Effect.gen(function* () {
        const { provider, url } = yield* BadProvider.make()
        const { host } = yield* folder(url)
        const coverage = (...more: ReadonlyArray<string>) =>
          host(["coverage", "booking/rates", "--from", "2026-03-01", "--to", "2026-05-03", ...more])
        const before = yield* coverage()
        assert.deepStrictEqual([before.exitCode, before.problems.length], [1, 1])
        yield* host(["sync", "booking/rates"])
        const bad = (yield* provider.rows("rates")).filter(({ malformed }) => malformed).length

        const { groups, totals } = JSON.parse((yield* coverage("--report", "json")).stdout)
        assert.deepStrictEqual([totals.groups, totals.observed, totals.stale], [32, BadProvider.rows - bad, 0])
        const missing = groups.reduce(
          (sum: number, group: { readonly holes: ReadonlyArray<{ readonly days: number }> }) =>
            sum + group.holes.reduce((days, hole) => days + hole.days, 0),
          0
        )
        assert.strictEqual(missing, totals.missing)
        // Observations are that old soon.
        yield* Effect.sleep("1100 millis")
        const table = yield* coverage("--stale-after", "1s")
        assert.match(table.stdout, /^propertyId +ratePlanId +days +stale +oldest +Mar +Apr/)
        assert.match(table.stdout, /^P0001 +RP2 +\d+\/63 +\d+ +\d+ (s|min) +[▒·]{63}$/m)

        yield* host(["dead-letters", "replay"], undefined, { mended: true })
        const after = JSON.parse((yield* coverage("--report", "json")).stdout)
        assert.isAbove(after.totals.observed, totals.observed)
      })
    )
  )

  it.live("coverage asks the provider nothing and needs no secret", () =>
    live(
      Effect.gen(function* () {
        const { provider, url } = yield* BadProvider.make({ rows: 300 })
        const { host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])
        const asked = (yield* provider.requests).length
        for (const args of [
          ["coverage", "booking/rates", "--from", "2026-03-01", "--to", "2026-03-02"],
          ["dead-letters", "list"]
        ]) {
          assert.strictEqual((yield* host(args, "")).exitCode, 0)
        }
        assert.strictEqual((yield* provider.requests).length, asked)
      })
    )
  )

  it.live("replay-audit explains retries, waits and every page, and its sums are those of the checkpoint", () =>
    live(
      Effect.gen(function* () {
        const { url } = yield* BadProvider.make({ fail: [{ at: 4, status: 503, times: 2 }] })
        const { host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])
        const [partition] = JSON.parse((yield* host(["status", "--report", "json"])).stdout).partitions

        const audit = JSON.parse((yield* host(["replay-audit", partition.run, "--report", "json"])).stdout)
        const { pages, received, requests, retries } = partition
        assert.deepStrictEqual(
          [audit.sums.pages, audit.sums.received, audit.sums.requests, audit.sums.retries, audit.problems],
          [pages, received, requests, retries, []]
        )
        assert.deepStrictEqual([retries, audit.pages.length, audit.passes[0].ended], [2, pages, true])
        const table = yield* host(["replay-audit", partition.run.slice(0, -2), "--problems"])
        assert.match(
          table.stdout,
          /^ +4 +1 +\S+Z +\d+ +100 +3 +[\d.]+ s .* ! 2 times: ProviderUnavailable: status 503/m
        )
        assert.match(
          table.stdout,
          /^[\d,]+ received = [\d,]+ inserted \+ 0 updated \+ \d+ unchanged \+ \d+ dead letters$/m
        )
        assert.match(table.stdout, /^1 page marked with !$/m)
        const unknown = yield* host(["replay-audit", "1999"])
        assert.deepStrictEqual(
          [unknown.exitCode, ...unknown.problems],
          [1, "1999: there is no run of this name; status shows the newest of every stream"]
        )
      })
    )
  )
})
