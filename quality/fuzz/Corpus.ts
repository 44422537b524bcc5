/**
 * The inputs of a target that are kept between runs: one JSON text a line, so that any text fits.
 *
 * @since 0.1.0
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { join } from "node:path"

/** @since 0.1.0 */
const folder = fileURLToPath(new URL("corpus", import.meta.url))

/**
 * The inputs of a target, those of its planted defects among them; none where nothing was kept.
 *
 * @category reading
 * @since 0.1.0
 */
export const read = (target: string): ReadonlyArray<string> => {
  const path = join(folder, `${target}.jsonl`)
  if (!existsSync(path)) return []
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))
    .filter((input) => typeof input === "string")
}

/**
 * @category writing
 * @since 0.1.0
 */
export const write = (target: string, inputs: ReadonlyArray<string>): void => {
  mkdirSync(folder, { recursive: true })
  const lines = inputs.map((input) => `${JSON.stringify(input)}\n`).join("")
  writeFileSync(join(folder, `${target}.jsonl`), lines)
}
