/**
 * One row of a provider's list: what identifies it, where it stands in the order, and its text on the wire.
 *
 * A row is made from numbers alone (seed, ordinal, version), so a list of a million of them takes no memory until it is
 * read.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import * as Random from "./Random.ts"

/**
 * The list a row belongs to.
 *
 * @category models
 * @since 0.1.0
 */
export type Stream = "rates" | "inventory" | "reservations"

/**
 * @category models
 * @since 0.1.0
 */
export interface Row {
  /** Unique in its list, and never used again after a deletion. The `id` on the wire. */
  readonly key: string
  /** The key of the row of another list that this one belongs to; left out by a list that has no such rows. */
  readonly parent?: string | undefined
  /** The place in the list's order: rows stand in ascending rank. Only a move changes it. */
  readonly rank: number
  /** A running number: generated rows have 0 to n-1, inserted rows go on from there. */
  readonly ordinal: number
  /** The ordinal of the generated row next to which this row was inserted; its own for a generated one. */
  readonly home: number
  /** 0 as generated, raised by every update. */
  readonly version: number
  /** When it was last updated; epoch milliseconds, whole seconds but for an age that isn't. Rises with every update. */
  readonly updatedAt: number
  /** The count of changes the list had seen when the row appeared; 0 for a generated row. */
  readonly born: number
  /** Has one field that no reader can accept. */
  readonly malformed: boolean
  /** The row as JSON. */
  readonly json: string
}

/**
 * What rows are generated from.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recipe {
  readonly stream: Stream | Kind
  /** Generated rows. */
  readonly rows: number
  /** The properties the rows are spread over evenly. */
  readonly properties: number
  readonly seed: number
  /** The fraction of rows with one bad field, 0 to 1. */
  readonly malformed: number
}

/**
 * What tells one row from another: its content follows from these numbers and the recipe.
 *
 * @category models
 * @since 0.1.0
 */
export type Numbers = Pick<Row, "ordinal" | "home" | "version" | "updatedAt">

/**
 * How the rows of a list are written that is none of the streams above.
 *
 * @category models
 * @since 0.1.0
 */
export interface Kind {
  /** Other for every ordinal. */
  readonly key: (recipe: Recipe, ordinal: number) => string
  readonly parent?: ((recipe: Recipe, row: Numbers) => string) | undefined
  /** How long before `epoch` a generated row was last updated, in milliseconds. @default 0 */
  readonly age?: ((recipe: Recipe, ordinal: number) => number) | undefined
  readonly fields: (recipe: Recipe, row: Numbers, key: string) => { readonly [name: string]: Schema.Json }
  /** The fields of which a malformed row lacks one. */
  readonly spoiled: ReadonlyArray<string>
}

/**
 * The first day of stay, and when every generated row was last updated unless its kind gives it an age:
 * 2026-03-01T00:00:00Z, in epoch milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const epoch = 1_772_323_200_000

/**
 * An age for a kind: from 0 for the first generated row up to so many days for the last, in whole seconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const agedUpTo =
  (days: number): NonNullable<Kind["age"]> =>
  (recipe, ordinal) =>
    Math.floor((days * 86_400 * ordinal) / Math.max(1, recipe.rows)) * 1000

/**
 * The property of a row, counted from 0: rows stand for one property after the other, over and over.
 *
 * @category getters
 * @since 0.1.0
 */
export const propertyIndex = (recipe: Recipe, row: Numbers): number => row.home % Math.max(1, recipe.properties)

/**
 * The row as generated: `ordinal` from 0 to `recipe.rows - 1`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const generated = (recipe: Recipe, ordinal: number): Row =>
  make(recipe, {
    ordinal,
    home: ordinal,
    rank: ordinal,
    version: 0,
    updatedAt: typeof recipe.stream === "string" ? epoch : epoch - (recipe.stream.age?.(recipe, ordinal) ?? 0),
    born: 0
  })

/**
 * Creates a row from its numbers.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  recipe: Recipe,
  row: Pick<Row, "ordinal" | "home" | "rank" | "version" | "updatedAt" | "born">
): Row => {
  const { stream } = recipe
  if (typeof stream !== "string") return written(recipe, stream, row)
  const key = `${prefixes[stream]}-${padded(row.ordinal + 1, 7)}`
  const fault = faultOf(recipe, row.ordinal)
  return {
    key,
    rank: row.rank,
    ordinal: row.ordinal,
    home: row.home,
    version: row.version,
    updatedAt: row.updatedAt,
    born: row.born,
    malformed: fault !== undefined,
    json: wire[stream](recipe, row, key, fault)
  }
}

/**
 * The row with other content, later than before; `now` is in epoch milliseconds.
 *
 * @category combinators
 * @since 0.1.0
 */
export const updated = (recipe: Recipe, row: Row, now: number): Row =>
  make(recipe, {
    ordinal: row.ordinal,
    home: row.home,
    rank: row.rank,
    version: row.version + 1,
    updatedAt: Math.max(row.updatedAt + 1000, Math.floor(now / 1000) * 1000),
    born: row.born
  })

