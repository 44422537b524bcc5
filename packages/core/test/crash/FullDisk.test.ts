/**
 * Stores that run full in the middle of a pull: a typed end, nothing torn, and the next run with room completes it.
 *
 * PostgreSQL is one of the test's own, with its tables on a small disk: a full disk of the shared one would be everybody's.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Children from "./Children.ts"
import * as PgServer from "./PgServer.ts"
import * as Postgres from "./Postgres.ts"
import * as Provider from "./Provider.ts"
import * as SmallDisk from "./SmallDisk.ts"
import * as Stores from "./Stores.ts"
import * as Sweeps from "./Sweeps.ts"
import type { Task } from "./Task.ts"

afterAll(Stores.removeAll, 60_000)

const setting = { generation: 1, cursor: "continuation" } as const

/** How a run ends that has no room, and what is wrong after the next one, which has. */
const fillThenFinish = async (
  site: Stores.Site,
  basis: Sweeps.Undisturbed,
  full: Partial<Task>,
  enlarge: () => void
) => {
  const task = { ...setting, place: site.place, provider: site.provider, before: [] }
  const stopped = await Children.run({ ...task, ...full })
  enlarge()
  const finished = await Children.run(task)
  const again = Object.entries(Provider.requestsTo(site.provider)).map(([stream, n]) => n - basis.requests[stream]!)
  return {
    stopped: stopped.code,
    said: /: (StoreFull): \S/.exec(stopped.report?.outcomes.join("\n") ?? stopped.output)?.[1],
    finished: finished.code === 0 ? 0 : finished.output,
    problems: finished.code === 0 ? await Sweeps.problemsOf(site, basis) : [],
    isAskedAgain: Math.max(...again) > 2
  }
}

const wellDone = { stopped: 1, said: "StoreFull", finished: 0, problems: [], isAskedAgain: false }

describe("a SQLite store without room", () => {
  let basis: Sweeps.Undisturbed
  let whole = 0
  beforeAll(async () => {
    basis = await Sweeps.undisturbed("SQLite", setting)
    whole = statSync(basis.site.place.at).size / 4096
  })
  afterAll(() => basis.site.remove())

  it.each([0.4, 0.55, 0.7, 0.85, 0.95])(
    "goes on once it has some: at %d of its size",
    { timeout: 60_000 },
    async (share) => {
      const site = await Stores.make("SQLite")
      try {
        const outcome = await fillThenFinish(site, basis, { maxPages: Math.floor(whole * share) }, () => undefined)
        assert.deepStrictEqual(outcome, wellDone)
      } finally {
        await site.remove()
      }
    }
  )
})

describe.skipIf(!SmallDisk.isMountable)("an NDJSON store without room", () => {
  let basis: Sweeps.Undisturbed
  beforeAll(async () => {
    basis = await Sweeps.undisturbed("NDJSON", setting)
  })
  afterAll(() => basis.site.remove())

  it.each([420, 480, 540, 600])("goes on once it has some: a disk of %i KiB", { timeout: 60_000 }, async (size) => {
    const folder = mkdtempSync(join(tmpdir(), "innlet-full-"))
    const disk = SmallDisk.mount(folder, size)
    const site = await Stores.make("NDJSON")
    const there = { ...site, ...Stores.at("NDJSON", join(folder, "store")) }
    try {
      assert.deepStrictEqual(await fillThenFinish(there, basis, {}, () => disk.enlarge(64 * 1024)), wellDone)
    } finally {
      await site.remove()
      disk.unmount()
      rmSync(folder, { recursive: true })
    }
  })
})

const canFillPostgres = SmallDisk.isMountable && PgServer.isStartable && Postgres.isUsable

describe.skipIf(!canFillPostgres)("a PostgreSQL without room", () => {
  let basis: Sweeps.Undisturbed
  let server: PgServer.PgServer | undefined
  /** KiB. */
  let whole = 0
  beforeAll(async () => {
    basis = await Sweeps.undisturbed("PostgreSQL", setting)
    const [used] = await basis.site.look((select) =>
      select(
        `SELECT sum(pg_total_relation_size(oid)) / 1024 AS kib FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
      )
    )
    whole = Number(used?.["kib"])
    server = await PgServer.start()
  }, 60_000)
  afterAll(async () => {
    server?.end()
    await basis?.site.remove()
  })

  it.each([60, 75, 90])("goes on once it has some: a disk of %i of 100 parts", { timeout: 60_000 }, async (share) => {
    const name = `small_${share}`
    const folder = server!.newDirectory(name)
    const disk = SmallDisk.mount(folder, Math.floor((whole * share) / 100), "postgres")
    const site = await Stores.make("SQLite")
    try {
      await Postgres.admin(`CREATE TABLESPACE ${name} LOCATION '${folder}'`, server!.port)
      await Postgres.admin(`CREATE DATABASE ${name}`, server!.port)
      await Postgres.admin(`ALTER DATABASE ${name} SET default_tablespace = ${name}`, server!.port)
      const there = { ...site, ...Stores.databaseAt(Postgres.urlOf(name, server!.port)) }
      assert.deepStrictEqual(await fillThenFinish(there, basis, {}, () => disk.enlarge(64 * 1024)), wellDone)
    } finally {
      await Postgres.admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, server!.port)
      await Postgres.admin(`DROP TABLESPACE IF EXISTS ${name}`, server!.port)
      await site.remove()
      disk.unmount()
    }
  })
})
