/**
 * How the list of hotels is split into disjoint parts, each read, checkpointed and counted on its own.
 *
 * **Gotchas**
 *
 * Only the parts that are named are read. A hotel without a country is in no part by countries, and one without a
 * destination in none by destinations.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * By countries, ISO 3166-1 alpha-2, or by the codes of the smallest destinations: those above them list nothing. Travelgate
 * refuses to combine the two. Source: Travelgate documentation, hotels.
 *
 * @category models
 * @since 0.1.0
 */
export type HotelSplit =
  | { readonly by: "country"; readonly countries: ReadonlyArray<string> }
  | { readonly by: "destination"; readonly destinations: ReadonlyArray<string> }

/**
 * `all`, `country ES` or `destination D-PMI`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Part = Schema.Union([
  Schema.Literal("all"),
  Schema.TemplateLiteral(["country ", Schema.String]),
  Schema.TemplateLiteral(["destination ", Schema.String])
])

/**
 * @category models
 * @since 0.1.0
 */
export type Part = typeof Part.Type

/**
 * What is wrong with a split, in one line; nothing where it can be used.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (split: HotelSplit): string | undefined => {
  const codes = codesOf(split)
  if (codes.length === 0) return `Expected at least one ${split.by}`
  const bad = codes.find((code) => (split.by === "country" ? !country.test(code) : code.trim() !== code || code === ""))
  if (bad !== undefined) {
    return split.by === "country"
      ? `${JSON.stringify(bad)} is not a country as ISO 3166-1 writes it, such as ES`
      : `${JSON.stringify(bad)} is not the code of a destination`
  }
  const twice = codes.find((code, at) => codes.indexOf(code) < at)
  return twice === undefined ? undefined : `${twice} comes twice, and parts have to be disjoint`
}

/**
 * The parts, in the order given; the whole list where it isn't split.
 *
 * @category getters
 * @since 0.1.0
 */
export const partsOf = (split: HotelSplit | undefined): ReadonlyArray<Part> => {
  if (split === undefined) return ["all"]
  return split.by === "country"
    ? split.countries.map((code) => `country ${code}` as const)
    : split.destinations.map((code) => `destination ${code}` as const)
}

/**
 * The criteria that ask for a part.
 *
 * @category getters
 * @since 0.1.0
 */
export const criteriaOf = (part: Part): { readonly [field: string]: ReadonlyArray<string> } => {
  if (part === "all") return {}
  const code = part.slice(part.indexOf(" ") + 1)
  return part.startsWith("country ") ? { countries: [code] } : { destinationCodes: [code] }
}

const codesOf = (split: HotelSplit): ReadonlyArray<string> =>
  split.by === "country" ? split.countries : split.destinations

const country = /^[A-Z]{2}$/
