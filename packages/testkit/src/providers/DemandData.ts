/**
 * The accommodations and orders of the mock of the Demand API, and how either version writes them. A row is a few numbers; its
 * JSON is made from them when it is answered.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import * as Random from "../world/Random.ts"
import * as Row from "../world/Row.ts"
import * as World from "../world/World.ts"
import type { DemandOptions } from "./DemandOptions.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Json = { readonly [field: string]: Schema.Json }

/**
 * A text; empty for what is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (value: Schema.Json | undefined): string => (typeof value === "string" ? value : "")

/**
 * The lists behind the endpoints.
 *
 * @category models
 * @since 0.1.0
 */
export type List = "accommodations" | "orders"

/**
 * The list as generated.
 *
 * @category constructors
 * @since 0.1.0
 */
export const world = (options: DemandOptions, list: List): World.World => {
  const { accommodations = 200, malformed = 0, orders = 100, seed = 1 } = options
  const stream: Row.Kind = {
    key: (_recipe, ordinal) => String((list === "orders" ? 509_430_000_000 : 10_000) + ordinal + 1),
    ...(list === "orders" && { age: (_recipe, ordinal) => Row.epoch - generatedAt(options, ordinal) }),
    fields: (_recipe, _row, id) => ({ id }),
    spoiled: ["id"]
  }
  const rows = list === "orders" ? orders : accommodations
  return World.make({ stream, rows, properties: 1, seed, malformed }, seed + (list === "orders" ? 1 : 0))
}

const countries = ["nl", "es", "fr", "it"] as const
const airports: { readonly [country: string]: string } = { nl: "AMS", es: "PMI", fr: "CDG", it: "FCO" }

/**
 * Where an accommodation stands, by its id.
 *
 * @category getters
 * @since 0.1.0
 */
export const placeOf = (id: number) => {
  const ordinal = id - 10_001
  const country = countries[ordinal % countries.length] ?? "nl"
  return {
    country,
    airport: airports[country] ?? "AMS",
    city: -2_140_000 - (ordinal % 12),
    region: 1000 + (ordinal % 6)
  }
}

const money = (state: number, salt: number): number => Math.floor(5000 + Random.draw(state + salt) * 90_000) / 100

const contentOf = (options: DemandOptions, row: Row.Row): number =>
  Random.fromSeed(options.seed ?? 1, 0xde3a, row.ordinal) + Math.imul(row.version, 7919)

/** A row without an id is what a reader can't take. */
const idOf = (row: Row.Row): Json => (row.malformed ? {} : { id: Number(row.key) })

/**
 * @category constructors
 * @since 0.1.0
 */
export const accommodation = (options: DemandOptions, row: Row.Row): Json => {
  const state = contentOf(options, row)
  const place = placeOf(Number(row.key))
  const web = `https://www.example.test/hotel/${row.key}`
  return {
    ...idOf(row),
    accommodation_status: "open",
    accommodation_type: 204,
    currency: "EUR",
    location: {
      address: { "en-gb": `${row.ordinal + 1} Canal Street` },
      city: place.city,
      coordinates: { latitude: 52 + Random.draw(state), longitude: 4 + Random.draw(state + 1) },
      country: place.country,
      postal_code: `${1000 + row.ordinal}`,
      regions: [place.region]
    },
    name: { "en-gb": `Hotel ${row.key} v${row.version}` },
    number_of_rooms: 1 + Math.floor(Random.draw(state + 2) * 200),
    rating: { number_of_reviews: row.version, review_score: Math.floor(Random.draw(state + 3) * 100) / 10, stars: 4 },
    url: options.api === "3.1" ? web : { web, app: `booking://hotel/${row.key}` }
  }
}

const both = (amount: number): Json => ({ accommodation_currency: amount, booker_currency: amount + 1 })

const priceOf = (options: DemandOptions, state: number): Json => {
  const [base, book, total] = [money(state, 4), money(state, 5), money(state, 6)]
  return options.api === "3.1" ? { base, book, total } : { base: both(base), display: both(book), total: both(total) }
}

const currencyOf = (options: DemandOptions): Schema.Json =>
  options.api === "3.1" ? "EUR" : { accommodation: "EUR", booker: "USD" }

/**
 * @category constructors
 * @since 0.1.0
 */
export const searchResult = (options: DemandOptions, row: Row.Row): Json => ({
  ...idOf(row),
  currency: currencyOf(options),
  price: priceOf(options, contentOf(options, row)),
  url: `https://www.example.test/hotel/${row.key}`
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const availability = (options: DemandOptions, row: Row.Row): Json => {
  const state = contentOf(options, row)
  const count = Math.floor(Random.draw(state + 7) * 5)
  const room = Number(row.key) * 100 + 1
  return {
    ...idOf(row),
    currency: currencyOf(options),
    products: [
      {
        id: `${room}_1_2_0_0`,
        room: options.api === "3.1" ? room : String(room),
        [options.api === "3.1" ? "number_available_at_this_price" : "number_available"]: count,
        price: priceOf(options, state)
      }
    ]
  }
}

/**
 * When an order was made; epoch milliseconds.
 *
 * @category getters
 * @since 0.1.0
 */
export const createdAt = (options: DemandOptions, { ordinal }: Row.Row): number => {
  const { orders = 100, youngest = Row.epoch } = options
  return ordinal < orders ? generatedAt(options, ordinal) : youngest + (ordinal - orders) * 1000
}

const generatedAt = ({ orderDays = 30, orders = 100, youngest = Row.epoch }: DemandOptions, ordinal: number): number =>
  youngest - Math.floor((orderDays * 86_400 * ordinal) / Math.max(1, orders)) * 1000

const instantOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`

/**
 * @category constructors
 * @since 0.1.0
 */
export const order = (options: DemandOptions, row: Row.Row): Json => {
  const total = money(contentOf(options, row), 8)
  const common = {
    ...(row.malformed ? {} : { id: row.key }),
    booker: { email: `guest-${row.key}@example.test`, name: { first_name: "Ada", last_name: `Guest ${row.ordinal}` } },
    created: instantOf(createdAt(options, row)),
    status: row.version % 2 === 0 ? "booked" : "cancelled_by_guest",
    updated: instantOf(row.updatedAt)
  }
  if (options.api === "3.1") {
    return {
      ...common,
      accommodations: { reservation: 1_000_000 + row.ordinal },
      commission: { actual_amount: null, estimated_amount: 12.5 },
      currency: "EUR",
      price: { commissionable: total - 1, total }
    }
  }
  return {
    ...common,
    accommodations: { reservation: String(1_000_000 + row.ordinal), number_of_guests: 2 },
    cars: null,
    commission: {
      actual_commission_amount: null,
      estimated_commission_amount: { booker_currency: 13.5, product_currency: 12.5 }
    },
    currencies: { booker: "USD", product: "EUR" },
    price: {
      commissionable_price: { booker_currency: total, product_currency: total - 1 },
      total_price: { booker_currency: total + 1, product_currency: total }
    },
    start: "2026-05-01T00:00:00+00:00",
    end: "2026-05-03T00:00:00+00:00"
  }
}
