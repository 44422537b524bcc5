/**
 * The schema of a stream's records, made of its fields.
 *
 * It has the shape of the raw record, so that an issue names the place in it, and drift is looked for in what the fields
 * declare.
 *
 * @since 0.1.0
 */
import { Option, Schema, SchemaGetter } from "effect"
import type { Field, Read } from "./Field.ts"
import * as FieldWire from "./FieldWire.ts"
import { tokensOf } from "./Place.ts"
import * as RawShape from "./RawShape.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Fields = { readonly [name: string]: Field }

/**
 * A record: text, numbers, booleans and JSON by the fields' names; decimals, dates and instants as core keeps them.
 *
 * @category models
 * @since 0.1.0
 */
export type Record = { readonly [name: string]: unknown }

/**
 * Decodes raw records. A field that is optional is null where it, or what it stands in, is absent, null or an empty text; text
 * without `values` and JSON may be empty texts themselves. In XML an element without attributes is its text, so `/price/#text`
 * also is the text of a `price` that has none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const recordOf = (fields: Fields): Schema.Decoder<Record> => {
  const all = Object.entries(fields).map(([name, field]) => [name, readerOf(name, field)] as const)
  const wire = RawShape.make(all.flatMap(([, { place }]) => place ?? []))
  const canonical = Schema.Struct(Object.fromEntries(all.map(([name, { canonical }]) => [name, canonical])))
  const names = all.map(([name]) => name)
  const readers = all.map(([, { read }]) => read)
  return wire.pipe(
    Schema.decodeTo(canonical, {
      decode: SchemaGetter.transform((raw: unknown) => {
        const record: { [name: string]: unknown } = {}
        for (let at = 0; at < names.length; at++) record[names[at]!] = readers[at]!(raw)
        return record
      }),
      encode: SchemaGetter.forbidden(() => "records are only read")
    })
  )
}

/**
 * The key of a raw record that may be bad otherwise; undefined where the key itself is bad.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (fields: Fields, key: ReadonlyArray<string>): ((raw: unknown) => Record | undefined) => {
  const decode = Schema.decodeUnknownOption(
    recordOf(Object.fromEntries(Object.entries(fields).filter(([name]) => key.includes(name))))
  )
  return (raw) => Option.getOrUndefined(decode(raw))
}

/**
 * What raw records need beside what the provider sends: the key of the map they stand in, as `$key`, and the partition they
 * are read in, as `$partition`.
 *
 * @category getters
 * @since 0.1.0
 */
export const tagged = (fields: Fields): { readonly key: boolean; readonly partition: boolean } => {
  const all = Object.entries(fields)
  return {
    key: all.some(([name, field]) => "type" in field && tokensOf(pointerOf(name, field))[0] === "$key"),
    partition: all.some(([, field]) => "partition" in field)
  }
}

interface Reader {
  readonly canonical: Schema.Codec<unknown>
  readonly read: (raw: unknown) => unknown
  /** Nothing for a field that does not stand in the raw record. */
  readonly place: RawShape.Place | undefined
}

const pointerOf = (name: string, { from }: typeof Read.Type): string =>
  from ?? `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`

const readerOf = (name: string, field: Field): Reader => {
  if ("constant" in field) return constantOf(field.constant)
  if ("partition" in field) {
    const tokens = ["$partition", field.partition]
    return {
      canonical: Schema.String,
      read: RawShape.getter(tokens),
      place: { tokens, optional: false, wire: Schema.String }
    }
  }
  const { canonical, read, wire } = FieldWire.of(field)
  const tokens = tokensOf(pointerOf(name, field))
  const get = RawShape.getter(tokens)
  return { canonical, read: (raw) => read(get(raw)), place: { tokens, optional: field.optional ?? false, wire } }
}

const constantOf = (value: string | number | boolean | null): Reader => ({
  canonical: canonicalOf(value),
  read: () => value,
  place: undefined
})

const canonicalOf = (value: string | number | boolean | null): Schema.Codec<unknown> => {
  if (typeof value === "number") return Number.isSafeInteger(value) ? Schema.Int : Schema.Finite
  if (typeof value === "boolean") return Schema.Boolean
  return value === null ? Schema.NullOr(Schema.String) : Schema.String
}
