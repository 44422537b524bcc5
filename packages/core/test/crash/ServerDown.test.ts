/** A PostgreSQL that goes down in the middle of a pull and comes back: the run waits for it and loses nothing. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import * as Sync from "../../src/engine/Sync.ts"
import * as PgStore from "../../src/postgres/PgStore.ts"
import * as PgServer from "./PgServer.ts"
import * as Postgres from "./Postgres.ts"
import * as Provider from "./Provider.ts"
import * as Steps from "./Steps.ts"
import * as Stores from "./Stores.ts"
import * as Sweeps from "./Sweeps.ts"

afterAll(Stores.removeAll)

describe.skipIf(!PgServer.isStartable || !Postgres.isUsable)("a PostgreSQL that goes down", () => {
  let basis: Sweeps.Undisturbed
  let server: PgServer.PgServer | undefined
  beforeAll(async () => {
    basis = await Sweeps.undisturbed("PostgreSQL", { generation: 1, cursor: "scroll" })
    server = await PgServer.start()
  }, 60_000)
  afterAll(async () => {
    server?.end()
    await basis?.site.remove()
  })

  it.each([
    ["fast", 3],
    ["immediate", 8],
    ["immediate", 15]
  ] as const)("is waited for: restarted (%s) after page %i", { timeout: 60_000 }, async (mode, at) => {
    const site = await Stores.make("SQLite")
    try {
      const name = `down_${mode}_${at}`
      await Postgres.admin(`CREATE DATABASE ${name}`, server!.port)
      const there = { ...site, ...Stores.databaseAt(Postgres.urlOf(name, server!.port)) }
      const steps = Steps.make(undefined)
      const { connector } = Provider.make({ cursor: "scroll", generation: 1, provider: site.provider }, steps)
      let pages = 0
      const ended = await Sync.run(connector, {
        deletions: "mark",
        onEvent: (event) =>
          Effect.sync(() => {
            if (event._tag === "PageCommitted" && ++pages === at) server!.restart(mode)
          })
      }).pipe(
        Effect.provide(PgStore.layer({ url: Redacted.make(there.place.at), maxConnections: 2 })),
        Effect.result,
        Effect.runPromise
      )
      assert.strictEqual(Result.isFailure(ended) ? ended.failure.message : "", "")
      assert.deepStrictEqual(await Sweeps.problemsOf(there, basis), [])
      assert.deepStrictEqual(Provider.requestsTo(site.provider), basis.requests)
    } finally {
      await site.remove()
    }
  })
})
