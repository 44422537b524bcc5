/**
 * The matrix as a table: providers by families of faults, with how many cells are as they should be.
 */
import { FaultCatalogue } from "@innlet/testkit"
import { nameOf, type Target, targets } from "./Target.ts"

export interface Tally {
  readonly target: Target
  readonly family: FaultCatalogue.Family
  readonly isRight: boolean
}

export const tableOf = (tally: ReadonlyArray<Tally>): string => {
  const families = [...new Set(tally.map(({ family }) => family))]
  const cell = (some: ReadonlyArray<Tally>) => `${some.filter(({ isRight }) => isRight).length}/${some.length}`
  const row = (name: string, some: ReadonlyArray<Tally>) => [
    name,
    ...families.map((family) => cell(some.filter((each) => each.family === family))),
    cell(some)
  ]
  const rows = [
    ["as expected of cells", ...families.map((family) => `${family} ${FaultCatalogue.families[family]}`), "all"],
    ...targets.map((target) =>
      row(
        nameOf(target),
        tally.filter((each) => each.target === target)
      )
    ),
    row("all", tally)
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)))
  return rows
    .map((cells) =>
      cells
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
