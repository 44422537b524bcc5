/**
 * Fuzzes every parser: `node quality/fuzz/main.ts [--targets a,b] [--executions 2000000] [--seconds N] [--seed N]
 * [--processes 2] [--keep] [--planted] [--replay finding]`.
 *
 * It ends with a table, and with status 1 where it found anything. `--keep` writes what the search found worth keeping into
 * the corpus.
 *
 * @since 0.1.0
 */
import { parseArgs } from "node:util"
import * as Corpus from "./Corpus.ts"
import * as Finding from "./Finding.ts"
import * as Pool from "./Pool.ts"
import * as Report from "./Report.ts"
import type { Done } from "./Task.ts"
import * as Targets from "./Targets.ts"

/** Executions of one task: a target goes on with another seed behind it. */
const slice = 10_000
/** Code that counts its coverage is slow, so that it leads one task out of so many, and the others go on from what it found. */
const ledEvery = 4
/** Inputs that a corpus keeps. */
const corpusSize = 40

const { values } = parseArgs({
  options: {
    targets: { type: "string" },
    executions: { type: "string", default: "2000000" },
    seconds: { type: "string" },
    seed: { type: "string", default: "1" },
    processes: { type: "string", default: "2" },
    keep: { type: "boolean", default: false },
    planted: { type: "boolean", default: false },
    replay: { type: "string" }
  }
})

const replay = async (name: string): Promise<void> => {
  const { input, target: named } = Finding.read(name)
  const target = await Targets.load(named, values.planted)
  console.log(`${named}: ${JSON.stringify(input)}`)
  const from = performance.now()
  const result = await target.run(input)
  console.log(`holds: ${result} (${(performance.now() - from).toFixed(1)} ms)`)
}

const fuzz = async (): Promise<void> => {
  const names = values.targets?.split(",") ?? Targets.names
  const loaded = await Promise.all(names.map((name) => Targets.load(name, values.planted)))
  const weights = loaded.reduce((sum, { weight }) => sum + weight, 0)
  const until = Date.now() + 1000 * Number(values.seconds ?? Infinity)
  const isOver = () => Date.now() >= until
  const pool = Pool.make(Number(values.processes))
  const report = Report.make()

  const fuzzOne = async (name: string, executions: number): Promise<void> => {
    let corpus = Corpus.read(name)
    let done = 0
    for (let round = 0; done < executions && !isOver(); round++) {
      const now = Math.min(slice, executions - done)
      const isLast = done + now >= executions
      // oxlint-disable-next-line no-await-in-loop -- a slice goes on with the corpus of the one before
      const result: Done = await pool.run({
        target: name,
        planted: values.planted,
        seed: Number(values.seed) + round * 7919,
        executions: now,
        weighted: false,
        corpus,
        withCoverage: round % ledEvery === 0 || isLast,
        untilFound: false,
        until,
        distil: isLast && values.keep ? corpusSize : undefined
      })
      corpus = result.corpus
      done += Math.max(1, Math.min(now, result.executions))
      report.add(name, result)
      for (const finding of result.findings)
        console.log(`${finding.target}: ${finding.problem}\n  ${Finding.write(finding)}`)
    }
    if (values.keep) Corpus.write(name, corpus.slice(0, corpusSize))
  }

  const progress = setInterval(() => process.stderr.write(`${report.line()}\n`), 10_000)
  await Promise.all(
    loaded.map(({ weight }, i) => fuzzOne(names[i]!, Math.ceil((Number(values.executions) * weight) / weights)))
  )
  clearInterval(progress)
  await pool.close()
  console.log(report.table())
  if (report.findings() > 0) process.exitCode = 1
}

await (values.replay === undefined ? fuzz() : replay(values.replay))
