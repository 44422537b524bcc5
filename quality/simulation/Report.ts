/** What a number of seeds came to, in figures and lines. */
import type { Oracles, Plan, Simulation } from "@innlet/testkit/simulator"

/** What of a simulated world is kept when the next one begins. */
export interface Summary {
  readonly seed: number
  readonly violations: ReadonlyArray<Oracles.Violation>
  readonly hash: string
  readonly interleaving: string
  readonly steps: number
  readonly elapsed: number
  readonly processes: number
  readonly crashes: number
  readonly requests: number
  readonly commits: number
  readonly verdicts: ReadonlyArray<string>
  /** Was it run twice, to compare? */
  readonly isTwice?: boolean
}

export const summary = (simulated: Simulation.Simulated): Summary => {
  const { entries } = simulated.history
  const count = (tag: string) => entries.filter((entry) => entry._tag === tag).length
  return {
    seed: simulated.seed,
    violations: simulated.violations.slice(0, 5),
    hash: simulated.hash,
    interleaving: simulated.interleaving,
    steps: simulated.steps,
    elapsed: simulated.elapsed,
    processes: count("Started"),
    crashes: count("Killed"),
    requests: count("Sent"),
    commits: count("Stored"),
    verdicts: entries.flatMap((entry) =>
      entry._tag === "Told" && entry.event._tag === "SweepCompleted" ? [entry.event.verdict._tag] : []
    )
  }
}

export interface Report {
  readonly seeds: number
  readonly seconds: number
  readonly hours: number
  readonly interleavings: number
  readonly processes: number
  readonly crashes: number
  readonly requests: number
  readonly commits: number
  readonly steps: number
  readonly verdicts: ReadonlyMap<string, number>
  /** Seeds that were run twice. */
  readonly twice: number
  /** Those with violations, the lowest seed first. */
  readonly found: ReadonlyArray<Summary>
}

export const make = (summaries: ReadonlyArray<Summary>, seconds: number): Report => {
  const sum = (of: (one: Summary) => number) => summaries.reduce((total, one) => total + of(one), 0)
  const verdicts = new Map<string, number>()
  for (const name of summaries.flatMap((one) => one.verdicts)) verdicts.set(name, (verdicts.get(name) ?? 0) + 1)
  return {
    seeds: summaries.length,
    seconds,
    hours: sum(({ elapsed }) => elapsed) / 3_600_000,
    interleavings: new Set(summaries.map(({ interleaving }) => interleaving)).size,
    processes: sum(({ processes }) => processes),
    crashes: sum(({ crashes }) => crashes),
    requests: sum(({ requests }) => requests),
    commits: sum(({ commits }) => commits),
    steps: sum(({ steps }) => steps),
    verdicts,
    twice: summaries.filter(({ isTwice }) => isTwice).length,
    found: summaries.filter(({ violations }) => violations.length > 0).toSorted((a, b) => a.seed - b.seed)
  }
}

/** The first violation of a seed, as data. */
export const foundOf = ({ seed, violations }: Summary) => ({
  seed,
  oracle: violations[0]?.oracle,
  detail: violations[0]?.detail,
  others: [...new Set(violations.map(({ oracle }) => oracle))]
})

export const violationsOf = ({ seed, violations }: Summary, wanted: Plan.Wanted): ReadonlyArray<string> => {
  const flags = [
    ["--kind", wanted.kinds],
    ["--only", wanted.families],
    ["--without", wanted.without]
  ] as const
  const given = flags.flatMap(([flag, list]) => (list === undefined ? [] : [` ${flag} ${list.join(",")}`])).join("")
  return violations.length === 0
    ? []
    : [
        ...violations.map(({ detail, moment, oracle }) => `seed ${seed}: ${oracle} at ${moment}: ${detail}`),
        `replay: node quality/simulation/main.ts --seed ${seed}${given}`
      ]
}

export const lines = (report: Report, wanted: Plan.Wanted): ReadonlyArray<string> => [
  ...report.found.slice(0, 10).flatMap((one) => violationsOf(one, wanted)),
  `${report.seeds} seeds in ${report.seconds.toFixed(1)} s, ${(report.seeds / report.seconds).toFixed(1)} seeds a second; ${report.hours.toFixed(0)} virtual hours`,
  `${report.interleavings} distinct interleavings, ${report.steps} steps; ${report.twice} seeds run twice`,
  `${report.processes} processes, of which ${report.crashes} were killed; ${report.requests} requests; ${report.commits} commits`,
  `verdicts: ${[...report.verdicts].map(([name, count]) => `${count} ${name}`).join(", ")}`,
  report.found.length === 0 ? "no violation" : `${report.found.length} seeds with violations`
]

/** Tells now and then how far it is. */
export const progress = (seeds: number): ((done: number) => void) => {
  let told = performance.now()
  return (done) => {
    if (performance.now() - told < 5000) return
    told = performance.now()
    process.stderr.write(`${done} of ${seeds} seeds\n`)
  }
}
