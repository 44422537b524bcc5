/** Runs over raw records, page by page, as the engine makes them. */
import type { Schema } from "effect"
import type { Drift, Policy } from "../../src/contract/Drift.ts"
import type { Shape } from "../../src/drift/Shape.ts"
import * as ShapeLog from "../../src/drift/ShapeLog.ts"
import * as Rows from "./Rows.ts"

export interface Options {
  readonly record?: Schema.Top | undefined
  readonly kept?: Shape | undefined
  readonly policy?: Policy | undefined
  readonly end?: ShapeLog.End | undefined
}

export const log = ({ kept, policy = "warn", record = Rows.Rate }: Options = {}): ShapeLog.ShapeLog =>
  ShapeLog.make({ record, kept, policy })

/** A whole run, unless `end` says otherwise. */
export const run = (records: ReadonlyArray<unknown>, options: Options = {}) => {
  const watched = log(options)
  for (const page of Rows.pagesOf(records)) watched.observe(page)
  return watched.finish(options.end ?? { completed: true })
}

/** The shape that a first run over the records keeps. */
export const learned = (records: ReadonlyArray<unknown>, record?: Schema.Top): Shape => run(records, { record }).shape

/** Kind, path and count of each. */
export const brief = (drifts: ReadonlyArray<Drift>): ReadonlyArray<string> =>
  drifts.map(({ count, kind, path }) => `${kind} ${path} ${count}`).toSorted()

/** The rows, every `step`th of them changed, beginning with the first. */
export const changed = (
  rows: ReadonlyArray<Rows.Row>,
  step: number,
  change: (row: Rows.Row) => unknown
): ReadonlyArray<unknown> => rows.map((row, i) => (i % step === 0 ? change(row) : row))

export const without = (row: Rows.Row, field: string): Rows.Row => {
  const { [field]: _gone, ...rest } = row
  return rest
}
