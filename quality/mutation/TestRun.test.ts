/** The runner that mutants are judged by tells tests that pass from those that fail, hang, or fail where no one looks. */
import { assert, describe, it } from "@effect/vitest"
import { limitOf, TestRun } from "./TestRun.ts"
import { shouldIgnore } from "./Unmeasured.ts"
import * as Vitest from "./Vitest.ts"

const limit = { busy: 300, idle: 150 }

const collected = (declare: () => void) => Vitest.collect("a.test.ts", async () => declare())

const outcomes = async (declare: () => void) => {
  const run = new TestRun()
  const seen: Array<string> = []
  for (const test of (await collected(declare)).values()) seen.push((await run.run(test, limit))._tag)
  await run.end()
  return seen
}

const spin = async (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until) await new Promise(setImmediate)
}

describe("TestRun", () => {
  it("tells how a test ended", async () => {
    const told = await outcomes(() => {
      Vitest.it("passes", async () => {})
      Vitest.it("throws", () => {
        throw new Error("no")
      })
      Vitest.it("rejects", () => Promise.reject(new Error("no")))
      Vitest.it("passes again", () => {})
    })

    assert.deepStrictEqual(told, ["Passed", "Failed", "Failed", "Passed"])
  })

  it("gives up a test that waits or works for too long, and tells it so", async () => {
    let isAborted = false
    const told = await outcomes(() => {
      Vitest.it("waits", ({ signal }) => {
        signal.addEventListener("abort", () => void (isAborted = true))
        return new Promise(() => {})
      })
      Vitest.it("works", () => spin(1500))
      Vitest.it("passes", () => {})
    })

    assert.deepStrictEqual(told, ["Hung", "Hung", "Passed"])
    assert.isTrue(isAborted)
  })

  it("runs the hooks of the suites around a test, each once where they are for all", async () => {
    const log: Array<string> = []
    await outcomes(() => {
      Vitest.describe("outer", () => {
        Vitest.beforeAll(() => log.push("before"))
        Vitest.afterAll(() => log.push("after"))
        Vitest.beforeEach(() => log.push("each"))
        Vitest.describe("inner", () => {
          Vitest.it("one", ({ onTestFinished }) => onTestFinished(() => log.push("finished one")))
          Vitest.it("two", () => void log.push("two"))
        })
      })
    })

    assert.deepStrictEqual(log, ["before", "each", "finished one", "each", "two", "after"])
  })

  it("allows a test some multiple of what it usually takes", () => {
    assert.deepStrictEqual(limitOf({ busy: 100, idle: 1000, wall: 5000 }), { busy: 2500, idle: 4500 })
    assert.deepStrictEqual(limitOf(undefined), { busy: 60_000, idle: 60_000 })
  })
})

describe("Vitest", () => {
  it("gives each test a name of its own, and leaves out what is skipped", async () => {
    const tests = await collected(() => {
      Vitest.describe("a", () => {
        Vitest.it.each([1, 2])("takes %i", () => {})
        Vitest.it.each([["x", "y"]])("takes %s", () => {})
        Vitest.it("twice", () => {})
        Vitest.it("twice", { timeout: 5 }, () => {})
        Vitest.it.skip("skipped", () => {})
        Vitest.it.skipIf(true)("skipped", () => {})
        Vitest.it.runIf(true)("run", () => {})
      })
      Vitest.describe.skipIf(true)("b", () => Vitest.it("skipped", () => {}))
      Vitest.describe.each(["c", "d"])("of %s", () => Vitest.it("is run", () => {}))
    })

    assert.deepStrictEqual(
      [...tests.keys()].map((id) => id.replace("a.test.ts#", "")),
      [
        "a > takes 1",
        "a > takes 2",
        "a > takes x",
        "a > twice",
        "a > twice (2)",
        "a > run",
        "of c > is run",
        "of d > is run"
      ]
    )
  })

  it("refuses what it can't keep instead of leaving tests out", async () => {
    for (const declare of [() => Vitest.it.only(), () => Vitest.it.fails(), () => Vitest.afterEach()]) {
      assert.match(await collected(declare).then(String, String), /can't run here/)
    }
  })
})

const member = (object: string, property: string) => ({
  type: "MemberExpression",
  object: name(object),
  property: name(property)
})

const argument = (callee: object, at = 0) => {
  const args = [{ type: "StringLiteral" }, { type: "StringLiteral" }]
  return shouldIgnore({ node: args[at], key: at, parent: { type: "CallExpression", callee, arguments: args } })
}

const name = (text: string) => ({ type: "Identifier", name: text })

describe("shouldIgnore", () => {
  it("ignores the keys of services and the names of spans, and nothing else of their calls", () => {
    const service = { type: "CallExpression", callee: member("Context", "Service"), arguments: [] }

    assert.match(argument(service) ?? "", /key of a service/)
    assert.match(argument(member("Context", "Reference")) ?? "", /key of a service/)
    assert.match(argument(member("Effect", "withSpan")) ?? "", /span/)
    assert.match(argument(member("Metric", "counter")) ?? "", /metric/)
    assert.isUndefined(argument(member("Effect", "withSpan"), 1))
    assert.isUndefined(argument(member("Effect", "fail")))
    assert.isUndefined(argument(name("withSpan")))
  })
})
