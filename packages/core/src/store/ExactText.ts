/**
 * Text as databases can keep it. A JavaScript string may hold half of a surrogate pair, which UTF-8 can't: SQLite would store
 * U+FFFD in its place, and two keys could become one. It may hold NUL, which text in PostgreSQL can't. Such a text is stored
 * as U+FFFD and its JSON form instead, every other text as it is; no two texts share a stored form.
 *
 * @since 0.1.0
 */

const replacement = 0xfffd
const mark = '\ufffd"'

/**
 * Can every database hold the text as it is?
 *
 * @category guards
 * @since 0.1.0
 */
export const isPlain = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000")

/**
 * The stored form of `text`.
 *
 * @category encoding
 * @since 0.1.0
 */
export const encode = (text: string): string => (text.includes("\u0000") ? asJson(text) : encodeUtf8(text))

/**
 * The stored form of `text` where NUL may stay as it is, as in SQLite.
 *
 * @category encoding
 * @since 0.1.0
 */
export const encodeUtf8 = (text: string): string =>
  text.isWellFormed() && !(text.charCodeAt(0) === replacement && text.startsWith(mark)) ? text : asJson(text)

const asJson = (text: string): string => `\ufffd${JSON.stringify(text)}`

/**
 * The text whose stored form is `stored`. What is no stored form, which only somebody else can have put there, is the text itself.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = (stored: string): string => {
  if (stored.charCodeAt(0) !== replacement || !stored.startsWith(mark)) return stored
  try {
    return String(JSON.parse(stored.slice(1)))
  } catch {
    return stored
  }
}

/**
 * The same JSON with every lone surrogate escaped, so that it stays JSON of the same value.
 *
 * @category encoding
 * @since 0.1.0
 */
export const encodeJson = (json: string): string =>
  json.isWellFormed() ? json : json.replaceAll(/\p{Surrogate}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
