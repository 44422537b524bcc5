import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import { DatabaseSync } from "node:sqlite"
import * as BadProvider from "./BadProvider.ts"
import { folder, live, nowhere, serve } from "./Host.ts"

const Heading = Schema.Struct({
  id: Schema.String,
  status: Schema.String,
  attempts: Schema.Int,
  timesSeen: Schema.Int,
  issues: Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))
})
const List = Schema.fromJsonString(
  Schema.Struct({
    total: Schema.Int,
    waiting: Schema.Int,
    quarantined: Schema.Int,
    problems: Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String, count: Schema.Int })),
    newest: Schema.Array(Heading)
  })
)
const decodeList = Schema.decodeUnknownEffect(List)
const Letter = Schema.fromJsonString(Schema.Struct({ ...Heading.fields, raw: Schema.String, hash: Schema.String }))
const decodeLetter = Schema.decodeUnknownEffect(Letter)

/** Everything a reader of the table sees, the raw records and where they came from, but for times and the run's name. */
const tableOf = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true })
  const table = db
    .prepare(
      `SELECT property_id, rate_plan_id, date, currency, room_type_id, price, available, updated_at, _innlet_raw,
         _innlet_partition, _innlet_page
       FROM booking_rates ORDER BY property_id, rate_plan_id, date, currency, room_type_id`
    )
    .all()
  db.close()
  return table
}

/** Control characters but line feeds, and marks that turn the direction of text. */
const harmful = /[^\P{Cc}\n]|[\u202a-\u202e]/u

