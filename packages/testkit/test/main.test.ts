import { assert, describe, it } from "@effect/vitest"
import { FaultCatalogue } from "../src/index.ts"
import * as Command from "./cli/Command.ts"

const patience = { timeout: 30_000 }

describe("innlet-testkit serve booking", () => {
  it("prints one line, answers as its flags say, and stops on SIGTERM", patience, async () => {
    const flags = "--rows 40 --properties 4 --seed 3 --token other --limit-max 5 --over truncateSilently"
    const quota = ["--throttle", "2/1 minute", "--retry-after", "garbage"]
    await using command = Command.start(
      "serve",
      "booking",
      "--port",
      "0",
      ...flags.split(" "),
      ...quota,
      "--latency",
      "1 milli"
    )
    const [line] = await command.lines(1)
    const request = async () =>
      await fetch(`${Command.addressIn(line)}/v1/rates?limit=9`, { headers: { authorization: "Bearer other" } })
    const first = await (await request()).json()
    await request()
    const third = await request()
    const { code, stdout } = await command.stop()

    assert.match(line ?? "", /^booking provider on http:\/\/127\.0\.0\.1:\d+ \(rows 40, properties 4, seed 3\)$/)
    assert.deepInclude(first, { meta: { total_count: 40, offset: 0, limit: 9 } })
    assert.deepStrictEqual([third.status, third.headers.get("retry-after")], [429, "soon"])
    assert.deepStrictEqual([code, stdout], [0, `${line}\n`])
  })

  it("shows the faults it is told to, and with --log a line for each request", patience, async () => {
    const flags = ["--port", "0", "--rows", "30", "--log", "--fault", "H1@2", "--fault", "N6@every:3"]
    await using command = Command.start("serve", "booking", ...flags)
    const [line] = await command.lines(1)
    const url = `${Command.addressIn(line)}/v1/rates?offset=0&limit=10`
    const statuses: Array<number> = []
    for (let request = 0; request < 3; request += 1) {
      const answer = await fetch(url, { headers: { authorization: "Bearer test-token" } }).catch(() => undefined)
      statuses.push(answer?.status ?? 0)
      await answer?.text()
    }
    await command.lines(4)
    const { stdout } = await command.stop()

    assert.deepStrictEqual(statuses, [200, 429, 0])
    assert.deepStrictEqual(
      stdout
        .split("\n")
        .slice(1, -1)
        .map((line) => line.replace(/^[\d:.]+ +/, "")),
      [
        "1 GET /v1/rates?offset=0&limit=10 200",
        "2 GET /v1/rates?offset=0&limit=10 429  ! H1 429 with a wait in seconds",
        "3 GET /v1/rates?offset=0&limit=10 200  ! N6 reset before the answer"
      ]
    )
  })

  it.each([
    ["--rows", "many"],
    ["--colour", "red"],
    ["--latency", "soon"],
    ["--over", "maybe"],
    ["--fault", "Q9"],
    ["--fault", "H1@soon"],
    ["--fault", "V4"],
    ["--fault", "S1"]
  ])("says in one line what is wrong with %s %s, and exits with 2", patience, async (flag, value) => {
    const { code, stderr, stdout } = await Command.run("serve", "booking", "--port", "0", flag, value)

    assert.strictEqual(stdout, "")
    assert.match(stderr, new RegExp(`^innlet-testkit: [^\\n]*${flag}[^\\n]*\\n$`))
    assert.strictEqual(code, 2)
  })

  it("says in one line that a server can't show a fault, and which", patience, async () => {
    const { code, stderr } = await Command.run("serve", "booking", "--port", "0", "--fault", "H1", "--fault", "N3@2")

    assert.match(stderr, /^innlet-testkit: --fault N3: [^\n]+\n$/)
    assert.strictEqual(code, 1)
  })
})

describe("innlet-testkit faults", () => {
  it("lists every fault of the catalogue", patience, async () => {
    const { code, stdout } = await Command.run("faults")
    const listed = stdout.split("\n").flatMap((line) => /^ {2}([A-Z]\d+[a-z]?) /.exec(line)?.[1] ?? [])

    assert.strictEqual(code, 0)
    assert.deepStrictEqual(
      listed,
      FaultCatalogue.entries.map(({ id }) => id)
    )
  })

  it("tells of one, in capitals or not, and of it as JSON", patience, async () => {
    const [{ stdout }, asJson] = await Promise.all([Command.run("faults", "h1"), Command.run("faults", "H1", "--json")])

    assert.match(stdout, /^H1: .+\nwhat a reader must do {2}asked again after the wait\n/)
    assert.match(stdout, /^happens +at request for a list number 3, unless one says otherwise$/m)
    assert.deepInclude(JSON.parse(asJson.stdout), { id: "H1", where: "answer" })
  })

  it("says in one line that there is no such fault", patience, async () => {
    const { code, stderr } = await Command.run("faults", "Q9")

    assert.deepStrictEqual(
      [code, stderr],
      [2, `innlet-testkit: Q9: there is no fault "Q9"; "innlet-testkit faults" lists them\n`]
    )
  })
})
