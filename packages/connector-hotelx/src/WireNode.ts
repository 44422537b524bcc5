/**
 * What the nodes of all streams have in common, as Hotel-X sends it: codes, dates, and texts in several languages.
 *
 * Nearly every field may be null, and differs from supplier to supplier, so that only keys are required. Source: Travelgate's
 * published schema.
 *
 * @since 0.1.0
 */
import { Instant } from "@innlet/core/domain"
import { Option, Schema } from "effect"

/**
 * A GraphQL `ID` is text; a server that writes a number means the same.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Code = Schema.Union([Schema.NonEmptyString, Schema.Int])

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ code: Code }))

/**
 * The key of a node that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly code: string } | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), ({ code }) => ({ code: String(code) })))

/**
 * A field that may be null or missing.
 *
 * @category schemas
 * @since 0.1.0
 */
export const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/**
 * Text, or a code that is written as a number.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalText = nullable(Schema.Union([Schema.String, Schema.Int]))

/**
 * @category schemas
 * @since 0.1.0
 */
export const OptionalInstant = nullable(Instant.FromWire)

/**
 * A text in one language, ISO 639-1 in lower case.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Text = Schema.Struct({ text: Schema.String, language: Schema.NullOr(Schema.String) })

/**
 * @category schemas
 * @since 0.1.0
 */
export const OptionalTexts = nullable(Schema.Array(Schema.Struct({ text: OptionalText, language: OptionalText })))

/**
 * @category getters
 * @since 0.1.0
 */
export const textOf = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value)

/**
 * The texts that hold something, in the order they came in.
 *
 * @category getters
 * @since 0.1.0
 */
export const textsOf = (texts: (typeof OptionalTexts)["Type"] | undefined): ReadonlyArray<typeof Text.Type> =>
  (texts ?? []).flatMap(({ language, text }) => {
    const value = textOf(text)
    return value === null ? [] : [{ text: value, language: textOf(language) }]
  })

/**
 * The first of the texts, which is in the first language asked for where the provider has it.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = (texts: (typeof OptionalTexts)["Type"] | undefined): string | null =>
  textsOf(texts)[0]?.text ?? null

/**
 * The instant in UTC; null for the year 1, which stands where the provider knows none: it is the zero of .NET's dates.
 *
 * @category getters
 * @since 0.1.0
 */
export const instantOf = (text: string | null | undefined): string | null =>
  text === null || text === undefined || text.startsWith("0001-") ? null : Instant.utcOf(text)
