/**
 * JSON whose numbers keep the digits they were sent with: a number that a double can't hold comes out as its text.
 *
 * @since 0.1.0
 */

/** Sixteen or more digits in a row, a point allowed: below that every decimal survives a double. */
const long = /\d[\d.]{15}/

/**
 * `JSON.parse`, but for numbers that would change: `9007199254740993` becomes the string `"9007199254740993"`. Throws
 * what `JSON.parse` throws.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string): unknown => (long.test(text) ? JSON.parse(text, exact) : JSON.parse(text))

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
