/**
 * Runs seeds of the simulator, and says what they found.
 *
 * `node quality/simulation/main.ts --seeds 1..5000 [--processes 2] [--only volatile,crash] [--kind scroll]`: seeds, those that once
 * failed first. `--stop-at-first` ends with the first violation, `--twice 100` runs every hundredth seed twice, and `--json` prints
 * one line instead of the report.
 *
 * `--seed 7` shows one seed in full, `--choices FILE` one that was made small; `--seed 7 --shrink FILE --bug ID` makes it small,
 * as a run of the planted bug that is its mistake.
 */
import { Plan, Shrinker, Simulation } from "@innlet/testkit/simulator"
import { parseArgs } from "node:util"
import * as Regressions from "./Regressions.ts"
import * as Report from "./Report.ts"
import * as Transcript from "./Transcript.ts"
import * as Workers from "./Workers.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1..500" },
    seed: { type: "string" },
    choices: { type: "string" },
    shrink: { type: "string" },
    budget: { type: "string", default: "600" },
    bug: { type: "string", default: "" },
    oracle: { type: "string" },
    processes: { type: "string", default: "1" },
    only: { type: "string" },
    without: { type: "string" },
    kind: { type: "string" },
    twice: { type: "string", default: "0" },
    "stop-at-first": { type: "boolean", default: false },
    json: { type: "boolean", default: false }
  }
})

const listOf = <A extends string>(text: string | undefined, known: ReadonlyArray<A>): ReadonlyArray<A> | undefined =>
  text?.split(",").map((name) => {
    const found = known.find((one) => one === name)
    if (found === undefined) throw new Error(`"${name}" is none of ${known.join(", ")}`)
    return found
  })

const wanted: Plan.Wanted = {
  kinds: listOf(values.kind, Plan.kinds),
  families: listOf(values.only, Plan.families),
  without: listOf(values.without, Plan.families)
}

/** What was found, for programs. */
const tell = (seeds: number, found: Report.Summary | undefined): void =>
  console.log(JSON.stringify({ seeds, ...(found !== undefined && { found: Report.foundOf(found) }) }))

const show = (simulated: Simulation.Simulated, from: Plan.Wanted): void => {
  if (values.json) return tell(1, simulated.violations.length > 0 ? Report.summary(simulated) : undefined)
  for (const line of Transcript.of(simulated.history)) console.log(line)
  for (const line of Report.violationsOf(Report.summary(simulated), from)) console.log(line)
  process.exitCode = simulated.violations.length === 0 ? 0 : 1
}

const shrink = (seed: number, file: string): void => {
  const first = Simulation.run({ seed, wanted })
  const oracle = values.oracle ?? first.violations[0]?.oracle
  if (oracle === undefined) throw new Error(`seed ${seed} violates nothing`)
  const fails = (recording: Simulation.Simulated["recording"]) =>
    Simulation.run({ seed, recording, wanted }).violations.some((violation) => violation.oracle === oracle)
  const { recording, runs } = Shrinker.shrink(first.recording, fails, Number(values.budget))
  Regressions.write(file, { bug: values.bug, oracle, seed, wanted, recording })
  const small = Simulation.run({ seed, recording, wanted })
  show(small, wanted)
  console.log(
    `${first.history.entries.length} entries became ${small.history.entries.length}, in ${runs} runs: ${file}`
  )
}

const seeds = async (): Promise<void> => {
  const [from = 1, to = from] = values.seeds.split("..").map(Number)
  const stopAtFirst = values["stop-at-first"]
  const begun = performance.now()
  const failed = stopAtFirst
    ? []
    : Regressions.all().flatMap(([file, regression]) =>
        Regressions.run(regression).violations.map(({ detail, oracle }) => `${file}: ${oracle}: ${detail}`)
      )
  const task = { from, to, stopAtFirst, wanted, twice: Number(values.twice) }
  const processes = Math.min(Number(values.processes), to - from + 1)
  const onDone = values.json ? () => undefined : Report.progress(to - from + 1)
  const results = processes > 1 ? await Workers.run({ ...task, processes }, onDone) : Workers.sequence(task, onDone)
  const report = Report.make(results, (performance.now() - begun) / 1000)
  if (values.json) return tell(report.seeds, report.found[0])
  for (const line of [...failed, ...Report.lines(report, wanted)]) console.log(line)
  process.exitCode = report.found.length === 0 && failed.length === 0 ? 0 : 1
}

if (values.choices !== undefined) {
  const regression = Regressions.read(values.choices)
  show(Regressions.run(regression), regression.wanted)
} else if (values.seed !== undefined && values.shrink !== undefined) shrink(Number(values.seed), values.shrink)
else if (values.seed !== undefined) show(Simulation.run({ seed: Number(values.seed), wanted }), wanted)
else await seeds()
