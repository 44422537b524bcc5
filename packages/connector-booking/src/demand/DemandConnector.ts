/**
 * The connector of Booking.com's Demand API, versions 3.1 and 3.2: accommodations and what changed among them, results of
 * searches, availability, and orders. It reads and never writes.
 *
 * @since 0.1.0
 */
import { type Connector, ConnectorError, ConnectorStream, InvalidOptions, Page, Traversal } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Clock, Duration, Effect, Option, Redacted, Schema } from "effect"
import { HttpClient } from "effect/http"
import * as Accommodation from "./Accommodation.ts"
import * as AccommodationChange from "./AccommodationChange.ts"
import * as Availability from "./Availability.ts"
import * as ChangeFeed from "./ChangeFeed.ts"
import * as DemandAnswer from "./DemandAnswer.ts"
import * as DemandClient from "./DemandClient.ts"
import * as DemandOptions from "./DemandOptions.ts"
import * as IdBatch from "./IdBatch.ts"
import * as Order from "./Order.ts"
import * as OrderWindow from "./OrderWindow.ts"
import * as SearchResult from "./SearchResult.ts"
import * as Selection from "./Selection.ts"
import * as Stay from "./Stay.ts"
import * as WireStay from "./WireStay.ts"

/**
 * A connector with its streams by name, so that their records keep their types; those that the options don't name are
 * undefined.
 *
 * @category models
 * @since 0.1.0
 */
export interface DemandConnector extends Connector.Connector {
  readonly accommodations: ConnectorStream.ConnectorStream<Accommodation.Accommodation, string, string> | undefined
  readonly accommodationChanges:
    | ConnectorStream.ConnectorStream<AccommodationChange.AccommodationChange, string, ChangeFeed.Cursor>
    | undefined
  readonly searchResults: ConnectorStream.ConnectorStream<SearchResult.SearchResult, string, string> | undefined
  readonly availability: ConnectorStream.ConnectorStream<Availability.Availability, string, string> | undefined
  readonly orders: ConnectorStream.ConnectorStream<Order.Order, typeof OrderWindow.Name.Type, string> | undefined
}

/** What makes the streams. */
interface Source {
  readonly name: string
  readonly version: DemandOptions.Version
  readonly client: DemandClient.DemandClient
}

/**
 * Checks the options and makes the connector on the host's `HttpClient`. It sends nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: DemandOptions.DemandOptions
): Effect.fn.Return<DemandConnector, InvalidOptions.InvalidOptions, HttpClient.HttpClient> {
  const { baseUrl, version } = yield* Effect.fromResult(DemandOptions.check(options, yield* Clock.currentTimeMillis))
  const name = options.name ?? "booking_demand"
  const credentials = Redacted.isRedacted(options.token)
    ? yield* Effect.mapError(
        Credentials.bearer(options.token),
        ({ detail }) => new InvalidOptions.InvalidOptions({ option: "token", detail })
      )
    : options.token
  const { affiliateId } = options
  const client = DemandClient.make(yield* HttpClient.HttpClient, { connector: name, baseUrl, credentials, affiliateId })
  const source: Source = { name, version, client }
  const accommodations = options.accommodations && accommodationsOf(source, options.accommodations)
  const accommodationChanges = options.accommodationChanges && changesOf(source, options.accommodationChanges)
  const searchResults = options.searchResults && searchResultsOf(source, options.searchResults)
  const availability = options.availability && availabilityOf(source, options.availability, accommodations)
  const orders = options.orders && ordersOf(source, options.orders)
  const streams: ReadonlyArray<ConnectorStream.Any | undefined> = [
    accommodations,
    accommodationChanges,
    searchResults,
    availability,
    orders
  ]
  return {
    name,
    version: "0.1.0",
    streams: streams.filter((stream) => stream !== undefined),
    quotas: options.quotas ?? [],
    pace: options.pace,
    account: options.account ?? credentials.account,
    provider: new URL(baseUrl).origin,
    accommodations,
    accommodationChanges,
    searchResults,
    availability,
    orders
  }
})

/**
 * Tokens live for three hours, of which some is taken off for the way there and since they end with a whole second. They hold
 * an offset, not a place in a list, so records that come and go meanwhile shift the others. Source: Booking.com's development
 * guide, pagination, and the token that it shows.
 */
