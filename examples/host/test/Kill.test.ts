import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as HostProcess from "./HostProcess.ts"
import * as ListServer from "./ListServer.ts"

const rows = 4500
const pages = 50
/** `INNLET_KILLS=30` is one for nearly every page. */
const kills = Math.min(pages, Number(process.env["INNLET_KILLS"] ?? 8))

const sync = (config: string): HostProcess.Started =>
  HostProcess.start(["sync", "booking/rates", "--config", config, "--report", "json"], {
    cwd: HostProcess.memory,
    env: { BOOKING_TOKEN: "secret" }
  })

const finished = async ({ ended }: HostProcess.Started): Promise<number | null> => (await ended).code

/** Everything a reader of the table sees, and the raw records, byte for byte. */
const tableOf = (file: string): string => {
  const db = new DatabaseSync(file, { readOnly: true })
  const table = db
    .prepare(
      `SELECT property_id, rate_plan_id, date, currency, room_type_id, price, available, updated_at, _innlet_raw
       FROM booking_rates ORDER BY property_id, rate_plan_id, date, currency, room_type_id`
    )
    .all()
  db.close()
  return JSON.stringify(table)
}

const checkpointOf = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true })
  const row = db
    .prepare("SELECT status, received, inserted, updated, unchanged, dead_lettered FROM _innlet_checkpoint")
    .get()
  db.close()
  return row
}

describe("a killed sync", () => {
  it(`goes on where it was, from SIGKILL at ${kills} moments of ${pages} pages`, { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(HostProcess.memory, "innlet-kill-"))
    const server = await ListServer.start(rows)
    const configOf = (name: string): { readonly config: string; readonly file: string } => {
      const [config, file] = [join(folder, `${name}.json`), join(folder, `${name}.db`)]
      const booking = { use: "booking", baseUrl: server.baseUrl, token: { env: "BOOKING_TOKEN" }, order: "immutable" }
      writeFileSync(config, JSON.stringify({ store: `sqlite:${file}`, connectors: { booking } }))
      return { config, file }
    }
    try {
      const whole = configOf("whole")
      assert.strictEqual(await finished(sync(whole.config)), 0)
      const requests = server.offsets.length
      const expected = tableOf(whole.file)
      assert.isAtLeast(requests, pages)

      const refetched: Array<number> = []
      for (let moment = 0; moment < kills; moment++) {
        const { config, file } = configOf(`killed-${moment}`)
        const before = server.offsets.length
        const at = 1 + Math.floor((moment * (requests - 1)) / kills)
        const started = sync(config)
        server.onRequest = (count) => {
          // From before the answer to well into the commit of the page before.
          if (count === before + at) setTimeout(() => started.child.kill("SIGKILL"), (moment * 7) % 6)
        }
        assert.isNull(await finished(started))
        server.onRequest = () => undefined

        assert.strictEqual(await finished(sync(config)), 0)
        assert.strictEqual(tableOf(file), expected, `killed at request ${at}`)
        const counts = checkpointOf(file) ?? {}
        assert.strictEqual(counts["status"], "completed")
        assert.strictEqual(
          Number(counts["received"]),
          Number(counts["inserted"]) + Number(counts["updated"]) + Number(counts["unchanged"])
        )
        refetched.push(server.offsets.length - before - requests)
      }

      assert.isAtMost(Math.max(...refetched), 2, `pages asked for again: ${refetched.join(" ")}`)
      process.stderr.write(`${kills} kills, pages asked for again: ${refetched.join(" ")}\n`)
    } finally {
      await server.close()
      rmSync(folder, { recursive: true })
    }
  })
})
