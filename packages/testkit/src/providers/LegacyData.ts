/**
 * The records of the mock legacy provider, as XML. Each is a pure function of the seed and its row's numbers, so a list of
 * 250,000 hotels takes no memory until it is read.
 *
 * Their codes are all different texts, yet many are the same for a reader that takes them as numbers (`1`, `001`, `1.0`),
 * ignores case, or splits at `#`. Their texts hold what a careless reader of XML loses.
 *
 * @since 0.1.0
 */
import * as Random from "../world/Random.ts"
import type * as Row from "../world/Row.ts"
import * as World from "../world/World.ts"
import { cdata, element, escaped, text } from "./LegacyXml.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "hotels" | "rooms" | "destinations" | "categories" | "boards"

/**
 * The lists of the supplier.
 *
 * @category constants
 * @since 0.1.0
 */
export const streams = ["hotels", "rooms", "destinations", "categories", "boards"] as const

/**
 * What records are generated from: how many of each there are, and the seed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recipe extends Readonly<Record<Stream, number>> {
  readonly seed: number
  /** The fraction of records without a code, 0 to 1. */
  readonly malformed: number
}

/**
 * A list as generated.
 *
 * @category constructors
 * @since 0.1.0
 */
export const world = (recipe: Recipe, stream: Stream): World.World => {
  const kind: Row.Kind = {
    key: (_, ordinal) => codeOf(recipe, stream, ordinal),
    fields: (_recipe, _row, code) => ({ code }),
    spoiled: ["code"]
  }
  const seed = recipe.seed * streams.length + streams.indexOf(stream)
  return World.make({ stream: kind, rows: recipe[stream], properties: 1, seed, malformed: recipe.malformed }, seed)
}

/**
 * The code of a record, unique in its list.
 *
 * @category getters
 * @since 0.1.0
 */
export const codeOf = ({ seed }: Recipe, stream: Stream, index: number): string => {
  if (stream === "categories") return `${Math.floor(index / 2) + 1}${index % 2 === 0 ? "*" : "L"}`
  if (stream === "boards") return meals[index]?.[0] ?? `M${index}`
  const nth = Math.floor(index / traps.length)
  return traps[(index + (seed >>> 0)) % traps.length]?.(nth) ?? ""
}

/** Every ten records in a row have one code of each kind. */
const traps: ReadonlyArray<(nth: number) => string> = [
  (nth) => `${nth}`,
  (nth) => `00${nth}`,
  (nth) => `${nth}e5`,
  (nth) => `0x${nth.toString(16).toUpperCase()}F`,
  (nth) => `A${nth}#B`,
  (nth) => `A${nth}`,
  (nth) => `a${nth}`,
  (nth) => `Ñ-${nth}`,
  (nth) => `R&B<"${nth}'>`,
  (nth) => (nth === 0 ? "__proto__" : `${nth}.0`)
]

const salts: Readonly<Record<Stream, number>> = { hotels: 1, rooms: 2, destinations: 3, categories: 4, boards: 5 }

/**
 * A record as XML; `language` is the one that was asked for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const record = (
  recipe: Recipe,
  stream: Stream,
  row: Pick<Row.Row, "key" | "ordinal" | "version" | "malformed">,
  language = "en"
): string => {
  const { ordinal, version } = row
  const roll = rolls(recipe, stream, ordinal, version)
  const code = row.malformed ? "" : text("Code", row.key)
  const renamed = (name: string) => (version === 0 ? name : `${name} (${version})`)
  switch (stream) {
    case "hotels":
      return hotel(recipe, code, ordinal, roll)
    case "rooms": {
      // Part of the key, and so the same in every version.
      const spoken = rolls(recipe, stream, ordinal)
      const said = spoken(2) === 0 ? text("Language", language) : ""
      const name = version === 0 ? one(spoken, names) : one(roll, names)
      return element("RoomInfo", said + code + text("Name", renamed(`${name} · ${ordinal}`)))
    }
    case "destinations":
      return destination(recipe, row, roll)
    case "categories": {
      const name = `${Math.floor(ordinal / 2) + 1} ${ordinal % 2 ? "keys" : "stars"}`
      return element("Category", code + text("Name", renamed(name)))
    }
    case "boards":
      return element("MealPlan", code + text("Name", renamed(meals[ordinal]?.[1] ?? `Meal plan ${ordinal} & more`)))
  }
}

/**
 * A hotel with the elements that documents call required and no other.
 *
 * @category constructors
 * @since 0.1.0
 */
export const shortHotel = (recipe: Recipe, index: number): string => {
  const roll = rolls(recipe, "hotels", index)
  return element("Hotel", text("Code", codeOf(recipe, "hotels", index)) + required(recipe, index, roll))
}

type Roll = (below: number) => number

const rolls = (recipe: Recipe, stream: Stream, index: number, version = 0): Roll => {
  let state = Random.fromSeed(recipe.seed, salts[stream], index, ...(version === 0 ? [] : [version]))
  return (below) => {
    const [value, next] = Random.int(state, below)
    state = next
    return value
  }
}

const one = <A>(roll: Roll, list: readonly [A, ...ReadonlyArray<A>]): A => list[roll(list.length)] ?? list[0]

/** `xml` in two of three records. */
const maybe = (roll: Roll, xml: string): string => (roll(3) === 0 ? "" : xml)

