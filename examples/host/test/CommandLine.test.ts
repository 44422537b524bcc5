import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Schema } from "effect"
import * as DemoProvider from "../src/DemoProvider.ts"
import { folder, live, nowhere, serve } from "./Host.ts"
import * as HostProcess from "./HostProcess.ts"

const Report = Schema.fromJsonString(
  Schema.Struct({
    status: Schema.String,
    streams: Schema.Array(
      Schema.Struct({
        stream: Schema.String,
        status: Schema.String,
        verdict: Schema.NullOr(Schema.String),
        inserted: Schema.Int,
        error: Schema.NullOr(Schema.String)
      })
    )
  })
)
const decodeReport = Schema.decodeUnknownEffect(Report)

/** A provider that answers everything with a throttle of an hour. */
const throttling = serve((_, response) => {
  response.writeHead(429, { "retry-after": "3600" })
  response.end("{}")
})

/** It waits for a consumer that is slow on purpose, so it runs beside the others. */
let demo: HostProcess.Started
beforeAll(() => {
  const { memory, source } = HostProcess
  // A page of few hotels is far from as long on its way as their token lives, which is three real seconds.
  demo = HostProcess.start(["demo", "--kill", "--rows", "8000", "--hotels", "1000"], { cwd: memory, program: source })
})
afterAll(() => void demo.child.kill("SIGKILL"))

describe("host sync", { timeout: 30_000 }, () => {
  it.live("exits with 0 and one JSON object when every record is proven to be there", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl)

        const { exitCode, stdout } = yield* host(["sync", "booking/rates", "--report", "json"])
        const { status, streams } = yield* decodeReport(stdout)
        assert.deepStrictEqual([exitCode, status, streams[0]?.verdict], [0, "completed", "Proven"])
      })
    )
  )

  it.live("exits with 3 when the order allows no proof and the list moved", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl, { order: "mutable" })

        const { exitCode, stdout } = yield* host(["sync", "booking/rates", "--report", "json"])
        const { streams } = yield* decodeReport(stdout)
        assert.deepStrictEqual([exitCode, streams[0]?.status, streams[0]?.verdict], [3, "completed", "Unproven"])
      })
    )
  )

  it.live("exits with 1 and one line when the token is refused", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl)

        const { exitCode, problems, stdout } = yield* host(["sync", "booking/rates", "--report", "json"], "wr0ng")
        const { status, streams } = yield* decodeReport(stdout)
        assert.deepStrictEqual([exitCode, status, streams[0]?.error], [1, "failed", problems.at(-1) ?? null])
        assert.deepStrictEqual(problems, [
          "booking/rates: starts",
          "booking/rates: AuthenticationFailed: the credentials were refused, status 401 (UNAUTHORIZED: unknown token)"
        ])
      })
    )
  )

  it.live("exits with 1 and one line when the provider can't be reached", () =>
    live(
      Effect.gen(function* () {
        const { host } = yield* folder(nowhere)

        const { exitCode, problems } = yield* host(["sync", "booking/rates"])
        assert.deepStrictEqual(
          [exitCode, problems.at(-1)],
          [1, "booking/rates: ProviderUnavailable: no connection came about (ECONNREFUSED)"]
        )
      })
    )
  )

  it.live("exits with 1 when the store is not an SQLite file", () =>
    live(
      Effect.gen(function* () {
        const { cwd, host } = yield* folder(nowhere)
        yield* (yield* FileSystem.FileSystem).writeFileString(`${cwd}/innlet.db`, "not a database, but long enough")

        const { exitCode, problems, stdout } = yield* host(["sync", "booking/rates", "--report", "json"])
        assert.deepStrictEqual([exitCode, problems.length, (yield* decodeReport(stdout)).status], [1, 1, "failed"])
      })
    )
  )

  const wrong: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
    [
      "an unknown stream",
      ["sync", "booking/prices"],
      "booking/prices: there is no such stream; booking has rates, inventory, reservations"
    ],
    ["an unknown connector", ["sync", "hotelx"], "hotelx: innlet.json has no connector of this name; it has booking"],
    ["a missing configuration", ["sync", "booking", "--config", "no.json"], "no.json: there is no such file"],
    ["an unknown flag", ["sync", "booking", "--slow"], "host sync: Unrecognized flag: --slow"],
    ["an unknown command", ["snyc"], 'host: Unknown subcommand "snyc"; did you mean sync'],
    ["nothing to sync", ["sync"], "host sync: Missing required argument: connector/stream"]
  ]
  it.live.each(wrong)("exits with 2 and one line for %s", ([, args, line]) =>
    live(
      Effect.gen(function* () {
        const { host } = yield* folder(nowhere)

        assert.deepStrictEqual(yield* host(args), { stdout: "", problems: [line], exitCode: 2 })
      })
    )
  )

  it.live("exits with 2 and names the variable when a secret is missing", () =>
    live(
      Effect.gen(function* () {
        const { host } = yield* folder(nowhere)

        const { exitCode, problems } = yield* host(["sync", "booking/rates"], "")
        assert.deepStrictEqual(
          [exitCode, ...problems],
          [2, "innlet.json: connectors.booking.token: the environment variable HOST_TOKEN is not set, or is empty"]
        )
      })
    )
  )
})

