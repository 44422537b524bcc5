/**
 * What may be asked of the mock Hotel-X provider: the fields of its lists and their arguments. A request is held against
 * it before it reaches any content.
 *
 * Written from Travelgate's published schema; amenities, rooms inside a hotel and the like go as deep as a content
 * listing does.
 *
 * @since 0.1.0
 */
import { Result, type Schema } from "effect"
import type { Stream } from "./HotelXOptions.ts"
import * as HotelXQuery from "./HotelXQuery.ts"

/**
 * One list that a request asks for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly stream: Stream
  /** Of the connection. */
  readonly selection: HotelXQuery.Selection
  readonly criteria: Criteria
  /** Empty for a first page. */
  readonly token: string
  /** Bounds by their name, as `updatedAt_gte`; epoch milliseconds. */
  readonly filter: ReadonlyArray<readonly [name: string, bound: number]>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Criteria {
  readonly access: string | undefined
  /** In records, not yet checked against its bounds. @default 500, as Travelgate's documentation has it */
  readonly maxSize: number
  /** The codes of the list itself; undefined for all. */
  readonly codes: ReadonlyArray<string> | undefined
  readonly countries: ReadonlyArray<string> | undefined
  /** Of hotels: the destinations they stand in. */
  readonly destinationCodes: ReadonlyArray<string> | undefined
}

/**
 * The lists that are read page by page.
 *
 * @category constants
 * @since 0.1.0
 */
export const paged: ReadonlySet<Stream> = new Set<Stream>(["hotels", "destinations", "rooms"])

/**
 * The lists asked for, in order, or what is wrong with the request in one line.
 *
 * @category constructors
 * @since 0.1.0
 */
export const askedOf = (
  query: HotelXQuery.Selection,
  relay: "refused" | "required"
): Result.Result<ReadonlyArray<Asked>, string> =>
  Result.try({
    try: () => {
      const selected = shaped(query, shapes, "Query")
      return [...selected].map((field) => asked(field, relay))
    },
    catch: (cause) => (cause instanceof Error ? cause.message : String(cause))
  })

const text = "text language"
const amenities = `allAmenities { edges { cursor node { code createdAt updatedAt adviseMessage { code description level
  correlationID external { code message } } amenityData { code amenityCode type texts { ${text} } value { ${text} }
  mappings { context code } } } } }`
const medias = `medias { code order type updatedAt url texts { ${text} } }`
const destination = `code available destinationLeaf texts { ${text} } closestDestinations parent type`
const stay = `instructions { ${text} } specialInstructions { ${text} } minAge schedule { startTime endTime }`
const advise = "adviseMessage { code description level external { code message } correlationID }"
const streams = ["hotels", "destinations", "rooms", "boards", "categories", "metadata"] as const
const methods = streams.slice(0, 5)

const data: Record<Stream, string> = {
  hotels: `hotelData { code hotelCode hotelCodeSupplier giataData { id source href updatedAt } hotelName categoryCode
    chainCode exclusiveDeal location { address city zipCode country state coordinates { latitude longitude }
    closestDestination { ${destination} } airports { code airportData { code name } } }
    contact { email telephone fax web } rank cardTypes ${medias} descriptions { type texts { ${text} } }
    propertyType { propertyCode name } mandatoryFees { duration mandatoryFeeCode price { amount currency } scope name text
    included } checkIn { ${stay} } checkOut { ${stay} } ${amenities} mappings { context code } }`,
  destinations: `destinationData { ${destination} }`,
  rooms: `roomData { code roomCode texts { ${text} } source occupancies { total { min max } infants { min max }
    children { min max } adults { min max } } views { viewCode texts { ${text} } } ${medias} beds { type count shared } area
    ${amenities} }`,
  boards: `boardData { code boardCode texts { ${text} } }`,
  categories: `categoryData { code categoryCode texts { ${text} } }`,
  metadata: `metadataData { supplierCode ${methods.map((method) => `${method} { languages { reviewDate value } }`).join(" ")} }`
}

const connection = (stream: Stream, fields: string): string =>
  `${stream} { ${fields} edges { cursor node { code createdAt updatedAt ${advise} ${data[stream]} } } }`

const shapes: HotelXQuery.Selection = Result.getOrThrow(
  HotelXQuery.read(`{ hotelX {
    ${connection("hotels", "token count")} ${connection("destinations", "token")} ${connection("rooms", "token")}
    ${connection("boards", "")} ${connection("categories", "")} ${connection("metadata", advise)}
  } }`)
)

/** Holds a selection against the fields there are, and gives the fields below `hotelX`. */
const shaped = (
  selection: HotelXQuery.Selection,
  shape: HotelXQuery.Selection,
  type: string
): Iterable<HotelXQuery.Field> => {
  for (const field of selection.values()) {
    const known = shape.get(field.name)
    if (known === undefined) throw new Error(`Cannot query field "${field.name}" on "${type}".`)
    if (known.selection === undefined && field.selection !== undefined) {
      throw new Error(`Field "${field.name}" must not have a selection since it has no subfields.`)
    }
    if (known.selection === undefined) continue
    if (field.selection === undefined) throw new Error(`Field "${field.name}" must have a selection of subfields.`)
    shaped(field.selection, known.selection, field.name)
  }
  return selection.get("hotelX")?.selection?.values() ?? []
}

