/**
 * What was found, as a table for people.
 */
import { type Hunted, isExpected } from "./Hunt.ts"

const columns = ["bug", "source", "seeds", "CPU", "found by", "what it saw"] as const

const cells = ({ bug, cpu, found, seeds, unplanted }: Hunted): ReadonlyArray<string> => [
  bug.id,
  shortened(bug.source, 32),
  found === undefined ? `none in ${seeds}` : String(seeds),
  `${(cpu / 1000).toFixed(1)} s`,
  found?.oracle ?? "",
  shortened(unplanted === undefined ? (found?.detail ?? "") : `not planted: ${unplanted.detail}`, 90)
]

const shortened = (text: string, most: number): string => {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

/** One of them, while others are still looked for. */
export const line = (one: Hunted): string => cells(one).join("  ")

export const of = (hunted: ReadonlyArray<Hunted>): string => {
  const rows = [columns, ...hunted.map(cells)]
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** How many were found, after how many seeds at the most and in the middle, and what it took. */
export const summary = (hunted: ReadonlyArray<Hunted>): string => {
  const seeds = hunted
    .filter(isExpected)
    .map((one) => one.seeds)
    .toSorted((a, b) => a - b)
  const cpu = hunted.reduce((sum, one) => sum + one.cpu, 0) / 1000
  return (
    `${seeds.length} of ${hunted.length} planted bugs found; seeds needed: ${seeds[seeds.length >> 1] ?? 0} in the middle, ` +
    `${seeds.at(-1) ?? 0} at most, ${seeds.reduce((sum, one) => sum + one, 0)} in all; ${cpu.toFixed(0)} s of CPU`
  )
}
