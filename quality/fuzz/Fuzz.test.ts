import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Corpus from "./Corpus.ts"
import * as Finding from "./Finding.ts"
import * as Pool from "./Pool.ts"
import type { Done, Task } from "./Task.ts"
import * as Targets from "./Targets.ts"

/** Fresh inputs for each unit of a target's weight. */
const executions = 170

const pool = Pool.make(1)
afterAll(pool.close)

const run = (target: string, task: Partial<Task> = {}, on = pool): Promise<Done> =>
  on.run({
    target,
    planted: false,
    seed: 7,
    executions: 0,
    weighted: false,
    corpus: [],
    withCoverage: false,
    untilFound: false,
    until: undefined,
    distil: undefined,
    ...task
  })

const told = (findings: Done["findings"]): ReadonlyArray<string> =>
  findings.map((finding) => `${finding.kind}: ${finding.problem}, ${Finding.write(finding)}`)

describe("every parser", () => {
  let done = 0
  for (const name of Targets.names) {
    it(`holds on the kept inputs of ${name} and on fresh ones`, async () => {
      const result = await run(name, { corpus: Corpus.read(name), executions, weighted: true })

      assert.deepStrictEqual(told(result.findings), [])
      done += result.executions
    }, 120_000)

    it(`would be seen to be broken: a defect planted in ${name} is found`, async () => {
      const result = await run(name, { planted: true, withCoverage: true, untilFound: true, executions: 10_000 })

      assert.isAtLeast(result.findings.length, 1)
      assert.notInclude(["hang", "slow"], result.findings[0]?.kind)
    }, 120_000)
  }
  afterAll(() => console.log(`fuzz: ${done} executions of ${Targets.names.length} targets`))
})

describe("the fuzzer", () => {
  it("finds behind several conditions what chance alone does not", async () => {
    const task = { untilFound: true, executions: 8000 }

    const led = await run("trial-steps", { ...task, withCoverage: true })
    const blind = await run("trial-steps", task)

    assert.match(led.findings[0]?.input ?? "", /^\[\{<\(/)
    assert.deepStrictEqual(blind.findings, [])
  }, 60_000)

  it("runs the same inputs for the same seed", async () => {
    const [one, other] = [
      await run("cursor-text", { executions: 2000, withCoverage: true }),
      await run("cursor-text", { executions: 2000, withCoverage: true })
    ]

    assert.deepStrictEqual(one.corpus, other.corpus)
  }, 60_000)

  it("ends an input that hangs, names it, and goes on", async () => {
    const watched = Pool.make(1, 1500)
    const hung = await run("trial-hang", { executions: 2000 }, watched)
    const next = await run("cursor-text", { executions: 10 }, watched)
    await watched.close()

    assert.deepStrictEqual(
      hung.findings.map(({ input, kind }) => [kind, input.includes("((")]),
      [["hang", true]]
    )
    assert.isAtLeast(next.executions, 10)
  }, 60_000)

  it("tells an input that takes more than 100 ms", async () => {
    const result = await run("trial-hang", { planted: true, executions: 2000, untilFound: true })

    assert.deepStrictEqual(
      result.findings.map(({ kind }) => kind),
      ["slow"]
    )
  }, 60_000)
})
