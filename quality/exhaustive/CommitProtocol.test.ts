import { assert, describe, it } from "@effect/vitest"
import * as CommitProtocol from "./CommitProtocol.ts"
import * as Disk from "./Disk.ts"
import * as Ports from "./Ports.ts"
import type * as World from "./World.ts"

const runOn = async (paging: World.Paging, options?: CommitProtocol.Options) => {
  const disk = Disk.make()
  try {
    return await CommitProtocol.run(paging, disk, options)
  } finally {
    disk.remove()
  }
}

/** Commits what a page has written so far, and goes on in another transaction. */
const torn: Ports.Before = (name, database) => {
  if (name.startsWith("INSERT INTO _innlet_audit")) Ports.unseen(database, "COMMIT; BEGIN IMMEDIATE")
}

describe("the commit of a page", () => {
  for (const paging of ["offset", "scroll"] as const) {
    it(`loses and repeats nothing of a list by ${paging} when a process dies before any call, and so does the next`, async () => {
      const count = await runOn(paging)

      console.log(`commit protocol, sqlite, ${paging}: ${JSON.stringify(count)}`)
      assert.isAtLeast(count.pairs, 4500)
    }, 300_000)

    // `main.ts --commits` kills the next one too.
    it(`loses and repeats nothing in segments of a list by ${paging} when a process dies before any call`, async () => {
      const count = await runOn(paging, { store: "ndjson", twice: false })

      console.log(`commit protocol, ndjson, ${paging}: ${JSON.stringify(count)}`)
      assert.isAtLeast(count.calls, 120)
    }, 300_000)
  }

  it("would be seen to be torn", async () => {
    const problem = await runOn("offset", { before: torn }).then(
      () => "nothing was found",
      (cause: unknown) => String(cause)
    )

    assert.match(problem, /^AssertionError: .*killed before \d+: .*(?:audit|checkpoint|rows|dead letters)/s)
  })
})
