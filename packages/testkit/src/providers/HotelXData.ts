/**
 * The lists of the mock Hotel-X provider. A row is a few numbers; its node is made from them when it is answered.
 *
 * @since 0.1.0
 */
import * as Dataset from "../world/Dataset.ts"
import * as Random from "../world/Random.ts"
import * as Row from "../world/Row.ts"
import * as Volatility from "../world/Volatility.ts"
import * as World from "../world/World.ts"
import type { HotelXOptions, Stream } from "./HotelXOptions.ts"
import type { Asked } from "./HotelXSchema.ts"
import type { Listing } from "./HotelXScroll.ts"

/**
 * What an answer is made of.
 *
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
  /** Is its time of update no date? */
  readonly malformed: boolean
}

/**
 * A list as it is now.
 *
 * @category models
 * @since 0.1.0
 */
export interface HotelXList {
  readonly stream: Stream
  readonly world: World.World
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
  const { malformed = 0, seed = 1 } = options
  const salt = streams.indexOf(stream)
  const kind: Row.Kind = {
    key: (_, ordinal) => codeOf({ stream, ordinal }),
    age: (_, ordinal) => Math.floor(Random.draw(Random.fromSeed(seed, 0xda7e, salt, ordinal) + 1) * 400 * day),
    fields: (_recipe, _row, code) => ({ code, updatedAt: "" }),
    spoiled: ["updatedAt"]
  }
  const recipe = { stream: kind, rows: sizeOf(options, stream), properties: 1, seed: seed * 6 + salt, malformed }
  return { stream, world: World.make(recipe, recipe.seed), requests: 0 }
}

/**
 * The list after what happens before its next request, one about the row at `offset`; `now` is in epoch milliseconds. The
 * first request finds it as generated.
 *
 * @category combinators
 * @since 0.1.0
 */
export const asked = (
  volatility: HotelXOptions["volatility"],
  list: HotelXList,
  offset: number,
  now: number
): HotelXList => ({
  ...list,
  world:
    volatility === undefined || list.requests === 0
      ? list.world
      : Volatility.applied(volatility, list.world, offset, now),
  requests: list.requests + 1
})

/**
 * The rows that a first request is about.
 *
 * @category combinators
 * @since 0.1.0
 */
export const narrowed = (
  options: HotelXOptions,
  { world: { dataset } }: Pick<HotelXList, "world">,
  { criteria, filter, stream }: Pick<Asked, "criteria" | "filter" | "stream">
): Listing<HotelXRow> => {
  const { codes, countries, destinationCodes } = criteria
  const rowOf = (row: Row.Row) => viewed(options, stream, row)
  if (codes === undefined && countries === undefined && destinationCodes === undefined && filter.length === 0) {
    return {
      length: dataset.size,
      slice: (from, to) => Dataset.slice(dataset, from, Math.min(to, dataset.size) - from).map(rowOf)
    }
  }
  const [wanted, there, standing] = [codes, countries, destinationCodes].map((list) => list && new Set(list))
  const place = (row: HotelXRow) => destinationOf(options, row.ordinal)
  return Dataset.rows(dataset)
    .map(rowOf)
    .filter(
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
      return options.suppliers ?? 3
  }
}

/** What time an inserted row came is not kept. */
const viewed = (options: HotelXOptions, stream: Stream, row: Row.Row): HotelXRow => {
  const { malformed, ordinal, updatedAt, version } = row
  const state = Random.fromSeed(options.seed ?? 1, 0xda7e, streams.indexOf(stream), ordinal)
  const generated = ordinal < sizeOf(options, stream)
  const createdAt = generated ? Row.epoch - 400 * day - Math.floor(Random.draw(state) * 400 * day) : Row.epoch
  return { stream, ordinal, version, createdAt, updatedAt, malformed }
}
