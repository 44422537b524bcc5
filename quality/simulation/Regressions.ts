/**
 * Runs that once failed, made small: each a file of choices. They run before anything else, and once more with their mistakes
 * put back, so that none is kept which can't fail any more.
 */
import { Choices, type Plan, Simulation } from "@innlet/testkit/simulator"
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export interface Regression {
  /** The planted bug that is the mistake. */
  readonly bug: string
  /** The invariant that it broke. */
  readonly oracle: string
  readonly seed: number
  readonly wanted: Plan.Wanted
  readonly recording: Choices.Recording
}

const folder = fileURLToPath(new URL("regressions", import.meta.url))

export const all = (): ReadonlyArray<readonly [file: string, regression: Regression]> =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => [name, read(join(folder, name))])

export const read = (file: string): Regression => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `write` wrote it
  const regression = JSON.parse(readFileSync(file, "utf8")) as Regression
  const missing = Choices.lanes.find((lane) => !Array.isArray(regression.recording[lane]))
  if (missing !== undefined) throw new Error(`${file} has no lane "${missing}"`)
  return regression
}

export const write = (file: string, regression: Regression): void =>
  writeFileSync(file, `${JSON.stringify(regression)}\n`)

export const run = ({ recording, seed, wanted }: Regression): Simulation.Simulated =>
  Simulation.run({ seed, recording, wanted })
