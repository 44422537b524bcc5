/**
 * What PostgreSQL's failures mean: whether another try may succeed, whether a row is to blame, and what to tell.
 *
 * @since 0.1.0
 */
import { Predicate } from "effect"
import type { SqlError } from "effect/sql"
import type { Verdict } from "../store/SqlDialect.ts"

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const codes = {
  /** Serialization failure, deadlock, lock timeout, shutdown, crash, starting up, too many connections. */
  passing: new Set(["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"]),
  diskFull: "53100",
  /** Data exception, integrity violation, limit exceeded. */
  ofValues: ["22", "23", "54"],
  connection: "08"
}

/** A line about a value is no place for the value. */
const longest = 300

/** The code of the server (SQLSTATE, five characters) or of the socket (such as `ECONNREFUSED`). */
const codeOf = ({ reason }: SqlError.SqlError): string =>
  Predicate.hasProperty(reason.cause, "code") && typeof reason.cause.code === "string" ? reason.cause.code : ""

/**
 * @category getters
 * @since 0.1.0
 */
export const verdict = (error: SqlError.SqlError): Verdict => {
  const code = codeOf(error)
  if (code === codes.diskFull) return "full"
  return codes.passing.has(code) || code.startsWith(codes.connection) || error.reason._tag === "ConnectionError"
    ? "again"
    : "failed"
}

/**
 * Was a statement refused for the values it was given?
 *
 * @category guards
 * @since 0.1.0
 */
export const isOfValues = (error: SqlError.SqlError): boolean =>
  codes.ofValues.some((beginning) => codeOf(error).startsWith(beginning))

/**
 * One clear line.
 *
 * @category getters
 * @since 0.1.0
 */
export const detail = (error: SqlError.SqlError): string => {
  const { reason } = error
  const said = reason.cause instanceof Error ? reason.cause.message : ""
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return "no server answers there"
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "there is no such host"
    case "ERR_INVALID_URL":
      return "its URL is not of the form postgres://user:password@host:port/database"
    default:
      return (said === "" ? (reason.message ?? reason._tag) : said).slice(0, longest)
  }
}
