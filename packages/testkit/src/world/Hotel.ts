/**
 * What is made up about a hotel, for lists of content.
 *
 * @since 0.1.0
 */
import * as Random from "./Random.ts"
import type { Numbers, Recipe } from "./Row.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Hotel {
  /** Other after every update. */
  readonly name: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Degrees, four decimals. */
  readonly latitude: number
  readonly longitude: number
  /** 1 to 5. */
  readonly stars: number
  readonly rooms: number
}

/**
 * The hotel that a row stands for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (recipe: Recipe, row: Numbers): Hotel => {
  const state = Random.fromSeed(recipe.seed, 0x407e1, row.ordinal)
  const number = (draw: number, below: number) => Math.floor(Random.draw(state + draw) * below)
  const [city, country] = places[number(0, places.length)] ?? ["Palma", "ES"]
  const name = `${names[number(1, names.length)]} ${city}`
  return {
    name: row.version === 0 ? name : `${name} ${row.version}`,
    city,
    country,
    latitude: (360_000 + number(2, 160_000)) / 10_000,
    longitude: (number(3, 160_000) - 30_000) / 10_000,
    stars: 1 + number(4, 5),
    rooms: 8 + number(5, 240)
  }
}

const names = ["Hotel Sol", "Gran Hotel", "Casa Luna", "The Mill", "Seaside Rooms", "Hôtel de la Gare", "Pension Mar"]

const places = [
  ["Palma", "ES"],
  ["Girona", "ES"],
  ["Porto", "PT"],
  ["Lisboa", "PT"],
  ["Utrecht", "NL"],
  ["Lyon", "FR"],
  ["Torino", "IT"],
  ["Köln", "DE"]
] as const
