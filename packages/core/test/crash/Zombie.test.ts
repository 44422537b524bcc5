/** A run that stands still while another one takes over, and then wakes: it must not change a byte. */
import { afterAll, assert, describe, it } from "@effect/vitest"
import { setTimeout as sleep } from "node:timers/promises"
import * as Children from "./Children.ts"
import * as Postgres from "./Postgres.ts"
import * as Stores from "./Stores.ts"
import type { StoreName, Task } from "./Task.ts"

afterAll(Stores.removeAll, 60_000)

const stores: ReadonlyArray<StoreName> = ["SQLite", "PostgreSQL", "NDJSON"]

/** Stops a child where a page has come that is not committed, lets another one finish, and lets the first go on. */
const outrun = async (store: StoreName, stream: string, at: number) => {
  const site = await Stores.make(store)
  try {
    const task: Task = {
      place: site.place,
      provider: site.provider,
      generation: 1,
      cursor: "scroll",
      before: [],
      streams: [stream]
    }
    const zombie = Children.start({ ...task, plan: { kind: "answer", at, signal: "SIGSTOP" } })
    while (!zombie.said().includes("stopped") && zombie.child.exitCode === null) await sleep(10)
    const second = await Children.run(task)
    const before = await Stores.everything(site)
    zombie.child.kill("SIGCONT")
    const first = await zombie.ended
    return { first, second, before, after: await Stores.everything(site), standing: await Stores.standing(site) }
  } finally {
    await site.remove()
  }
}

describe.concurrent.each(stores)("a run that %s lost to another one", (store) => {
  it.skipIf(store === "PostgreSQL" && !Postgres.isUsable).each([
    ["rates", 2],
    ["rates", 7],
    ["offers", 1],
    ["offers", 5]
  ])("ends as StaleEpoch and changes nothing: %s, page %i", { timeout: 120_000 }, async (stream, at) => {
    const { after, before, first, second, standing } = await outrun(store, stream, at)
    assert.strictEqual(second.code, 0, second.output)
    assert.deepStrictEqual([first.code, first.signal], [1, null], first.output)
    assert.match(first.report?.outcomes[0] ?? "", /StaleEpoch: another run has taken over/)
    assert.deepStrictEqual(after, before)
    assert.deepStrictEqual(
      standing.map(({ status }) => status),
      ["completed"]
    )
  })
})