describe("host dead-letters", { timeout: 120_000 }, () => {
  it.live("replays bad records of a mended connector into the table it would have made from the beginning", () =>
    live(
      Effect.gen(function* () {
        const { provider, url } = yield* BadProvider.make()
        const { cwd, host } = yield* folder(url)
        const bad = (yield* provider.rows("rates")).filter(({ malformed }) => malformed).length
        assert.isAbove(bad, 10)

        const synced = yield* host(["sync", "booking/rates"])
        assert.strictEqual(synced.exitCode, 0)
        assert.match(
          synced.stdout,
          /^booking\/rates: \d+ dead letters; see why with "dead-letters list booking\/rates"$/m
        )
        const before = yield* decodeList(
          (yield* host(["dead-letters", "list", "--report", "json", "--limit", "99"])).stdout
        )
        assert.deepStrictEqual([before.total, before.waiting, before.newest.length], [bad, bad, bad])
        assert.deepStrictEqual(before.problems.map(({ path }) => path).toSorted(), ["date", "price", "property_id"])

        const replayed = yield* host(["dead-letters", "replay", "--report", "json"], undefined, { mended: true })
        const dates = before.newest.filter(({ issues }) => issues[0]?.path === "date").length
        const { streams } = JSON.parse(replayed.stdout)
        assert.deepStrictEqual(
          [streams[0].stream, streams[0].inserted, streams[0].failed],
          ["rates", bad - dates, dates]
        )
        assert.deepStrictEqual([replayed.exitCode, ...replayed.problems], [1, `${dates} dead letters failed again`])

        const clean = yield* folder((yield* BadProvider.make()).url)
        assert.strictEqual((yield* clean.host(["sync", "booking/rates"], undefined, { mended: true })).exitCode, 0)
        const table = tableOf(`${cwd}/innlet.db`)
        assert.strictEqual(table.length, BadProvider.rows - dates)
        assert.deepStrictEqual(table, tableOf(`${clean.cwd}/innlet.db`))

        const again = yield* host(["dead-letters", "replay", "booking/rates"], undefined, { mended: true })
        assert.deepStrictEqual(tableOf(`${cwd}/innlet.db`), table)
        assert.match(again.stdout, new RegExp(`^booking/rates +0 +0 +0 +${dates} +${dates} +0$`, "m"))
        const idle = yield* host(["dead-letters", "replay", "booking/rates"])
        assert.strictEqual(idle.exitCode, 0)
        assert.match(idle.stdout, /skipped: quarantined; --quarantined tries them too$/m)
        const dated = before.newest.find(({ issues }) => issues[0]?.path === "date")
        const named = yield* host(["dead-letters", "replay", dated?.id.slice(0, 10) ?? ""])
        assert.deepStrictEqual([named.exitCode, ...named.problems], [1, "1 dead letter failed again"])
        const after = yield* decodeList((yield* host(["dead-letters", "list", "--report", "json"])).stdout)
        assert.deepStrictEqual([after.total, after.waiting, after.quarantined], [dates, 0, dates])
      })
    )
  )

  it.live("lists, shows, exports and discards by the beginning of an id", () =>
    live(
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { url } = yield* BadProvider.make()
        const { cwd, host } = yield* folder(url)
        yield* host(["sync", "booking/rates", "booking/inventory"])
        const { newest, total } = yield* decodeList(
          (yield* host(["dead-letters", "list", "--report", "json", "--limit", "99"])).stdout
        )
        const { id, issues } = newest[0]!

        const shown = yield* host(["dead-letters", "show", id.slice(0, 12)])
        assert.match(shown.stdout, new RegExp(`^id +${id}$`, "m"))
        assert.match(shown.stdout, new RegExp(`^  ${issues[0]?.path}: `, "m"))
        assert.match(shown.stdout, /^last seen +\S+Z, run \S+, page \d+, record \d+ of it$/m)
        assert.match(shown.stdout, /^ {2}"id": "(rate|inv)-\d+",$/m)
        const letter = yield* decodeLetter((yield* host(["dead-letters", "show", id, "--report", "json"])).stdout)

        const toScreen = yield* host(["dead-letters", "export"])
        const lines = toScreen.stdout.trimEnd().split("\n")
        assert.strictEqual(lines.length, total)
        assert.deepStrictEqual(toScreen.problems, [`${total} dead letters exported`])
        const exported = yield* Effect.forEach(lines, (line) => decodeLetter(line))
        assert.deepStrictEqual(
          exported.find((one) => one.id === id),
          letter
        )
        yield* host(["dead-letters", "export", "booking/rates", "--to", "rates.ndjson"])
        const rates = (yield* files.readFileString(`${cwd}/rates.ndjson`)).trimEnd().split("\n")
        assert.deepStrictEqual(
          rates,
          lines.filter((line) => line.includes('"stream":"rates"'))
        )
        assert.deepStrictEqual(
          (yield* files.readDirectory(cwd)).filter((name) => name.endsWith(".tmp")),
          []
        )

        const discarded = yield* host(["dead-letters", "discard", id.slice(0, 12)])
        assert.deepStrictEqual([discarded.exitCode, discarded.stdout], [0, "1 dead letter discarded\n"])
        const gone = yield* host(["dead-letters", "show", id])
        assert.deepStrictEqual([gone.exitCode, gone.problems], [1, [`${id}: there is no dead letter with this id`]])
        const rest = yield* host(["dead-letters", "discard", "booking/rates", "--yes"])
        assert.strictEqual(rest.exitCode, 0)
        const left = yield* decodeList((yield* host(["dead-letters", "list", "--report", "json"])).stdout)
        assert.strictEqual(left.total, total - 1 - rates.length + (letter.raw.includes("rate-") ? 1 : 0))
      })
    )
  )

  const wrong: ReadonlyArray<readonly [string, ReadonlyArray<string>, number, string]> = [
    [
      "nothing to discard",
      ["discard"],
      2,
      "dead-letters discard: name ids, or say --yes to discard every letter that is meant"
    ],
    [
      "ids among streams",
      ["replay", "abc123", "booking/rates"],
      2,
      "abc123 booking/rates: Expected either ids of dead letters or streams"
    ],
    ["no id at all", ["show", "rates"], 2, "rates: Expected the beginning of a dead letter's id, such as 3f9a0c"],
    ["an unknown id", ["discard", "00000000000"], 1, "00000000000: there is no dead letter with this id"],
    [
      "an unknown stream",
      ["list", "booking/prices"],
      2,
      "booking/prices: there is no such stream; booking has rates, inventory, reservations"
    ],
    [
      "an unknown connector",
      ["replay", "hotelx"],
      2,
      "hotelx: innlet.json has no connector of this name; it has booking"
    ],
    [
      "a limit of none",
      ["list", "--limit", "0"],
      2,
      'host dead-letters list: Invalid value for flag --limit: "0". Expected a number from 1 to 10000'
    ],
    [
      "a folder that is not there",
      ["export", "--to", "no/such.ndjson"],
      1,
      "--to no/such.ndjson: it can't be written: ENOENT"
    ]
  ]
  it.live("says in one line what is wrong with a command", () =>
    live(
      Effect.gen(function* () {
        const { url } = yield* BadProvider.make({ rows: 300, malformed: 0 })
        const { host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])
        const ran = yield* Effect.forEach(wrong, ([, args]) => host(["dead-letters", ...args]), { concurrency: 4 })
        for (const [at, [what, , exitCode, line]] of wrong.entries()) {
          assert.deepStrictEqual(ran[at], { stdout: "", problems: [line], exitCode }, what)
        }
      })
    )
  )

  it.live("tells the letters apart whose ids begin alike", () =>
    live(
      Effect.gen(function* () {
        const { url } = yield* BadProvider.make({ malformed: 0.05 })
        const { host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])

        const { exitCode, problems } = yield* host(["dead-letters", "show", "0"])
        assert.strictEqual(exitCode, 2)
        assert.match(
          problems.join("\n"),
          /^0: several dead letters have an id that begins so, such as 0\w{11}, 0\w{11}(, 0\w{11})?$/
        )
      })
    )
  )

  it.live("shows what a provider sends without letting it write on the terminal", () =>
    live(
      Effect.gen(function* () {
        const record = {
          id: "r",
          rate_plan_id: "RP\u001b[2J\u009b31m",
          price: "\u202e1\ud800",
          "\u001b]0;title\u0007": 1
        }
        const url = yield* serve((_, response) => {
          response.end(JSON.stringify({ meta: { total_count: 1, offset: 0, limit: 100 }, results: [record] }))
        })
        const { host } = yield* folder(url)
        yield* host(["sync", "booking/rates"])
        const { newest } = yield* decodeList((yield* host(["dead-letters", "list", "--report", "json"])).stdout)

        for (const args of [["list"], ["show", newest[0]!.id], ["replay"]]) {
          const { problems, stdout } = yield* host(["dead-letters", ...args])
          assert.notMatch([stdout, ...problems].join("\n"), harmful, args[0])
        }
      })
    )
  )

  it.live("makes no store where there is none", () =>
    live(
      Effect.gen(function* () {
        const { cwd, host } = yield* folder(nowhere)
        for (const command of ["list", "export", "replay"]) {
          const { exitCode, problems } = yield* host(["dead-letters", command])
          assert.deepStrictEqual(
            [exitCode, ...problems],
            [1, `store ${cwd}/innlet.db: there is no such file; nothing was synced yet`]
          )
        }
        assert.deepStrictEqual(yield* (yield* FileSystem.FileSystem).readDirectory(cwd), ["innlet.json"])
      })
    )
  )
})
