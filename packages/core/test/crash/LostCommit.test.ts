/** Lines to PostgreSQL that break around a COMMIT: the run goes on, and what it leaves is what an unbroken one leaves. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import * as Sync from "../../src/engine/Sync.ts"
import * as PgStore from "../../src/postgres/PgStore.ts"
import * as PgProxy from "./PgProxy.ts"
import * as Postgres from "./Postgres.ts"
import * as Provider from "./Provider.ts"
import * as Steps from "./Steps.ts"
import * as Stores from "./Stores.ts"
import * as Sweeps from "./Sweeps.ts"

const commit = /^\s*COMMIT/i

/** Pulls through a proxy that cuts the line. */
const pull = async (cut: PgProxy.Cut, where: PgProxy.Where) => {
  const site = await Stores.make("PostgreSQL")
  const proxy = await PgProxy.start(cut, where)
  try {
    const steps = Steps.make(undefined)
    const { connector } = Provider.make({ cursor: "scroll", generation: 1, provider: site.provider }, steps)
    const url = Redacted.make(site.place.at.replace(":5432", `:${proxy.port}`))
    const ended = await Sync.run(connector, { deletions: "mark" }).pipe(
      Effect.provide(PgStore.layer({ url, maxConnections: 2 })),
      Effect.result,
      Effect.runPromise
    )
    return {
      problem: Result.isFailure(ended) ? ended.failure.message : "",
      requests: Provider.requestsTo(site.provider),
      cutLines: proxy.cutLines(),
      site
    }
  } finally {
    await proxy.close()
  }
}

// They wait for the server most of the time.
describe.skipIf(!Postgres.isUsable).concurrent("a line to PostgreSQL that breaks at COMMIT", () => {
  let basis: Sweeps.Undisturbed
  beforeAll(async () => {
    basis = await Sweeps.undisturbed("PostgreSQL", { generation: 1, cursor: "scroll" })
  }, 60_000)
  afterAll(async () => {
    await basis.site.remove()
    await Stores.removeAll()
  }, 60_000)

  it.each(PgProxy.cuts)("loses nothing and writes nothing twice: cut %s", { timeout: 120_000 }, async (cut) => {
    const commits = basis.steps["COMMIT"]!
    // The tables', the take-over's, pages of both streams, the ends of both, and the health.
    for (const at of [1, 2, 5, 9, 19, 24, commits - 1, commits]) {
      const { cutLines, problem, requests, site } = await pull(cut, {
        statement: commit,
        isCut: (count) => count === at
      })
      try {
        assert.strictEqual(problem, "", `COMMIT ${at}`)
        assert.strictEqual(cutLines, 1)
        assert.deepStrictEqual(await Sweeps.problemsOf(site, basis), [], `COMMIT ${at}`)
        assert.deepStrictEqual(requests, basis.requests)
      } finally {
        await site.remove()
      }
    }
  })

  it.each([
    ["CREATE TABLE", 5],
    ["CREATE TABLE", 12],
    ["INSERT INTO _innlet_table", 1],
    ["INSERT INTO _innlet_checkpoint", 1],
    ["crash_rates", 3],
    ["INSERT INTO _innlet_dead_letter", 2],
    ["INSERT INTO _innlet_staged", 3],
    ["UPDATE _innlet_checkpoint", 20]
  ])("goes on after it breaks before %s, the %ith", { timeout: 60_000 }, async (statement, at) => {
    const { cutLines, problem, site } = await pull("before", {
      statement: new RegExp(statement.replace(" INTO ", ' INTO "?')),
      isCut: (count) => count === at
    })
    try {
      assert.strictEqual(problem, "")
      assert.strictEqual(cutLines, 1)
      assert.deepStrictEqual(await Sweeps.problemsOf(site, basis), [])
    } finally {
      await site.remove()
    }
  })

  it("goes on after every third line is cut", { timeout: 60_000 }, async () => {
    const { cutLines, problem, site } = await pull("after", { statement: commit, isCut: (count) => count % 3 === 0 })
    try {
      assert.strictEqual(problem, "")
      assert.isAtLeast(cutLines, 10)
      assert.deepStrictEqual(await Sweeps.problemsOf(site, basis), [])
    } finally {
      await site.remove()
    }
  })

  it("says in one line that no COMMIT comes through, and keeps what was committed", { timeout: 120_000 }, async () => {
    const { problem, site } = await pull("before", { statement: commit, isCut: (count) => count > 8 })
    try {
      assert.match(problem, /^store [^\n]*: StoreUnavailable: [^\n]+$/)
      const [rates] = await Stores.standing(site)
      assert.strictEqual(rates?.status, "running")
      const counts = rates?.counts ?? {}
      assert.isAbove(rates?.rows.length ?? 0, 20)
      assert.strictEqual(rates?.rows.length, counts["inserted"])
    } finally {
      await site.remove()
    }
  })
})