const written = (
  recipe: Recipe,
  kind: Kind,
  row: Pick<Row, "ordinal" | "home" | "rank" | "version" | "updatedAt" | "born">
): Row => {
  const { born, home, ordinal, rank, updatedAt, version } = row
  const key = kind.key(recipe, ordinal)
  const spoiled = spoiledOf(recipe, ordinal, kind.spoiled)
  const fields = kind.fields(recipe, row, key)
  return {
    key,
    parent: kind.parent?.(recipe, row),
    rank,
    ordinal,
    home,
    version,
    updatedAt,
    born,
    malformed: spoiled !== undefined,
    json: JSON.stringify(spoiled === undefined ? fields : { ...fields, [spoiled]: undefined })
  }
}

const day = 86_400_000
const plans = 4

const prefixes = { rates: "rate", inventory: "inv", reservations: "res" } as const

type Fault = "amount" | "date" | "property"
const faults: ReadonlyArray<Fault> = ["amount", "date", "property"]

const spoiledOf = <A>(recipe: Recipe, ordinal: number, among: ReadonlyArray<A>): A | undefined => {
  if (recipe.malformed <= 0) return undefined
  const state = Random.fromSeed(recipe.seed, 0xbad, ordinal)
  return Random.draw(state) < recipe.malformed ? among[Math.floor(Random.draw(state + 1) * among.length)] : undefined
}

const faultOf = (recipe: Recipe, ordinal: number): Fault | undefined => spoiledOf(recipe, ordinal, faults)

type Wire = (recipe: Recipe, row: Numbers, key: string, fault: Fault | undefined) => string

const rate: Wire = (recipe, row, key, fault) => {
  const place = placeOf(recipe, row)
  const state = contentOf(recipe, row)
  const price = (5000 + Math.floor(Random.draw(state) * 40_000)) / 100
  const date = fault === "date" ? "2026-02-30" : dateOf(place.day)
  return (
    `{"id":"${key}",${propertyOf(place.property, fault)}"room_type_id":"R${place.room}",` +
    `"rate_plan_id":"RP${place.plan}${place.mark}","date":"${date}","currency":"EUR",` +
    `"price":${fault === "amount" ? '"n/a"' : price},"available":${Math.floor(Random.draw(state + 1) * 10)},` +
    `"updated_at":"${instantOf(row.updatedAt)}"}`
  )
}

const inventory: Wire = (recipe, row, key, fault) => {
  const place = placeOf(recipe, row)
  const state = contentOf(recipe, row)
  const available = fault === "amount" ? '"n/a"' : Math.floor(Random.draw(state) * 10)
  const date = fault === "date" ? "2026-02-30" : dateOf(place.day)
  return (
    `{"id":"${key}",${propertyOf(place.property, fault)}"room_type_id":"R${place.plan}${place.mark}",` +
    `"date":"${date}","available":${available},"closed":${Random.draw(state + 1) < 0.1},` +
    `"updated_at":"${instantOf(row.updatedAt)}"}`
  )
}

const statuses = ["confirmed", "confirmed", "confirmed", "cancelled", "no_show"] as const

const reservation: Wire = (recipe, row, key, fault) => {
  const place = placeOf(recipe, row)
  const state = contentOf(recipe, row)
  const nights = 1 + Math.floor(Random.draw(Random.fromSeed(recipe.seed, row.ordinal)) * 7)
  const total = (nights * (5000 + Math.floor(Random.draw(state) * 40_000))) / 100
  return (
    `{"id":"${key}",${propertyOf(place.property, fault)}"room_type_id":"R${place.room}",` +
    `"rate_plan_id":"RP${place.plan}","check_in":"${fault === "date" ? "2026-02-30" : dateOf(place.day)}",` +
    `"check_out":"${dateOf(place.day + nights)}","status":"${statuses[Math.floor(Random.draw(state + 1) * 5)] ?? "confirmed"}",` +
    `"currency":"EUR","total_price":${fault === "amount" ? '"n/a"' : total},` +
    `"created_at":"${instantOf(epoch)}","updated_at":"${instantOf(row.updatedAt)}"}`
  )
}

const wire: Record<Stream, Wire> = { rates: rate, inventory, reservations: reservation }

/** Ascending ordinals run through the days of a plan, the plans of a property, the properties. */
const placeOf = (recipe: Recipe, row: Numbers) => {
  const perProperty = Math.max(1, Math.ceil(recipe.rows / recipe.properties))
  const perPlan = Math.max(1, Math.ceil(perProperty / plans))
  const within = row.home % perProperty
  const plan = 1 + Math.floor(within / perPlan)
  return {
    property: 1 + Math.floor(row.home / perProperty),
    plan,
    room: 1 + ((plan - 1) % 2),
    day: within % perPlan,
    mark: row.ordinal === row.home ? "" : `-X${row.ordinal}`
  }
}

const contentOf = (recipe: Recipe, row: Numbers): Random.Random =>
  Random.fromSeed(recipe.seed, 0xc0de, row.ordinal, row.version)

const propertyOf = (property: number, fault: Fault | undefined): string =>
  fault === "property" ? "" : `"property_id":"P${padded(property, 4)}",`

const padded = (value: number, width: number): string => String(value).padStart(width, "0")

/** Dates already written: formatting one takes longer than the rest of a row. */
const dates: Array<string> = []

const dateOf = (days: number): string => {
  const written = dates[days]
  if (written !== undefined) return written
  const date = new Date(epoch + days * day).toISOString().slice(0, 10)
  dates[days] = date
  return date
}

const instantOf = (millis: number): string =>
  millis === epoch ? "2026-03-01T00:00:00Z" : `${new Date(millis).toISOString().slice(0, 19)}Z`
