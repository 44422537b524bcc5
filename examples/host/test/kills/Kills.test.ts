/**
 * The real host, ended by SIGKILL at a step of its own and run again until it is done, over every store: what stands then has
 * to be what a run leaves that nothing disturbs, and nothing that the providers list may be missing.
 *
 * Each kind of step is killed at once, in one of the stores. `INNLET_KILLS=100` kills at the first, second, middle and last one
 * of every kind in every store, and at 100 random moments of time in each; `INNLET_SEED=2` at others.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { setTimeout as sleep } from "node:timers/promises"
import * as Postgres from "../../../../packages/core/test/crash/Postgres.ts"
import * as Schedule from "../../../../packages/core/test/crash/Schedule.ts"
import type { StoreName } from "../../../../packages/core/test/crash/Task.ts"
import * as Providers from "./Providers.ts"
import * as Sites from "./Sites.ts"

const moments = Number(process.env["INNLET_KILLS"] ?? 0)
const seed = Number(process.env["INNLET_SEED"] ?? 1)
const patience = 180_000 + moments * 60_000

const stores: ReadonlyArray<StoreName> = ["SQLite", "NDJSON", ...(Postgres.isUsable ? (["PostgreSQL"] as const) : [])]

/** A kind that is not recognised would never be killed at. */
const needed: Readonly<Record<StoreName, ReadonlyArray<string>>> = {
  SQLite: ["request", "answer", "BEGIN", "insert row", "insert staged", "insert seen", "COMMIT", "committed"],
  NDJSON: [
    "segment write",
    "segment half written",
    "segment sync",
    "directory sync",
    "segment rename",
    "manifest rename"
  ],
  PostgreSQL: [
    "request",
    "answer",
    "insert row",
    "insert dead_letter",
    "update checkpoint",
    "COMMIT",
    "COMMIT sent",
    "committed"
  ]
}

interface Basis {
  readonly standing: Sites.Standing
  readonly steps: Readonly<Record<string, number>>
  /** From its start to its end; milliseconds. The shortest so far, since a machine is busier at one time than at another. */
  took: number
}

/** A moment of a run: 0 is its start, and 1 its end. */
interface Random {
  readonly moment: number
}

let providers: Providers.Providers
const bases = new Map<StoreName, Basis>()
const table = new Map<string, { kills: number; wrong: number }>()
let runs = 0

/** What is wrong with what stands, a line each. */
const problemsOf = (standing: Sites.Standing, { standing: expected }: Basis): ReadonlyArray<string> => {
  const missing = Object.entries(providers.truth).flatMap(([stream, ids]) => {
    const held = [...(standing.tables[stream] ?? []), ...standing.letters].join("\n")
    const lost = ids.filter((id) => !held.includes(JSON.stringify(JSON.stringify(id)).slice(1, -1)))
    return lost.length === 0 ? [] : [`${stream}: ${lost.length} of ${ids.length} are missing, such as ${lost[0]}`]
  })
  const other = (["letters", "checkpoints"] as const).filter(
    (what) => JSON.stringify(standing[what]) !== JSON.stringify(expected[what])
  )
  const tables = Object.keys(expected.tables).filter(
    (stream) => JSON.stringify(standing.tables[stream]) !== JSON.stringify(expected.tables[stream])
  )
  return [...missing, ...[...tables, ...other].map((what) => `${what}: not what an undisturbed run leaves`)]
}

const nameOf = (store: StoreName, kind: string): string => `${store.padEnd(10)}  ${kind}`

const note = (store: StoreName, kind: string, isWrong: boolean): void => {
  const name = nameOf(store, kind)
  const { kills, wrong } = table.get(name) ?? { kills: 0, wrong: 0 }
  table.set(name, { kills: kills + 1, wrong: wrong + (isWrong ? 1 : 0) })
}

/** Runs the host to its end; nothing, or how it failed. */
const finish = async (site: Sites.Site): Promise<string | undefined> => {
  runs += 1
  const { code, stderr } = await site.run().ended
  return code === 0 ? undefined : `it ended with ${code}: ${stderr}`
}

/** Kills in turn, and then a run to the end. */
const killed = async (store: StoreName, chain: Schedule.Chain | Random, tries = 4): Promise<ReadonlyArray<string>> => {
  const basis = bases.get(store)!
  const site = await Sites.make(store, providers)
  const kinds: Array<string> = []
  try {
    for (const kill of "moment" in chain ? [chain] : chain) {
      runs += 1
      const began = performance.now()
      const { child, ended } = site.run("moment" in kill ? undefined : kill)
      if ("moment" in kill) void sleep(kill.moment * basis.took).then(() => child.kill("SIGKILL"))
      const { code, stderr } = await ended
      if (code === null) kinds.push("moment" in kill ? "a random moment" : kill.kind)
      else if (code !== 0) return [`it ended with ${code} before its kill: ${stderr}`]
      else if ("moment" in kill && tries > 1) {
        basis.took = Math.min(basis.took, performance.now() - began)
        return await killed(store, chain, tries - 1)
      }
    }
    const failed = await finish(site)
    const problems = failed === undefined ? problemsOf(await site.standing(), basis) : [failed]
    for (const kind of kinds) note(store, kind, problems.length > 0)
    const where =
      "moment" in chain
        ? `after ${Math.round(100 * chain.moment)} % of its time`
        : `at ${chain.map(({ at, kind }) => `${kind} ${at}`).join(", then ")}`
    return problems.map((problem) => `killed ${where}: ${problem}`)
  } finally {
    await site.remove()
  }
}

