import { assert, describe, it } from "@effect/vitest"
import * as Command from "./Command.ts"

const patience = { timeout: 30_000 }

describe("innlet-testkit serve", () => {
  it.each([
    ["hotelbeds", "/hotel-content-api/1.0/hotels", 403, "rows"],
    ["expedia", "/v3/properties/content", 401, "rows"],
    ["cloudbeds", "/api/v1.3/getReservations", 401, "rows"],
    ["apaleo", "/inventory/v1/units", 401, "rows"],
    ["hostaway", "/v1/listings", 401, "rows"],
    ["guesty", "/v1/reservations-v3/search", 401, "rows"],
    ["mews", "/api/connector/v1/reservations/getAll/2023-06-06", 405, "rows"],
    ["hotelx", "/", 405, "hotels"],
    ["hotelx-legacy", "/Service/Travel/v2/HotelBatchSecure.svc", 405, "hotels"]
  ] as const)(
    "%s takes --volatile and --fault, tells what it holds, and stops on SIGTERM",
    patience,
    async (name, path, status, size) => {
      const flags = ["--port", "0", "--volatile", "--seed", "4", `--${size}`, "25", "--fault", "H11c@2"]
      await using command = Command.start("serve", name, ...flags)
      const [line] = await command.lines(1)
      const url = Command.addressIn(line)
      const first = await fetch(`${url}${path}`)
      const second = await fetch(`${url}${path}`)
      const { provider, streams } = JSON.parse(await Command.textAt(`${url}/_testkit`))
      const held = JSON.parse(await Command.textAt(`${url}/_testkit/present-throughout/${streams[0]}`))
      const { code } = await command.stop()

      assert.match(
        line ?? "",
        new RegExp(`^${name} provider on http://127\\.0\\.0\\.1:\\d+ \\(${size} 25, .*seed 4\\)$`)
      )
      assert.deepStrictEqual([provider, first.status, second.status, code], [name, status, 503, 0])
      assert.strictEqual(held.count, held.rows.length)
      assert.isAbove(held.count, 1)
    }
  )

  it.each([
    ["--volatile", 40, 200],
    ["--unthrottled", 40, 200],
    ["--seed=2", 15, 429]
  ])("hostaway answers as %s says", patience, async (flag, answered, last) => {
    const flags = ["--port", "0", "--rows", "200", ...(flag === "--volatile" ? [flag, "--unthrottled"] : [flag])]
    await using command = Command.start("serve", "hostaway", ...flags)
    const url = Command.addressIn((await command.lines(1))[0])
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
  })
})
