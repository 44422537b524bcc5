/**
 * A whole answer as a tree, JSON or XML alike, with its headers.
 *
 * @since 0.1.0
 */
import { valueAt, type Source } from "./Place.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Answer {
  /** The URL that was asked, which links are relative to; without secrets. */
  readonly url: string
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The body's text. */
  readonly text: string
  /** The body as a tree; undefined where there is no body. */
  readonly document: unknown
}

/**
 * What an answer says at a place; undefined where it says nothing.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = (answer: Pick<Answer, "document" | "headers">, source: Source): unknown =>
  typeof source === "string" ? valueAt(answer.document, source) : answer.headers[source.header.toLowerCase()]

/**
 * The same as a whole number of 0 or more, whether it is a number or a text of digits; else undefined, as counts are hints.
 *
 * @category getters
 * @since 0.1.0
 */
export const countAt = (answer: Answer, source: Source | undefined): number | undefined => {
  if (source === undefined) return undefined
  const value = at(answer, source)
  const count = typeof value === "string" && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

/**
 * The same as a text that is not empty: a cursor, a link. A number counts as its digits; null, nothing and an empty text are
 * undefined; anything else is `"unreadable"`.
 *
 * @category getters
 * @since 0.1.0
 */
export const textAt = (answer: Answer, source: Source): { readonly text: string } | "unreadable" | undefined => {
  const value = at(answer, source)
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value === "string") return { text: value }
  return typeof value === "number" && Number.isSafeInteger(value) ? { text: String(value) } : "unreadable"
}

/**
 * The same as yes or no, as providers write them: `true`, `"true"`, `1`, `"Y"`; undefined for anything else.
 *
 * @category getters
 * @since 0.1.0
 */
export const flagAt = (answer: Answer, source: Source): boolean | undefined => {
  const value = String(at(answer, source)).toLowerCase()
  if (["true", "1", "y", "yes"].includes(value)) return true
  return ["false", "0", "n", "no"].includes(value) ? false : undefined
}
