/**
 * The faults that a reader of providers has to live with, each with the outcome that Innlet promises for it.
 *
 * @since 0.1.0
 */
import { host } from "./catalogue/Host.ts"
import { http } from "./catalogue/Http.ts"
import { network } from "./catalogue/Network.ts"
import { pagination } from "./catalogue/Pagination.ts"
import { payload } from "./catalogue/Payload.ts"
import { tokens } from "./catalogue/Tokens.ts"
import { volatility } from "./catalogue/World.ts"
import { type FaultEntry, make } from "./FaultEntry.ts"
import * as Outcome from "./Outcome.ts"

export type { FaultEntry, Seen, Where } from "./FaultEntry.ts"

/**
 * The letter of an id, and what the family is about.
 *
 * @category constants
 * @since 0.1.0
 */
export const families = {
  N: "connections",
  H: "statuses, headers and bodies",
  P: "the list",
  D: "records",
  V: "data that change",
  O: "access tokens",
  T: "the clock",
  S: "the store",
  X: "the process"
} as const

/**
 * @category models
 * @since 0.1.0
 */
export type Family = keyof typeof families

/**
 * Every fault, by family and number.
 *
 * @category constants
 * @since 0.1.0
 */
export const entries: ReadonlyArray<FaultEntry> = [
  ...network,
  ...http,
  ...pagination,
  ...payload,
  ...volatility,
  ...tokens,
  ...host
].map(make)

const byId: ReadonlyMap<string, FaultEntry> = new Map(entries.map((entry) => [entry.id.toLowerCase(), entry]))

/**
 * The fault with this id, in capitals or not.
 *
 * @category getters
 * @since 0.1.0
 */
export const get = (id: string): FaultEntry | undefined => byId.get(id.toLowerCase())

/**
 * @category getters
 * @since 0.1.0
 */
export const familyOf = ({ id }: FaultEntry): Family => {
  const letter = id.slice(0, 1)
  for (const family of letters) if (family === letter) return family
  throw new Error(`no family of faults has the letter ${letter}`)
}

const letters: ReadonlyArray<Family> = ["N", "H", "P", "D", "V", "O", "T", "S", "X"]

/**
 * The catalogue, or some of it, as a table in Markdown.
 *
 * @category getters
 * @since 0.1.0
 */
export const markdown = (some: ReadonlyArray<FaultEntry> = entries): string =>
  table([
    ["id", "fault", "outcome", "applied to", "seen"],
    ...some.map(({ expected, id, note, seen, title, where }) => [
      id,
      title,
      Outcome.text(expected) + (note === undefined ? "" : `; ${note}`),
      where,
      seen
    ])
  ])

/** With columns of one width, as formatters leave it. */
const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? "").length)))
  const line = (row: ReadonlyArray<string>) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`
  const [head = [], ...body] = cells
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join("\n")
}
