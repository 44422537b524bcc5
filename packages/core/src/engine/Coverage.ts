/**
 * What is known of a calendar: for which stay dates of each property and rate plan an observation stands, how old it is,
 * and where there are holes.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Schema, Stream } from "effect"
import type { Grid } from "../contract/ConnectorStream.ts"
import type { Window } from "../contract/Partition.ts"
import type { Observation, StoreError, StreamStore } from "../contract/SyncStore.ts"
import * as CivilDate from "../domain/CivilDate.ts"

/** Ten years; a cell takes eight bytes. */
const maxDays = 3660

/**
 * What stands for a day without an observation.
 *
 * @category constants
 * @since 0.1.0
 */
export const none = -1

/**
 * The horizon is no range of days that exist, or longer than ten years.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidHorizon extends Schema.TaggedError<InvalidHorizon>()("InvalidHorizon", { detail: Schema.String }) {
  override get message(): string {
    return this.detail
  }
}

/**
 * The horizon: stay dates from `from` up to but not including `to`, and what counts as old.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends Window {
  /** An observation that is older than this is stale. */
  readonly staleAfter: Duration.Input
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * A range of stay dates, `to` not included.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dates extends Window {
  readonly days: number
}

/**
 * One combination of the grid's fields.
 *
 * @category models
 * @since 0.1.0
 */
