/**
 * One simulated world from its seed to its end: a provider, a disk, and processes that sync the one into the other with the real
 * engine until the host has the sweeps it wants, whatever becomes of them on the way. Then the oracles judge what happened.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import * as Choices from "./Choices.ts"
import * as Disk from "./Disk.ts"
import * as Hash from "./Hash.ts"
import type { Entry, History, Timed } from "./History.ts"
import * as Host from "./Host.ts"
import * as Listing from "./Listing.ts"
import * as Machine from "./Machine.ts"
import * as Oracles from "./oracles/index.ts"
import * as Plan from "./Plan.ts"
import * as Servers from "./servers/index.ts"
import * as SimConnector from "./SimConnector.ts"
import * as TokenServer from "./TokenServer.ts"
import * as Wire from "./Wire.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly seed: number
  /** The choices of an earlier run, in the place of the seed's. */
  readonly recording?: Choices.Recording | undefined
  readonly wanted?: Plan.Wanted | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Simulated {
  readonly seed: number
  readonly history: History
  readonly violations: ReadonlyArray<Oracles.Violation>
  /** Of every step, request and commit: the same choices give the same. */
  readonly hash: string
  /** Of the order of steps alone. */
  readonly interleaving: string
  readonly recording: Choices.Recording
  readonly steps: number
  /** Virtual time in which something happened; milliseconds. */
  readonly elapsed: number
}

const epoch = Date.UTC(2026, 0, 1)
const hour = 3_600_000
/** More than this is no progress. */
const most = { steps: 20_000, time: 60 * 24 * hour }
const templates = new Map<boolean, string>()

/**
 * Runs a world and judges it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = ({ recording, seed, wanted }: Options): Simulated => {
  const choices = recording === undefined ? Choices.seeded(seed) : Choices.replayed(recording)
  const plan = Plan.draw(choices, wanted)
  const trace = Hash.make()
  const order = Hash.make()
  const machine = Machine.make(choices, order, epoch)
  const entries: Array<Timed> = []
  const note = (entry: Entry) => {
    entries.push({ ...entry, at: machine.now() })
    trace.add(entry._tag, machine.now(), entries.length)
  }

  const skew = plan.has("clock") ? (choices.int("plan", 3) - 1) * 20_000 : 0
  const serverNow = () => machine.now() + skew
  let revs = 0
  const listings = new Map(
    SimConnector.partitionsOf(plan).map((partition, at) => [
      partition,
      Listing.make({
        plan,
        choices,
        partition,
        first: at === 0,
        now: serverNow,
        moment: () => entries.length,
        nextRev: () => (revs += 1),
        onChange: (what) => trace.add(what)
      })
    ])
  )
  const listing = (partition: string) => listings.get(partition)!
  const server = Servers.make({ plan, choices, listing, now: serverNow })
  const wire = Wire.make({ machine, choices, plan, server, listing, note })
  const tokens = TokenServer.make(machine, choices, plan, note)
  const disk = Disk.make(plan.bare ? undefined : templateOf(plan.has("history")))
  const host = Host.make({ seed, plan, choices, machine, disk, listings, server, wire, tokens, serverNow, note })

  host.begin()
  let version = disk.reader.version()
  let slept = 0
  for (;;) {
    const before = machine.now()
    const owner = machine.step()
    if (owner === undefined) break
    // Time in which nothing was to be done is no time that was simulated.
    slept += Math.max(0, machine.now() - before - hour / 4)
    // Asking takes as long as a short step does, and the world commits nothing.
    const now = owner === Machine.world ? version : disk.reader.version()
    if (now !== version) {
      version = now
      const change = disk.reader.look()
      note({ _tag: "Stored", process: host.idOf(owner), change })
      for (const { after } of change.checkpoints) trace.add(after.partition, after.epoch, after.seq, after.walk)
    }
    host.meetFates()
    if (plan.has("stall") && choices.chance("order", 0.002)) machine.stall(choices.int("order", 5000))
    if (machine.steps() > most.steps || machine.now() - epoch > most.time) break
  }
  host.close()
  disk.remove()
  const history: History = {
    plan,
    entries,
    truth: new Map([...listings].map(([partition, one]) => [partition, one.lives()])),
    finished: host.isDone(),
    skew
  }
  trace.add(order.digest())
  return {
    seed,
    history,
    violations: Oracles.judge(history),
    hash: trace.digest(),
    interleaving: order.digest(),
    recording: choices.recording(),
    steps: machine.steps(),
    elapsed: machine.now() - epoch - slept
  }
}

const templateOf = (history: boolean): string => {
  const known = templates.get(history)
  if (known !== undefined) return known
  const table = StreamTable.make(SimConnector.name, { ...SimConnector.stream, version: undefined })
  const made = Disk.template((store) => store.open(table, { history }))
  templates.set(history, made)
  return made
}
