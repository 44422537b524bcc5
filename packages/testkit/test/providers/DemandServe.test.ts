import { assert, describe, it } from "@effect/vitest"
import * as Command from "../cli/Command.ts"

describe("innlet-testkit serve booking --profile demand", () => {
  it.each(["3.1", "3.2"])("serves version %s of the Demand API", { timeout: 30_000 }, async (api) => {
    const flags = ["--profile", "demand", "--api", api, "--rows", "40", "--affiliate", "7", "--token", "other"]
    await using command = Command.start("serve", "booking", "--port", "0", ...flags)
    const [line] = await command.lines(1)
    const answer = await fetch(`${Command.addressIn(line)}/${api}/accommodations/details`, {
      method: "POST",
      headers: { authorization: "Bearer other", "x-affiliate-id": "7", "content-type": "application/json" },
      body: JSON.stringify({ country: "nl" })
    })
    const body = Object(await answer.json())
    const { code } = await command.stop()

    assert.match(line ?? "", /^booking-demand provider on http:\/\/127\.0\.0\.1:\d+ \(api .*, rows 40, .*\)$/)
    assert.deepStrictEqual([answer.status, body.data.length, code], [200, 10, 0])
    assert.strictEqual(body.metadata === undefined, api === "3.1")
  })
})
