/**
 * A value as a short line of JSON, whatever its size and depth, without what is nobody's business.
 *
 * @since 0.1.0
 */
import * as SecretName from "./SecretName.ts"

const maxLength = 100

/**
 * At most 100 characters; a longer one is cut and ends in `…`. Of a value that `isSecret`, and of members with the name of a
 * secret, no text and no number shows.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (value: unknown, isSecret = false): string => cut(write(value, maxLength + 1, isSecret), maxLength)

/**
 * The text in at most `length` characters, fit for any store.
 *
 * @category getters
 * @since 0.1.0
 */
export const cut = (text: string, length: number): string =>
  (text.length > length ? `${text.slice(0, length - 1)}…` : text).toWellFormed()

/** Writes at least `room` characters, unless the value has fewer. Each level writes one, so it is not deeper than that. */
const write = (value: unknown, room: number, isSecret: boolean): string => {
  if (isSecret && isTelling(value)) return JSON.stringify(SecretName.redacted)
  if (typeof value === "string") return JSON.stringify(value.slice(0, room))
  if (typeof value === "bigint") return String(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  let text = Array.isArray(value) ? "[" : "{"
  const more = (member: unknown, label: string, hides: boolean): boolean => {
    if (text.length >= room) return false
    text += (text.length > 1 ? "," : "") + label
    text += write(member, Math.max(0, room - text.length), hides)
    return true
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!more(value[i], "", isSecret)) return text
    return `${text}]`
  }
  for (const [key, member] of Object.entries(value)) {
    if (!more(member, `${JSON.stringify(key.slice(0, room))}:`, isSecret || SecretName.is(key))) return text
  }
  return `${text}}`
}

const isTelling = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") || typeof value === "number" || typeof value === "bigint"
