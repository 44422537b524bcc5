/**
 * How the mock Hotel-X provider behaves: its data, its habits about tokens and ends, and its failures.
 *
 * What Travelgate's documents leave open is an option, since a connector has to hold whichever way it is.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { StatusFault } from "../faults/Scripted.ts"
import type { Moment } from "../faults/Moment.ts"
import type { Volatility } from "../world/Volatility.ts"

/**
 * The lists of content. The first three are read page by page, the others come in one answer.
 *
 * @category models
 * @since 0.1.0
 */
export type Stream = "hotels" | "destinations" | "rooms" | "boards" | "categories" | "metadata"

/**
 * What a token looks like from page to page.
 *
 * - `same`: one string for the whole listing; every request that carries it advances the scroll.
 * - `rotating`: another string on every page.
 * - `rotatingSpent`: the same, and only the newest one is accepted.
 *
 * @category models
 * @since 0.1.0
 */
export type Tokens = "same" | "rotating" | "rotatingSpent"

/**
 * What an old token of a running scroll gives: the page after the last one given, or, with rotating tokens only, the
 * page it was made for.
 *
 * @category models
 * @since 0.1.0
 */
export type Replay = "advances" | "repeats"

/**
 * The answer to a token that is unknown, spent or too old.
 *
 * - `notFound`: what an end by `notFound` looks like, letter for letter.
 * - `11400`, `22500`: an `adviseMessage` of this code on the only node.
 * - `errors`: a GraphQL error and no data.
 *
 * @category models
 * @since 0.1.0
 */
export type Expired = "notFound" | "11400" | "22500" | "errors"

/**
 * How a listing ends.
 *
 * - `absent`: the last page of data has no token.
 * - `notFound`: the request after the last page of data gives one node with the `adviseMessage` 11204.
 * - `errors`: the request after the last page of data gives a GraphQL error 11204 and no data.
 * - `empty`: the request after the last page of data gives no edges and no token.
 *
 * @category models
 * @since 0.1.0
 */
export type End = "absent" | "notFound" | "errors" | "empty"

/**
 * What is done to an answer that is otherwise right, under status 200. What strikes rows leaves an end alone.
 *
 * - `nullEdges`: `edges` is null; the rows of the page are lost.
 * - `nullData`: a node in the middle has no data but an `adviseMessage` 22512.
 * - `nullNode`: an edge in the middle has no node.
 * - `duplicates`: up to three rows of the page before come once more, first.
 * - `partial`: a node in the middle has no data, and a GraphQL error names it.
 * - `errors`: a GraphQL error and no data at all.
 * - `unknownEnum`: a node in the middle has a value outside its enumeration.
 * - `advise`: the only node is an `adviseMessage` of the fault's `code`, and there is no token.
 * - `html`: a page of a gateway instead of JSON.
 * - `cut`: the JSON ends in the middle; the length agrees with it.
 * - `warning`: a node in the middle has its data and a warning 21500.
 * - `expire`: every scroll is dead from this request on.
 *
 * @category models
 * @since 0.1.0
 */
export type Damage =
  | "nullEdges"
  | "nullData"
  | "nullNode"
  | "duplicates"
  | "partial"
  | "errors"
  | "unknownEnum"
  | "advise"
  | "html"
  | "cut"
  | "warning"
  | "expire"

/**
 * A fault that replaces an answer strikes after the scroll has moved on, unless `before` says that the request never
 * reached it, so a listing that it was to begin has none.
 *
 * @category models
 * @since 0.1.0
 */
export interface HotelXFault extends Moment {
  readonly hotelx: Damage
  /** Of `advise`, and the `extensions.code` of `errors`. @default "22500" for `advise`, "INTERNAL_SERVER_ERROR" for `errors` */
  readonly code?: string | undefined
  /** @default false */
  readonly before?: boolean | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXStatusFault extends StatusFault {
  /** The scroll doesn't move. @default false */
  readonly before?: boolean | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXOptions {
  /** The path is this and a slash. @default "" */
  readonly base?: string | undefined
  /** The only accepted key. @default "00000000-0000-4000-8000-000000000001" */
  readonly apiKey?: string | undefined
  /** The access codes with rights; any other gives an `adviseMessage` 22401. @default every one */
  readonly accesses?: ReadonlyArray<string> | undefined
  /** @default 1000 */
  readonly hotels?: number | undefined
  /** @default 200 */
  readonly destinations?: number | undefined
  /** @default 300 */
  readonly rooms?: number | undefined
  /** @default 8 */
  readonly boards?: number | undefined
  /** @default 10 */
  readonly categories?: number | undefined
  /** Rows of metadata. @default 3 */
  readonly suppliers?: number | undefined
  /** Of the content and of how it changes. @default 1 */
  readonly seed?: number | undefined
  /** The fraction of rows whose `updatedAt` is no date, 0 to 1. @default 0 */
  readonly malformed?: number | undefined
  /** How a list changes before each of its requests but the first. @default not at all */
  readonly volatility?: Volatility | undefined
  /**
   * Is a running scroll the list as it was when it began, or does it go on by number in the list as it is? That it is a
   * snapshot follows from what its tokens look like; no document says it. @default "snapshot"
   */
  readonly scroll?: "snapshot" | "live" | undefined
  /** From a request to the last moment before its token is dead. Source: Travelgate documentation, token pagination. @default "4 minutes" */
  readonly ttl?: Duration.Input | undefined
  /** @default "same" */
  readonly tokens?: Tokens | undefined
  /** `repeats` needs `tokens: "rotating"`. @default "advances" */
  readonly replay?: Replay | undefined
  /** @default "notFound" */
  readonly expired?: Expired | undefined
  /** @default "notFound" */
  readonly end?: End | undefined
  /** `count` of the answer that ends a listing of hotels by `notFound`: the snapshot's, or 0. @default "zeroAtEnd" */
  readonly count?: "exact" | "zeroAtEnd" | undefined
  /** The argument `relay`: gone from the schema, or required on the lists with pages as it was until 2024. @default "refused" */
  readonly relay?: "refused" | "required" | undefined
  /** A request without `accept-encoding: gzip` gets status 400. @default false */
  readonly strictHeaders?: boolean | undefined
  /** Scripted failures; all requests are counted together. @default none */
  readonly fail?: ReadonlyArray<HotelXStatusFault | HotelXFault> | undefined
}
