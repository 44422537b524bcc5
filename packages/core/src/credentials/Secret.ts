/**
 * What may be done with a secret beside sending it: check it, and count by it.
 *
 * @since 0.1.0
 */
import { Redacted } from "effect"
import { createHash } from "node:crypto"

/**
 * What is wrong with a secret that goes into a header, without repeating it: it is empty, begins or ends with a space, or
 * holds what a header can't carry.
 *
 * @category guards
 * @since 0.1.0
 */
export const headerFlaw = (secret: Redacted.Redacted): string | undefined => {
  const flaw = textFlaw(secret)
  if (flaw !== undefined) return flaw
  const value = Redacted.value(secret)
  if (value.trim() !== value) return "begins or ends with a space"
  return some(value, (unit) => unit > 0x7e) ? "holds a character that is not ASCII" : undefined
}

/**
 * What is wrong with a secret that is encoded before it is sent, without repeating it: it is empty or holds a control
 * character, such as the line end of the file it was read from.
 *
 * @category guards
 * @since 0.1.0
 */
export const textFlaw = (secret: Redacted.Redacted): string | undefined => {
  const value = Redacted.value(secret)
  if (value === "") return "is empty"
  return some(value, (unit) => unit < 0x20 || (unit >= 0x7f && unit <= 0x9f))
    ? "holds a control character, such as a line end"
    : undefined
}

/**
 * Is it a token of RFC 6750, section 2.1, or at least one that a header carries whole: printable ASCII without spaces?
 *
 * @category guards
 * @since 0.1.0
 */
export const isToken = (value: string): boolean => value !== "" && !some(value, (unit) => unit <= 0x20 || unit > 0x7e)

/**
 * Is it the name of a header: a token of RFC 9110, section 5.6.2?
 *
 * @category guards
 * @since 0.1.0
 */
export const isHeaderName = (name: string): boolean => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name)

/**
 * 16 hex digits that stand for a kind of credentials and the parts that identify them.
 *
 * @category hashing
 * @since 0.1.0
 */
export const account = (kind: string, parts: ReadonlyArray<string>): string =>
  hash("sha256", JSON.stringify([kind, ...parts])).slice(0, 16)

/**
 * Hex digits of the hash of a text's UTF-8 bytes.
 *
 * @category hashing
 * @since 0.1.0
 */
export const hash = (algorithm: "sha256" | "sha512", text: string): string =>
  createHash(algorithm).update(text, "utf8").digest("hex")

const some = (value: string, test: (unit: number) => boolean): boolean => {
  for (let at = 0; at < value.length; at++) if (test(value.charCodeAt(at))) return true
  return false
}
