/**
 * Texts of XML elements and attributes as fields of a record: `00123` stays text, and what is missing, nil or blank is null.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * An element: its text, or with attributes an object with the text in `#text`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Element = Schema.Union([Schema.String, Schema.Struct({ "#text": Schema.optionalKey(Schema.String) })])

/**
 * The same, where the provider may leave it out.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalElement = Schema.optionalKey(Element)

/**
 * An attribute that may be left out.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalAttribute = Schema.optionalKey(Schema.String)

const notBlank = Schema.String.check(Schema.isPattern(/\S/, { expected: "a text that is not blank" }))

/**
 * A code that has to be there.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Code = Schema.Union([notBlank, Schema.Struct({ "#text": notBlank })])

/**
 * A code in an attribute that has to be there.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CodeAttribute = notBlank

/**
 * A decimal in an element that may be left out or blank.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalDecimal = Schema.optionalKey(
  elementOf(/^\s*(?:-?\d{1,40}(?:\.\d{1,40})?)?\s*$/, "a decimal such as 39.57")
)

/**
 * A truth value in an element or an attribute that may be left out or blank; letters' case and spaces around don't count.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalTruth = Schema.optionalKey(elementOf(/^\s*(?:true|false|0|1)?\s*$/i, "true or false"))

/**
 * The text as it came; null where it is blank.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (element: typeof Element.Type | undefined): string | null => {
  const text = typeof element === "string" ? element : (element?.["#text"] ?? "")
  return text.trim() === "" ? null : text
}

/**
 * The text without spaces around it; null where there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const trimmedOf = (element: typeof Element.Type | undefined): string | null => textOf(element)?.trim() ?? null

/**
 * @category getters
 * @since 0.1.0
 */
export const truthOf = (element: typeof Element.Type | undefined): boolean | null => {
  const text = trimmedOf(element)?.toLowerCase()
  return text === undefined ? null : text === "true" || text === "1"
}

/**
 * What is inside of an element that holds others: `None` of them where it is empty, which XML writes as an empty text.
 *
 * @category schemas
 * @since 0.1.0
 */
export const optionalGroup = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.optionalKey(Schema.Union([Schema.Struct(fields), Schema.String.check(Schema.isPattern(/^\s*$/))]))

/**
 * A group as an object, where it has anything inside.
 *
 * @category getters
 * @since 0.1.0
 */
export const groupOf = <Group extends object>(group: Group | string | undefined): Group | undefined =>
  typeof group === "object" ? group : undefined

function elementOf(pattern: RegExp, expected: string) {
  const text = Schema.String.check(Schema.isPattern(pattern, { expected }))
  return Schema.Union([text, Schema.Struct({ "#text": Schema.optionalKey(text) })])
}
