/**
 * Writes rows into a table of PostgreSQL, a page in one statement: its columns are sent as arrays.
 *
 * @since 0.1.0
 */
import { PgTypes } from "@effect/sql-pg"
import { Effect, Result } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Row } from "../contract/PageCommit.ts"
import * as ExactText from "../store/ExactText.ts"
import type { Place } from "../store/RowKeeper.ts"
import type { KeptTable, Refusal, RowWriter, StandingRow } from "../store/SqlDialect.ts"
import * as PgColumns from "./PgColumns.ts"
import * as PgFailure from "./PgFailure.ts"
import * as PgStatements from "./PgStatements.ts"

/**
 * Compiles the writer of a table.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (sql: SqlClient.SqlClient, table: KeptTable): RowWriter => {
  const rest = table.columns.filter((column) => !table.key.includes(column))
  const all = [...table.key, ...rest]
  const encodeAll = PgColumns.make(table, all)
  const encodeKey = PgColumns.make(table, table.key)
  const guarded = guardedBy(sql)
  const statement = PgStatements.make(table, rest)

  return {
    keyOf: (row) => encodeKey([row], []).values.map(([value]) => value ?? null),
    add: (rows, place, refused) => {
      const { rows: held, values } = encodeAll(rows, refused)
      return guarded(held, refused, (part, from) =>
        Effect.map(
          sql.unsafe<{ n: number }>(statement.add, [
            ...values.map((column) => arrayOf(column.slice(from, from + part.length))),
            arrayOf(part.map(({ raw }) => raw)),
            ...placeOf(place),
            table.shape
          ]),
          (there) => there.map(({ n }) => part[n - 1]!)
        )
      )
    },
    confirm: (rows, place) => {
      const { rows: held, values } = encodeKey(rows, [])
      return Effect.map(
        sql.unsafe<{ n: number }>(statement.confirm, [
          ...values.map(arrayOf),
          arrayOf(held.map(({ raw }) => raw)),
          ...placeOf(place),
          table.shape
        ]),
        (confirmed) => {
          const done = new Set(confirmed.map(({ n }) => held[n - 1]))
          return rows.filter((row) => !done.has(row))
        }
      )
    },
    standing: (rows) => {
      const { rows: held, values } = encodeKey(rows, [])
      return Effect.map(
        sql.unsafe<Selected>(statement.standing, [...values.map(arrayOf), arrayOf(held.map(({ raw }) => raw))]),
        (found) => {
          const standing = new Map(found.map((one) => [held[one.n - 1], standingOf(one)]))
          return rows.map((row) => standing.get(row))
        }
      )
    },
    change: (change, rows, place, refused) => {
      const { rows: held, values } = change.content ? encodeAll(rows, refused) : encodeKey(rows, refused)
      return Effect.asVoid(
        guarded(held, refused, (part, from) =>
          sql.unsafe(statement.change(change), [
            ...values.map((column) => arrayOf(column.slice(from, from + part.length))),
            ...(change.content ? [arrayOf(part.map(({ raw }) => raw)), table.shape] : []),
            ...(change.place ? placeOf(place) : change.confirmedAt ? [place.observedAt] : [])
          ])
        )
      )
    }
  }
}

/**
 * Runs a statement for some rows in a savepoint. Where the database refuses their values, it finds the rows that are to
 * blame by halving.
 */
const guardedBy =
  (sql: SqlClient.SqlClient) =>
  <A>(
    rows: ReadonlyArray<Row>,
    refused: Array<Refusal>,
    write: (part: ReadonlyArray<Row>, from: number) => Effect.Effect<ReadonlyArray<A>, SqlError.SqlError>
  ): Effect.Effect<ReadonlyArray<A>, SqlError.SqlError> => {
    const half = (part: ReadonlyArray<Row>, from: number): Effect.Effect<ReadonlyArray<A>, SqlError.SqlError> =>
      Effect.catchIf(sql.withTransaction(write(part, from)), PgFailure.isOfValues, (error) => {
        if (part.length === 1) {
          refused.push({ row: part[0]!, path: "", message: PgFailure.detail(error) })
          return Effect.succeed([])
        }
        const middle = part.length >> 1
        return Effect.zipWith(
          half(part.slice(0, middle), from),
          half(part.slice(middle), from + middle),
          (before, after) => [...before, ...after]
        )
      })
    return rows.length === 0 ? Effect.succeed([]) : half(rows, 0)
  }

/**
 * An array of texts as a parameter.
 *
 * @category constructors
 * @since 0.1.0
 */
export const arrayOf = (values: ReadonlyArray<string | null>): PgTypes.Parameter =>
  Result.getOrThrow(PgTypes.array(values, PgTypes.OID.text))

const placeOf = ({ observedAt, page, partition, run }: Place) => [
  ExactText.encode(partition),
  ExactText.encode(run),
  page,
  observedAt
]

interface Selected {
  readonly n: number
  readonly version: unknown
  readonly raw: string | null
  readonly confirmed: bigint
  readonly observed: bigint
  readonly deleted: bigint | null
  readonly shape: bigint
}

const standingOf = ({ confirmed, deleted, observed, raw, shape, version }: Selected): StandingRow => ({
  version,
  otherRaw: raw ?? undefined,
  confirmedAt: Number(confirmed),
  observedAt: Number(observed),
  deletedAt: deleted === null ? undefined : Number(deleted),
  shape: Number(shape)
})
