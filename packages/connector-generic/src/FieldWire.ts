/**
 * What a field is in a raw record, by its type: the schema that a value has to pass, and what is made of one that did.
 *
 * XML has no types but text, and some JSON writers use no other: a whole number and a yes or no may come as their text.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import { CivilDate, Decimal, Instant } from "@innlet/core/domain"
import { Schema } from "effect"
import type { Read } from "./Field.ts"
import * as TimeText from "./TimeText.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface FieldWire {
  /** Of a value that is there; where the field is optional, also of null and of what stands for nothing. */
  readonly wire: Schema.Codec<unknown>
  /** Of the record. */
  readonly canonical: Schema.Codec<unknown>
  /** Total on what passed `wire`, and on undefined where the field is optional. */
  readonly read: (value: unknown) => unknown
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const of = (field: typeof Read.Type): FieldWire => {
  const { alternatives, canonical, keepsEmpty, read } = kindOf(field)
  if (field.optional !== true) return { wire: anyOf(alternatives), canonical, read }
  return {
    wire: anyOf([...alternatives, Schema.Null]),
    canonical: Schema.NullOr(canonical),
    read: (value) =>
      value === undefined || value === null || (value === "" && keepsEmpty !== true) ? null : read(value)
  }
}

/**
 * Any of the schemas, in one union: to look through several takes time.
 *
 * @category constructors
 * @since 0.1.0
 */
export const anyOf = ([first, ...others]: readonly [Schema.Codec<unknown>, ...Array<Schema.Codec<unknown>>]) =>
  others.length === 0 ? first : Schema.Union([first, ...others])

/**
 * The empty text, which in XML and elsewhere stands for nothing. It is no literal: a union that has one is looked through
 * slowly.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Empty = Schema.String.check(Schema.isMaxLength(0, { expected: "an empty text" }))

interface Kind {
  /** Of an optional field, what stands for nothing is among them. */
  readonly alternatives: readonly [Schema.Codec<unknown>, ...Array<Schema.Codec<unknown>>]
  readonly canonical: Schema.Codec<unknown>
  readonly read: (value: unknown) => unknown
  /** Is an empty text a value? */
  readonly keepsEmpty?: boolean
}

const kindOf = (field: typeof Read.Type): Kind => {
  const { optional = false, type, values } = field
  const none = optional ? [Empty] : []
  switch (type) {
    case "text": {
      if (values === undefined) {
        return { alternatives: [Schema.String], canonical: Schema.String, read: asIs, keepsEmpty: true }
      }
      const keepsEmpty = values.includes("")
      const all = optional && !keepsEmpty ? [...values, ""] : values
      return { alternatives: [Schema.Literals(all)], canonical: Schema.String, read: asIs, keepsEmpty }
    }
    case "id":
      return { alternatives: [...idOf(values), ...none], canonical: Schema.String, read: String }
    case "integer":
      return { alternatives: [Schema.Int, Digits, ...none], canonical: Schema.Int, read: Number }
    case "boolean":
      return { alternatives: [Schema.Boolean, Bit, YesOrNo, ...none], canonical: Schema.Boolean, read: isYes }
    case "decimal":
      return { alternatives: [...Decimal.FromWire.members, ...none], canonical: Decimal.Checked, read: String }
    case "date":
      return { alternatives: [CivilDate.CivilDate, ...none], canonical: CivilDate.Checked, read: asIs }
    case "instant": {
      const { read, wire } = instantOf(field.as)
      return { alternatives: [...wire, ...none], canonical: Instant.Checked, read }
    }
    case "json":
      return { alternatives: [Anything], canonical: Anything, read: asIs, keepsEmpty: true }
  }
}

const asIs = (value: unknown): unknown => value

/** Numbers that a double can't hold come as text. */
const idOf = (values: ReadonlyArray<string> | undefined): Kind["alternatives"] => {
  if (values === undefined) return [Schema.NonEmptyString, Schema.Int]
  const expected = `one of ${values.join(", ")}`
  const known = (id: string | number) => values.includes(String(id)) || `Expected ${expected}`
  return [
    Schema.NonEmptyString.check(Schema.makeFilter(known, { expected })),
    Schema.Int.check(Schema.makeFilter(known, { expected }))
  ]
}

const whole = "a whole number that a double holds"

const Digits = Schema.String.check(
  Schema.makeFilter(
    (text: string) => (/^[+-]?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) || `Expected ${whole}`,
    { expected: whole }
  )
)

const Bit = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1 }, { expected: "0 or 1" }))

const flags = /^(?:(true|1|y|yes)|false|0|n|no)$/i

const YesOrNo = Schema.String.check(Schema.isPattern(flags, { expected: "yes or no" }))

const isYes = (value: unknown): boolean => value === true || flags.exec(String(value))?.[1] !== undefined

/** An undefined or null value is none. */
const Anything = Schema.declare<unknown>((value): value is unknown => value !== undefined && value !== null, {
  expected: "a value",
  [StreamTable.columnKind]: "json"
})

const instantOf = (
  as: (typeof Read.Type)["as"]
): { readonly wire: Kind["alternatives"]; readonly read: (value: unknown) => unknown } => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it passed the schema of a text
  if (as === undefined) return { wire: [Instant.FromWire], read: (text) => Instant.utcOf(text as string) }
  const expected = {
    plain: "a time such as 2026-03-01 12:00:00",
    epochSeconds: "seconds since 1970",
    epochMillis: "milliseconds since 1970"
  }[as]
  const utcOf = (value: string | number): string | undefined => {
    const millis = TimeText.parse(as, value)
    return millis === undefined ? undefined : new Date(millis).toISOString()
  }
  // A year of more than four digits would not be in the order of time.
  const known = (value: string | number) => utcOf(value)?.length === 24 || `Expected ${expected}`
  const text = Schema.String.check(Schema.makeFilter(known, { expected }))
  return {
    wire: as === "plain" ? [text] : [Schema.Finite.check(Schema.makeFilter(known, { expected })), text],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it passed the schema of a text or number
    read: (value) => utcOf(value as string | number)
  }
}
