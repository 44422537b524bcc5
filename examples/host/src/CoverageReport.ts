/**
 * Coverage as the host shows it: every range and day for programs, a calendar to look at for people.
 *
 * @since 0.1.0
 */
import type { Coverage } from "@innlet/core/engine"
import * as CoverageStrip from "./CoverageStrip.ts"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

/**
 * What was looked at, and when; `staleBefore` and `now` in epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Look {
  readonly stream: string
  readonly now: number
  readonly staleBefore: number
  readonly coverage: Coverage.Coverage
}

/**
 * @category formatting
 * @since 0.1.0
 */
export const toJson = ({ coverage, now, staleBefore, stream }: Look): string => {
  const { days, from, grid, groups, to, totals } = coverage
  return JSON.stringify({
    stream,
    from,
    to,
    days,
    now: Wording.instant(now),
    staleBefore: Wording.instant(staleBefore),
    totals: { ...totals, oldest: instantOrNull(totals.oldest), newest: instantOrNull(totals.newest) },
    groups: groups.map((group) => ({
      ...Object.fromEntries(grid.by.map((field, at) => [field, group.values[at] ?? null])),
      observed: group.observed,
      first: group.first,
      last: group.last,
      holes: group.holes,
      staleDays: group.staleDays,
      stale: group.stale,
      oldest: instantOrNull(group.oldest),
      newest: instantOrNull(group.newest)
    }))
  })
}

const instantOrNull = (at: number | null): string | null => (at === null ? null : Wording.instant(at))

/** A strip that is shorter says nothing. */
const leastWidth = 10

/**
 * A row a group with its strip, in lines of `width` characters, and the sums below.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (look: Look, width: number): string => {
  const { coverage, staleBefore } = look
  const { grid, groups } = coverage
  if (groups.length === 0) return "nothing is stored of this stream"
  const columns: ReadonlyArray<TextTable.Column> = [
    ...grid.by.map((title) => ({ title })),
    { title: "days", align: "right" },
    { title: "stale", align: "right" },
    { title: "oldest", align: "right" },
    { title: "" }
  ]
  const cells = groups.map((group) => cellsOf(group, look))
  const taken = TextTable.render(
    columns,
    cells.map((row) => [...row, "|"])
  )
    .split("\n")
    .reduce((widest, line) => Math.max(widest, line.length), 0)
  const scale = CoverageStrip.scale(coverage, Math.max(leastWidth, width - taken))
  const ruled = [...columns.slice(0, -1), { title: CoverageStrip.ruler(scale) }]
  return [
    TextTable.render(
      ruled,
      groups.map((group, at) => [...(cells[at] ?? []), CoverageStrip.strip(scale, group.days, staleBefore)])
    ),
    "",
    `${CoverageStrip.legend}${scale.bucket === 1 ? "" : `  (${scale.bucket} days a character)`}`,
    ...sumsOf(look)
  ].join("\n")
}

const cellsOf = (group: Coverage.Group, { coverage, now }: Look): ReadonlyArray<string> => [
  ...group.values.map((value) => (value === null ? "-" : Wording.plain(value))),
  `${Wording.count(group.observed)}/${Wording.count(coverage.days)}`,
  Wording.count(group.staleDays),
  group.oldest === null ? "-" : Wording.age(now - group.oldest)
]

const sumsOf = ({ coverage, now, stream }: Look): ReadonlyArray<string> => {
  const { days, from, groups, to, totals } = coverage
  const broken = groups.filter(({ holes }) => holes.length > 0).length
  return [
    `${stream}: ${Wording.counted(totals.groups, "group")} from ${from} up to ${to} (${Wording.counted(days, "day")})`,
    `${Wording.count(totals.observed)} of ${Wording.counted(totals.cells, "cell")} observed (${shareOf(totals)}), ${Wording.count(totals.stale)} stale, ${Wording.count(totals.missing)} missing in ${Wording.counted(broken, "group")}`,
    ...(totals.newest === null || totals.oldest === null
      ? []
      : [`observed between ${Wording.age(now - totals.oldest)} and ${Wording.age(now - totals.newest)} ago`]),
    ...(totals.undated === 0 ? [] : [`${Wording.counted(totals.undated, "row")} without a date that exists`])
  ]
}

/** `100 %` only when nothing is missing. */
const shareOf = ({ cells, observed }: Coverage.Totals): string => {
  const share = (100 * observed) / cells
  return observed < cells && share > 99.9 ? "99.9 %" : `${share.toFixed(observed === cells ? 0 : 1)} %`
}
