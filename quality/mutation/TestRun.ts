/**
 * One run of some tests in this process: hooks, failures that no test awaits, and tests that never end. Limits count the
 * processor's time and the time this process waited, not the clock's: a machine that does other work must not kill mutants.
 */
import { performance } from "node:perf_hooks"
import type { Suite, TestCase, TestContext } from "./Vitest.ts"

/** What a test took, in milliseconds: working, waiting, and by the clock. */
export interface Cost {
  readonly busy: number
  readonly idle: number
  readonly wall: number
}

export type Outcome =
  | { readonly _tag: "Passed"; readonly cost: Cost }
  | { readonly _tag: "Failed"; readonly cost: Cost; readonly message: string }
  | { readonly _tag: "Hung"; readonly cost: Cost; readonly message: string }

/** How long a test may take, given what it took when nothing was mutated. */
export const limitOf = (usual: Cost | undefined): Omit<Cost, "wall"> =>
  usual === undefined ? { busy: 60_000, idle: 60_000 } : { busy: 2_000 + 5 * usual.busy, idle: 1_500 + 3 * usual.idle }

const watch = () => {
  const cpu = process.cpuUsage()
  const loop = performance.eventLoopUtilization()
  const began = performance.now()
  return (): Cost => {
    const { system, user } = process.cpuUsage(cpu)
    return {
      busy: (system + user) / 1_000,
      idle: performance.eventLoopUtilization(loop).idle,
      wall: performance.now() - began
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

/** Tests that share the hooks of their suites. */
export class TestRun {
  readonly #entered = new Set<Suite>()
  readonly #stray: Array<unknown> = []
  readonly #keep = (error: unknown) => void this.#stray.push(error)

  constructor() {
    process.on("unhandledRejection", this.#keep)
    process.on("uncaughtException", this.#keep)
  }

  /** Runs a test to its end, or to a limit; then its fibres are interrupted. */
  async run(test: TestCase, limit: Omit<Cost, "wall">): Promise<Outcome> {
    this.#stray.length = 0
    const cost = watch()
    const abort = new AbortController()
    const body = this.#settled(test, abort.signal)
    const hung = Promise.withResolvers<string>()
    const timer = setInterval(() => {
      const { busy, idle } = cost()
      if (busy > limit.busy) hung.resolve(`worked for ${Math.round(busy)} ms`)
      else if (idle > limit.idle) hung.resolve(`waited for ${Math.round(idle)} ms`)
    }, 50)
    const reason = await Promise.race([body, hung.promise.then((why) => ({ why }))])
    clearInterval(timer)
    // Node tells of a rejection that no one awaits after this turn.
    await new Promise(setImmediate)
    if (reason !== undefined && "why" in reason) {
      abort.abort()
      await Promise.race([body, new Promise((resolve) => setTimeout(resolve, 200))])
      return { _tag: "Hung", cost: cost(), message: reason.why }
    }
    const failure = reason ?? this.#stray.map((error) => ({ error })).at(0)
    return failure === undefined
      ? { _tag: "Passed", cost: cost() }
      : { _tag: "Failed", cost: cost(), message: messageOf(failure.error) }
  }

  /** Leaves the suites that were entered. */
  async end(): Promise<void> {
    for (const suite of [...this.#entered].toReversed()) {
      for (const hook of suite.afterAll) await Promise.resolve(hook()).catch(() => undefined)
    }
    process.off("unhandledRejection", this.#keep)
    process.off("uncaughtException", this.#keep)
  }

  async #settled(test: TestCase, signal: AbortSignal): Promise<{ readonly error: unknown } | undefined> {
    const finishers: Array<() => unknown> = []
    const context: TestContext = { signal, task: test, onTestFinished: (hook) => void finishers.push(hook) }
    try {
      for (const suite of test.suites) {
        if (this.#entered.has(suite)) continue
        this.#entered.add(suite)
        for (const hook of suite.beforeAll) await hook()
      }
      for (const suite of test.suites) for (const hook of suite.beforeEach) await hook(context)
      await test.run(context)
      for (const hook of finishers.toReversed()) await hook()
      return undefined
    } catch (error) {
      return { error }
    }
  }
}
