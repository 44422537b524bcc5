/**
 * How the mock legacy provider's supplier answers for a list: a page of hotels or rooms, a whole list of the others, or an
 * error.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import * as Dataset from "../world/Dataset.ts"
import * as Random from "../world/Random.ts"
import * as LegacyAnswer from "./LegacyAnswer.ts"
import { type Call, streams } from "./LegacyCall.ts"
import * as LegacyData from "./LegacyData.ts"
import type { Frame } from "./LegacyEnvelope.ts"
import type { Kind, LegacyOptions } from "./LegacyOptions.ts"
import * as LegacyRequest from "./LegacyRequest.ts"
import * as LegacyToken from "./LegacyToken.ts"
import { element, text } from "./LegacyXml.ts"

/**
 * The data behind the options.
 *
 * @category getters
 * @since 0.1.0
 */
export const recipeOf = (options: LegacyOptions): LegacyData.Recipe => ({
  hotels: options.hotels ?? 2500,
  rooms: options.rooms ?? 1500,
  destinations: options.destinations ?? 60,
  categories: options.categories ?? 10,
  boards: options.boards ?? 8,
  seed: options.seed ?? 1,
  malformed: options.malformed ?? 0
})

/**
 * The list that is asked for; `kind` is what is wrong with the answer.
 *
 * @category combinators
 * @since 0.1.0
 */
export const answer = (
  options: LegacyOptions,
  frame: Frame,
  call: Call,
  dataset: Dataset.Dataset,
  kind: Kind | undefined
): LegacyAnswer.Answer => {
  const stream = streams[frame.operation]
  const problem = stream === undefined ? "no such list" : problemOf(options, call)
  if (stream === undefined || problem !== undefined) return notAccepted(options, frame, problem ?? "")
  const language = LegacyRequest.at(call.inner, ["source", "languageCode"])?.text ?? "en"
  const recipe = recipeOf(options)
  const write = (from: number, to: number) => {
    const records = Dataset.slice(dataset, from, to - from).map((row) =>
      LegacyData.record(recipe, stream, row, language)
    )
    return LegacyAnswer.updated + listed(stream, records.join(""))
  }
  if (!isPaged(stream)) {
    return LegacyAnswer.list(options, frame, write(0, dataset.size), dataset.size, kind)
  }
  const page = pageOf(options, stream, dataset, call, frame.now)
  if (page === "notFound") return notFound(options, frame, stream)
  if (typeof page === "string") return notAccepted(options, frame, page)
  return LegacyAnswer.list(options, frame, page.token + write(page.from, page.to), page.to - page.from, kind)
}

/**
 * Where the page that is asked for begins, from 0; 0 where the token is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const offsetOf = (options: LegacyOptions, call: Call, dataset: Dataset.Dataset): number => {
  const stream = streams[call.operation ?? ""]
  const sent = call.token?.text ?? ""
  const place = stream === undefined || sent === "" ? undefined : LegacyToken.placeOf(options, stream, sent)
  return place === undefined ? 0 : Dataset.indexFrom(dataset, place.rank)
}

const isPaged = (stream: LegacyData.Stream): stream is "hotels" | "rooms" => stream === "hotels" || stream === "rooms"

interface Page {
  readonly from: number
  /** Of the record after the last. */
  readonly to: number
  /** As an element; empty for none. */
  readonly token: string
}

