/**
 * Mutation tests of the parts of core that decide about rows. `pnpm mutate` runs all five folders;
 * `INNLET_MUTATE=pagination pnpm mutate` runs one, and `INNLET_MUTATE_SAMPLE=0.25` a quarter of
 * the mutants. See quality/mutation/survivors.md.
 */
import { tmpdir } from "node:os"
import { join } from "node:path"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { env } from "node:process"

const folders = (env["INNLET_MUTATE"] ?? "contract,pagination,resilience,engine,store").split(",")
/** Whose tests run for mutants of a folder. */
const tests = {
  contract: ["contract/*", "engine/*", "resilience/*", "store/*"],
  pagination: ["pagination/*", "engine/{Sync,Progress,Ledger,Duplicates}*"],
  resilience: ["resilience/*", "engine/Resilience*"],
  engine: ["engine/*", "drift/EarlyEnds*"],
  store: ["store/*", "engine/{Sync,Deletions,DeadLetters,Incremental}*"]
}
const name = [...folders, env["INNLET_MUTATE_SAMPLE"] ?? []].flat().join("-")
const incrementalFile = `.tmp/mutation/${name}.incremental.json`

// Stryker takes over what survived as long as the tests that reach it are the same. It does not see that a static mutant is
// reached by new tests, nor that a larger budget lets more tests run.
if (env["INNLET_MUTATE_AGAIN"] === "survivors" && existsSync(incrementalFile)) {
  const report = JSON.parse(readFileSync(incrementalFile, "utf8"))
  for (const file of Object.values(report.files)) {
    file.mutants = file.mutants.filter(({ status }) => status !== "Survived")
  }
  writeFileSync(incrementalFile, JSON.stringify(report))
}

export default {
  mutate: folders.map((folder) => `packages/core/src/${folder}/**/*.ts`),
  plugins: ["./quality/mutation/plugins.ts"],
  testRunner: "hot",
  hot: {
    package: "packages/core",
    // No server answers there.
    environment: { INNLET_TEST_POSTGRES: "postgres://127.0.0.1:1/none" },
    budget: Number(env["INNLET_MUTATE_BUDGET"] ?? 30_000),
    sample: Number(env["INNLET_MUTATE_SAMPLE"] ?? 1),
    tests: [...new Set(folders.flatMap((folder) => tests[folder]))].map(
      (files) => `packages/core/test/${files}.test.ts`
    ),
    // They need servers or other processes, which a mutant does not reach.
    without: ["Pg*", "NdjsonCrash*", "NdjsonVolume*", "StoreProcesses*"].map(
      (file) => `packages/core/test/store/${file}`
    )
  },
  ignorers: ["unmeasured"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // The runner has finer limits of its own; these are for loops that never give way.
  timeoutMS: 15_000,
  timeoutFactor: 2,
  thresholds: { high: 90, low: 80, break: 80 },
  incremental: true,
  incrementalFile,
  jsonReporter: { fileName: `.tmp/mutation/${name}.json` },
  htmlReporter: { fileName: `.tmp/mutation/${name}.html` },
  reporters: ["clear-text", "progress-append-only", "json", "html", "result-log"],
  resultLog: `.tmp/mutation/${name}.ndjson`,
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: join(tmpdir(), "innlet-mutation"),
  // Nothing that the tests of core read.
  ignorePatterns: [
    ".tmp",
    ".turbo",
    "**/dist",
    "bench",
    "docs",
    "examples",
    "quality",
    "scripts",
    "packages/connector-*",
    "packages/testkit"
  ],
  packageManager: "pnpm",
  warnings: { unknownOptions: false },
  // TypeScript 7 has no API by which Stryker could rewrite it.
  tsconfigFile: "none",
  disableTypeChecks: false
}
