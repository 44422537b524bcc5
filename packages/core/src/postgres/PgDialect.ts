/**
 * PostgreSQL as a store's database.
 *
 * @since 0.1.0
 */
import { Effect, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import type { SqlDialect } from "../store/SqlDialect.ts"
import * as PgColumns from "./PgColumns.ts"
import * as PgFailure from "./PgFailure.ts"
import * as PgRows from "./PgRows.ts"

const casts: { readonly [type: string]: string } = { text: "text", integer: "bigint", number: "double precision" }

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (sql: SqlClient.SqlClient, store: string): SqlDialect => ({
  sql,
  ...named(store),
  types: {
    text: 'TEXT COLLATE "C"',
    integer: "BIGINT",
    number: "DOUBLE PRECISION",
    bytes: "BYTEA",
    counter: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
  },
  columnType: PgColumns.typeOf,
  readable: (kind, column) => (kind === "json" ? `${column}::text` : column),
  tableSuffix: "",
  lockSuffix: " FOR UPDATE",
  maxName: 63,
  relations: (beginning) =>
    Effect.map(
      sql<{ name: string }>`
        SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm') AND starts_with(c.relname, ${beginning})`,
      (found) => found.map(({ name }) => name)
    ),
  columns: (table) =>
    Effect.map(
      sql<{ name: string; type: string; not_null: boolean; key_at: number }>`
        SELECT a.attname::text AS name, a.attnotnull AS not_null,
          upper(format_type(a.atttypid, a.atttypmod)) || CASE WHEN l.collname = 'C' THEN ' COLLATE "C"' ELSE '' END AS type,
          coalesce(array_position(i.indkey::int2[], a.attnum), -1)::int4 + 1 AS key_at
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace s ON s.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE s.nspname = current_schema() AND c.relname = ${table} AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum`,
      (found) => found.map(({ key_at: keyAt, name, not_null: notNull, type }) => ({ name, type, notNull, keyAt }))
    ),
  addMany: ({ columns, table, conflict = "" }, rows) => {
    const names = Object.entries(columns)
    const params = names.map((_, i) => `$${i + 1}::text[]`).join(", ")
    return Effect.asVoid(
      sql.unsafe(
        `INSERT INTO ${table} (${names.map(([name]) => name).join(", ")})
         SELECT ${names.map(([, type], i) => `c${i}::${casts[type] ?? type}`).join(", ")}
         FROM unnest(${params}) WITH ORDINALITY AS r(${names.map((_, i) => `c${i}`).join(", ")}, n) ORDER BY n ${conflict}`,
        names.map((_, i) =>
          PgRows.arrayOf(
            rows.map((row) => {
              const value = row[i]
              return value === null || value === undefined ? null : String(value)
            })
          )
        )
      )
    )
  },
  writer: (table) => PgRows.make(sql, table),
  // From 50 ms to a second apart, for some ten seconds: time for a server to start anew.
  schedule: Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("1 second")]).pipe(
    Schedule.jittered,
    Schedule.upTo({ duration: "10 seconds" })
  )
})

/**
 * What PostgreSQL's failures mean, for a store of this name.
 *
 * @category constructors
 * @since 0.1.0
 */
export const named = (store: string) => ({ store, verdict: PgFailure.verdict, detail: PgFailure.detail })