describe("host sync with OAuth", { timeout: 30_000 }, () => {
  it.live("asks for one token in three runs, and shows it nowhere", () =>
    live(
      Effect.gen(function* () {
        let calls = 0
        const refused: Array<string | undefined> = []
        const baseUrl = yield* serve((request, response) => {
          if (request.url === "/token") {
            calls++
            response.end(JSON.stringify({ access_token: "t0ken-of-the-day", token_type: "Bearer", expires_in: 3600 }))
            return
          }
          if (request.headers.authorization !== "Bearer t0ken-of-the-day") refused.push(request.headers.authorization)
          response.end(JSON.stringify({ meta: { total_count: 0, offset: 0, limit: 100 }, results: [] }))
        })
        const { cwd, host } = yield* folder(baseUrl)
        const files = yield* FileSystem.FileSystem
        const config = {
          store: "sqlite:./innlet.db",
          tokens: { directory: "./tokens", key: { env: "HOST_TOKEN" } },
          connectors: {
            booking: {
              use: "booking",
              baseUrl,
              oauth: { tokenUrl: `${baseUrl}/token`, clientId: "hotels", clientSecret: { env: "HOST_TOKEN" } }
            }
          }
        }
        yield* files.writeFileString(`${cwd}/innlet.json`, JSON.stringify(config))
        const secret = "a secret of more than 32 characters, for both"
        const runs = yield* Effect.forEach(["rates", "inventory", "rates"], (stream) =>
          host(["sync", `booking/${stream}`], secret)
        )
        const status = yield* host(["status", "--debug"])

        assert.deepStrictEqual([runs.map(({ exitCode }) => exitCode), calls, refused], [[0, 0, 0], 1, []])
        const [file = ""] = (yield* files.readDirectory(`${cwd}/tokens`)).filter((name) => !name.endsWith(".lock"))
        const kept = Buffer.from(yield* files.readFile(`${cwd}/tokens/${file}`)).toString("latin1")
        const shown = [kept, status.stdout, ...runs.flatMap(({ problems, stdout }) => [stdout, ...problems])].join("\n")
        for (const hidden of ["t0ken-of-the-day", secret]) assert.notInclude(shown, hidden)
      })
    )
  )

  it.live("names a key that is too short", () =>
    live(
      Effect.gen(function* () {
        const { cwd, host } = yield* folder(nowhere)
        const oauth = { tokenUrl: `${nowhere}/token`, clientId: "hotels", clientSecret: { env: "HOST_TOKEN" } }
        const config = {
          store: "sqlite:./innlet.db",
          tokens: { directory: "./tokens", key: { env: "HOST_TOKEN" } },
          connectors: { booking: { use: "booking", baseUrl: nowhere, oauth } }
        }
        yield* (yield* FileSystem.FileSystem).writeFileString(`${cwd}/innlet.json`, JSON.stringify(config))

        const { exitCode, problems } = yield* host(["sync", "booking/rates"], "short")
        assert.strictEqual(exitCode, 2)
        assert.deepStrictEqual(problems, [
          'innlet.json: connectors.booking.oauth: the key of the token files has fewer than 32 characters; make one with "openssl rand -base64 32"'
        ])
      })
    )
  )
})

describe("host sync with a quota", { timeout: 30_000 }, () => {
  it.live("sends no more than it allows", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl, { quotas: [{ limit: 5, window: "1 second" }] })
        const { exitCode } = yield* host(["sync", "booking/rates"])
        const { stdout } = yield* host(["status", "--debug", "--report", "json"])
        const exchanges: ReadonlyArray<{ readonly sentAt: number }> = JSON.parse(stdout).health[0].exchanges

        assert.strictEqual(exitCode, 0)
        assert.isAbove(exchanges.length, 10)
        // Five slots a second; a busy machine may send one late.
        for (const { sentAt: from } of exchanges) {
          assert.isAtMost(exchanges.filter(({ sentAt }) => sentAt >= from && sentAt < from + 500).length, 5)
        }
      })
    )
  )
})

