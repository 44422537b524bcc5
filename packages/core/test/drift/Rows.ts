/** Raw hotel rate rows as providers send them, from a seed: nested, with fields that come at any rate. */
import { Schema } from "effect"

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const optionalRates = [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99] as const

export type Row = { [field: string]: unknown }

const boards = ["RO", "BB", "HB", "FB", "AI", "SC", "DBB"]
const currencies = ["EUR", "EUR", "EUR", "EUR", "USD", "USD", "GBP", "GBP", "CHF", "SEK", "NOK", "PLN"]
const notes = ["Non smoking", "High floor", "Free WiFi!", "No pets", "Late check-out", "Breakfast incl.", "Sea view"]
const cities = ["Berlin", "Paris", "New York", "São Paulo", "Reykjavík", "Zürich", "東京"]

/** What a connector would declare of them: less than they hold. */
export const Rate = Schema.Struct({
  id: Schema.String,
  property_id: Schema.Union([Schema.Int, Schema.String]),
  date: Schema.String,
  price: Schema.Union([Schema.Finite, Schema.String]),
  currency: Schema.String,
  available: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  updated_at: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** Endless rows; no two have one id. */
export const rows = (seed: number, count: number, from = 0): ReadonlyArray<Row> => {
  const next = random(seed)
  const chance = (rate: number) => next() < rate
  const pick = <A>(values: ReadonlyArray<A>): A => values[Math.floor(next() * values.length)]!
  const int = (below: number) => Math.floor(next() * below)
  const some = (make: (rate: number) => unknown, prefix: string): Row =>
    Object.fromEntries(
      optionalRates.flatMap((rate) =>
        chance(rate) ? [[`${prefix}_${String(rate).replace(".", "_")}`, make(rate)]] : []
      )
    )
  const scalar = (rate: number): unknown =>
    rate < 0.004 ? pick(notes) : rate < 0.04 ? int(1000) / 10 : rate < 0.4 ? chance(0.5) : pick(["YES", "NO", "ASK"])
  const policy = () => ({
    deadline: `2026-0${1 + int(9)}-1${int(10)}T12:00:00Z`,
    penalty: { amount: int(30_000) / 100, currency: pick(currencies) },
    kind: pick(["NIGHTS", "PERCENT", "AMOUNT"]),
    ...some(scalar, "policy")
  })
  const cancellation = () => ({
    refundable: chance(0.6),
    policies: Array.from({ length: int(4) }, policy),
    ...(chance(0.4) ? { note: pick(notes) } : {})
  })
  return Array.from({ length: count }, (_, i) => ({
    id: `rate-${from + i}`,
    property_id: 100_000 + int(400),
    property_name: `Hotel ${pick(cities)}`,
    city: pick(cities),
    rate_plan_code: pick(["BAR", "NRF", "ADV", "MOBILE"]),
    date: `2026-0${1 + int(9)}-1${int(10)}`,
    board: pick(boards),
    currency: pick(currencies),
    price: chance(0.5) ? int(100_000) / 100 : int(1000),
    ...(chance(0.6) ? { available: chance(0.1) ? null : int(12) } : {}),
    ...(chance(0.97) ? { updated_at: chance(0.3) ? null : "2026-03-01T12:00:00Z" } : {}),
    ...(chance(0.8) ? { cancellation: cancellation() } : {}),
    ...(chance(0.1)
      ? { fees: Array.from({ length: int(3) }, () => ({ code: pick(["VAT", "CITY"]), ...some(scalar, "fee") })) }
      : {}),
    ...(chance(0.01) ? { promotion: { label: pick(notes), ...some(scalar, "promo") } } : {}),
    nights: Object.fromEntries(Array.from({ length: 1 + int(3) }, () => [`2026-0${1 + int(9)}-1${int(10)}`, int(300)])),
    occupancy: { adults: 1 + int(3), children: chance(0.2) ? [int(17)] : [] },
    ...some(scalar, "extra")
  }))
}

export const pagesOf = (records: ReadonlyArray<unknown>, size = 100): ReadonlyArray<ReadonlyArray<unknown>> =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, i) => records.slice(i * size, (i + 1) * size))
