/**
 * Turns a page of raw records into rows and dead letters, one record at a time, so that a bad one harms no other.
 *
 * @since 0.1.0
 */
import { Result, Schema, SchemaIssue } from "effect"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import type { DeadLetter } from "../contract/DeadLetter.ts"
import type { Row } from "../contract/PageCommit.ts"
import { identityOf, type StreamTable } from "../contract/StreamTable.ts"
import { unkeyed } from "../pagination/Walk.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface DecodedPage {
  readonly rows: ReadonlyArray<Row>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  /** One identity a record, in page order; that of a dead letter begins with `unkeyed`. */
  readonly keys: ReadonlyArray<string>
}

/**
 * Compiles a decoder. It throws a `RangeError` on a record that is nested too deep to be written as JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  stream: ConnectorStream.Any<unknown>,
  table: StreamTable
): ((records: ReadonlyArray<unknown>) => DecodedPage) => {
  const decode = Schema.decodeUnknownResult(stream.record, { errors: "all" })
  const identity = identityOf(table)
  return (records) => {
    const rows: Array<Row> = []
    const deadLetters: Array<DeadLetter> = []
    const keys: Array<string> = []
    for (let position = 0; position < records.length; position++) {
      const raw = JSON.stringify(records[position]) ?? "null"
      const result = decode(records[position])
      if (Result.isSuccess(result)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a StreamTable exists only for structs
        const record = result.success as Row["record"]
        const row = { identity: identity(record), record, raw }
        rows.push(row)
        keys.push(row.identity)
      } else {
        deadLetters.push({ position, raw, issues: issuesOf(result.failure.issue) })
        keys.push(unkeyed + raw)
      }
    }
    return { rows, deadLetters, keys }
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const issuesOf = (issue: SchemaIssue.Issue): DeadLetter["issues"] =>
  format(issue).issues.map(({ message, path }) => ({
    path: (path ?? []).map((key) => String(typeof key === "object" ? key.key : key)).join("."),
    message
  }))