const tokens = Traversal.linked("opaqueOffset", {
  replay: "safe",
  lifetime: { _tag: "Fixed", ttl: Duration.minutes(175) },
  order: "unspecified",
  total: "advisory",
  end: ["absentCursor"]
})

/** A page of a thousand accommodations with all their photos takes its time. */
const deadline = Duration.minutes(2)

const accommodationsOf = ({ client }: Source, options: DemandOptions.AccommodationsOptions) => {
  const { extras, languages, pageSize, selections } = options
  const parts = new Map(selections.map((selection) => [Selection.nameOf(selection), selection]))
  return ConnectorStream.make({
    name: "accommodations",
    traversal: tokens,
    deadline,
    pageSize: { ...DemandOptions.sizes.accommodations, ...(pageSize !== undefined && { default: pageSize }) },
    partition: Schema.String,
    cursor: Schema.String,
    partitions: () => Effect.succeed([...parts.keys()]),
    read: ({ cursor, pageSize: rows, partition }) =>
      client.page(
        "accommodations",
        {
          path: "/accommodations/details",
          body: {
            ...parts.get(partition),
            rows,
            ...(extras !== undefined && { extras }),
            ...(languages !== undefined && { languages })
          }
        },
        cursor
      ),
    record: Accommodation.FromWire,
    key: ["id"],
    keyOf: Accommodation.keyOf
  })
}

const changesOf = ({ client, name }: Source, { cities, countries, lookBack }: DemandOptions.ChangesOptions) => {
  const stream = "accommodation_changes"
  const filters = cities === undefined ? countries && { countries } : { cities }
  const part = filters === undefined ? "all" : Object.entries(filters).flat().join(" ")
  const refuse = (reason: ConnectorError.Reason) =>
    new ConnectorError.ConnectorError({ connector: name, stream, reason })
  return ConnectorStream.make({
    name: stream,
    // The same instant always means the same place; how far it goes back is looked at with every page.
    traversal: Traversal.linked("continuation", { replay: "safe", end: ["absentCursor", ChangeFeed.caughtUp] }),
    // Whether a change of exactly then is in is not said.
    changes: { resolution: "1 second", from: "exclusive", lookBack, only: true },
    // The API decides how many ids an answer holds.
    pageSize: { default: 5000, min: 5000, max: 5000, step: 5000 },
    partition: Schema.String,
    cursor: ChangeFeed.Cursor,
    partitions: () => Effect.succeed([part]),
    read: Effect.fnUntraced(function* ({ changed, cursor }) {
      const now = yield* Clock.currentTimeMillis
      const asked = cursor._tag === "Some" ? cursor.value : ChangeFeed.begin(changed, now)
      const loss = ChangeFeed.lossOf(asked, now)
      if (loss !== undefined) return yield* refuse(loss)
      const body = { last_change: OrderWindow.textOf(asked.lastChange), ...(filters !== undefined && { filters }) }
      const page = ChangeFeed.page(yield* client.answer(stream, "/accommodations/details/changes", body), asked)
      return DemandAnswer.isReason(page) ? yield* refuse(page) : page
    }),
    record: AccommodationChange.FromWire,
    key: ["id"],
    keyOf: AccommodationChange.keyOf,
    version: "before"
  })
}

const searchResultsOf = ({ client }: Source, { pageSize, searches }: DemandOptions.SearchOptions) => {
  const parts = new Map(searches.map((search) => [Stay.nameOf(search), search]))
  return ConnectorStream.make({
    name: "search_results",
    traversal: tokens,
    deadline,
    pageSize: { ...DemandOptions.sizes.searchResults, ...(pageSize !== undefined && { default: pageSize }) },
    partition: Schema.String,
    cursor: Schema.String,
    partitions: () => Effect.succeed([...parts.keys()]),
    read: ({ cursor, pageSize: rows, partition }) => {
      const search = known(parts, partition)
      return client.page(
        "search_results",
        {
          path: "/accommodations/search",
          body: { ...Stay.bodyOf(search), ...search.destination, rows },
          record: WireStay.record(search)
        },
        cursor
      )
    },
    record: SearchResult.FromWire,
    key: ["search", "accommodationId"],
    keyOf: SearchResult.keyOf
  })
}

