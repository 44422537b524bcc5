/**
 * A test runner for Stryker that loads the tests once and runs them many times in one process, so that a mutant takes
 * milliseconds where a new vitest worker takes seconds. A kill counts only if its test passes again without the mutant, or if
 * the process was new: what one mutant leaves behind must not kill the next.
 */
import { type InstrumenterContext, INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core"
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus
} from "@stryker-mutator/api/test-runner"
import { createHash } from "node:crypto"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import * as SandboxModules from "./SandboxModules.ts"
import { type Cost, limitOf, TestRun } from "./TestRun.ts"
import * as Vitest from "./Vitest.ts"

/** The part of Stryker's configuration that is ours, under `hot`. */
export interface HotOptions {
  /** Globs of test files, from the repository's root. */
  readonly tests: ReadonlyArray<string>
  /** Globs of those that aren't run: slow ones, or ones that need servers and processes. */
  readonly without: ReadonlyArray<string>
  /** The package whose modules are loaded anew for static mutants, from the root. */
  readonly package: string
  /** Variables of the environment that tests read. */
  readonly environment: Readonly<Record<string, string>>
  /** How many milliseconds of work one mutant may cost. What ranks below is not run, so that a survivor may be none. */
  readonly budget: number
  /** Only this share of the mutants is run, chosen by a hash; the others count as errors, which no score counts. */
  readonly sample: number
}

/** Modules are never freed, so a process is replaced after so many generations. */
const generations = 40

const costsFile = "hot-runner-costs.json"

const context = (): InstrumenterContext => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- where instrumented modules and Stryker's runners meet
  const global = globalThis as { [INSTRUMENTER_CONSTANTS.NAMESPACE]?: InstrumenterContext }
  return (global[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {})
}

