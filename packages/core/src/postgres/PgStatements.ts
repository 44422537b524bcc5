/**
 * The statements that write the rows of one table, each for any number of rows: columns come as arrays of text.
 *
 * @since 0.1.0
 */
import type { Column } from "../contract/StreamTable.ts"
import type { Change, KeptTable } from "../store/SqlDialect.ts"
import { quoted } from "../store/SqlTable.ts"
import * as PgColumns from "./PgColumns.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface PgStatements {
  /**
   * Takes the key's columns, the others, the raw records, then partition, run, page, moment and shape. Gives the place, from
   * 1, of each row whose key was there before.
   */
  readonly add: string
  /** Takes the key's columns and the raw records, then as `add`. Gives the place of each row that is confirmed. */
  readonly confirm: string
  /** Takes the key's columns and the raw records. Gives what stands. */
  readonly standing: string
  /**
   * Takes the key's columns; with the content the others, the raw records and the shape; with the place partition, run, page
   * and moment, and else the moment where it changes.
   */
  readonly change: (change: Change) => string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: KeptTable, rest: ReadonlyArray<Column>): PgStatements => {
  const { key } = table
  const name = quoted(table.name)
  const keyNames = key.map((column) => quoted(column.name))
  const cast = (column: Column, at: number) =>
    `r.c${at}::${PgColumns.typeOf(column.kind, key.includes(column))} AS ${quoted(column.name)}`
  const isKeyOf = (left: string, right: string) =>
    keyNames.map((column) => `${left}.${column} = ${right}.${column}`).join(" AND ")

  const all = [...key, ...rest]
  const names = [...all.map((column) => quoted(column.name)), "_innlet_raw"]
  const after = names.length
  const keyed = `(SELECT ${key.map(cast).join(", ")}, r.c${key.length} AS raw, r.n FROM ${given(key.length + 1)}) AS r`

  return {
    // In the order of keys, so that two commits wait for one another and not each for the other.
    add: `WITH input AS (
        SELECT ${all.map(cast).join(", ")}, r.c${all.length} AS _innlet_raw, r.n FROM ${given(after)}
      ), added AS (
        INSERT INTO ${name} (${names.join(", ")}, _innlet_partition, _innlet_run, _innlet_page, _innlet_observed_at,
          _innlet_confirmed_at, _innlet_shape)
        SELECT ${names.join(", ")}, $${after + 1}::text, $${after + 2}::text, $${after + 3}::bigint, $${after + 4}::bigint,
          $${after + 4}::bigint, $${after + 5}::bigint
        FROM input ORDER BY ${keyNames.join(", ")}
        ON CONFLICT (${keyNames.join(", ")}) DO NOTHING RETURNING ${keyNames.join(", ")}
      )
      SELECT input.n::int4 AS n FROM input WHERE NOT EXISTS (SELECT FROM added WHERE ${isKeyOf("added", "input")})
      ORDER BY input.n`,
    confirm: confirmOf(name, keyed, isKeyOf("t", "r"), key.length + 1),
    standing: `SELECT r.n::int4 AS n, ${table.version === undefined ? "NULL" : readable(table.version)} AS version,
        CASE WHEN t._innlet_raw = r.raw THEN NULL ELSE t._innlet_raw END AS raw, t._innlet_confirmed_at AS confirmed,
        t._innlet_observed_at AS observed, t._innlet_deleted_at AS deleted, t._innlet_shape AS shape
      FROM ${keyed} JOIN ${name} AS t ON ${isKeyOf("t", "r")}
      ORDER BY ${keyNames.map((column) => `t.${column}`).join(", ")} FOR UPDATE OF t`,
    change: (change) => {
      const width = change.content ? after : key.length
      const next = width + (change.content ? 2 : 1)
      const parts = [
        ...(change.content
          ? [
              ...rest.map(({ name }) => `${quoted(name)} = r.${quoted(name)}`),
              "_innlet_raw = r.raw",
              `_innlet_shape = $${width + 1}::bigint`
            ]
          : []),
        ...(change.place ? placed(next) : []),
        ...(change.confirmedAt ? [`_innlet_confirmed_at = $${next + (change.place ? 3 : 0)}::bigint`] : []),
        ...(change.revived ? ["_innlet_deleted_at = NULL"] : [])
      ]
      const columns = change.content ? [...all.map(cast), `r.c${all.length} AS raw`] : key.map(cast)
      return `UPDATE ${name} AS t SET ${parts.join(", ")}
        FROM (SELECT ${columns.join(", ")} FROM ${given(width)}) AS r WHERE ${isKeyOf("t", "r")}`
    }
  }
}

/** The rows of the first parameters, `count` of them, with their place from 1. */
const given = (count: number): string =>
  `unnest(${Array.from({ length: count }, (_, i) => `$${i + 1}::text[]`).join(", ")}) WITH ORDINALITY
    AS r(${Array.from({ length: count }, (_, i) => `c${i}`).join(", ")}, n)`

const placed = (at: number): ReadonlyArray<string> => [
  `_innlet_partition = $${at}::text`,
  `_innlet_run = $${at + 1}::text`,
  `_innlet_page = $${at + 2}::bigint`,
  `_innlet_observed_at = $${at + 3}::bigint`
]

const confirmOf = (name: string, keyed: string, isKey: string, given: number): string => `UPDATE ${name} AS t
  SET ${placed(given + 1).join(", ")}, _innlet_confirmed_at = $${given + 4}::bigint
  FROM ${keyed}
  WHERE ${isKey} AND t._innlet_raw = r.raw AND t._innlet_shape = $${given + 5}::bigint AND t._innlet_deleted_at IS NULL
    AND t._innlet_confirmed_at < $${given + 4}::bigint AND t._innlet_observed_at <= $${given + 4}::bigint
  RETURNING r.n::int4 AS n`

/**
 * A version as it is to be read: the client would give JSON's texts without saying that they are texts.
 */
const readable = ({ kind, name }: Column): string => (kind === "json" ? `t.${quoted(name)}::text` : `t.${quoted(name)}`)
