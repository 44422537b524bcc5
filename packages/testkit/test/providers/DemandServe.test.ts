import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

describe("innlet-testkit serve booking --profile demand", () => {
  it.each(["3.1", "3.2"])("serves version %s of the Demand API", { timeout: 30_000 }, async (api) => {
    const flags = ["--profile", "demand", "--api", api, "--rows", "40", "--affiliate", "7", "--token", "other"]
    const child = spawn(process.execPath, [main, "serve", "booking", "--port", "0", ...flags])
    try {
      const [line] = await once(child.stdout, "data")
      const [, url] =
        /^booking-demand provider on (http:\/\/127\.0\.0\.1:\d+) \(api .*, rows 40, .*\)\n$/.exec(String(line)) ?? []
      const answer = await fetch(`${url}/${api}/accommodations/details`, {
        method: "POST",
        headers: { authorization: "Bearer other", "x-affiliate-id": "7", "content-type": "application/json" },
        body: JSON.stringify({ country: "nl" })
      })
      const body = Object(await answer.json())
      child.kill("SIGTERM")
      const [exit] = await once(child, "exit")

      assert.deepStrictEqual([answer.status, body.data.length, exit], [200, 10, 0])
      assert.strictEqual(body.metadata === undefined, api === "3.1")
    } finally {
      child.kill("SIGKILL")
    }
  })
})
