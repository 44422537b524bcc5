import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import * as Choices from "../../src/simulator/Choices.ts"
import * as Hash from "../../src/simulator/Hash.ts"
import * as Machine from "../../src/simulator/Machine.ts"
import * as Process from "../../src/simulator/Process.ts"

const make = (seed: number, turn = 5) => {
  const choices = Choices.seeded(seed)
  const trace = Hash.make()
  const machine = Machine.make(choices, trace, 0)
  const process = (id: number) => Process.make(machine, choices, { id, seed, turn, onLog: () => undefined })
  const drain = () => {
    let steps = 0
    while (machine.step() !== undefined) steps += 1
    return steps
  }
  return { machine, process, drain, trace }
}

/** Two fibers that read, think and write; one update is lost where they come between each other. */
const race = (seed: number, turn: number) => {
  const { drain, process, trace } = make(seed, turn)
  let counter = 0
  const bump = Effect.gen(function* () {
    const seen = yield* Effect.sync(() => counter)
    yield* Effect.void
    yield* Effect.sync(() => (counter = seen + 1))
  })
  process(1).run(Effect.all([bump, bump, bump], { concurrency: "unbounded" }), () => undefined)
  drain()
  return { counter, hash: trace.digest() }
}

const lost = (turn: number) => Array.from({ length: 100 }, (_, seed) => race(seed, turn).counter).filter((n) => n < 3)

/** How many finalizers and exits an end brings. */
const end = (how: "kill" | "interrupt") => {
  const { drain, machine, process } = make(1)
  const one = process(1)
  const finalized: Array<string> = []
  const exits: Array<boolean> = []
  one.run(Effect.never.pipe(Effect.ensuring(Effect.sync(() => finalized.push("finalized")))), (exit) =>
    exits.push(Exit.isSuccess(exit))
  )
  machine.at(10, Machine.world, () => one[how]())
  drain()
  return [finalized.length, exits.length]
}

describe("Machine", () => {
  it("gives equal runs for equal seeds and many orders for many", () => {
    const hashes = Array.from({ length: 60 }, (_, seed) => race(seed, 3).hash)

    assert.deepStrictEqual(
      Array.from({ length: 60 }, (_, seed) => race(seed, 3).hash),
      hashes
    )
    assert.isAbove(new Set(hashes).size, 20)
  })

  it("comes between two effects, as no scheduler of Effect does", () => {
    assert.isAbove(lost(3).length, 0)
    assert.strictEqual(lost(0).length, 0)
  })

  it("lets virtual time pass when nothing is left to do", () => {
    const { drain, machine, process } = make(1)
    const woken: Array<number> = []
    const sleeper = (millis: number) =>
      Effect.andThen(
        Effect.sleep(millis),
        Effect.sync(() => woken.push(machine.now()))
      )
    process(1).run(Effect.all([sleeper(3000), sleeper(1000), sleeper(2000)], { concurrency: 3 }), () => undefined)
    drain()

    assert.deepStrictEqual(woken, [1000, 2000, 3000])
  })

  it("runs no finalizer of a process that is killed, and those of one that is interrupted", () => {
    assert.deepStrictEqual(end("kill"), [0, 0])
    assert.deepStrictEqual(end("interrupt"), [1, 1])
  })

  it("keeps what a paused process has to do until it goes on", () => {
    const { drain, machine, process } = make(1)
    const one = process(1)
    let at = 0
    one.run(
      Effect.andThen(
        Effect.sleep(100),
        Effect.sync(() => (at = machine.now()))
      ),
      () => undefined
    )
    machine.at(50, Machine.world, one.pause)
    machine.at(700, Machine.world, one.resume)
    drain()

    assert.strictEqual(at, 700)
  })

  it("lets nobody but the holder of the lock run", () => {
    const { drain, machine, process } = make(3, 2)
    const [holder, other] = [process(1), process(2)]
    const ran: Array<string> = []
    const say = (name: string) => Effect.sync(() => ran.push(name))
    machine.hold(holder)
    other.run(say("other"), () => undefined)
    holder.run(
      Effect.gen(function* () {
        for (let n = 0; n < 5; n++) yield* Effect.andThen(Effect.sleep(10), say("holder"))
        machine.letGo(holder)
      }),
      () => undefined
    )
    drain()

    assert.deepStrictEqual(ran, ["holder", "holder", "holder", "holder", "holder", "other"])
  })

  it("moves a process's wall clock and not its timers", () => {
    const { drain, machine, process } = make(1)
    const one = process(1)
    const seen: Array<number> = []
    one.run(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.sleep(100))
        yield* Effect.sleep(10)
        one.jump(3_600_000)
        yield* Fiber.join(fiber)
        seen.push(machine.now(), one.now())
      }),
      () => undefined
    )
    drain()

    assert.deepStrictEqual(seen, [100, 3_600_100])
  })
})