export interface Group {
  /** Of the grid's fields, in order. */
  readonly values: ReadonlyArray<string | null>
  /** Days of the horizon with an observation. */
  readonly observed: number
  /** The first and the last of these days; nothing where there are none. */
  readonly first: string | null
  readonly last: string | null
  readonly holes: ReadonlyArray<Dates>
  /** Days whose newest observation is stale. */
  readonly staleDays: number
  readonly stale: ReadonlyArray<Dates>
  /** Of the days' newest observations, epoch milliseconds. */
  readonly oldest: number | null
  readonly newest: number | null
  /** The newest observation of each day of the horizon, epoch milliseconds, or `none`. */
  readonly days: Float64Array
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Totals {
  readonly groups: number
  /** Groups times days of the horizon; `observed`, `missing` and `stale` are numbers of these cells. */
  readonly cells: number
  readonly observed: number
  readonly missing: number
  readonly stale: number
  /** Epoch milliseconds. */
  readonly oldest: number | null
  readonly newest: number | null
  /** Rows without a stay date that exists. */
  readonly undated: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Coverage extends Window {
  readonly grid: Grid
  /** Days of the horizon. */
  readonly days: number
  /** Ordered by their values. */
  readonly groups: ReadonlyArray<Group>
  readonly totals: Totals
}

/**
 * Reads the whole stream, so that a group whose rows all lie outside the horizon shows as one hole. Where several rows
 * share a cell, the newest counts. It holds eight bytes a day and group, and nothing of a row.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = Effect.fnUntraced(function* (
  store: Pick<StreamStore, "observations">,
  grid: Grid,
  options: Options
): Effect.fn.Return<Coverage, StoreError | InvalidHorizon> {
  const { from, to } = options
  const days = yield* horizon(options)
  const cells = new Map<string, Cells>()
  const seen = { undated: 0 }
  const add = adder(cells, seen, grid.by.length, CivilDate.dayOf(from), days)
  yield* store
    .observations({ fields: [...grid.by, grid.date] })
    .pipe(Stream.runForEach((part) => Effect.sync(() => add(part))))
  const staleBefore = options.now - Duration.toMillis(options.staleAfter)
  const groups = [...cells.values()].toSorted(byValues).map((group) => groupOf(group, from, staleBefore))
  return { grid, from, to, days, groups, totals: { ...totalsOf(groups, days), ...seen } }
})

interface Cells {
  readonly values: ReadonlyArray<string | null>
  readonly days: Float64Array
}

const horizon = ({ from, to }: Window): Effect.Effect<number, InvalidHorizon> => {
  const wrong = [from, to].find((date) => !CivilDate.isCivilDate(date))
  if (wrong !== undefined) {
    return Effect.fail(new InvalidHorizon({ detail: `"${wrong}" is not a date YYYY-MM-DD that exists` }))
  }
  const days = CivilDate.dayOf(to) - CivilDate.dayOf(from)
  if (days <= 0) return Effect.fail(new InvalidHorizon({ detail: `there is no day from ${from} up to ${to}` }))
  return days <= maxDays
    ? Effect.succeed(days)
    : Effect.fail(new InvalidHorizon({ detail: `${from} up to ${to} are ${days} days, more than ${maxDays}` }))
}

const adder = (cells: Map<string, Cells>, seen: { undated: number }, by: number, start: number, days: number) => {
  const cellsOf = (values: ReadonlyArray<string | null>): Cells => {
    const id = JSON.stringify(values)
    const before = cells.get(id)
    if (before !== undefined) return before
    const group = { values, days: new Float64Array(days).fill(none) }
    cells.set(id, group)
    return group
  }
  return (part: ReadonlyArray<Observation>): void => {
    for (const { observedAt, values } of part) {
      const date = values[by] ?? ""
      const group = cellsOf(values.slice(0, by))
      if (!CivilDate.isCivilDate(date)) {
        seen.undated++
        continue
      }
      const day = CivilDate.dayOf(date) - start
      // Nothing stands for days outside the horizon.
      const before = group.days[day] ?? Infinity
      if (observedAt > before) group.days[day] = observedAt
    }
  }
}

const byValues = (a: Cells, b: Cells): number => {
  for (const [at, value] of a.values.entries()) {
    const [x, y] = [value ?? "", b.values[at] ?? ""]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

const groupOf = ({ days, values }: Cells, from: string, staleBefore: number): Group => {
  const holes = ranges(days, from, (at) => at === none)
  const stale = ranges(days, from, (at) => at !== none && at < staleBefore)
  const start = CivilDate.dayOf(from)
  const first = days.findIndex((at) => at !== none)
  const known = days.filter((at) => at !== none)
  return {
    values,
    observed: known.length,
    first: first < 0 ? null : CivilDate.ofDay(start + first),
    last: first < 0 ? null : CivilDate.ofDay(start + days.findLastIndex((at) => at !== none)),
    holes,
    staleDays: sum(stale.map((range) => range.days)),
    stale,
    oldest: fold(known, Math.min),
    newest: fold(known, Math.max),
    days
  }
}

const ranges = (days: Float64Array, from: string, is: (at: number) => boolean): ReadonlyArray<Dates> => {
  const found: Array<{ readonly first: number; days: number }> = []
  days.forEach((at, day) => {
    if (!is(at)) return
    const open = found.at(-1)
    if (open !== undefined && open.first + open.days === day) open.days++
    else found.push({ first: day, days: 1 })
  })
  const start = CivilDate.dayOf(from)
  return found.map(({ days, first }) => ({
    from: CivilDate.ofDay(start + first),
    to: CivilDate.ofDay(start + first + days),
    days
  }))
}

const totalsOf = (groups: ReadonlyArray<Group>, days: number): Omit<Totals, "undated"> => {
  const observed = sum(groups.map((group) => group.observed))
  const cells = groups.length * days
  return {
    groups: groups.length,
    cells,
    observed,
    missing: cells - observed,
    stale: sum(groups.map((group) => group.staleDays)),
    oldest: fold(
      groups.flatMap(({ oldest }) => oldest ?? []),
      Math.min
    ),
    newest: fold(
      groups.flatMap(({ newest }) => newest ?? []),
      Math.max
    )
  }
}

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

/** Nothing where there are no numbers. */
const fold = (numbers: Iterable<number>, choose: (a: number, b: number) => number): number | null => {
  let chosen: number | null = null
  for (const number of numbers) chosen = chosen === null ? number : choose(chosen, number)
  return chosen
}
