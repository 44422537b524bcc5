/**
 * Why an XML document was refused: one kind a cause, with one line that says where and what.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * `Doctype`: there is a `<!DOCTYPE`, whatever it holds. `NotWellFormed`: it is no XML 1.0 document, or not a whole one.
 * `Limit`: deeper, longer or more than the reader's limits. `CharRef`: a reference to what is no character.
 * `Encoding`: bytes that can't be decoded, or an encoding that is not read.
 *
 * @category models
 * @since 0.1.0
 */
export const Kind = Schema.Literals(["Doctype", "NotWellFormed", "Limit", "CharRef", "Encoding"])

/**
 * @category models
 * @since 0.1.0
 */
export type Kind = typeof Kind.Type

/**
 * @category errors
 * @since 0.1.0
 */
export class XmlError extends Schema.TaggedError<XmlError>()("XmlError", {
  kind: Kind,
  /** One line; begins with `line:column: ` where that is known. */
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.kind}: ${this.detail}`
  }
}

/** Longer names and messages are cut, so that no document fills a log. */
const longest = 200

/**
 * The failure with its detail made one line of at most 200 characters.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (kind: Kind, detail: string): XmlError => {
  const line = detail
    .slice(0, longest)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
  return new XmlError({ kind, detail: detail.length > longest ? `${line}…` : line })
}
