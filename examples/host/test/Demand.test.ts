import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DemandProvider, Serve } from "@innlet/testkit"
import { Clock, Effect, FileSystem } from "effect"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as HostProcess from "./HostProcess.ts"

const sync = (cwd: string, ...args: ReadonlyArray<string>) =>
  HostProcess.start(["sync", "demand", ...args, "--report", "json"], { cwd, env: { DEMAND_TOKEN: "test-token" } })

const ended = ({ ended }: HostProcess.Started) => Effect.promise(() => ended)

const idsOf = (file: string, table: string): ReadonlyArray<string> => {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare(`SELECT id FROM ${table}`).all()
  db.close()
  return rows.map(({ id }) => String(id)).toSorted()
}

const folder = Effect.fnUntraced(function* (demand: object) {
  const files = yield* FileSystem.FileSystem
  const cwd = yield* files.makeTempDirectoryScoped({ directory: HostProcess.memory, prefix: "innlet-demand-" })
  const token = { env: "DEMAND_TOKEN" }
  const connectors = { demand: { use: "booking-demand", token, affiliateId: 1234, ...demand } }
  yield* files.writeFileString(join(cwd, "innlet.json"), JSON.stringify({ store: "sqlite:./innlet.db", connectors }))
  return cwd
})

describe("host sync of the Demand API", () => {
  for (const [version, kill] of [
    ["3.1", undefined],
    ["3.2", undefined],
    ["3.1", 4],
    ["3.2", 9],
    ["3.2", 14]
  ] as const) {
    const what =
      kill === undefined ? "brings everything" : `goes on after SIGKILL at request ${kill}, and misses nothing`
    it.live(
      `${what} of ${version}`,
      () =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const feed = [10_001, 10_002, 10_003].map((id) => ({ id, at: now - 3_600_000, list: "changed" as const }))
          const provider = yield* DemandProvider.make({ api: version, accommodations: 480, feed })
          const { url } = yield* Serve.serve(provider, { latency: "40 millis" })
          const cwd = yield* folder({
            version,
            baseUrl: url,
            accommodations: { selections: [{ country: "nl" }], pageSize: 20 },
            accommodationChanges: {},
            streams: { accommodation_changes: { incremental: true } }
          })
          if (kill !== undefined) {
            const started = sync(cwd)
            const hasEnded = () => started.child.exitCode !== null
            while ((yield* provider.requests).length < kill && !hasEnded()) yield* Effect.sleep("5 millis")
            started.child.kill("SIGKILL")
            const { code, stderr } = yield* ended(started)
            assert.isNull(code, stderr)
          }
          const { code, stderr, stdout } = yield* ended(sync(cwd))

          assert.strictEqual(code, 0, stderr)
          assert.strictEqual(JSON.parse(stdout).status, "completed")
          const file = join(cwd, "innlet.db")
          const present = yield* provider.presentThroughout("accommodations")
          const dutch = present.flatMap(({ key }, at) => (at % 4 === 0 ? [key] : []))
          assert.deepStrictEqual(idsOf(file, "demand_accommodations"), dutch.toSorted())
          assert.deepStrictEqual(idsOf(file, "demand_accommodation_changes"), ["10001", "10002", "10003"])
          const requests = yield* provider.requests
          assert.isTrue(requests.every(({ status }) => status === 200))
          // Only pages that were not committed yet are asked for again: one on its way, and one before it.
          const bodies = requests
            .filter(({ endpoint }) => endpoint === "details")
            .map(({ body }) => JSON.stringify(body))
          assert.isAtMost(bodies.length - new Set(bodies).size, kill === undefined ? 0 : 2)
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      120_000
    )
  }

  it.live(
    "names in one line what is wrong with its configuration",
    () =>
      Effect.gen(function* () {
        const wrong = yield* folder({ accommodations: { selections: [{ country: "NL" }] } })
        const unknown = yield* folder({ accommodations: { selections: [{ country: "nl" }], rows: 10 } })
        const [first, second] = [yield* ended(sync(wrong)), yield* ended(sync(unknown))]

        assert.deepStrictEqual([first.code, second.code], [2, 2])
        assert.match(first.stderr, /connectors\.demand\.accommodations: "NL" is not a country such as nl\n$/)
        assert.match(second.stderr, /connectors\.demand\.accommodations\.rows.*\n$/)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    60_000
  )
})