/** The same choices in every run of a test. */
const seed = () => {
  let state = 0x9e3779b9
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Where a mutant stands among all, from 0 up to but not including 1: by chance, and the same in every run. */
const placeOf = ({ activeMutant: { fileName, location, mutatorName, replacement } }: MutantRunOptions): number => {
  const { end, start } = location
  const key = [basename(fileName), start.line, start.column, end.line, end.column, mutatorName, replacement].join()
  return createHash("sha256").update(key).digest().readUInt32BE() / 2 ** 32
}

export class HotRunner implements TestRunner {
  readonly #options: HotOptions
  #modules: SandboxModules.SandboxModules | undefined
  #tests: ReadonlyMap<string, Vitest.TestCase> = new Map()
  #costs: Record<string, Cost> = {}
  /** How often a test killed a mutant of a file. */
  readonly #kills = new Map<string, number>()
  #isNew = true
  #isSpoilt = false

  constructor(options: HotOptions) {
    this.#options = options
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    delete process.env["CI"]
    Object.assign(process.env, this.#options.environment)
    this.#modules = SandboxModules.install(join(process.cwd(), this.#options.package))
    this.#tests = await this.#collect(this.#files())
    try {
      this.#costs = JSON.parse(readFileSync(costsFile, "utf8"))
    } catch {
      // The first process of a run measures them.
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: Array<TestResult> = []
    const run = new TestRun()
    for (const test of this.#tests.values()) {
      seed()
      context().currentTestId = test.id
      const outcome = await run.run(test, limitOf(undefined))
      this.#costs[test.id] = outcome.cost
      const result = {
        id: test.id,
        name: test.id.slice(test.file.length + 1),
        fileName: join(process.cwd(), test.file)
      }
      const timeSpentMs = outcome.cost.wall
      if (outcome._tag === "Passed") tests.push({ ...result, timeSpentMs, status: TestStatus.Success })
      else tests.push({ ...result, timeSpentMs, status: TestStatus.Failed, failureMessage: outcome.message })
    }
    await run.end()
    writeFileSync(costsFile, JSON.stringify(this.#costs))
    const { mutantCoverage } = context()
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    if (placeOf(options) >= this.#options.sample) return { status: MutantRunStatus.Error, errorMessage: "not sampled" }
    // Stryker replaces a runner that rejects, and asks the new one again.
    if (this.#isSpoilt) throw new Error("an earlier mutant spoilt this process")
    const wasNew = this.#isNew
    this.#isNew = false
    const hits = { hitCount: 0, ...(options.hitLimit !== undefined && { hitLimit: options.hitLimit }) }
    Object.assign(context(), hits, { activeMutant: options.activeMutant.id })
    try {
      return options.mutantActivation === "static"
        ? await this.#runStatic(options)
        : await this.#runAtRuntime(options, wasNew)
    } finally {
      Object.assign(context(), { activeMutant: undefined, hitCount: undefined })
    }
  }

  async #runAtRuntime(options: MutantRunOptions, wasNew: boolean): Promise<MutantRunResult> {
    const covering = (options.testFilter ?? [...this.#tests.keys()]).flatMap((id) => this.#tests.get(id) ?? [])
    const result = await this.#runAll(this.#chosen(covering, options), options)
    // What a process makes once, such as the default of a reference, was made before the mutant.
    if (result.status === MutantRunStatus.Survived && context().hitCount === 0) return this.#runStatic(options)
    if (result.status === MutantRunStatus.Killed && !wasNew) {
      Object.assign(context(), { activeMutant: undefined, hitCount: undefined })
      const again = result.killedBy.flatMap((id) => this.#tests.get(id) ?? [])
      const control = await this.#runAll(again, options)
      if (control.status !== MutantRunStatus.Survived) {
        this.#isSpoilt = true
        throw new Error(`${result.killedBy.join()} fails without the mutant too`)
      }
    }
    return result
  }

  /** Modules of a new generation see the mutant while they load; those of generation 0 never do. */
  async #runStatic(options: MutantRunOptions): Promise<MutantRunResult> {
    const modules = this.#loaded()
    modules.renew()
    if (modules.generation() >= generations) this.#isSpoilt = true
    const chosen = this.#chosen([...this.#tests.values()], options)
    let nrOfTests = 0
    for (const [file, some] of Map.groupBy(chosen, ({ file }) => file)) {
      let tests: ReadonlyMap<string, Vitest.TestCase>
      try {
        tests = await this.#collect([file])
      } catch (error) {
        return { status: MutantRunStatus.Killed, killedBy: this.#idsOf(file), failureMessage: String(error), nrOfTests }
      }
      const result = await this.#runAll(
        some.flatMap(({ id }) => tests.get(id) ?? []),
        options
      )
      if (result.status !== MutantRunStatus.Survived) return result
      nrOfTests += result.nrOfTests
    }
    return { status: MutantRunStatus.Survived, nrOfTests }
  }

  async #runAll(tests: ReadonlyArray<Vitest.TestCase>, options: MutantRunOptions): Promise<MutantRunResult> {
    const run = new TestRun()
    let nrOfTests = 0
    try {
      for (const test of tests) {
        seed()
        nrOfTests++
        const outcome = await run.run(test, limitOf(this.#costs[test.id]))
        if (outcome._tag === "Hung") {
          this.#isSpoilt = true
          return { status: MutantRunStatus.Timeout, reason: `${test.id} ${outcome.message}` }
        }
        const { hitCount = 0, hitLimit = Infinity } = context()
        if (hitCount > hitLimit) return { status: MutantRunStatus.Timeout, reason: `hit ${hitCount} times` }
        if (outcome._tag === "Failed") {
          const key = `${options.activeMutant.fileName} ${test.id}`
          this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1)
          return { status: MutantRunStatus.Killed, killedBy: [test.id], failureMessage: outcome.message, nrOfTests }
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests }
    } finally {
      await run.end()
    }
  }

  /** Within the budget, those first that killed mutants of this file, then those of the file's own tests, then the quick ones. */
  #chosen(tests: ReadonlyArray<Vitest.TestCase>, { activeMutant: { fileName } }: MutantRunOptions) {
    const name = basename(fileName, ".ts")
    const folder = basename(dirname(fileName))
    const ranked = tests
      .map((test) => {
        const near = basename(test.file).startsWith(`${name}.`) ? 30 : basename(dirname(test.file)) === folder ? 3 : 1
        const kills = this.#kills.get(`${fileName} ${test.id}`) ?? 0
        const busy = this.#costs[test.id]?.busy ?? 0
        return { test, busy, rank: ((1 + kills) * near) / (1 + busy) }
      })
      .toSorted((a, b) => b.rank - a.rank)
    let spent = 0
    return ranked.filter(({ busy }) => (spent += busy) <= this.#options.budget).map(({ test }) => test)
  }

  #loaded() {
    if (this.#modules === undefined) throw new Error("the runner was not initialized")
    return this.#modules
  }

  #files() {
    const { tests, without } = this.#options
    return globSync([...tests], { exclude: [...without] }).toSorted()
  }

  #idsOf(file: string) {
    return [...this.#tests.values()]
      .filter((test) => test.file === file)
      .map(({ id }) => id)
      .slice(0, 1)
  }

  async #collect(files: ReadonlyArray<string>) {
    const all = new Map<string, Vitest.TestCase>()
    for (const file of files) {
      const tests = await Vitest.collect(file, () => this.#loaded().load(join(process.cwd(), file)))
      for (const [id, test] of tests) all.set(id, test)
    }
    return all
  }
}
