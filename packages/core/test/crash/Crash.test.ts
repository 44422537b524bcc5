/**
 * Runs that are ended by SIGKILL at a step of their own choosing, in every store, and begun again until they complete: what
 * stands then has to be what a run leaves that nothing disturbs.
 *
 * `INNLET_KILLS=500 vitest run test/crash/Crash.test.ts` kills at more steps of each kind, and adds so many kills at random
 * ones, `INNLET_SEED=2` at others.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Postgres from "./Postgres.ts"
import * as Provider from "./Provider.ts"
import * as Schedule from "./Schedule.ts"
import * as Stores from "./Stores.ts"
import * as Sweeps from "./Sweeps.ts"
import type { StoreName } from "./Task.ts"

const more = Number(process.env["INNLET_KILLS"] ?? 0)
const seed = Number(process.env["INNLET_SEED"] ?? 1)
const patience = 480_000 + more * 3000

const stores: ReadonlyArray<StoreName> = ["SQLite", "PostgreSQL", "NDJSON"]
const fewest = 120

/** What differs between the stores; the rest is one code, which is looked at in SQLite unless there is time. */
const ownKinds: { readonly [store in StoreName]: RegExp | undefined } = {
  SQLite: undefined,
  PostgreSQL: /^(?!BEGIN|decode|request|insert health|insert shape)/,
  NDJSON: /segment|manifest|directory|COMMIT|committed|row$/
}

/** A kind that is not recognised would never be killed at. */
const needed = [
  "request",
  "answer",
  "decode",
  "BEGIN",
  "insert row",
  "insert dead_letter",
  "insert staged",
  "delete staged",
  "insert seen",
  "insert audit",
  "update ledger",
  "update checkpoint",
  "COMMIT",
  "committed"
]
const neededInFiles = [
  "segment write",
  "segment half written",
  "segment sync",
  "directory sync",
  "segment rename",
  "segment remove",
  "manifest write",
  "manifest rename"
]

interface Tally {
  kills: number
  /** The most pages asked for again, for each kill of a chain. */
  again: number
  wrong: number
}
const table = new Map<string, Tally>()
let total = 0

const note = (store: StoreName, chain: Schedule.Chain, outcome: Sweeps.Outcome): void => {
  total += outcome.kills
  for (const { kind } of chain.slice(0, outcome.kills)) {
    const name = `${store.padEnd(10)}  ${kind}`
    const tally = table.get(name) ?? { kills: 0, again: 0, wrong: 0 }
    table.set(name, tally)
    tally.kills += 1
    tally.again = Math.max(tally.again, outcome.again / outcome.kills)
    if (outcome.problems.length > 0) tally.wrong += 1
  }
}

const sweep = async (store: StoreName, basis: Sweeps.Undisturbed, chains: ReadonlyArray<Schedule.Chain>) => {
  const problems = await Promise.all(
    chains.map(async (chain) => {
      const outcome = await Sweeps.killed(store, basis, chain)
      note(store, chain, outcome)
      const where = `generation ${basis.setting.generation}, ${basis.setting.cursor}, killed at ${chain
        .map(({ at, kind }) => `${kind} ${at}`)
        .join(", then ")}`
      return outcome.problems.map((problem) => `${where}: ${problem}`)
    })
  )
  assert.deepStrictEqual(problems.flat(), [])
}

/** The raw records of the rows that stand, and those that the provider lists and can be read. */
const heldAndListed = (store: StoreName, standing: Stores.Standing, listed: ReadonlyArray<unknown>) => ({
  held: standing.rows
    .map((row): ReadonlyArray<unknown> => JSON.parse(row))
    .filter((row) => row.at(-1) === 0 || row.at(-1) === "upsert")
    .map((row) => row.at(-2)),
  listed: listed
    .map((record) => JSON.stringify(record))
    .filter((raw) => !(store === "PostgreSQL" ? /on request|\\u0000|\\ud800/ : /on request/).test(raw))
})

describe.each(stores)("%s, killed", (store) => {
  const isUsable = store !== "PostgreSQL" || Postgres.isUsable

  it.skipIf(!isUsable)("leaves what an undisturbed run leaves", { timeout: patience }, async () => {
    const scrolled = await Sweeps.undisturbed(store, { generation: 1, cursor: "scroll" })
    const continued = await Sweeps.undisturbed(store, { generation: 1, cursor: "continuation" })
    const changed = await Sweeps.undisturbed(store, { generation: 2, cursor: "continuation" }, scrolled)
    try {
      for (const { setting, standing } of [scrolled, continued, changed]) {
        const [rates, offers] = standing
        const { generation } = setting
        for (const [found, list] of [
          [rates, Provider.ratesOf(generation)],
          [offers, generation === 1 ? Provider.offersOf(1) : undefined]
        ] as const) {
          if (found === undefined || list === undefined) continue
          const { held, listed } = heldAndListed(store, found, list)
          assert.deepStrictEqual(held, listed)
        }
      }
      const missing = [...needed, ...(store === "NDJSON" ? neededInFiles : [])].filter((kind) => !scrolled.steps[kind])
      assert.deepStrictEqual(missing, [])
      const kinds = more === 0 ? ownKinds[store] : undefined
      const chains = more === 0 ? Schedule.eachKind : Schedule.everyKind
      await sweep(store, scrolled, chains(Schedule.only(scrolled.steps, kinds)))
      await sweep(
        store,
        continued,
        Schedule.inTheMiddle(continued.steps, ["answer", "insert staged", "delete staged", "COMMIT", "committed"])
      )
      await sweep(
        store,
        changed,
        Schedule.inTheMiddle(changed.steps, ["update row", "delete dead_letter", "segment write", "segment remove"])
      )
      if (store === "SQLite") {
        // The last pages of the first list, and the first of the second.
        const few = [Schedule.at("answer", 13), Schedule.at("insert staged", 2), Schedule.at("committed", 22)]
        await sweep(store, scrolled, Schedule.pairs(few))
      }
      for (const [i, basis] of [scrolled, continued, changed].entries()) {
        const kills = Math.ceil(more / 9)
        if (more > 0) await sweep(store, basis, Schedule.atRandom(basis.steps, kills, seed * 1000 + i))
      }
    } finally {
      for (const { site } of [scrolled, continued, changed]) await site.remove()
    }
  })
})

describe("all kills", () => {
  it.skipIf(!Postgres.isUsable)("are many", ({ skip }) => {
    if (table.size < 60) skip("not all stores were asked for")
    assert.isAtLeast(total, fewest)
  })
})

afterAll(async () => {
  await Stores.removeAll()
  const lines = [...table]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { again, kills, wrong }]) =>
        `${name.padEnd(34)} ${String(kills).padStart(5)} ${again.toFixed(1).padStart(15)}   ${wrong === 0 ? "same" : `${wrong} WRONG`}`
    )
  const head = `${"store       step".padEnd(34)} kills  again for each   result`
  process.stderr.write(`\n${[head, ...lines].join("\n")}\n${total} kills\n`)
}, 60_000)
