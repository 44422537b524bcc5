import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as BadProvider from "./BadProvider.ts"
import { folder, live, nowhere } from "./Host.ts"
import * as PostgresServer from "./PostgresServer.ts"

/** What every store shows of the same provider, but for times and runs' names. */
const tour = Effect.fnUntraced(function* (store: unknown, env: Readonly<Record<string, string>> = {}) {
  const { url } = yield* BadProvider.make({ rows: 600 })
  const { cwd, host } = yield* folder(url, {}, { store, env })
  const empty = yield* host(["status"])
  const synced = yield* host(["sync", "booking/rates", "--report", "json"])
  const [stream] = JSON.parse(synced.stdout).streams
  const status = JSON.parse((yield* host(["status", "--report", "json"])).stdout)
  const [partition] = status.partitions
  const letters = JSON.parse((yield* host(["dead-letters", "list", "--report", "json"])).stdout)
  const coverage = yield* host([
    "coverage",
    "booking/rates",
    "--from",
    "2026-03-01",
    "--to",
    "2026-03-21",
    "--report",
    "json"
  ])
  const replayed = yield* host(["dead-letters", "replay", "--report", "json"], undefined, { mended: true })
  const audit = JSON.parse((yield* host(["replay-audit", partition.run, "--report", "json"])).stdout)
  const shown = [synced, coverage, replayed, empty].flatMap(({ problems, stdout }) => [stdout, ...problems]).join("\n")
  const { groups, totals } = JSON.parse(coverage.stdout)
  const [replay] = JSON.parse(replayed.stdout).streams
  return {
    cwd,
    empty,
    shown,
    seen: {
      verdict: stream.verdict,
      inserted: stream.inserted,
      deadLettered: stream.deadLettered,
      ledger: partition.ledger.passes,
      letters: [letters.total, letters.problems],
      holes: groups.map((group: { readonly holes: unknown }) => group.holes),
      observed: totals.observed,
      replay: [replay.inserted, replay.failed],
      audit: [audit.sums.pages, audit.sums.received, audit.problems]
    }
  }
})

const sqlite = tour("sqlite:./innlet.db")

describe("the host's stores", { timeout: 120_000 }, () => {
  it.live("show the same in files of JSON lines as in SQLite, and can be read by anyone", () =>
    live(
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { cwd, empty, seen } = yield* tour("ndjson:./data")
        assert.deepStrictEqual(
          [empty.exitCode, ...empty.problems],
          [1, `store ${cwd}/data: there is no such store; nothing was synced yet`]
        )
        const expected = yield* sqlite
        assert.deepStrictEqual(seen, expected.seen)
        assert.isAbove(seen.inserted, 500)
        assert.isAbove(Number(seen.replay[0]), 0)
        const folders = yield* files.readDirectory(`${cwd}/data`)
        assert.isTrue(
          folders.some((name) => name.includes("rates")),
          folders.join(" ")
        )
      })
    )
  )

  it.live.skipIf(!PostgresServer.isShared)("show the same in PostgreSQL as in SQLite, and hide the password", () =>
    live(
      Effect.gen(function* () {
        const { schema, store } = yield* PostgresServer.newSchema
        const secret = new URL(store)
        secret.password = "pa55w0rd-of-the-day"
        const { empty, seen, shown } = yield* tour({ env: "DATABASE_URL" }, { DATABASE_URL: secret.toString() })

        assert.strictEqual(empty.exitCode, 1)
        assert.match(
          empty.problems.join("\n"),
          new RegExp(`^store \\S+ \\(schema ${schema}\\): nothing was synced yet$`)
        )
        assert.deepStrictEqual(seen, (yield* sqlite).seen)
        assert.notInclude(shown, "pa55w0rd")
      })
    )
  )

  it.live.skipIf(!PostgresServer.isShared)("is not made in PostgreSQL by looking at it", () =>
    live(
      Effect.gen(function* () {
        const { schema, store } = yield* PostgresServer.newSchema
        const { host } = yield* folder(nowhere, {}, { store })
        for (const args of [["status"], ["dead-letters", "list"], ["replay-audit", "x"]]) {
          assert.strictEqual((yield* host(args)).exitCode, 1)
        }
        assert.isFalse(yield* PostgresServer.hasSchema(schema))
      })
    )
  )

  it.live.each<readonly [what: string, store: unknown, url: string | undefined, line: RegExp]>([
    [
      "a server that is not there",
      "postgres://postgres@127.0.0.1:9/test",
      undefined,
      /^store 127\.0\.0\.1:9\/test: StoreUnavailable: /
    ],
    [
      "a variable that is not set",
      { env: "NO_SUCH_URL" },
      undefined,
      /^innlet\.json: store: the environment variable NO_SUCH_URL is not set, or is empty$/
    ],
    [
      "a variable that holds no store",
      { env: "DATABASE_URL" },
      "mysql://me:s3cret@h/db",
      /^innlet\.json: store: DATABASE_URL holds no store: Expected "memory", /
    ],
    ["a store that keeps nothing", "memory", undefined, /^innlet\.json: store: "memory" keeps nothing between runs$/]
  ])("says in one line that there is %s", ([, store, url, line]) =>
    live(
      Effect.gen(function* () {
        const { host } = yield* folder(nowhere, {}, { store, env: url === undefined ? {} : { DATABASE_URL: url } })
        const { exitCode, problems } = yield* host(["status"])

        assert.isAbove(exitCode, 0)
        assert.strictEqual(problems.length, 1)
        assert.match(problems[0] ?? "", line)
        assert.notInclude(problems[0] ?? "", "s3cret")
      })
    )
  )

  it.live("take an empty SQLite file for one that nothing was synced into", () =>
    live(
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { cwd, host } = yield* folder(nowhere)
        yield* files.writeFileString(`${cwd}/innlet.db`, "")
        const { exitCode, problems } = yield* host(["status"])

        assert.deepStrictEqual(
          [exitCode, ...problems],
          [1, `store ${cwd}/innlet.db: the file is empty; nothing was synced yet`]
        )
        assert.strictEqual(yield* files.readFileString(`${cwd}/innlet.db`), "")
      })
    )
  )
})