/** The page, or what the request is refused for. */
const pageOf = (
  options: LegacyOptions,
  stream: "hotels" | "rooms",
  dataset: Dataset.Dataset,
  call: Call,
  now: number
): Page | string => {
  const range = call.token?.attributes.get("expectedRange")
  if (range !== undefined && !/^[1-9]\d{0,8}$/.test(range)) return "expectedRange must be a whole number above 0"
  const sent = call.token?.text ?? ""
  const place = sent === "" ? { rank: -Infinity, issuedAt: undefined } : LegacyToken.placeOf(options, stream, sent)
  if (place === undefined) return "ContinuationToken is not one of this list, byte for byte"
  if (sent !== "" && range === undefined && options.strictAttribute === true) {
    return "a ContinuationToken needs its expectedRange"
  }
  if (place.issuedAt !== undefined && now - place.issuedAt > Duration.toMillis(options.ttl ?? 0)) {
    return options.expired === "207" ? "ContinuationToken is no longer valid" : "notFound"
  }
  const end = options.end ?? "absentToken"
  const from = Dataset.indexFrom(dataset, place.rank)
  if (from === dataset.size && end === "notFound") return "notFound"
  const to = Math.min(dataset.size, from + sizeOf(options, stream, Math.max(0, Math.floor(place.rank)), range))
  const issuedAt = options.ttl === undefined ? undefined : now
  const rank = Dataset.at(dataset, to)?.rank ?? (Dataset.at(dataset, to - 1)?.rank ?? -1) + 1
  if (to < dataset.size || end === "notFound") {
    const token = text("ContinuationToken", LegacyToken.make(options, { stream, rank, issuedAt }))
    const head = range === undefined ? "<ContinuationToken" : `<ContinuationToken expectedRange="${range}"`
    return { from, to, token: token.replace("<ContinuationToken", () => head) }
  }
  return { from, to, token: end === "emptyToken" ? "<ContinuationToken/>" : "" }
}

/**
 * How many records a page from this rank on has, before the list ends. The same for the same rank, so that a token asked
 * for twice gives the same page twice.
 *
 * @category getters
 * @since 0.1.0
 */
export const sizeOf = (
  options: LegacyOptions,
  stream: LegacyData.Stream,
  from: number,
  range: string | undefined
): number => {
  const unlimited = options.unlimited ?? 250_000
  if (range === undefined) return unlimited
  const extra = options.pageExtra ?? "seeded"
  const drawn = Random.draw(Random.fromSeed(options.seed ?? 1, stream === "hotels" ? 11 : 12, from))
  return Math.min(unlimited, Number(range) + (extra === "seeded" ? Math.floor(drawn * 1000) : extra))
}

const listed = (stream: LegacyData.Stream, records: string): string => {
  switch (stream) {
    case "hotels":
      return element("Hotels", records)
    case "rooms":
      return element("RoomsInfo", records)
    case "destinations":
      return records
    case "categories":
      return element("Categories", records)
    case "boards":
      return element("MealPlans", records)
  }
}

/** What the supplier's document lacks. (Source: Travelgate documentation, common elements.) */
const problemOf = (options: LegacyOptions, call: Call): string | undefined => {
  const missing = required.find((path) => (LegacyRequest.at(call.inner, path)?.text ?? "") === "")
  if (missing !== undefined) return `${missing.join("/")} is missing`
  const parameters = LegacyRequest.all(LegacyRequest.at(call.inner, ["Configuration", "Parameters"]), "Parameter")
  const access = parameters.filter(({ attributes }) => accessKeys.has(attributes.get("key") ?? ""))
  if (access.length === 0) return "the parameter HotelXAccessCode is missing"
  if (access.some(({ attributes }) => attributes.get("value") !== (options.accessCode ?? "2"))) {
    return "the parameter HotelXAccessCode is of no access"
  }
  return undefined
}

const required = [
  ["timeoutMilliseconds"],
  ["source", "languageCode"],
  ["filterAuditData", "registerTransactions"]
] as const

const accessKeys: ReadonlySet<string> = new Set(["HotelXAccessCode", "Access"])

/** Source: Travelgate documentation, content errors: type 207. */
const notAccepted = (options: LegacyOptions, frame: Frame, problem: string): LegacyAnswer.Answer =>
  LegacyAnswer.applicationError(options, frame, {
    type: 207,
    code: "207",
    description: `Request not accepted: ${problem}`
  })

/** Source: Travelgate documentation, token pagination: 11204 at the end. */
const notFound = (options: LegacyOptions, frame: Frame, stream: "hotels" | "rooms"): LegacyAnswer.Answer => {
  const description = stream === "hotels" ? "Hotels not found" : "Rooms not found"
  const error = options.notFoundIn === "type" ? { type: 11_204 } : { type: 102, code: "11204" }
  return LegacyAnswer.applicationError(options, frame, { ...error, description })
}
