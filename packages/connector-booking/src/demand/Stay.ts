/**
 * What guests ask for: nights, people, and from where they book. Searches ask for it in a place, availability for known
 * accommodations.
 *
 * Source of the limits: Booking.com's OpenAPI of the Demand API, `/accommodations/search`.
 *
 * @since 0.1.0
 */
import { CivilDate } from "@innlet/core/domain"
import type { Schema } from "effect"
import * as Selection from "./Selection.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Booker {
  /** ISO 3166-1 alpha-2 in lower case; decides prices and taxes. */
  readonly country: string
  readonly platform: "android" | "desktop" | "ios" | "mobile" | "tablet"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Guests {
  readonly number_of_adults: number
  readonly number_of_rooms: number
  /** Ages, 0 to 17. */
  readonly children?: ReadonlyArray<number> | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Stay {
  /** Names its rows and checkpoints; unique, `[a-z0-9_-]+`. */
  readonly name: string
  readonly booker: Booker
  /** The first night, `YYYY-MM-DD`, at most 500 days ahead. */
  readonly checkin: string
  /** The morning after the last of 1 to 90 nights. */
  readonly checkout: string
  readonly guests: Guests
  /** ISO 4217. @default the accommodation's */
  readonly currency?: string | undefined
  readonly extras?: ReadonlyArray<string> | undefined
  /** Further fields of the request, as the API takes them, such as `filters` or `sort`. */
  readonly more?: { readonly [field: string]: Schema.Json } | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Search extends Stay {
  readonly destination: Selection.Selection
}

/** Source: the same. */
const farthest = 500
const mostNights = 90
const day = 86_400_000

/**
 * What is wrong with stays, in one line; nothing where they can be used. `now` is in epoch milliseconds.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (kind: string, stays: ReadonlyArray<Stay>, now: number): string | undefined => {
  if (stays.length === 0) return `Expected at least one ${kind}`
  const names = stays.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) return `the ${kind} ${twice} comes twice`
  for (const stay of stays) {
    const flaw = flawOfOne(stay, now)
    if (flaw !== undefined) return `${kind} ${JSON.stringify(stay.name)}: ${flaw}`
  }
  return undefined
}

const flawOfOne = (
  { booker, checkin, checkout, currency, guests, more, name }: Stay,
  now: number
): string | undefined => {
  if (!/^[a-z0-9_-]{1,40}$/.test(name)) return "Expected a name of a-z, 0-9, _ and -"
  const bad = [checkin, checkout].find((date) => !CivilDate.isCivilDate(date))
  if (bad !== undefined) return `${JSON.stringify(bad)} is not a date YYYY-MM-DD`
  const nights = CivilDate.dayOf(checkout) - CivilDate.dayOf(checkin)
  if (nights < 1 || nights > mostNights) return `${nights} nights are not 1 to ${mostNights}`
  if (CivilDate.dayOf(checkin) > Math.floor(now / day) + farthest) {
    return `the check-in ${checkin} is more than ${farthest} days ahead`
  }
  if (!Selection.country.test(booker.country)) return `${JSON.stringify(booker.country)} is not a country such as nl`
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) return `${JSON.stringify(currency)} is not a currency`
  const { number_of_adults, number_of_rooms } = guests
  if (![number_of_adults, number_of_rooms].every((count) => Number.isInteger(count) && count >= 1)) {
    return "Expected at least one adult and one room"
  }
  const own = Object.keys(more ?? {}).find((field) => reserved.has(field))
  return own === undefined ? undefined : `${own} can't be one of the further fields`
}

/** What the connector sends itself. */
const reserved: ReadonlySet<string> = new Set(["page", "rows", "accommodations", "accommodation"])

/**
 * What is wrong with a search's destination.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOfSearch = ({ destination, name }: Search): string | undefined => {
  const flaw = Selection.flawOfOne(destination)
  return flaw === undefined ? undefined : `search ${JSON.stringify(name)}: ${flaw}`
}

/**
 * Names the part of a stay, such as `weekend 2026-05-01/2026-05-03`.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = ({ checkin, checkout, name }: Stay): string => `${name} ${checkin}/${checkout}`

/**
 * The fields of a request that ask for it.
 *
 * @category getters
 * @since 0.1.0
 */
export const bodyOf = ({ booker, checkin, checkout, currency, extras, guests, more }: Stay) => ({
  ...more,
  booker,
  checkin,
  checkout,
  guests,
  ...(currency !== undefined && { currency }),
  ...(extras !== undefined && { extras })
})
