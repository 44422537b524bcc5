/**
 * Decodes dead letters one at a time, as records of pages are decoded.
 *
 * @since 0.1.0
 */
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import type { Issue, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { Row } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import * as RecordDecoder from "./RecordDecoder.ts"

/**
 * A letter's row, or why there is still none.
 *
 * @category models
 * @since 0.1.0
 */
export type LetterDecoder = (letter: StoredDeadLetter) => Row | ReadonlyArray<Issue>

/**
 * @category guards
 * @since 0.1.0
 */
export const isRow = (decoded: Row | ReadonlyArray<Issue>): decoded is Row => "identity" in decoded

/**
 * Compiles a decoder for a stream. Whatever a letter's record brings up is an issue of the letter.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (stream: ConnectorStream.Any<unknown>, table: StreamTable): LetterDecoder => {
  const decode = RecordDecoder.make(stream, table)
  return ({ lastSeen, raw }) => {
    try {
      const { deadLetters, rows } = decode([JSON.parse(raw)], lastSeen)
      return rows[0] ?? deadLetters[0]?.issues ?? []
    } catch (cause) {
      return [{ path: "", message: `can't be decoded: ${cause instanceof Error ? cause.message : String(cause)}` }]
    }
  }
}
