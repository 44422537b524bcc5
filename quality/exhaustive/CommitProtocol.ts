/**
 * The commit protocol under every kill: the real engine and the real store pull a short list and die before every call by which
 * they leave a mark, and so does the process that goes on, before every call of its own. The third goes on to the end.
 *
 * What a process does follows from the database and the provider that it finds, its clock and its seed. So processes that find
 * the same are run once; all pairs of kill points are checked, and `pairs` counts them all.
 *
 * @since 0.1.0
 */
import { Breaker } from "@innlet/core/resilience"
import { Sync } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { NdjsonStore, SqlStore } from "@innlet/core/store"
import { Cause, Effect, Exit, Logger, Random } from "effect"
import { TestClock } from "effect/testing"
import * as CommitOracle from "./CommitOracle.ts"
import * as Disk from "./Disk.ts"
import * as Ports from "./Ports.ts"
import * as World from "./World.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Count {
  /** Calls of a process that is not killed. */
  readonly calls: number
  /** First and second kill points, together. */
  readonly pairs: number
  /** Processes that were run. */
  readonly processes: number
  /** Different states that a process found. */
  readonly states: number
}

interface State {
  readonly files: Disk.Files
  /** All rows of the database, and all lines. */
  readonly content: string
  readonly world: World.World
  readonly seen: CommitOracle.Seen
  /** Equal for states that no process can tell apart. */
  readonly key: string
}

interface Death {
  readonly state: State
  readonly calls: ReadonlyArray<string>
  readonly isDead: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export type Store = "sqlite" | "ndjson"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Runs processes that find the same state once. @default true */
  readonly memo?: boolean | undefined
  /** @default "sqlite" */
  readonly store?: Store | undefined
  /** Kills the second process too, and not the first alone. @default true */
  readonly twice?: boolean | undefined
  /** Plants a defect. */
  readonly before?: Ports.Before | undefined
}

/**
 * Runs all pairs; throws on the first that breaks anything, and names it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = async (paging: World.Paging, disk: Disk.Disk, options: Options = {}): Promise<Count> => {
  const { before, memo = true, store = "sqlite", twice = true } = options
  let processes = 0
  let pairs = 0

  const process = async (from: State, incarnation: number, where: string, killAt?: number): Promise<Death> => {
    processes++
    disk.restore(from.files)
    const world = structuredClone(from.world)
    const ports = Ports.make(killAt, before)
    const exit = await Ports.using(ports, () =>
      Effect.runPromise(pull(World.connector(paging, world, ports), layers[store](disk), incarnation))
    )
    if (!ports.isDead() && Exit.isFailure(exit)) throw new Error(`${where}: ${Cause.pretty(exit.cause)}`)
    const at = `${where}${killAt === undefined ? "" : `, killed before ${killAt}: ${ports.calls().at(-1)}`}`
    const files = disk.save()
    const isDead = ports.isDead()
    if (!isDead) CommitOracle.atEnd(disk, from.seen, at)
    // What was looked at before needs no second look.
    const isSame = disk.isOpened() && Disk.isSame(files, from.files)
    const seen = isDead && !isSame ? CommitOracle.afterCrash(disk, from.seen, at) : from.seen
    const content = isSame ? from.content : disk.dump()
    const key = `${JSON.stringify(world)}${content}`
    return { state: { files, world, seen, content, key }, calls: ports.calls(), isDead }
  }
  /** All that can become of a process that finds a state: where each kill leaves it, and how many calls it makes. */
  const deaths = async (from: State, incarnation: number, where: string): Promise<ReadonlyArray<State>> => {
    const left: Array<State> = []
    for (let killAt = 1; ; killAt++) {
      // oxlint-disable-next-line no-await-in-loop -- there is one disk
      const { isDead, state } = await process(from, incarnation, where, killAt)
      if (!isDead) return left
      left.push(state)
    }
  }
  /** Remembers what became of a state, unless every process is to be run. */
  const remembered = <A>(work: (from: State, where: string) => Promise<A>) => {
    const known = new Map<string, Promise<A>>()
    return (from: State, where: string): Promise<A> => {
      const before = memo ? known.get(from.key) : undefined
      if (before !== undefined) return before
      const now = work(from, where)
      known.set(from.key, now)
      return now
    }
  }
  const secondDeaths = remembered((from, where) => deaths(from, 2, where))
  const states = new Set<string>()
  const end = remembered(async (from, where) => void (await process(from, 3, where)))

  const start: State = {
    files: new Map(),
    content: "",
    world: { places: [], requests: 0 },
    seen: CommitOracle.nothing,
    key: ""
  }
  const firsts = await deaths(start, 1, "the first process")
  for (const [i, first] of firsts.entries()) {
    states.add(first.key)
    const where = `killed before ${i + 1} of ${firsts.length}`
    if (!twice) {
      // oxlint-disable-next-line no-await-in-loop -- there is one disk
      await end(first, where)
      continue
    }
    // oxlint-disable-next-line no-await-in-loop -- there is one disk
    const seconds = await secondDeaths(first, where)
    for (const [j, second] of seconds.entries()) {
      states.add(second.key)
      pairs++
      // oxlint-disable-next-line no-await-in-loop -- there is one disk
      await end(second, `${where}, then before ${j + 1} of ${seconds.length}`)
    }
  }
  return { calls: firsts.length, pairs, processes, states: states.size }
}

const layers = {
  sqlite: ({ filename }: Disk.Disk) => SqlStore.layer({ filename }),
  ndjson: ({ directory }: Disk.Disk) => NdjsonStore.layer({ directory })
} as const

/** One process: it opens the store, pulls, and ends. Nothing waits, so that the clock stands still. */
const pull = (
  connector: ReturnType<typeof World.connector>,
  store: ReturnType<typeof SqlStore.layer>,
  incarnation: number
) =>
  Effect.exit(
    Sync.run(connector).pipe(
      Effect.provide([store, QuotaGate.layerMemory, Breaker.layerMemory], { local: true }),
      Random.withSeed(incarnation)
    )
  ).pipe(Effect.provide([TestClock.layer(), Logger.layer([])]))
