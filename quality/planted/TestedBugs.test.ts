import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Planting from "./Planting.ts"

const vitest = join(Planting.root, "node_modules/vitest/vitest.mjs")
const config = join(Planting.root, "quality/planted/planted.config.ts")

const Report = Schema.fromJsonString(Schema.Struct({ numFailedTests: Schema.Int, numPassedTests: Schema.Int }))

const run = (id: string, test: string) =>
  new Promise<typeof Report.Type>((resolve) => {
    const folder = mkdtempSync(join(tmpdir(), "innlet-planted-test-"))
    const file = join(folder, "report.json")
    execFile(
      process.execPath,
      [vitest, "run", "--config", config, "--root", Planting.root, "--reporter=json", `--outputFile=${file}`, test],
      { cwd: Planting.root, env: { ...process.env, [Planting.variable]: id } },
      () => {
        const report = readFileSync(file, "utf8")
        rmSync(folder, { recursive: true })
        resolve(Schema.decodeSync(Report)(report))
      }
    )
  })

describe("a bug that no simulation shows", () => {
  for (const { id, test } of PlantedBugs.tested) {
    it(`${id} fails a test of ${test}`, { timeout: 120_000 }, async () => {
      const { numFailedTests, numPassedTests } = await run(id, test)
      assert.isAbove(numFailedTests, 0)
      // Else it could be the file that can't be run.
      assert.isAbove(numPassedTests, 0)
    })
  }
})
