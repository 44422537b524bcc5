import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { join } from "node:path"
import type { Edit } from "./PlantedBug.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Planting from "./Planting.ts"

const bug = PlantedBugs.all[0]!
const { file } = bug.edits[0]

/** Why a bug with these edits can't be planted. */
const refusalOf = (edit: Edit): string | undefined => {
  const planted = Planting.plant({ id: "x", edits: [edit] })
  return typeof planted === "string" ? planted : undefined
}

/** Runs a script under the loader. */
const run = (id: string, script: string) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--import", "./quality/planted/register.ts", "--input-type=module", "--eval", script],
      { cwd: Planting.root, env: { ...process.env, [Planting.variable]: id } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    )
  })

describe("a planted bug", () => {
  for (const bug of PlantedBugs.all) {
    it(`${bug.id} replaces texts that are there once, by TypeScript that can be stripped`, () => {
      const texts = Planting.plant(bug)
      if (typeof texts === "string") return assert.fail(texts)
      for (const [file, text] of texts) {
        assert.notStrictEqual(text, readFileSync(join(Planting.root, file), "utf8"))
        assert.isNotEmpty(stripTypeScriptTypes(text))
      }
    })
  }

  it("has an id of its own", () => {
    const ids = PlantedBugs.all.map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
  })

  it("leaves none of the articles' mistakes out", () => {
    const sources = new Set(PlantedBugs.all.map(({ source }) => source))
    const missing = Array.from({ length: 18 }, (_, at) => `S${at + 1}`).filter((source) => !sources.has(source))
    assert.deepStrictEqual(missing, [])
  })
})

describe("the loader", () => {
  const edit = { file, find: bug.edits[0].find, replace: "// gone" }

  it("refuses a text that is not there, that is there twice, a file that is not there, and an edit of nothing", () => {
    assert.strictEqual(
      refusalOf({ ...edit, find: "no such text" }),
      `x: what it replaces is there 0 times and not once, in ${file}: "no such text"`
    )
    assert.match(refusalOf({ ...edit, find: "sweep" }) ?? "", /is there \d\d times and not once/)
    assert.strictEqual(refusalOf({ ...edit, file: "packages/none.ts" }), "x: there is no packages/none.ts")
    assert.match(refusalOf({ ...edit, replace: edit.find }) ?? "", /it replaces nothing by itself/)
  })

  it("makes two edits of one file, the second on what the first has left", () => {
    const twice = Planting.plant({ id: "x", edits: [edit, { file, find: "// gone", replace: "// gone for good" }] })
    assert.isTrue(typeof twice !== "string" && twice.get(file)?.includes("// gone for good"))
  })

  it("runs the patched source and says so", { timeout: 120_000 }, async () => {
    const script = `const { waitOf } = await import(${JSON.stringify(join(Planting.root, "packages/core/src/resilience/RetryAfter.ts"))})
      const { Duration } = await import(${JSON.stringify(import.meta.resolve("effect"))})
      const at = Date.parse("2026-01-01T00:00:00Z")
      console.log(Duration.toMillis(waitOf("Thu, 01 Jan 2026 00:01:00 GMT", undefined, at)))`
    const [real, planted] = [await run("", script), await run("retry-after-date-in-seconds", script)]
    assert.strictEqual(real.stdout, "60000\n")
    assert.strictEqual(planted.stdout, "60\n")
    assert.include(
      planted.stderr.split("\n"),
      Planting.announced("retry-after-date-in-seconds", "packages/core/src/resilience/RetryAfter.ts")
    )
    assert.notInclude(real.stderr, "planted")
  })

  it(
    "ends with an error when it was given no bug that there is, and when the file was never loaded",
    { timeout: 120_000 },
    async () => {
      const [unknown, idle] = [await run("no-such-bug", ""), await run(bug.id, "")]
      assert.deepInclude(unknown, { code: 2, stderr: 'there is no planted bug "no-such-bug"\n' })
      assert.strictEqual(idle.code, 3)
      assert.include(idle.stderr, `${bug.id} was not planted: ${file} was never loaded`)
    }
  )
})
