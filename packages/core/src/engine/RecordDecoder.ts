/**
 * Turns a page of raw records into rows and dead letters, one record at a time, so that a bad one harms no other. Of several
 * records with one key, the newest is the row; where nothing tells which that is, all are dead letters.
 *
 * @since 0.1.0
 */
import { Cause, Result, Schema, SchemaIssue } from "effect"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import type { DeadLetter, Issue } from "../contract/DeadLetter.ts"
import type { Row } from "../contract/PageCommit.ts"
import { identityOf, type StreamTable } from "../contract/StreamTable.ts"
import * as Fingerprint from "../pagination/Fingerprint.ts"
import { unkeyed } from "../pagination/Walk.ts"
import * as Precedence from "../store/Precedence.ts"
import * as LetterWriter from "./LetterWriter.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface DecodedPage {
  /** Each key once. */
  readonly rows: ReadonlyArray<Row>
  /** The places of `rows` in the page, from 0. */
  readonly positions: ReadonlyArray<number>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  /** Records that another one of the page, equal or newer, stands for. */
  readonly repeated: number
  /**
   * One identity a record, in page order; that of a bad one is `unkeyed` and its hash, since a checkpoint keeps some and must hold
   * neither secrets nor records of any length.
   */
  readonly keys: ReadonlyArray<string>
  /** Of the raw records in order: equal pages have equal hashes. */
  readonly contentHash: string
}

/**
 * What an ambiguous record's dead letter says.
 *
 * @category constants
 * @since 0.1.0
 */
export const ambiguous: Issue = {
  path: "",
  message: "another record of this page has the same key and other content, and no version tells which is newer"
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
): ((records: ReadonlyArray<unknown>, observedAt: number) => DecodedPage) => {
  const decode = decoderOf(stream)
  const identity = identityOf(table)
  const newer = Precedence.together(table)
  const keyOf = knownKey(stream, table)
  return (records, observedAt) => {
    const rows: Array<Row> = []
    const positions: Array<number> = []
    const deadLetters: Array<DeadLetter> = []
    const keys: Array<string> = []
    const raws: Array<string> = []
    const refuse = (position: number, raw: string, issues: ReadonlyArray<Issue>, key: string | undefined) => {
      const letter = LetterWriter.make(records[position], raw, position, key, issues)
      deadLetters.push(letter)
      return letter
    }
    for (let position = 0; position < records.length; position++) {
      const raw = JSON.stringify(records[position]) ?? "null"
      raws.push(raw)
      const result = decode(records[position])
      if (Result.isFailure(result)) {
        const { hash } = refuse(position, raw, result.failure, keyOf(records[position]))
        keys.push(unkeyed + hash)
        continue
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a StreamTable exists only for structs
      const record = result.success as Row["record"]
      const row = { identity: identity(record), record, raw }
      rows.push(row)
      positions.push(position)
      keys.push(row.identity)
    }
    const contentHash = Precedence.digestOf(raws.join("\n"))
    const identities = deadLetters.length === 0 ? keys : rows.map((row) => row.identity)
    if (!Fingerprint.repeats(identities)) return { rows, positions, deadLetters, repeated: 0, keys, contentHash }
    const { ambiguous: unclear, standing } = resolve(rows, (a, b) => newer(a.record, b.record, observedAt))
    for (const at of unclear) refuse(positions[at]!, rows[at]!.raw, [ambiguous], rows[at]!.identity)
    return {
      rows: standing.map((at) => rows[at]!),
      positions: standing.map((at) => positions[at]!),
      deadLetters: deadLetters.toSorted((a, b) => a.position - b.position),
      repeated: rows.length - standing.length - unclear.length,
      keys,
      contentHash
    }
  }
}

/** Even a defect of the schema is a fault of the record that brought it up, and harms no other. */
const decoderOf = ({ record }: ConnectorStream.Any<unknown>) => {
  const decode = Schema.decodeUnknownResult(record, { errors: "all" })
  return (raw: unknown): Result.Result<unknown, ReadonlyArray<Issue>> => {
    try {
      const result = decode(raw)
      return Result.isFailure(result) ? Result.fail(issuesOf(result.failure.issue)) : Result.succeed(result.success)
    } catch (cause) {
      return Result.fail([{ path: "", message: `can't be decoded: ${depthOf(cause)}` }])
    }
  }
}

/** The innermost message: what wraps it only says where it was thrown. */
const depthOf = (cause: unknown): string => {
  if (Cause.isCause(cause)) return depthOf(Cause.squash(cause))
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause === undefined ? cause.message : depthOf(cause.cause)
}

/** Which rows stand for their keys, and which can't since another, no older, says otherwise. */
const resolve = (rows: ReadonlyArray<Row>, order: (a: Row, b: Row) => number) => {
  const groups = new Map<string, Array<number>>()
  for (const [at, { identity }] of rows.entries()) {
    const group = groups.get(identity)
    if (group === undefined) groups.set(identity, [at])
    else group.push(at)
  }
  const standing: Array<number> = []
  const unclear: Array<number> = []
  for (const group of groups.values()) {
    const newest = group.filter((at) => group.every((other) => order(rows[at]!, rows[other]!) >= 0))
    const first = newest[0]!
    if (newest.every((at) => rows[at]!.raw === rows[first]!.raw)) standing.push(first)
    else unclear.push(...newest)
  }
  return { standing: standing.toSorted((a, b) => a - b), ambiguous: unclear }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const issuesOf = (issue: SchemaIssue.Issue): ReadonlyArray<Issue> =>
  format(issue).issues.map(({ message, path }) => ({
    path: (path ?? []).map((key) => String(typeof key === "object" ? key.key : key)).join("."),
    message
  }))

const knownKey = ({ keyOf }: ConnectorStream.Any<unknown>, table: StreamTable) => {
  const identity = identityOf(table)
  const fields = table.key.map(({ field }) => field)
  return (raw: unknown): string | undefined => {
    try {
      const key = keyOf?.(raw)
      return key !== undefined && fields.every((field) => key[field] !== undefined && key[field] !== null)
        ? identity(key)
        : undefined
    } catch {
      // A record that is bad enough for that has no key.
      return undefined
    }
  }
}
