/**
 * The lists of the mock Hotel-X provider and how they change. A row is a few numbers; its node is made from them when it
 * is answered.
 *
 * @since 0.1.0
 */
import * as Random from "../world/Random.ts"
import * as Row from "../world/Row.ts"
import type { HotelXOptions, Stream } from "./HotelXOptions.ts"
import type { Asked } from "./HotelXSchema.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXRow {
  readonly stream: Stream
  /** A running number from 0: inserted rows go on after the generated ones. */
  readonly ordinal: number
  /** 0 as generated, raised by every update. */
  readonly version: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. Rises with every update. */
  readonly updatedAt: number
}

/**
 * A list as it is now.
 *
 * @category models
 * @since 0.1.0
 */
export interface HotelXList {
  readonly stream: Stream
  readonly rows: ReadonlyArray<HotelXRow>
  /** The ordinal of the next row to be inserted. */
  readonly ordinals: number
  readonly random: Random.Random
  readonly requests: number
}

/**
 * @category constants
 * @since 0.1.0
 */
export const streams = ["hotels", "destinations", "rooms", "boards", "categories", "metadata"] as const

/**
 * The list as generated.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: HotelXOptions, stream: Stream): HotelXList => {
  const salt = streams.indexOf(stream)
  const seed = options.seed ?? 1
  const rows = Array.from({ length: sizeOf(options, stream) }, (_, ordinal): HotelXRow => {
    const state = Random.fromSeed(seed, 0xda7e, salt, ordinal)
    const createdAt = Row.epoch - 400 * day - Math.floor(Random.draw(state) * 400 * day)
    const updatedAt = Row.epoch - Math.floor(Random.draw(state + 1) * 400 * day)
    return { stream, ordinal, version: 0, createdAt, updatedAt }
  })
  return { stream, rows, ordinals: rows.length, random: Random.fromSeed(seed, 0xc4a, salt), requests: 0 }
}

/**
 * The list after what happens before its next request; `now` is in epoch milliseconds. The first request finds it as
 * generated.
 *
 * @category combinators
 * @since 0.1.0
 */
export const asked = (volatility: HotelXOptions["volatility"], list: HotelXList, now: number): HotelXList => {
  const counted = { ...list, requests: list.requests + 1 }
  if (volatility === undefined || list.requests === 0) return counted
  const deleted = repeated(counted, volatility.deletes, without)
  const inserted = repeated(deleted, volatility.inserts, (current, index) => withNew(current, index, now))
  return repeated(inserted, volatility.updates, (current, index) => withUpdate(current, index, now))
}

/**
 * The rows that a first request is about.
 *
 * @category combinators
 * @since 0.1.0
 */
export const narrowed = (
  options: HotelXOptions,
  rows: ReadonlyArray<HotelXRow>,
  { criteria, filter, stream }: Pick<Asked, "criteria" | "filter" | "stream">
): ReadonlyArray<HotelXRow> => {
  const { codes, countries, destinationCodes } = criteria
  if (codes === undefined && countries === undefined && destinationCodes === undefined && filter.length === 0)
    return rows
  const [wanted, there, standing] = [codes, countries, destinationCodes].map((list) => list && new Set(list))
  const place = (row: HotelXRow) => destinationOf(options, row.ordinal)
  return rows.filter(
    (row) =>
      wanted?.has(codeOf(row)) !== false &&
      (stream !== "hotels" || there?.has(countryOf(place(row))) !== false) &&
      standing?.has(codeOf({ stream: "destinations", ordinal: place(row) })) !== false &&
      filter.every(([name, bound]) => within[name]?.(row.updatedAt, bound) !== false)
  )
}

/**
 * What identifies a row in its list, and in the data of its node: unique, and never used again after a deletion.
 *
 * @category getters
 * @since 0.1.0
 */
export const codeOf = (row: Pick<HotelXRow, "stream" | "ordinal">): string => {
  const number = String(row.ordinal + 1)
  switch (row.stream) {
    case "hotels":
      return String(100_000 + row.ordinal + 1)
    case "destinations":
      return `D${number.padStart(5, "0")}`
    case "rooms":
      return `${["SGL", "DBL", "TWN", "STE", "FAM"][row.ordinal % 5]}.${number.padStart(5, "0")}`
    case "boards":
      return ["RO", "BB", "HB", "FB", "AI", "SC"][row.ordinal] ?? `BX${number}`
    case "categories":
      return `${number}EST`
    case "metadata":
      return ["TEST", "SUPPA", "SUPPB"][row.ordinal] ?? `SUPP${number}`
  }
}

/**
 * The place of a destination among the others: every eighth is a zone, and those after it are its cities.
 *
 * @category getters
 * @since 0.1.0
 */
export const zoneOf = (ordinal: number): number => ordinal - (ordinal % 8)

/**
 * The ordinal of the destination that a hotel stands in: a city, so that it has no smaller one inside.
 *
 * @category getters
 * @since 0.1.0
 */
export const destinationOf = (options: HotelXOptions, ordinal: number): number => {
  const cities = Math.max(1, Math.floor((options.destinations ?? 200) * 0.875))
  const city = Math.floor(Random.draw(Random.fromSeed(options.seed ?? 1, 0xde5, ordinal)) * cities)
  return city + Math.floor(city / 7) + 1
}

/**
 * ISO 3166-1 alpha-2; all of a zone is in one country.
 *
 * @category getters
 * @since 0.1.0
 */
export const countryOf = (destination: number): string =>
  countries[Math.floor(zoneOf(destination) / 8) % countries.length] ?? "ES"

const day = 86_400_000
const countries = ["ES", "FR", "IT", "PT", "GR", "US", "MX", "TH"]

const within: Readonly<Record<string, (time: number, bound: number) => boolean>> = {
  updatedAt_gte: (time, bound) => time >= bound,
  updatedAt_gt: (time, bound) => time > bound,
  updatedAt_lt: (time, bound) => time < bound,
  updatedAt_lte: (time, bound) => time <= bound
}

const sizeOf = (options: HotelXOptions, stream: Stream): number => {
  switch (stream) {
    case "hotels":
      return options.hotels ?? 1000
    case "destinations":
      return options.destinations ?? 200
    case "rooms":
      return options.rooms ?? 300
    case "boards":
      return options.boards ?? 8
    case "categories":
      return options.categories ?? 10
    case "metadata":
      return 3
  }
}

const repeated = (
  list: HotelXList,
  mean: number | undefined,
  change: (list: HotelXList, index: number) => HotelXList
): HotelXList => {
  const [count, random] = Random.poisson(list.random, mean ?? 0)
  let after: HotelXList = { ...list, random }
  for (let done = 0; done < count; done += 1) {
    const [index, next] = Random.int(after.random, after.rows.length)
    after = change({ ...after, random: next }, index)
  }
  return after
}

const without = (list: HotelXList, index: number): HotelXList => ({ ...list, rows: list.rows.toSpliced(index, 1) })

const withNew = (list: HotelXList, index: number, now: number): HotelXList => {
  const row: HotelXRow = { stream: list.stream, ordinal: list.ordinals, version: 0, createdAt: now, updatedAt: now }
  return { ...list, rows: list.rows.toSpliced(index, 0, row), ordinals: list.ordinals + 1 }
}

const withUpdate = (list: HotelXList, index: number, now: number): HotelXList => {
  const row = list.rows[index]
  if (row === undefined) return list
  const changed = { ...row, version: row.version + 1, updatedAt: Math.max(row.updatedAt + 1000, now) }
  return { ...list, rows: list.rows.with(index, changed) }
}
