/**
 * What `node:sqlite` throws, as `SqlError`s. It gives SQLite's result code as `errcode`, which `effect/sql` reads as
 * `errno`.
 *
 * @since 0.1.0
 */
import { Predicate } from "effect"
import { SqlError } from "effect/sql"
import { existsSync, statSync } from "node:fs"
import { dirname } from "node:path"

/** https://sqlite.org/rescode.html */
const resultCodes = {
  error: 1,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  notADatabase: 26
} as const

const resultCodeOf = (cause: unknown): number | undefined =>
  Predicate.hasProperty(cause, "errcode") && typeof cause.errcode === "number" ? cause.errcode : undefined

/**
 * Did SQLite or its binding throw this? Everything else is a defect.
 *
 * @category guards
 * @since 0.1.0
 */
export const isSqliteFailure = (cause: unknown): cause is Error =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" && cause.code.startsWith("ERR_")

/**
 * Was the statement refused for what its parameters are? It changed nothing then, and others may follow in its transaction.
 *
 * @category guards
 * @since 0.1.0
 */
export const isRefusal = (cause: unknown): cause is Error => {
  if (!isSqliteFailure(cause)) return false
  const code = resultCodeOf(cause)
  if (code === undefined) return true
  const primary = code & 0xff
  return primary === resultCodes.constraint || primary === resultCodes.tooBig || primary === resultCodes.mismatch
}

/**
 * Had the database no room?
 *
 * @category guards
 * @since 0.1.0
 */
export const isFull = ({ reason }: SqlError.SqlError): boolean => resultCodeOf(reason.cause) === resultCodes.full

/**
 * @category converting
 * @since 0.1.0
 */
export const sqlErrorOf = (cause: Error, operation: string, message = cause.message): SqlError.SqlError => {
  const code = resultCodeOf(cause)
  if (operation === "prepare" && code === resultCodes.error) {
    return new SqlError.SqlError({ reason: new SqlError.SqlSyntaxError({ cause, message, operation }) })
  }
  if (code !== undefined) Object.defineProperty(cause, "errno", { value: code, configurable: true })
  return new SqlError.SqlError({ reason: SqlError.classifySqliteError(cause, { message, operation }) })
}

/**
 * A database that can't be opened, with what is wrong with the file: SQLite says "unable to open database file" of most.
 *
 * @category converting
 * @since 0.1.0
 */
export const openErrorOf = (cause: Error, filename: string): SqlError.SqlError => {
  switch (resultCodeOf(cause)) {
    case resultCodes.notADatabase:
      return sqlErrorOf(cause, "open", "the file is not an SQLite database")
    case resultCodes.cannotOpen:
      return sqlErrorOf(cause, "open", `can't open the database file: ${obstacleOf(filename)}`)
    default:
      return sqlErrorOf(cause, "open", `can't open the database file: ${cause.message}`)
  }
}

const obstacleOf = (filename: string): string => {
  if (!existsSync(dirname(filename))) return `there is no directory ${dirname(filename)}`
  const found = statSync(filename, { throwIfNoEntry: false })
  return found?.isDirectory() === true ? "it is a directory" : "it can't be read and written here"
}
