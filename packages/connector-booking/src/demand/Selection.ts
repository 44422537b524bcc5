/**
 * Which accommodations one list holds: those of a city, a country, a region, an airport, or up to 100 by id.
 *
 * Source: Booking.com's OpenAPI of the Demand API, `/accommodations/details`: at least one of them is needed.
 *
 * @since 0.1.0
 */
import * as IdBatch from "./IdBatch.ts"

/**
 * Exactly one of them. Ids of cities may be negative.
 *
 * @category models
 * @since 0.1.0
 */
export type Selection =
  | { readonly accommodations: ReadonlyArray<number> }
  | { readonly city: number }
  | { readonly region: number }
  /** ISO 3166-1 alpha-2 in lower case. */
  | { readonly country: string }
  /** IATA, in upper case. */
  | { readonly airport: string }

/**
 * The most ids that a selection may name. Source: the same.
 *
 * @category constants
 * @since 0.1.0
 */
export const mostIds = 100

/**
 * How the API writes a country.
 *
 * @category constants
 * @since 0.1.0
 */
export const country = /^[a-z]{2}$/

/**
 * What is wrong with selections, in one line; nothing where they can be used.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (selections: ReadonlyArray<Selection>): string | undefined => {
  if (selections.length === 0) return "Expected at least one selection"
  const flaw = selections.map(flawOfOne).find((found) => found !== undefined)
  if (flaw !== undefined) return flaw
  const names = selections.map(nameOf)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  return twice === undefined ? undefined : `the selection ${twice} comes twice`
}

/**
 * What is wrong with one selection.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOfOne = (selection: Selection): string | undefined => {
  if (Object.keys(selection).length !== 1) return "Expected one of accommodations, city, region, country, airport"
  if ("accommodations" in selection) {
    const { accommodations } = selection
    return accommodations.length > mostIds
      ? `${accommodations.length} accommodations are more than ${mostIds}; make several selections of them`
      : IdBatch.flawOf(accommodations)
  }
  if ("country" in selection) {
    return country.test(selection.country)
      ? undefined
      : `${JSON.stringify(selection.country)} is not a country such as nl`
  }
  if ("airport" in selection) {
    return /^[A-Z]{3}$/.test(selection.airport)
      ? undefined
      : `${JSON.stringify(selection.airport)} is not an airport such as AMS`
  }
  const [kind, id] = "city" in selection ? (["city", selection.city] as const) : (["region", selection.region] as const)
  return Number.isSafeInteger(id) ? undefined : `${String(id)} is not the id of a ${kind}`
}

/**
 * The name of its part, such as `city -2140479`, unique among selections.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = (selection: Selection): string =>
  Object.entries(selection)
    .map(([kind, value]) => `${kind} ${String(value)}`)
    .join(" ")
