/**
 * An input that broke something: what broke, and the one line that shows it again.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { join } from "node:path"

/**
 * `broken`: something does not hold. `hang`: it did not end. `slow`: it took more than 100 ms, each of several times.
 * `memory`: it took more memory than a worker has.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = "broken" | "hang" | "slow" | "memory"

/**
 * @category models
 * @since 0.1.0
 */
export interface Finding {
  readonly target: string
  readonly kind: Kind
  readonly problem: string
  readonly input: string
}

/**
 * The folder of findings that are still to be dealt with.
 *
 * @category constants
 * @since 0.1.0
 */
export const folder = fileURLToPath(new URL("findings", import.meta.url))

/**
 * The name of its file: the same input of a target always has the same.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = ({ input, target }: Finding): string =>
  `${target.replaceAll(/[^a-z0-9-]/g, "-")}-${createHash("sha256").update(JSON.stringify(input)).digest("hex").slice(0, 12)}`

/**
 * Writes it and gives the line that runs it again.
 *
 * @category writing
 * @since 0.1.0
 */
export const write = (finding: Finding, into = folder): string => {
  const name = nameOf(finding)
  mkdirSync(into, { recursive: true })
  const replay = `node quality/fuzz/main.ts --replay ${name}`
  writeFileSync(join(into, `${name}.json`), `${JSON.stringify({ ...finding, replay }, undefined, 2)}\n`)
  return replay
}

/**
 * @category reading
 * @since 0.1.0
 */
export const read = (name: string, from = folder): Pick<Finding, "target" | "input"> => {
  const kept: unknown = JSON.parse(
    readFileSync(join(from, `${name.replace(/^.*\//, "").replace(/\.json$/, "")}.json`), "utf8")
  )
  if (!isFinding(kept)) throw new Error(`${name} holds no finding`)
  return kept
}

const isFinding = (value: unknown): value is Pick<Finding, "target" | "input"> =>
  typeof value === "object" && value !== null && "target" in value && "input" in value
