/**
 * What is made up about a reservation, for lists of reservations. It names no guest.
 *
 * @since 0.1.0
 */
import * as Random from "./Random.ts"
import * as Row from "./Row.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Stay {
  /** Days since 1970-01-01. */
  readonly arrival: number
  readonly departure: number
  readonly status: "confirmed" | "cancelled" | "checkedIn"
  readonly adults: number
  /** In hundredths of a euro. */
  readonly cents: number
  /** From 1 to 4. */
  readonly room: number
  /** Epoch milliseconds, whole seconds, never later than an update. */
  readonly createdAt: number
}

/**
 * The stay that a row stands for. Its room and creation never change, the rest does with every update.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (recipe: Row.Recipe, row: Row.Numbers): Stay => {
  const state = Random.fromSeed(recipe.seed, 0x57a7, row.ordinal, row.version)
  const number = (draw: number, below: number) => Math.floor(Random.draw(state + draw) * below)
  const nights = 1 + number(0, 7)
  const arrival = Math.floor(Row.epoch / day) + number(1, 180)
  return {
    arrival,
    departure: arrival + nights,
    status: statuses[number(2, statuses.length)] ?? "confirmed",
    adults: 1 + number(3, 3),
    cents: nights * (5000 + number(4, 40_000)),
    room: 1 + (row.ordinal % 4),
    createdAt: createdAt(recipe, row.ordinal)
  }
}

/**
 * A day as `2026-03-01`.
 *
 * @category getters
 * @since 0.1.0
 */
export const dateOf = (days: number): string => new Date(days * day).toISOString().slice(0, 10)

/**
 * A sum with two decimals, as a number.
 *
 * @category getters
 * @since 0.1.0
 */
export const sumOf = (cents: number): number => cents / 100

/**
 * A second as `2026-03-01T00:00:00Z`.
 *
 * @category getters
 * @since 0.1.0
 */
export const instantOf = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}Z`

/**
 * Rows by their creation, the newest first: what was inserted last, then the list as generated.
 *
 * @category combinators
 * @since 0.1.0
 */
export const newestCreated = (recipe: Row.Recipe, rows: ReadonlyArray<Row.Row>): ReadonlyArray<Row.Row> => {
  const place = ({ ordinal }: Row.Row) => (ordinal < recipe.rows ? ordinal : recipe.rows - 1 - ordinal)
  return rows.toSorted((one, other) => place(one) - place(other))
}

/**
 * Rows by their last update, the newest first; of two in the same second the one created later.
 *
 * @category combinators
 * @since 0.1.0
 */
export const newestUpdated = (recipe: Row.Recipe, rows: ReadonlyArray<Row.Row>): ReadonlyArray<Row.Row> =>
  newestCreated(recipe, rows).toSorted((one, other) => other.updatedAt - one.updatedAt)

const day = 86_400_000
const statuses = ["confirmed", "confirmed", "confirmed", "cancelled", "checkedIn"] as const

/** A generated row is as old as its first version; what time an inserted one came is not kept. */
const createdAt = (recipe: Row.Recipe, ordinal: number): number =>
  ordinal < recipe.rows && typeof recipe.stream !== "string"
    ? Row.epoch - (recipe.stream.age?.(recipe, ordinal) ?? 0)
    : Row.epoch
