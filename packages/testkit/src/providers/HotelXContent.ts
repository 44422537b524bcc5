/**
 * What several kinds of content of the mock Hotel-X provider share: the numbers they are drawn from, their texts, media
 * and destinations.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import * as Random from "../world/Random.ts"
import * as HotelXData from "./HotelXData.ts"
import type { HotelXOptions } from "./HotelXOptions.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Json = Readonly<Record<string, Schema.Json>>

/**
 * @category guards
 * @since 0.1.0
 */
export const isObject = (value: Schema.Json | undefined): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * The numbers of one version of a row; the same salt gives the same number.
 *
 * @category models
 * @since 0.1.0
 */
export interface Draws {
  readonly number: (salt: number, below: number) => number
  /** Null one time in ten. */
  readonly maybe: (salt: number, value: Schema.Json) => Schema.Json
  readonly state: Random.Random
}

/**
 * What the content of a row is made from.
 *
 * @category models
 * @since 0.1.0
 */
export type Content = (options: HotelXOptions, row: HotelXData.HotelXRow, draws: Draws) => Json

/**
 * @category constructors
 * @since 0.1.0
 */
export const drawsOf = (options: HotelXOptions, row: HotelXData.HotelXRow): Draws => {
  const state = Random.fromSeed(options.seed ?? 1, 0x40de, HotelXData.streams.indexOf(row.stream), row.ordinal)
  const version = Math.imul(row.version, 7919)
  const draw = (salt: number) => Random.draw(state + version + salt * 31)
  return {
    number: (salt, below) => Math.floor(draw(salt) * below),
    maybe: (salt, value) => (draw(salt + 500) < 0.1 ? null : value),
    state
  }
}

/**
 * ISO 8601 in UTC, of epoch milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const instantOf = (time: number): string => new Date(time).toISOString()

/**
 * A text in two languages, given whichever is asked for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const texts = (english: string, spanish: string): Schema.Json => [
  { text: english, language: "en" },
  { text: spanish, language: "es" }
]

/**
 * One picture; `time` is in epoch milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const media = (code: string, index: number, time: number): Json => ({
  code: `m${index + 1}`,
  order: String(index + 1),
  type: index === 0 ? "HOTEL" : "ROOM",
  updatedAt: instantOf(time),
  url: `https://img.example.test/${code}/${index + 1}.jpg`,
  texts: index === 0 ? texts("The front", "La fachada") : null
})

/**
 * A zone with its cities, or a city.
 *
 * @category constructors
 * @since 0.1.0
 */
export const destinationData = (options: HotelXOptions, ordinal: number): Json => {
  const zone = HotelXData.zoneOf(ordinal)
  const cities = Array.from({ length: 7 }, (_, index) => zone + 1 + index).filter(
    (city) => city < (options.destinations ?? 200)
  )
  return {
    code: cityCode(ordinal),
    available: ordinal % 11 !== 10,
    destinationLeaf: ordinal === zone ? cities.map(cityCode) : null,
    texts: texts(ordinal === zone ? `Zone ${ordinal}` : `City ${ordinal}`, `Destino ${ordinal}`),
    closestDestinations: ordinal === zone ? [] : cities.filter((city) => Math.abs(city - ordinal) === 1).map(cityCode),
    parent: ordinal === zone ? (zone % 64 === 0 ? null : cityCode(zone - (zone % 64))) : cityCode(zone),
    type: ordinal === zone ? "ZONE" : "CITY"
  }
}

const cityCode = (ordinal: number): string => HotelXData.codeOf({ stream: "destinations", ordinal })