const inputs: Record<
  Stream,
  { readonly type: string; readonly codes: string; readonly others: ReadonlyArray<string> }
> = {
  hotels: {
    type: "HotelXHotelListInput",
    codes: "hotelCodes",
    others: ["access", "destinationCodes", "countries", "maxSize"]
  },
  destinations: { type: "HotelXDestinationListInput", codes: "destinationCodes", others: ["access", "maxSize"] },
  rooms: { type: "HotelXRoomQueryInput", codes: "roomCodes", others: ["access", "maxSize"] },
  boards: { type: "HotelXBoardQueryInput", codes: "boardCodes", others: ["access"] },
  categories: { type: "HotelXCategoryQueryInput", codes: "categoryCodes", others: ["access"] },
  metadata: { type: "HotelXMetadataQueryInput", codes: "supplierCodes", others: [] }
}

const bounds = ["updatedAt_gte", "updatedAt_gt", "updatedAt_lt", "updatedAt_lte"]
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

const asked = (field: HotelXQuery.Field, relay: "refused" | "required"): Asked => {
  const stream = streams.find((name) => name === field.name)
  if (stream === undefined) throw new Error(`Cannot query field "${field.name}" on "HotelXQuery".`)
  const { codes, others, type } = inputs[stream]
  const known: Record<string, string> = {
    criteria: `${type}!`,
    ...(paged.has(stream) ? { token: "String" } : {}),
    ...(stream === "hotels" ? { filter: "HotelXHotelFilterInput" } : {}),
    ...(relay === "required" ? { relay: paged.has(stream) ? "RelayInput!" : "RelayInput" } : {})
  }
  for (const [name, argument] of field.arguments) {
    const wanted = known[name]
    if (wanted === undefined) throw new Error(`Unknown argument "${name}" on field "HotelXQuery.${stream}".`)
    if (argument.type !== undefined && argument.type !== wanted && argument.type !== `${wanted}!`) {
      throw new Error(`Variable of type "${argument.type}" used for "${name}" expecting type "${wanted}".`)
    }
  }
  const missing = Object.keys(known).find(
    (name) => known[name]?.endsWith("!") === true && (field.arguments.get(name)?.value ?? null) === null
  )
  if (missing !== undefined) {
    throw new Error(`Argument "${missing}" of type "${known[missing]}" is required on field "HotelXQuery.${stream}".`)
  }
  const criteria = objectOf(type, field.arguments.get("criteria")?.value, [...others, codes])
  if ((stream === "rooms" || stream === "boards") && (criteria["access"] ?? null) === null) {
    throw new Error(`Field "${type}.access" of required type "ID!" was not provided.`)
  }
  return {
    stream,
    selection: field.selection ?? new Map(),
    criteria: {
      access: stringOf("access", criteria["access"]),
      maxSize: sizeOf(criteria["maxSize"]),
      codes: stringsOf(codes, criteria[codes]),
      countries: stringsOf("countries", criteria["countries"]),
      destinationCodes: stream === "hotels" ? stringsOf("destinationCodes", criteria["destinationCodes"]) : undefined
    },
    token: stringOf("token", field.arguments.get("token")?.value) ?? "",
    filter: Object.entries(objectOf("HotelXHotelFilterInput", field.arguments.get("filter")?.value, bounds)).flatMap(
      ([name, bound]) => (bound === null ? [] : [[name, instantOf(name, bound)] as const])
    )
  }
}

const objectOf = (
  type: string,
  value: Schema.Json | undefined,
  known: ReadonlyArray<string>
): Readonly<Record<string, Schema.Json>> => {
  if (value === undefined || value === null) return {}
  if (typeof value !== "object" || Array.isArray(value)) throw new Error(`Expected value of type "${type}".`)
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`Field "${unknown}" is not defined by type "${type}", or not by the mock.`)
  return Object.fromEntries(Object.entries(value))
}

const stringOf = (name: string, value: Schema.Json | undefined): string | undefined => {
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") throw new Error(`"${name}" must be a string.`)
  return value
}

const stringsOf = (name: string, value: Schema.Json | undefined): ReadonlyArray<string> | undefined => {
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value : [value]
  return list.map((each) => stringOf(name, each) ?? "")
}

const sizeOf = (value: Schema.Json | undefined): number => {
  if (value === undefined || value === null) return 500
  if (typeof value !== "number" || !Number.isInteger(value)) throw new Error(`"maxSize" must be an Int.`)
  return value
}

const instantOf = (name: string, value: Schema.Json): number => {
  const parsed = typeof value === "string" && instant.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(parsed)) throw new Error(`"${name}" must be a DateTime as 2017-10-22T13:57:31.123Z.`)
  return parsed
}
