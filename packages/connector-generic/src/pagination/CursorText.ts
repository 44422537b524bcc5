/**
 * A provider's cursor as the text that a checkpoint keeps, and back: what came as a number is sent as one, and a text of
 * digits as a text.
 *
 * @since 0.1.0
 */
import { Option, Schema } from "effect"

const digits = /^-?\d{1,16}$/

const decodeText = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.String))

/**
 * A text or a whole number of an answer; nothing for null, an empty text and what is missing; `"unreadable"` for anything
 * else.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (value: unknown): { readonly text: string } | "unreadable" | undefined => {
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value === "number") return Number.isSafeInteger(value) ? { text: String(value) } : "unreadable"
  if (typeof value !== "string") return "unreadable"
  return { text: digits.test(value) || value.startsWith('"') ? JSON.stringify(value) : value }
}

/**
 * What is sent; undefined for a text that `of` never gives.
 *
 * @category getters
 * @since 0.1.0
 */
export const valueOf = (text: string): string | number | undefined => {
  if (text === "") return undefined
  if (digits.test(text)) return Number(text)
  return text.startsWith('"') ? Option.getOrUndefined(decodeText(text)) : text
}
