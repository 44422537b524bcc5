/**
 * What tests import in place of vitest while mutants run: it keeps suites and tests, so that one process runs a test many
 * times. It knows what the tests of this repository use, and is not a test runner: `TestRun.ts` runs what is kept here.
 */
import { format } from "node:util"
// Resolved to the real vitest: only other files get this one in its place.
import type * as Real from "vitest"

export { assert, chai, expect, expectTypeOf } from "vitest"

type Hook = () => unknown

/** A test as it was declared, with the suites around it, outermost first. */
export interface TestCase {
  readonly id: string
  readonly file: string
  readonly suites: ReadonlyArray<Suite>
  readonly run: (context: TestContext) => unknown
}

/** The part of vitest's context that tests here use. */
export interface TestContext {
  readonly signal: AbortSignal
  readonly task: TestCase
  readonly onTestFinished: (hook: Hook) => void
}

export class Suite {
  readonly beforeAll: Array<Hook> = []
  readonly afterAll: Array<Hook> = []
  readonly beforeEach: Array<(context: TestContext) => unknown> = []
  /** For `@effect/vitest`, which looks at the tests of a suite. */
  readonly tasks: Array<{ readonly type: "test" } & TestCase> = []
  readonly name: string
  readonly skipped: boolean

  constructor(name: string, skipped: boolean) {
    this.name = name
    this.skipped = skipped
  }
}

interface Collection {
  readonly file: string
  readonly suites: Array<Suite>
  readonly tests: Map<string, TestCase>
}

let open: Collection | undefined

const collection = (): Collection => {
  if (open === undefined) throw new Error("a test was declared while no test file was read")
  return open
}

const current = (): Suite => {
  const suite = collection().suites.at(-1)
  if (suite === undefined) throw new Error("a test file has no suite of its own")
  return suite
}

/**
 * Reads a test file.
 *
 * @param file its name, which begins the id of each of its tests
 */
export const collect = async (file: string, read: () => Promise<unknown>): Promise<ReadonlyMap<string, TestCase>> => {
  open = { file, suites: [new Suite("", false)], tests: new Map() }
  try {
    await read()
    return open.tests
  } finally {
    open = undefined
  }
}

type Body = (...args: ReadonlyArray<never>) => unknown
type Options = number | { readonly timeout?: number } | undefined

const bodyOf = <A extends Function>(first: Options | A, second?: Options | A): A | undefined =>
  typeof first === "function" ? first : typeof second === "function" ? second : undefined

const declare = (name: string, run: TestCase["run"] | undefined, skipped: boolean) => {
  const { file, suites, tests } = collection()
  if (skipped || run === undefined || suites.some((suite) => suite.skipped)) return
  const path = [...suites.map((suite) => suite.name), name].filter((part) => part !== "").join(" > ")
  let id = `${file}#${path}`
  for (let i = 2; tests.has(id); i++) id = `${file}#${path} (${i})`
  const test = { id, file, suites: [...suites], run, type: "test" as const }
  tests.set(id, test)
  current().tasks.push(test)
}

const titled = (name: string, args: ReadonlyArray<unknown>) =>
  format(name, ...args.slice(0, name.match(/%[sdifjoO]/g)?.length ?? 0))

const testApi = (skipped: boolean) => {
  const test = (name: string, first: Options | TestCase["run"], second?: Options | TestCase["run"]) =>
    declare(name, bodyOf(first, second), skipped)
  const some =
    (argumentsOf: (row: unknown, context: TestContext) => ReadonlyArray<unknown>) =>
    (rows: ReadonlyArray<unknown>) =>
    (name: string, first: Options | Body, second?: Options | Body) => {
      const body = bodyOf(first, second)
      for (const row of rows) {
        declare(
          titled(name, Array.isArray(row) ? row : [row]),
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rows' types were checked against vitest's own
          body && ((context) => body(...(argumentsOf(row, context) as ReadonlyArray<never>))),
          skipped
        )
      }
    }
  return Object.assign(test, {
    each: some((row) => (Array.isArray(row) ? row : [row])),
    for: some((row, context) => [row, context])
  })
}

const skippable = <A extends object, B extends object>(make: (skipped: boolean) => A, more: B) =>
  Object.assign(make(false), more, {
    skip: make(true),
    skipIf: (condition: unknown) => make(Boolean(condition)),
    runIf: (condition: unknown) => make(!condition)
  })

const unknownMode = (name: string) => () => {
  throw new Error(`tests that use \`${name}\` can't run here: teach Vitest.ts to keep them`)
}

export const it = skippable(testApi, { only: unknownMode("it.only"), fails: unknownMode("it.fails") })
export const test = it

const describeApi = (skipped: boolean) => {
  const describe = (name: string, first: Options | Hook, second?: Hook) => {
    const body = typeof first === "function" ? first : second
    collection().suites.push(new Suite(name, skipped))
    try {
      body?.()
    } finally {
      collection().suites.pop()
    }
  }
  const each = (rows: ReadonlyArray<unknown>) => (name: string, body: Body) => {
    for (const row of rows) {
      const args: ReadonlyArray<unknown> = Array.isArray(row) ? row : [row]
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rows' types were checked against vitest's own
      describe(titled(name, args), () => body(...(args as ReadonlyArray<never>)))
    }
  }
  return Object.assign(describe, { each })
}

export const describe = skippable(describeApi, { only: unknownMode("describe.only") })

export const afterEach = unknownMode("afterEach")
export const beforeAll = (hook: Hook) => current().beforeAll.push(hook)
export const afterAll = (hook: Hook) => current().afterAll.push(hook)
export const beforeEach = (hook: (context: TestContext) => unknown) => current().beforeEach.push(hook)

/** Limits are those of `TestRun.ts`. */
export const vi = { setConfig: () => {} }

export const TestRunner = { getCurrentSuite: current } satisfies Record<
  keyof Pick<typeof Real.TestRunner, "getCurrentSuite">,
  unknown
>