/** Each kind once, in the store that has the fewest so far of those which have such a kind. */
const cover = (): ReadonlyMap<StoreName, ReadonlyArray<Schedule.Chain>> => {
  const chosen = new Map<StoreName, Array<string>>(stores.map((store) => [store, []]))
  const kinds = [...new Set([...bases.values()].flatMap(({ steps }) => Object.keys(steps)))].toSorted()
  const rarest = kinds.toSorted((a, b) => holders(a).length - holders(b).length)
  for (const kind of rarest) {
    const [store] = holders(kind).toSorted((a, b) => chosen.get(a)!.length - chosen.get(b)!.length)
    chosen.get(store!)!.push(kind)
  }
  return new Map([...chosen].map(([store, kinds]) => [store, pairs(kinds, bases.get(store)!.steps)]))
}

const holders = (kind: string) => stores.filter((store) => bases.get(store)!.steps[kind] !== undefined)

/**
 * A rare kind at its first, its middle or its last step, and in the next run a frequent one at its second, since what is left
 * to do then may hold no rare one.
 */
const pairs = (kinds: ReadonlyArray<string>, steps: Basis["steps"]): ReadonlyArray<Schedule.Chain> => {
  const byCount = kinds.toSorted((a, b) => steps[a]! - steps[b]!)
  const rare = byCount.slice(0, Math.ceil(kinds.length / 2))
  const frequent = byCount.slice(rare.length).toReversed()
  return rare.map((kind, i) => {
    const at = [1, Math.ceil(steps[kind]! / 2), steps[kind]!][i % 3]!
    return [Schedule.at(kind, at), ...frequent.slice(i, i + 1).map((other) => Schedule.at(other, 2))]
  })
}

/** Moments of a run from its start to its end, the same for the same seed. */
const atRandom = (store: StoreName): ReadonlyArray<Random> => {
  let state = seed * 1000 + stores.indexOf(store)
  return Array.from({ length: moments }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { moment: state / 2 ** 32 }
  })
}

/** Two at a time. */
const sweep = async (
  store: StoreName,
  chains: ReadonlyArray<Schedule.Chain | Random>
): Promise<ReadonlyArray<string>> => {
  const left = [...chains]
  const problems: Array<string> = []
  const work = async () => {
    for (let chain = left.shift(); chain !== undefined; chain = left.shift())
      problems.push(...(await killed(store, chain)))
  }
  await Promise.all([work(), work()])
  return problems
}

describe("the host, killed at its steps", () => {
  beforeAll(async () => {
    providers = await Providers.start()
    for (const store of stores) {
      const site = await Sites.make(store, providers)
      const began = performance.now()
      assert.isUndefined(await finish(site))
      bases.set(store, { standing: await site.standing(), steps: site.steps(), took: performance.now() - began })
      await site.remove()
    }
  }, 600_000)

  afterAll(async () => {
    await providers.stop()
    await Postgres.dropAll()
    const lines = [...table]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, { kills, wrong }]) =>
          `${name.padEnd(34)} ${String(kills).padStart(5)}   ${wrong === 0 ? "same" : `${wrong} WRONG`}`
      )
    const total = [...table.values()].reduce((sum, { kills }) => sum + kills, 0)
    process.stderr.write(
      `\n${["store       step".padEnd(34) + " kills   result", ...lines].join("\n")}\n${total} kills of the host in ${runs} runs\n`
    )
  }, 60_000)

  it.each(stores)("has every kind of step in %s, and misses nothing when it is left alone", (store) => {
    const basis = bases.get(store)!
    assert.deepStrictEqual(
      needed[store].filter((kind) => basis.steps[kind] === undefined),
      []
    )
    assert.deepStrictEqual(problemsOf(basis.standing, basis), [])
    assert.isAbove(basis.standing.letters.length, 3)
  })

  it.each(stores)("leaves the tables of a run left alone in %s", { timeout: patience }, async (store) => {
    const { steps } = bases.get(store)!
    const chains = moments === 0 ? cover().get(store)! : [...Schedule.everyKind(steps), ...atRandom(store)]

    assert.deepStrictEqual(await sweep(store, chains), [])
    const asked = new Set(chains.flatMap((chain) => ("moment" in chain ? [] : chain.map(({ kind }) => kind))))
    const never = () => [...asked].filter((kind) => !table.has(nameOf(store, kind)))
    // What a run does not do any more that another kill came before.
    const alone = never().map((kind) => [Schedule.at(kind, 1)])
    assert.deepStrictEqual(await sweep(store, alone), [])
    assert.deepStrictEqual(never(), [])
    const kills = [...table].filter(([name]) => name.startsWith(store)).reduce((sum, [, { kills }]) => sum + kills, 0)
    assert.isAtLeast(kills, chains.length)
  })
})
