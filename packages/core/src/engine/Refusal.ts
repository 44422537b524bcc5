/**
 * Rows of a decoded page that are not to be stored become dead letters.
 *
 * @since 0.1.0
 */
import type { Issue } from "../contract/DeadLetter.ts"
import * as LetterWriter from "./LetterWriter.ts"
import type { DecodedPage } from "./RecordDecoder.ts"

/**
 * Why a row is refused.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusal extends Issue {
  /** In the page's rows, from 0. */
  readonly index: number
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const apply = (decoded: DecodedPage, refusals: ReadonlyArray<Refusal>): DecodedPage => {
  if (refusals.length === 0) return decoded
  const issues = Map.groupBy(refusals, ({ index }) => index)
  const letters = [...issues].flatMap(([index, found]) => {
    const row = decoded.rows[index]
    if (row === undefined) return []
    const position = decoded.positions[index]!
    const why = found.map(({ message, path }) => ({ path, message }))
    return [LetterWriter.make(JSON.parse(row.raw), row.raw, position, row.identity, why)]
  })
  const kept = [...decoded.rows.keys()].filter((index) => !issues.has(index))
  return {
    ...decoded,
    rows: kept.map((index) => decoded.rows[index]!),
    positions: kept.map((index) => decoded.positions[index]!),
    deadLetters: [...decoded.deadLetters, ...letters].toSorted((a, b) => a.position - b.position)
  }
}
