/**
 * A value as a short line of JSON, whatever its size and depth.
 *
 * @since 0.1.0
 */

const maxLength = 100

/**
 * At most 100 characters; a longer one is cut and ends in `…`.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (value: unknown): string => cut(write(value, maxLength + 1), maxLength)

/**
 * The text in at most `length` characters, fit for any store.
 *
 * @category getters
 * @since 0.1.0
 */
export const cut = (text: string, length: number): string =>
  (text.length > length ? `${text.slice(0, length - 1)}…` : text).toWellFormed()

/** Writes at least `room` characters, unless the value has fewer. Each level writes one, so it is not deeper than that. */
const write = (value: unknown, room: number): string => {
  if (typeof value === "string") return JSON.stringify(value.slice(0, room))
  if (typeof value === "bigint") return String(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  let text = Array.isArray(value) ? "[" : "{"
  const more = (member: unknown, label: string): boolean => {
    if (text.length >= room) return false
    text += (text.length > 1 ? "," : "") + label
    text += write(member, Math.max(0, room - text.length))
    return true
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!more(value[i], "")) return text
    return `${text}]`
  }
  for (const [key, member] of Object.entries(value)) {
    if (!more(member, `${JSON.stringify(key.slice(0, room))}:`)) return text
  }
  return `${text}}`
}
