/**
 * The host of a simulated world: it starts a process, waits until that has ended in one way or another, and starts the next, until
 * it has the sweeps it wants.
 *
 * @since 0.1.0
 */
import type { SyncEvent, SyncReport } from "@innlet/core/engine"
import { Effect, Exit } from "effect"
import type { Choices } from "./Choices.ts"
import type * as Disk from "./Disk.ts"
import * as Fates from "./Fates.ts"
import type { Entry } from "./History.ts"
import type * as Listing from "./Listing.ts"
import * as Machine from "./Machine.ts"
import type * as Plan from "./Plan.ts"
import * as Process from "./Process.ts"
import * as Program from "./Program.ts"
import type * as Server from "./servers/Server.ts"
import type * as TokenServer from "./TokenServer.ts"
import type * as Wire from "./Wire.ts"

/**
 * What the processes live in.
 *
 * @category models
 * @since 0.1.0
 */
export interface World {
  readonly seed: number
  readonly plan: Plan.Plan
  readonly choices: Choices
  readonly machine: Machine.Machine
  readonly disk: Disk.Disk
  readonly listings: ReadonlyMap<string, Listing.Listing>
  readonly server: Server.Server
  readonly wire: Wire.Wire
  readonly tokens: TokenServer.TokenServer
  /** By the provider's clock; epoch milliseconds. */
  readonly serverNow: () => number
  readonly note: (entry: Entry) => void
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Host {
  /** Starts the first process as soon as the machine runs. */
  readonly begin: () => void
  /** The number of the process that has this name to the machine; 0 for none. */
  readonly idOf: (owner: Machine.Owner) => number
  /** Lets those meet their fates whose steps are over. */
  readonly meetFates: () => void
  /** Has it the sweeps it wants? */
  readonly isDone: () => boolean
  /** Takes all processes away. */
  readonly close: () => void
}

const hour = 3_600_000
/** More than this is no progress. */
const mostProcesses = 24
/** After so many processes all troubles end. */
const patience = 6

interface Running {
  readonly process: Process.Process
  readonly fate: Fates.Fate | undefined
  readonly diesAt: number
  readonly ports: Map<Fates.Port, number>
  readonly close: () => void
  isOver: boolean
  /** Its fate, by its steps? */
  hasMet: boolean
  /** Are checkpoints to be put back when it ends? */
  restores: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (world: World): Host => {
  const { choices, disk, listings, machine, note, plan, seed, tokens, wire } = world
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
    if (sweeps >= plan.sweeps || processes >= mostProcesses) return
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
      hasMet: false,
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
    const program = Program.make(world, process, opened.store, {
      onEvent,
      send: port("send"),
      answer: port("answer")
    })
    process.run(program, (exit) => {
      const isAlone = running.every((other) => other.isOver || other === one)
      note({ _tag: "Ended", process: id, leavesLocked: isAlone && !disk.isFree(), ...Program.endOf(exit) })
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

  return {
    begin: () => startIn(0),
    idOf: ({ name }) => running.find(({ process }) => process.name === name)?.process.id ?? 0,
    meetFates: () => {
      for (const one of running) {
        if (one.isOver || machine.steps() < one.diesAt || one.process.state() !== "running" || one.hasMet) continue
        one.hasMet = true
        meet(one)
      }
    },
    isDone: () => sweeps >= plan.sweeps,
    close: () => {
      for (const one of running) if (!one.isOver) leave(one, () => undefined)
    }
  }
}
