/**
 * One simulated world from its seed to its end: a provider, a disk, and processes that sync the one into the other with the real
 * engine until the host has the sweeps it wants, whatever becomes of them on the way. Then the oracles judge what happened.
 *
 * @since 0.1.0
 */
import { StreamTable, SyncStore } from "@innlet/core/contract"
import { Sync, type SyncEvent, type SyncReport } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { Cause, Effect, Exit } from "effect"
import * as Choices from "./Choices.ts"
import * as Disk from "./Disk.ts"
import * as Fates from "./Fates.ts"
import * as Hash from "./Hash.ts"
import type { End, Entry, History, Timed } from "./History.ts"
import * as HttpWire from "./HttpWire.ts"
import * as Listing from "./Listing.ts"
import * as Machine from "./Machine.ts"
import * as Oracles from "./oracles/index.ts"
import * as Plan from "./Plan.ts"
import * as Process from "./Process.ts"
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
const most = { steps: 20_000, processes: 24, time: 60 * 24 * hour }
/** After so many processes all troubles end. */
const patience = 7

interface Running {
  readonly process: Process.Process
  readonly fate: Fates.Fate | undefined
  readonly diesAt: number
  readonly ports: Map<Fates.Port, number>
  readonly close: () => void
  isOver: boolean
  /** Are checkpoints to be put back when it ends? */
  restores: boolean
}

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

  const running: Array<Running> = []
  let processes = 0
  let fates = 0
  let sweeps = 0
  let faults = 0
  /** Processes in a row that ended without a report: a host starts the next one later each time. */
  let crashes = 0

  const meet = (one: Running) => {
    if (one.isOver || one.fate === undefined) return
    fates += 1
    const { id } = one.process
    switch (one.fate.what) {
      case "kill":
        note({ _tag: "Killed", process: id })
        one.process.kill()
        return leave(one, () => startIn(choices.wait("host", 5000, 5 * 60_000)))
      case "interrupt":
        note({ _tag: "Interrupted", process: id })
        return one.process.interrupt()
      case "pause": {
        note({ _tag: "Paused", process: id })
        one.process.pause()
        startIn(choices.wait("host", 30_000, 10 * 60_000))
        const back = choices.wait("host", 200_000, 2 * hour)
        return void machine.at(machine.now() + back, Machine.world, () => {
          note({ _tag: "Resumed", process: id })
          one.process.resume()
        })
      }
    }
  }
  const leave = (one: Running, next: () => void) => {
    one.isOver = true
    one.process.kill()
    one.close()
    if (one.restores) restore()
    next()
  }
  let waiting = 0
  let isCalm = false
  const calm = () => {
    isCalm = true
    note({ _tag: "Trouble", what: "all troubles end" })
    wire.calm()
    tokens.calm()
    for (const one of listings.values()) one.calm()
    fates = plan.fates
    faults = plan.faults
  }
  const startIn = (delay: number) => {
    waiting += 1
    machine.at(machine.now() + delay, Machine.world, () => {
      waiting -= 1
      start()
    })
  }
  const isBusy = (but?: Running) =>
    waiting > 0 || running.some((one) => one !== but && !one.isOver && one.process.state() === "running")
  const restore = () => {
    isUpgraded = disk.rewrite("as it was").length === 0
  }
  let isUpgraded = false
  /** Until the process has ended. */
  const upgrade = (one: Running) => {
    const partitions = disk.rewrite("version 99")
    if (partitions.length === 0) return
    one.restores = true
    isUpgraded = true
    note({ _tag: "Upgraded", process: one.process.id, partitions })
  }

  const troubleOf = (): Disk.Trouble | undefined => {
    if (!plan.has("store") || faults >= plan.faults || !choices.chance("store", 0.06)) return undefined
    faults += 1
    const trouble = choices.pick("store", ["busy", "full", "lost", "dropped"] as const)
    note({ _tag: "Trouble", what: `the store: ${trouble}` })
    return trouble
  }

  const start = () => {
    if (sweeps >= plan.sweeps || processes >= most.processes) return
    if (isUpgraded) restore()
    const id = (processes += 1)
    if (processes === patience) calm()
    const process = Process.make(machine, choices, {
      id,
      seed,
      turn: plan.turn,
      onLog: (line) => note({ _tag: "Logged", process: id, line })
    })
    const fate = fates < plan.fates ? Fates.draw(choices, plan) : undefined
    const ports = new Map<Fates.Port, number>()
    const port = (name: Fates.Port) =>
      Effect.suspend(() => {
        const nth = (ports.get(name) ?? 0) + 1
        ports.set(name, nth)
        const when = fate?.when
        if (when?._tag !== "Port" || when.port !== name || when.nth !== nth) return Effect.void
        meet(one)
        return process.state() === "dead" ? Effect.never : Effect.yieldNow
      })
    const opened = disk.open({
      begin: Effect.andThen(
        port("begin"),
        Effect.sync(() => {
          machine.hold(process)
          return troubleOf()
        })
      ),
      commit: port("commit"),
      end: Effect.andThen(
        Effect.sync(() => machine.letGo(process)),
        // So that what was committed is seen before anything else happens.
        Effect.andThen(Effect.yieldNow, port("end"))
      )
    })
    const one: Running = {
      process,
      fate,
      diesAt: fate?.when._tag === "Steps" ? machine.steps() + fate.when.steps : Infinity,
      ports,
      close: opened.close,
      isOver: false,
      restores: false
    }
    running.push(one)
    note({ _tag: "Started", process: id })
    if (plan.has("upgrade") && !isBusy(one) && choices.chance("fate", 0.3)) upgrade(one)
    if (plan.has("clock") && choices.chance("fate", 0.3)) {
      machine.at(machine.now() + choices.wait("fate", 20_000, 200_000), Machine.world, () => {
        const by = (choices.int("fate", 3) - 1) * hour
        note({ _tag: "Trouble", what: `the clock of process ${id} jumps by ${by} ms` })
        process.jump(by)
      })
    }
    const onEvent = (event: SyncEvent.SyncEvent) =>
      Effect.suspend(() => {
        note({ _tag: "Told", process: id, event })
        const pace = isCalm ? 0 : plan.pace
        const pause = event._tag === "PageCommitted" ? choices.wait("host", pace, pace * 4) : 0
        return Effect.andThen(port("event"), pause > 0 ? Effect.sleep(pause) : Effect.void)
      })
    const program = Effect.gen(function* () {
      const store = yield* opened.store
      const to = plan.http ? yield* HttpWire.make({ choices, plan, wire, tokens, now: serverNow, note }, process) : wire
      const connector = SimConnector.make(plan, server, to, process, { send: port("send"), answer: port("answer") })
      return yield* Sync.run(connector, optionsOf(plan, onEvent)).pipe(
        Effect.provideService(SyncStore.SyncStore, store),
        Effect.provide([QuotaGate.layerMemory, Breaker.layerMemory]),
        Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report))
      )
    })
    process.run(program, (exit) => {
      const isAlone = running.every((other) => other.isOver || other === one)
      note({ _tag: "Ended", process: id, leavesLocked: isAlone && !disk.isFree(), ...endOf(exit) })
      leave(one, () => goOn(Exit.isSuccess(exit) ? exit.value : undefined))
    })
    if (plan.has("twin") && fates < plan.fates && choices.chance("fate", 0.3)) {
      fates += 1
      startIn(choices.wait("fate", 5000, 60_000))
    }
  }

  const goOn = (report: SyncReport.SyncReport | undefined) => {
    const outcomes = report?.streams.map(({ outcome }) => outcome) ?? []
    const isDone = outcomes.length > 0 && outcomes.every(({ _tag }) => _tag === "Completed")
    if (isDone) {
      sweeps += 1
      if (plan.has("deletions") && plan.has("volatile") && choices.int("list", 4) === 3) {
        for (const one of listings.values()) one.shrink(0.4)
      }
    }
    // A list that was found to go round in circles is mended by its provider.
    if (outcomes.some((outcome) => outcome._tag === "Failed" && outcome.error._tag === "PaginationError"))
      wire.straighten()
    if (isBusy()) return
    if (isDone) return startIn(hour + choices.wait("host", 60_000, hour))
    const resumeAt = Math.max(0, ...outcomes.map((outcome) => (outcome._tag === "Suspended" ? outcome.resumeAt : 0)))
    // A host may well come too early.
    const early = resumeAt > 0 && choices.chance("host", 0.2)
    crashes = report === undefined ? crashes + 1 : 0
    const mean = 20_000 * 2 ** Math.max(0, crashes - 3)
    return startIn(Math.max(early ? 0 : resumeAt - machine.now(), choices.wait("host", mean, 30 * mean)))
  }

  startIn(0)
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
      const by = running.find(({ process }) => process.name === owner.name)?.process.id ?? 0
      const change = disk.reader.look()
      note({ _tag: "Stored", process: by, change })
      for (const { after } of change.checkpoints) trace.add(after.partition, after.epoch, after.seq, after.walk)
    }
    for (const one of running)
      if (!one.isOver && machine.steps() >= one.diesAt && one.process.state() === "running") meetOnce(one, meet)
    if (plan.has("stall") && choices.chance("order", 0.002)) machine.stall(choices.int("order", 5000))
    if (machine.steps() > most.steps || machine.now() - epoch > most.time) break
  }
  for (const one of running) if (!one.isOver) leave(one, () => undefined)
  disk.remove()
  const history: History = {
    plan,
    entries,
    truth: new Map([...listings].map(([partition, one]) => [partition, one.lives()])),
    finished: sweeps >= plan.sweeps,
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

const endOf = (exit: Exit.Exit<SyncReport.SyncReport, unknown>): End => {
  if (Exit.isSuccess(exit)) return { how: "report", report: exit.value }
  const problem = Cause.pretty(exit.cause).split("\n")[0] ?? ""
  if (Cause.hasDies(exit.cause)) return { how: "died", problem: Cause.pretty(exit.cause) }
  return { how: Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "failed", problem }
}

const met = new WeakSet<Running>()
const meetOnce = (one: Running, meet: (one: Running) => void) => {
  if (met.has(one)) return
  met.add(one)
  meet(one)
}

const optionsOf = (plan: Plan.Plan, onEvent: NonNullable<Sync.Options["onEvent"]>): Sync.Options => ({
  concurrency: plan.concurrency,
  deletions: plan.has("deletions") ? "mark" : "keep",
  history: plan.has("history"),
  incremental: plan.has("incremental"),
  stagingBytes: plan.staging,
  onEvent
})

const templateOf = (history: boolean): string => {
  const known = templates.get(history)
  if (known !== undefined) return known
  const table = StreamTable.make(SimConnector.name, { ...SimConnector.stream, version: undefined })
  const made = Disk.template((store) => store.open(table, { history }))
  templates.set(history, made)
  return made
}