describe("host sync with shared quotas", { timeout: 30_000 }, () => {
  it.live("says in one line that Redis is down, and asks nothing", () =>
    live(
      Effect.gen(function* () {
        const { cwd, host } = yield* folder(nowhere)
        const booking = { use: "booking", baseUrl: nowhere, token: { env: "HOST_TOKEN" } }
        const config = {
          store: "sqlite:./innlet.db",
          quotas: { redis: { env: "HOST_TOKEN" }, whenDown: "fail" },
          connectors: { booking }
        }
        yield* (yield* FileSystem.FileSystem).writeFileString(`${cwd}/innlet.json`, JSON.stringify(config))

        const down = yield* host(["sync", "booking/rates"], "redis://127.0.0.1:9")
        assert.deepStrictEqual([down.exitCode, down.problems.length], [1, 1])
        assert.match(down.problems.at(-1) ?? "", /^quota gate: StoreUnavailable: Redis.* ECONNREFUSED/)
        const wrong = yield* host(["sync", "booking/rates"], "not a URL")
        assert.deepStrictEqual(
          [wrong.exitCode, wrong.problems],
          [2, ["innlet.json: quotas.redis: Expected a URL such as redis://127.0.0.1:6379 in HOST_TOKEN"]]
        )
      })
    )
  )
})

describe("host status", { timeout: 30_000 }, () => {
  it.live("makes no store where there is none", () =>
    live(
      Effect.gen(function* () {
        const { cwd, host } = yield* folder(nowhere)

        const { exitCode, problems } = yield* host(["status"])
        assert.deepStrictEqual(
          [exitCode, ...problems],
          [1, `store ${cwd}/innlet.db: there is no such file; nothing was synced yet`]
        )
        assert.isFalse(yield* (yield* FileSystem.FileSystem).exists(`${cwd}/innlet.db`))
      })
    )
  )

  it.live("shows where a failed stream stands", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl)
        yield* host(["sync", "booking/rates"], "wr0ng")

        const { exitCode, stdout } = yield* host(["status", "--report", "json"])
        const { partitions } = JSON.parse(stdout)
        assert.deepStrictEqual([exitCode, partitions[0].status, partitions[0].stream], [0, "failed", "rates"])
      })
    )
  )
})

describe("host status --debug", { timeout: 30_000 }, () => {
  it.live("shows the last requests, how often they failed, and how long they took", () =>
    live(
      Effect.gen(function* () {
        const { baseUrl } = yield* DemoProvider.make(1000)
        const { host } = yield* folder(baseUrl)
        yield* host(["sync", "booking/rates"])
        yield* host(["sync", "booking/inventory"], "wr0ng")

        const table = yield* host(["status", "--debug"])
        assert.match(table.stdout, /^connector +requests +errors +throttled +average +p95 +paused until +as of$/m)
        assert.match(table.stdout, /^booking +1 +100\.0 % +0 +\d+ ms +\d+ ms +- +\S+Z$/m)
        assert.match(table.stdout, / GET http:\/\/127\.0\.0\.1:\d+\/v1\/inventory\?offset=0&limit=100 +401 /)
        const json = yield* host(["status", "--debug", "--report", "json"])
        const { health } = JSON.parse(json.stdout)
        assert.deepStrictEqual([health[0].connector, health[0].failures], ["booking", 1])
        assert.isUndefined(JSON.parse((yield* host(["status", "--report", "json"])).stdout).health)
      })
    )
  )

  it.live("shows until when a throttled account is paused, in a process of its own", () =>
    live(
      Effect.gen(function* () {
        const baseUrl = yield* throttling
        const { host } = yield* folder(baseUrl)
        const first = yield* host(["sync", "booking/rates"])
        const second = yield* host(["sync", "booking/inventory"])
        const { stdout } = yield* host(["status", "--debug"])

        assert.deepStrictEqual([first.exitCode, second.exitCode], [75, 75])
        assert.match(second.problems.at(-1) ?? "", /QuotaExceeded: nothing may be sent for/)
        assert.match(stdout, /QuotaExceeded: status 429/)
        assert.match(stdout, /^booking +1 +100\.0 % +1 +\d+ ms +\d+ ms +\d{4}-\S+Z +\S+Z$/m)
      })
    )
  )
})

describe("host demo", { timeout: 90_000 }, () => {
  it("misses no rate and no hotel, even when the sync is killed in the middle or an answer is lost", async () => {
    const { code, stderr, stdout } = await demo.ended
    assert.strictEqual(code, 0, stderr)
    assert.match(stdout, /^of the 7,\d{3} rates present throughout, 0 are missing from the store$/m)
    assert.match(stdout, /^of the 1,000 hotels, 0 are missing from the store \(\d+ requests, no token sent twice\)$/m)
    assert.match(stdout, /^hotelx\/hotels: the walk began again \d+ times?, since its cursor was lost$/m)
    assert.match(stderr, /^booking\/rates: resumes after [\d,]+ records, page \d+$/m)
  })
})
