/**
 * Runs a target on its corpus and on changes of it, in one thread: an input that reaches code which no other reached, or has a
 * result that no other had, joins the corpus; one that breaks something becomes a finding.
 *
 * @since 0.1.0
 */
import * as Chance from "./Chance.ts"
import type * as Coverage from "./Coverage.ts"
import type * as Finding from "./Finding.ts"
import { minimise } from "./Minimise.ts"
import { mutate } from "./Mutation.ts"
import type { Target } from "./Target.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly seed: number
  /** Inputs that are run as they are, before any change. */
  readonly corpus: ReadonlyArray<string>
  /** Fresh inputs. */
  readonly executions: number
  /** Leads the search where there is one. */
  readonly coverage: Coverage.Coverage | undefined
  /** Told of each input before it runs, so that one that never ends is known. */
  readonly begin: (input: string) => void
  /** Has it to stop early? Asked once a batch. */
  readonly isOver: () => boolean
  /** Ends with the first finding. */
  readonly untilFound: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Outcome {
  readonly executions: number
  /** The corpus as it stands now. */
  readonly corpus: ReadonlyArray<string>
  readonly findings: ReadonlyArray<Finding.Finding>
  /** The results there were. */
  readonly results: ReadonlyArray<string>
}

/** An input may take so long; milliseconds of a processor. */
const slow = 100
/** How often a slow input is run again before it is believed, since garbage may have been collected. */
const slowTries = 3

/** What this thread took of a processor; milliseconds. The clock would count what others take as well. */
const processorTime = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}
const batchSize = 512
const maxResults = 200
const maxFindings = 8

/**
 * @category constructors
 * @since 0.1.0
 */
export const run = async (target: Target, options: Options): Promise<Outcome> => {
  const { coverage } = options
  const chance = Chance.make(options.seed, target.name)
  const corpus: Array<string> = []
  const known = new Set<string>()
  const findings: Array<Finding.Finding> = []
  const problems = new Set<string>()
  const results = new Set<string>()
  let executions = 0

  const attempt = async (input: string): Promise<Pick<Finding.Finding, "kind" | "problem"> | string> => {
    options.begin(input)
    const from = performance.now()
    try {
      const ran = target.run(input)
      const result = typeof ran === "string" ? ran : await ran
      return performance.now() - from > slow ? ((await slowness(input)) ?? result) : result
    } catch (thrown) {
      return { kind: "broken", problem: problemOf(thrown) }
    }
  }
  const slowness = async (input: string): Promise<Pick<Finding.Finding, "kind" | "problem"> | undefined> => {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < slowTries; i++) {
      const from = processorTime()
      // oxlint-disable-next-line no-await-in-loop -- one at a time, or they slow each other
      await target.run(input)
      least = Math.min(least, processorTime() - from)
    }
    return least > slow ? { kind: "slow", problem: `takes ${Math.round(least)} ms` } : undefined
  }
  const keep = (input: string) => {
    if (known.has(input)) return
    known.add(input)
    corpus.push(input)
  }
  const report = async (input: string, found: Pick<Finding.Finding, "kind" | "problem">) => {
    const about = found.problem.replaceAll(/\d+/g, "0").slice(0, 40)
    if (problems.has(about) || findings.length >= maxFindings) return
    problems.add(about)
    const tries = found.kind === "slow" ? 4 : 2000
    const smaller = await minimise(
      input,
      async (one) => {
        const again = await attempt(one)
        return (
          typeof again !== "string" &&
          again.kind === found.kind &&
          again.problem.slice(0, 12) === found.problem.slice(0, 12)
        )
      },
      tries
    )
    const last = await attempt(smaller)
    findings.push({ target: target.name, input: smaller, ...(typeof last === "string" ? found : last) })
  }
  /** Runs an input for its result, and tells whether that is one that no other had. */
  const execute = async (input: string): Promise<boolean> => {
    executions++
    const result = await attempt(input)
    if (typeof result !== "string") {
      await report(input, result)
      return false
    }
    if (results.has(result) || results.size >= maxResults) return false
    results.add(result)
    return true
  }
  /** Runs inputs again only to see what they reach. */
  const reach = async (inputs: ReadonlyArray<string>) => {
    // oxlint-disable-next-line no-await-in-loop -- one at a time: the watchdog has to know which one runs
    for (const input of inputs) await attempt(input)
  }
  /**
   * Finds the inputs of a batch that reached something new, by halves. V8 may show more of several inputs together than of each
   * alone; what can't be told to be of one counts as known, or it would be looked for again and again.
   */
  const locate = async (inputs: ReadonlyArray<string>, found: Coverage.Look, map: Coverage.Coverage): Promise<void> => {
    if (inputs.length === 1) keep(inputs[0]!)
    else {
      const half = Math.ceil(inputs.length / 2)
      for (const part of [inputs.slice(0, half), inputs.slice(half)]) {
        map.look()
        // oxlint-disable-next-line no-await-in-loop -- what the first half reached is no longer new in the second
        await reach(part)
        const look = map.look()
        // oxlint-disable-next-line no-await-in-loop -- see above
        if (look.fresh > 0) await locate(part, look, map)
      }
    }
    found.keep()
  }
  const runBatch = async (inputs: ReadonlyArray<string>, areSeeds: boolean): Promise<void> => {
    coverage?.look()
    for (const input of inputs) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time: the watchdog has to know which one runs
      if (await execute(input)) keep(input)
      if (areSeeds) keep(input)
      if (options.untilFound && findings.length > 0) return
    }
    if (coverage === undefined) return
    const look = coverage.look()
    if (areSeeds) look.keep()
    else if (look.fresh > 0) await locate(inputs, look, coverage)
  }

  await runBatch([...new Set([...target.seeds, ...options.corpus])], true)
  const beforeFresh = executions
  const isDone = () => (options.untilFound && findings.length > 0) || options.isOver()
  while (executions - beforeFresh < options.executions && !isDone()) {
    const size = Math.min(batchSize, options.executions - (executions - beforeFresh))
    const inputs = Array.from({ length: size }, () => fresh(target, chance, corpus))
    // oxlint-disable-next-line no-await-in-loop -- a batch changes what the next is made of
    await runBatch(inputs, false)
  }
  return { executions, corpus, findings, results: [...results] }
}

const fresh = (target: Target, chance: Chance.Chance, corpus: ReadonlyArray<string>): string => {
  if (target.generate !== undefined && chance.hits(0.2)) return target.generate(chance)
  return mutate(target, chance, chosen(chance, corpus), chosen(chance, corpus))
}

/** The newest inputs, which are at the edge of what is known, more often than the others. */
const chosen = (chance: Chance.Chance, corpus: ReadonlyArray<string>): string =>
  corpus[
    chance.hits(0.3) ? corpus.length - 1 - chance.below(Math.min(16, corpus.length)) : chance.below(corpus.length)
  ] ?? ""

const problemOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`
  return thrown.name === "Broken" ? thrown.message : `threw ${thrown.name}: ${thrown.message.slice(0, 300)}`
}
