/**
 * The connector of Travelgate's Hotel-X content: hotels, destinations and rooms, which come in pages, and boards, categories
 * and metadata, which come in one answer.
 *
 * @since 0.1.0
 */
import { type Connector, ConnectorStream, InvalidOptions, Partition, Traversal } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Duration, Effect, Redacted, Schema } from "effect"
import { HttpClient } from "effect/http"
import * as Board from "./Board.ts"
import * as Category from "./Category.ts"
import * as Destination from "./Destination.ts"
import * as Hotel from "./Hotel.ts"
import * as HotelSplit from "./HotelSplit.ts"
import * as HotelXClient from "./HotelXClient.ts"
import * as HotelXCode from "./HotelXCode.ts"
import * as HotelXOptions from "./HotelXOptions.ts"
import * as Room from "./Room.ts"
import * as SupplierMetadata from "./SupplierMetadata.ts"

/**
 * A connector with its streams by name, so that their records keep their types.
 *
 * @category models
 * @since 0.1.0
 */
export interface HotelXConnector extends Connector.Connector {
  readonly hotels: ConnectorStream.ConnectorStream<Hotel.Hotel, HotelSplit.Part, string>
  readonly destinations: ConnectorStream.ConnectorStream<Destination.Destination, "all", string>
  readonly rooms: ConnectorStream.ConnectorStream<Room.Room, "all", string>
  readonly boards: ConnectorStream.ConnectorStream<Board.Board, "all", string>
  readonly categories: ConnectorStream.ConnectorStream<Category.Category, "all", string>
  readonly metadata: ConnectorStream.ConnectorStream<SupplierMetadata.SupplierMetadata, "all", string>
}

/**
 * Checks the options and makes the connector on the host's `HttpClient`. It sends nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: HotelXOptions.HotelXOptions
): Effect.fn.Return<HotelXConnector, InvalidOptions.InvalidOptions, HttpClient.HttpClient> {
  const checked = yield* Effect.fromResult(HotelXOptions.check(options))
  const name = options.name ?? "hotelx"
  const credentials = Redacted.isRedacted(options.apiKey)
    ? yield* Effect.mapError(
        Credentials.header("authorization", options.apiKey, { prefix: "Apikey " }),
        ({ detail }) => new InvalidOptions.InvalidOptions({ option: "apiKey", detail })
      )
    : options.apiKey
  const client = HotelXClient.make(yield* HttpClient.HttpClient, {
    ...checked,
    connector: name,
    credentials,
    relay: options.relay ?? "omit"
  })
  const { access } = options
  const pageSize = { ...HotelXOptions.sizes, default: checked.pageSize }
  // A page may hold 10,000 hotels with all their texts, and still has to come well within the life of its token.
  const deadline = Duration.minutes(3)

  // The token stands for a list that is kept on the server and moves on with every call: it may be the same on every page,
  // and what comes and goes meanwhile does not show in it. Source: Travelgate documentation and help centre, pagination.
  const scroll = {
    replay: options.tokenReplay ?? "unsafe",
    lifetime: { _tag: "Sliding", ttl: checked.lifetime },
    order: "unspecified",
    end: ["absentCursor", "emptyPage", `code:${HotelXCode.notFound}`]
  } as const
  const whole = {
    partition: Partition.Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const])
  }
  const paged = (stream: "destinations" | "rooms") => ({
    ...whole,
    name: stream,
    pageSize,
    deadline,
    traversal: Traversal.linked("scroll", { ...scroll, total: "none" }),
    read: (request: ConnectorStream.PageRequest<"all", string>) =>
      client.page(stream, { criteria: { access, maxSize: request.pageSize } }, request.cursor)
  })
  const single = (stream: "boards" | "categories" | "metadata", criteria: HotelXClient.Asked["criteria"]) => ({
    ...whole,
    name: stream,
    pageSize,
    deadline,
    traversal: Traversal.linked("continuation", { replay: "safe", end: ["absentCursor"] }),
    read: () => client.whole(stream, { criteria })
  })

  const hotels = ConnectorStream.make({
    name: "hotels",
    pageSize,
    deadline,
    cursor: Schema.String,
    partition: HotelSplit.Part,
    partitions: () => Effect.succeed(HotelSplit.partsOf(options.splitHotels)),
    // Only hotels are counted, over all pages. Source: Travelgate documentation, release notes of October 2018.
    traversal: Traversal.linked("scroll", { ...scroll, total: "exact" }),
    changes: { resolution: "1 millis", from: "inclusive", lookBack: checked.lookBack },
    read: ({ changed, cursor, pageSize: maxSize, partition }) =>
      client.page(
        "hotels",
        {
          criteria: { access, ...HotelSplit.criteriaOf(partition), maxSize },
          filter: changed === undefined ? undefined : filterOf(changed)
        },
        cursor
      ),
    record: Hotel.FromWire,
    key: ["hotelCode"],
    keyOf: Hotel.keyOf,
    version: "updatedAt"
  })
  const destinations = ConnectorStream.make({
    ...paged("destinations"),
    record: Destination.FromWire,
    key: ["code"],
    keyOf: Destination.keyOf,
    version: "updatedAt"
  })
  const rooms = ConnectorStream.make({
    ...paged("rooms"),
    record: Room.FromWire,
    key: ["code"],
    keyOf: Room.keyOf,
    version: "updatedAt"
  })
  const boards = ConnectorStream.make({
    ...single("boards", { access }),
    record: Board.FromWire,
    key: ["code"],
    keyOf: Board.keyOf,
    version: "updatedAt"
  })
  const categories = ConnectorStream.make({
    ...single("categories", { access }),
    record: Category.FromWire,
    key: ["code"],
    keyOf: Category.keyOf,
    version: "updatedAt"
  })
  const suppliers = options.supplierCodes ?? []
  const metadata = ConnectorStream.make({
    ...single("metadata", suppliers.length === 0 ? {} : { supplierCodes: suppliers }),
    record: SupplierMetadata.FromWire,
    key: ["supplierCode"],
    keyOf: SupplierMetadata.keyOf,
    version: "updatedAt"
  })
  return {
    name,
    version: "0.1.0",
    streams: [hotels, destinations, rooms, boards, categories, metadata],
    quotas: options.quotas ?? [],
    pace: options.pace,
    account: options.account ?? credentials.account,
    provider: new URL(checked.baseUrl).origin,
    hotels,
    destinations,
    rooms,
    boards,
    categories,
    metadata
  }
})

const filterOf = ({ from, to }: Partition.Changes): { readonly [condition: string]: string } => ({
  updatedAt_gte: new Date(from).toISOString(),
  ...(to !== undefined && { updatedAt_lt: new Date(to).toISOString() })
})