const availabilityOf = (
  { client, version }: Source,
  options: DemandOptions.AvailabilityOptions,
  listed: DemandConnector["accommodations"]
) => {
  const { accommodations, batch: size = IdBatch.most, stays } = options
  const named = new Map(stays.map((stay) => [Stay.nameOf(stay), stay]))
  return ConnectorStream.make({
    name: "availability",
    traversal: Traversal.linked("continuation", { replay: "safe", end: ["absentCursor"] }),
    deadline,
    pageSize: { default: size, min: size, max: size, step: size },
    partition: Schema.String,
    cursor: Schema.String,
    parent: accommodations === undefined && listed !== undefined ? { stream: listed, fields: ["id"] } : undefined,
    partitions: (_window: unknown, parents: ReadonlyArray<ConnectorStream.ParentValues>) => {
      const ids = accommodations ?? parents.map(([id]) => Number(id))
      return Effect.succeed(
        IdBatch.cut(ids, size).flatMap((batch) => [...named.keys()].map((stay) => `${stay} ${batch}`))
      )
    },
    read: ({ partition }) => {
      const at = partition.lastIndexOf(" ")
      const stay = known(named, partition.slice(0, at))
      return client.page(
        "availability",
        {
          // Version 3.2 has merged the two. Source: Booking.com's migration guide to version 3.2.
          path: version === "3.1" ? "/accommodations/bulk-availability" : "/accommodations/availability",
          body: { ...Stay.bodyOf(stay), accommodations: IdBatch.idsOf(partition.slice(at + 1)) },
          record: WireStay.record(stay)
        },
        noToken
      )
    },
    record: Availability.FromWire,
    key: ["stay", "accommodationId"],
    keyOf: Availability.keyOf
  })
}

const ordersOf = ({ client }: Source, options: DemandOptions.OrdersOptions) => {
  const { by = "updated", currency, extras, from, largestPage, lookBack, pageSize, services, to } = options
  const { sizes } = DemandOptions
  return ConnectorStream.make({
    name: "orders",
    traversal: tokens,
    pageSize: { ...sizes.orders, max: largestPage ?? sizes.orders.max, default: pageSize ?? sizes.orders.default },
    partition: OrderWindow.Name,
    cursor: Schema.String,
    changes: by === "updated" ? { resolution: "1 second", from: "inclusive", lookBack } : undefined,
    partitions: () =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        OrderWindow.windowsOf(Date.parse(from), to === undefined ? undefined : Date.parse(to), now).map(
          OrderWindow.nameOf
        )
      ),
    read: Effect.fnUntraced(function* ({ changed, cursor, pageSize: rows, partition }) {
      const span = OrderWindow.askedOf(OrderWindow.ofName(partition), changed, yield* Clock.currentTimeMillis)
      if (span === undefined && cursor._tag === "None") {
        return Page.make<unknown, string>({ records: [], evidence: ["absentCursor"] })
      }
      const beside = extras === undefined ? {} : { extras }
      const body = {
        [by]: span,
        currency,
        maximum_results: rows,
        // An order that changes again leaves its window and shifts those behind it: the newest do so most, so they come last.
        sort: { by, direction: "ascending" },
        ...(services !== undefined && { services }),
        ...beside
      }
      return yield* client.page("orders", { path: "/orders/details", body, beside }, cursor)
    }),
    record: Order.FromWire,
    key: ["id"],
    keyOf: Order.keyOf,
    version: "updatedAt"
  })
}

const noToken = Option.none<string>()

/** The engine reads parts that the stream has named, and no others. */
const known = <A>(parts: ReadonlyMap<string, A>, name: string): A => {
  const part = parts.get(name)
  if (part === undefined) throw new Error(`${name} is no part of the stream`)
  return part
}
