/**
 * The shape that a raw record needs for its fields to be read: objects and lists within each other, as their pointers lead
 * through it. What no field asks for may be anything.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as FieldWire from "./FieldWire.ts"

/**
 * What has to stand at a place.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly tokens: ReadonlyArray<string>
  /** May it, or what it stands in, be absent, null or an empty text? */
  readonly optional: boolean
  /** Of the value, null where it may be. */
  readonly wire: Schema.Codec<unknown>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (places: ReadonlyArray<Place>): Schema.Codec<unknown> => within(places, 0, false).schema

/**
 * What stands at a place of a raw record that has the shape. A text is its own `#text`, as XML has it.
 *
 * @category getters
 * @since 0.1.0
 */
export const getter = (tokens: ReadonlyArray<string>): ((raw: unknown) => unknown) => {
  const [name, ...others] = tokens
  if (name === undefined) return (raw) => raw
  const rest = getter(others)
  const isLast = others.length === 0
  return (raw) => {
    if (typeof raw !== "object" || raw === null) return name === text && typeof raw === "string" ? rest(raw) : undefined
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object can be asked for any member
    const value = (raw as { readonly [name: string]: unknown })[name]
    return isLast ? value : rest(value)
  }
}

const text = "#text"

interface Shape {
  readonly schema: Schema.Codec<unknown>
  readonly optional: boolean
}

/** `kept` says whether a field reads the whole of it, which a struct would make less. */
const within = (places: ReadonlyArray<Place>, depth: number, kept: boolean): Shape => {
  const here = places.filter(({ tokens }) => tokens.length === depth).map(({ wire }) => wire)
  const inner = places.filter(({ tokens }) => tokens.length > depth)
  const schemas =
    inner.length > 0 || here.length === 0 ? [insideOf(inner, depth, kept || here.length > 0), ...here] : here
  return { schema: allOf(schemas), optional: depth > 0 && places.every(({ optional }) => optional) }
}

/** Several fields may stand at one place; their issues are the first one's. */
const allOf = ([first = Schema.Unknown, ...others]: ReadonlyArray<Schema.Codec<unknown>>): Schema.Codec<unknown> =>
  others
    .map((other) => Schema.is(other))
    .reduce(
      (schema, is) =>
        schema.check(Schema.makeFilter((value: unknown) => is(value) || "Expected what all fields here can read")),
      first
    )

const insideOf = (places: ReadonlyArray<Place>, depth: number, kept: boolean): Schema.Codec<unknown> => {
  const members = Object.entries(Object.groupBy(places, ({ tokens }) => tokens[depth]!)).map(
    ([name, inner = []]) => [name, within(inner, depth + 1, kept)] as const
  )
  const struct = Schema.Struct(
    Object.fromEntries(
      members.map(([name, { optional, schema }]) => [name, optional ? Schema.optionalKey(schema) : schema])
    )
  )
  const isList = members.length > 0 && members.every(([name]) => /^(?:0|[1-9]\d{0,3})$/.test(name))
  const textual = members.find(([name]) => name === text)?.[1].schema
  const mayBeText = textual !== undefined && members.every(([name, { optional }]) => name === text || optional)
  // The record itself has to be there.
  const mayBeNone = depth > 0 && places.every(({ optional }) => optional)
  return FieldWire.anyOf([
    kept ? Schema.StructWithRest(struct, [Rest]) : struct,
    ...(isList ? [listOf(members)] : []),
    ...(mayBeText ? [textual] : []),
    ...(mayBeNone ? [FieldWire.Empty, Schema.Null] : [])
  ])
}

const Rest = Schema.Record(Schema.String, Schema.Unknown)

/** Members of a list by their numbers; the last one that is not optional has to be there, and so have those before it. */
const listOf = (members: ReadonlyArray<readonly [string, Shape]>): Schema.Codec<unknown> => {
  const shapes = new Map(members.map(([name, shape]) => [Number(name), shape]))
  const needed = Math.max(-1, ...[...shapes].flatMap(([at, { optional }]) => (optional ? [] : [at])))
  const elements = Array.from({ length: Math.max(...shapes.keys()) + 1 }, (_, at) => {
    const element = shapes.get(at)?.schema ?? Schema.Unknown
    return at > needed ? Schema.optionalKey(element) : element
  })
  return Schema.TupleWithRest(Schema.Tuple(elements), [Schema.Unknown])
}
