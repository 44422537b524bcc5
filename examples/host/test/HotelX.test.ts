import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { HotelXProvider, LegacyProvider, Serve } from "@innlet/testkit"
import { Effect, FileSystem } from "effect"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as HostProcess from "./HostProcess.ts"

const targets = ["hotelx/hotels", "hotelx_legacy/hotels"]

const sync = (cwd: string) =>
  HostProcess.start(["sync", ...targets, "--report", "json"], {
    cwd,
    env: { HOTELX_KEY: HotelXProvider.apiKey, HUB_PASSWORD: "hub-password" }
  })

const codesOf = (file: string, table: string, column: string): ReadonlyArray<string> => {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare(`SELECT ${column} code FROM ${table} ORDER BY 1`).all()
  db.close()
  return rows.map((row) => String(row["code"]))
}

describe("host sync of Hotel-X and of its legacy service", () => {
  for (const kill of [undefined, 3, 8]) {
    const what = kill === undefined ? "brings every hotel" : `goes on after SIGKILL at request ${kill}, and misses none`
    it.live(
      what,
      () =>
        Effect.gen(function* () {
          const cwd = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({
            directory: HostProcess.memory,
            prefix: "innlet-hotelx-"
          })
          const hotelx = yield* HotelXProvider.make({ hotels: 1200, tokens: "rotating" })
          const legacy = yield* LegacyProvider.make({ hotels: 6000, end: "notFound", tokens: "hostile" })
          const asked = Effect.zipWith(hotelx.requests, legacy.requests, (one, other) => one.length + other.length)
          const latency = "40 millis"
          const connectors = {
            hotelx: {
              use: "hotelx",
              baseUrl: (yield* Serve.serve(hotelx, { latency })).url,
              apiKey: { env: "HOTELX_KEY" },
              access: "2",
              pageSize: 200
            },
            hotelx_legacy: {
              use: "hotelx-legacy",
              baseUrl: (yield* Serve.serve(legacy, { latency })).url,
              username: "hub-user",
              password: { env: "HUB_PASSWORD" },
              supplier: "SUPP",
              accessCode: "2"
            }
          }
          yield* (yield* FileSystem.FileSystem).writeFileString(
            join(cwd, "innlet.json"),
            JSON.stringify({ store: "sqlite:./innlet.db", connectors })
          )
          if (kill !== undefined) {
            const { child, ended } = sync(cwd)
            while ((yield* asked) < kill && child.exitCode === null) yield* Effect.sleep("5 millis")
            child.kill("SIGKILL")
            const { code, stderr } = yield* Effect.promise(() => ended)
            assert.isNull(code, stderr)
          }
          const { code, stderr, stdout } = yield* Effect.promise(() => sync(cwd).ended)

          assert.strictEqual(code, 0, stderr)
          assert.strictEqual(JSON.parse(stdout).status, "completed")
          const file = join(cwd, "innlet.db")
          assert.deepStrictEqual(
            codesOf(file, "hotelx_hotels", "code"),
            (yield* hotelx.codes("hotels")).toSorted((a, b) => (a < b ? -1 : 1))
          )
          assert.deepStrictEqual(
            codesOf(file, "hotelx_legacy_hotels", "code"),
            (yield* legacy.codes("hotels")).toSorted((a, b) => (a < b ? -1 : 1))
          )
          assert.deepStrictEqual(
            (yield* hotelx.requests).filter(({ uses }) => uses > 1),
            [],
            "a token was sent twice"
          )
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      60_000
    )
  }
})
