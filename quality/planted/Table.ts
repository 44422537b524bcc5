/**
 * What was found, as a table for people.
 */
import type { Hunted } from "./Hunt.ts"

const columns = ["bug", "source", "seeds", "found by", "what it saw"] as const

const cells = ({ bug, found, seeds }: Hunted): ReadonlyArray<string> => [
  bug?.id ?? "(none)",
  bug === undefined ? "" : shortened(bug.source, 32),
  found === undefined ? `none in ${seeds}` : String(seeds),
  found?.oracle ?? "",
  shortened(found?.detail ?? "", 90)
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
  const planted = hunted.filter(({ bug }) => bug !== undefined)
  const seeds = planted.flatMap(({ found, seeds }) => (found === undefined ? [] : [seeds])).toSorted((a, b) => a - b)
  const cpu = hunted.reduce((sum, one) => sum + one.cpu, 0) / 1000
  return (
    `${seeds.length} of ${planted.length} planted bugs found; seeds needed: ${seeds[seeds.length >> 1] ?? 0} in the middle, ` +
    `${seeds.at(-1) ?? 0} at most, ${seeds.reduce((sum, one) => sum + one, 0)} in all; ${cpu.toFixed(0)} s of CPU`
  )
}