const required = (recipe: Recipe, index: number, roll: Roll): string => {
  const leaf = leafFrom(recipe.destinations, roll)
  return (
    text("Name", `${one(roll, names)} ${index}`) +
    text("Address", `${one(roll, streets)} ${roll(300)}`) +
    text("Town", one(roll, towns)) +
    text("CountryISOCode", one(roll, countries)) +
    element("GeographicDestination", "", {
      code: codeOf(recipe, "destinations", leaf),
      name: one(roll, towns),
      avail: "true"
    }) +
    text("CategoryCode", codeOf(recipe, "categories", roll(Math.max(1, recipe.categories))))
  )
}

const hotel = (recipe: Recipe, code: string, index: number, roll: Roll): string => {
  const leaf = leafFrom(recipe.destinations, roll)
  const place = { code: codeOf(recipe, "destinations", leaf), name: one(roll, towns) }
  const airports = list(roll, (nth) => element("Airport", text("IATACode", iata[nth] ?? "")))
  const cards = list(roll, (nth) => element("Card", "", { code: cardCodes[nth] ?? "" }))
  return element(
    "Hotel",
    [
      code,
      maybe(roll, text("ProviderCode", `S-${index}`)),
      maybe(roll, element("GiataId", String(roll(99_999)), { source: "https://giata.example.test/?a=1&b=2" })),
      airports === "" ? "" : element("Airports", airports),
      text("Name", `${one(roll, names)} ${index}`),
      text("Address", `${one(roll, streets)} ${roll(300)}`),
      text("Town", one(roll, towns)),
      maybe(roll, text("ZipCode", String(roll(99_999)).padStart(5, "0"))),
      text("CountryISOCode", one(roll, countries)),
      maybe(roll, element("AvailDestination", "", place)),
      element("GeographicDestination", "", { ...place, avail: one(roll, avails) }),
      maybe(roll, text("Latitude", String(roll(180_000_000) / 1e6 - 90)) + text("Longitude", "-7.01411200")),
      maybe(roll, contact(index, roll)),
      text("CategoryCode", codeOf(recipe, "categories", roll(Math.max(1, recipe.categories)))),
      maybe(roll, text("Type", one(roll, types))),
      maybe(roll, element("LongDescription", one(roll, descriptions))),
      cards === "" ? "" : element("PaymentOptions", element("Cards", cards), { cash: "false", bankAcct: "true" }),
      maybe(roll, text("ExclusiveDeal", roll(2) === 0 ? "true" : "false")),
      maybe(roll, element("PropertyCategory", text("Code", "01") + text("Name", "Hotel")))
    ].join("")
  )
}

const contact = (index: number, roll: Roll): string =>
  element(
    "Contact",
    text("Email", `desk${index}@example.test`) +
      maybe(roll, text("Telephone", `+34 600 ${String(index).padStart(6, "0")}`)) +
      text("Fax", "")
  )

/** None, one, two or three. */
const list = (roll: Roll, item: (nth: number) => string): string =>
  Array.from({ length: roll(4) }, (_, nth) => item(nth)).join("")

/**
 * Node `nth` has one, two or three children, which follow each other; the first two nodes are roots.
 */
const firstChild = (nth: number): number => 2 + 6 * Math.floor(nth / 3) + (nth % 3 === 0 ? 0 : nth % 3 === 1 ? 1 : 3)

const leafFrom = (destinations: number, roll: Roll): number => {
  let first = 0
  while (firstChild(first) < destinations) first += 1
  return first + roll(Math.max(1, destinations - first))
}

const destination = (
  recipe: Recipe,
  { key, malformed, ordinal: index, version }: Pick<Row.Row, "key" | "ordinal" | "version" | "malformed">,
  roll: Roll
): string => {
  const from = firstChild(index)
  const count = Math.max(0, Math.min(firstChild(index + 1), recipe.destinations) - from)
  const leaves = Array.from({ length: count }, (_, nth) =>
    element("DestinationLeaf", "", { code: codeOf(recipe, "destinations", from + nth) })
  )
  return element("DestinationTree", leaves.join(""), {
    ...(malformed ? {} : { code: key }),
    name: `${one(roll, towns)} "${index}"${version === 0 ? "" : ` (${version})`}`,
    avail: one(roll, count === 0 ? avails : [...avails, "False", "false"])
  })
}

const names = [
  "Hôtel Étoile & Spa",
  'Bed & Breakfast "Zum Bären"',
  "Ølgod <Kro>",
  "ホテル東京",
  "فندق الشرق",
  "O'Hara's ]]> Inn",
  "Beach 🏖 House",
  "Casa &amp; Jardín",
  "  Two  Spaces\tand a Tab",
  "Line\r\nBreak Lodge"
] as const
const streets = ["Quay Street", "Ctra. Nacional V, km", "Straße des 17. Juni", "Rua do Açúcar", "大手町"] as const
const towns = ["Palma", "Huelva", "Zürich", "Łódź", "São Paulo", "D'Alsace & Lorraine"] as const
const countries = ["ES", "CH", "PL", "BR", "NO", "NA"] as const
const avails = ["true", "True", " True"] as const
const types = ["H", "A", "AH", "C", "AT", "HS", "CA", "V", "B", "D"] as const
const iata = ["PMI", "BJZ", "ZRH"]
const cardCodes = ["VI", "AX", "CA"]
const descriptions = [
  cdata('<p class="a">Fish & chips &amp; more</p>'),
  escaped("<b>Near</b> the sea.\r\n\r\nTwo pools.") + cdata(" ]]> "),
  escaped("Plain.")
] as const
const meals: ReadonlyArray<readonly [code: string, name: string]> = [
  ["RO", "Room only"],
  ["BB", "Bed & breakfast."],
  ["HB", "Half board."],
  ["FB", "Full board."],
  ["AI", "All inclusive"],
  ["SC", "Self <catering>"],
  ["1E5", "Lunch"],
  ["001", "Dîner"]
]
