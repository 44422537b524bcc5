/**
 * JSON whose numbers keep the digits they were sent with: a number that a double can't hold comes out as its text. One beyond
 * a double's range, such as `1e400`, is read as `JSON.parse` reads it.
 *
 * @since 0.1.0
 */

/** Digits of a number, a point counted: below that every decimal survives a double. */
const long = 16

/**
 * `JSON.parse`, but for numbers that would change: `9007199254740993` becomes the string `"9007199254740993"`. Throws
 * what `JSON.parse` throws.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string): unknown => (hasLongNumber(text) ? JSON.parse(text, exact) : JSON.parse(text))

// The third parameter is in every Node since 21, but not yet in TypeScript's library.
const exact = (_key: string, value: unknown, context: { readonly source?: string } = {}): unknown =>
  typeof value === "number" &&
  context.source !== undefined &&
  String(value) !== context.source &&
  changed(value, context.source)
    ? context.source
    : value

/** `1.50` and `1.5` are one number, and so are `1e3` and `1000`; `9007199254740993` and its double are not. */
const changed = (value: number, source: string): boolean => {
  const digits = source
    .replace(/[eE].*$/, "")
    .replace(/^-?0*\.?0*/, "")
    .replace(".", "")
  return Number.isFinite(value) && digits.replace(/0+$/, "").length > 15
}

/** Any run of `long` digits covers a multiple of `long`, so only those places are looked at, and around hits. */
const hasLongNumber = (text: string): boolean => {
  for (let i = long - 1; i < text.length; i += long) {
    if (!isDigitOrPoint(text.charCodeAt(i))) continue
    let from = i
    while (from > 0 && i - from < long && isDigitOrPoint(text.charCodeAt(from - 1))) from--
    let to = i
    while (to + 1 < text.length && to - from < long && isDigitOrPoint(text.charCodeAt(to + 1))) to++
    if (to - from + 1 >= long) return true
  }
  return false
}

const isDigitOrPoint = (unit: number): boolean => (unit >= 48 && unit <= 57) || unit === 46
