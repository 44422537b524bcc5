import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

describe("innlet-testkit serve", () => {
  it.each([
    ["hotelbeds", "/hotel-content-api/1.0/hotels", 403],
    ["expedia", "/v3/properties/content", 401],
    ["cloudbeds", "/api/v1.3/getReservations", 401],
    ["apaleo", "/inventory/v1/units", 401],
    ["hostaway", "/v1/listings", 401],
    ["guesty", "/v1/reservations-v3/search", 401],
    ["mews", "/api/connector/v1/reservations/getAll/2023-06-06", 405]
  ] as const)(
    "%s answers on the address it prints, and stops on SIGTERM",
    { timeout: 20_000 },
    async (name, path, status) => {
      const child = spawn(process.execPath, [main, "serve", name, "--port", "0", "--volatile", "--rows", "25"])
      try {
        const [line] = await once(child.stdout, "data")
        const [, served, url] =
          /^(\S+) provider on (http:\/\/127\.0\.0\.1:\d+) \(rows 25, properties 10, seed 1\)\n$/.exec(String(line)) ??
          []
        const answer = await fetch(`${url}${path}`)
        child.kill("SIGTERM")
        const [exit] = await once(child, "exit")

        assert.deepStrictEqual([served, answer.status, exit], [name, status, 0])
      } finally {
        child.kill("SIGKILL")
      }
    }
  )

  it.each([
    ["--volatile", 40, 200],
    ["--unthrottled", 40, 200],
    ["--seed=2", 15, 429]
  ])("hostaway answers as %s says", { timeout: 20_000 }, async (flag, answered, last) => {
    const flags = ["--port", "0", "--rows", "200", ...(flag === "--volatile" ? [flag, "--unthrottled"] : [flag])]
    const child = spawn(process.execPath, [main, "serve", "hostaway", ...flags])
    try {
      const [line] = await once(child.stdout, "data")
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? ""
      const bodies = new Set<string>()
      let response = new Response()
      let right = 0
      for (let request = 0; request < 40; request += 1) {
        response = await fetch(`${url}/v1/reservations?limit=500`, { headers: { authorization: "Bearer test-token" } })
        const body = await response.text()
        if (response.status !== 200) continue
        right += 1
        bodies.add(body)
      }

      assert.deepStrictEqual([right, response.status], [answered, last])
      assert.strictEqual(bodies.size > 1, flag === "--volatile")
    } finally {
      child.kill("SIGKILL")
    }
  })
})
