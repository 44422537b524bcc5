/**
 * The connector of Travelgate's Legacy Pull Buyers API: hotels, rooms and static lists of one supplier, by SOAP.
 *
 * Travelgate calls this API deprecated; new buyers read the same content by GraphQL.
 *
 * @since 0.1.0
 */
import { type Connector, ConnectorStream, type InvalidOptions, Partition, Traversal } from "@innlet/core/contract"
import { Effect, Schema } from "effect"
import { HttpClient } from "effect/http"
import * as Board from "./Board.ts"
import * as Category from "./Category.ts"
import * as Destination from "./Destination.ts"
import * as Hotel from "./Hotel.ts"
import * as LegacyClient from "./LegacyClient.ts"
import * as LegacyOperation from "./LegacyOperation.ts"
import * as LegacyOptions from "./LegacyOptions.ts"
import * as Room from "./Room.ts"

/**
 * A connector with its streams by name, so that their records keep their types.
 *
 * @category models
 * @since 0.1.0
 */
export interface LegacyConnector extends Connector.Connector {
  readonly hotels: ConnectorStream.ConnectorStream<Hotel.Hotel, "all", string>
  readonly rooms: ConnectorStream.ConnectorStream<Room.Room, "all", string>
  readonly destinations: ConnectorStream.ConnectorStream<Destination.Destination, "all", string>
  readonly categories: ConnectorStream.ConnectorStream<Category.Category, "all", string>
  readonly boards: ConnectorStream.ConnectorStream<Board.Board, "all", string>
  /** What of the options works and is not advised, a line each, for the host to show. */
  readonly warnings: ReadonlyArray<string>
}

/**
 * Checks the options and makes the connector on the host's `HttpClient`. It sends nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: LegacyOptions.LegacyOptions
): Effect.fn.Return<LegacyConnector, InvalidOptions.InvalidOptions, HttpClient.HttpClient> {
  const checked = yield* Effect.fromResult(LegacyOptions.check(options))
  const { account, baseUrl, expectedRange, lifetime, name, path, warnings } = checked
  const http = yield* HttpClient.HttpClient
  const traversal = Traversal.linked("continuation", {
    replay: options.tokenReplay ?? "safe",
    lifetime: lifetime === undefined ? { _tag: "Unlimited" } : { _tag: "Sliding", ttl: lifetime },
    order: "unspecified",
    total: "none",
    end: ["absentCursor", "code:11204"]
  })
  const listed = {
    traversal,
    pageSize: { ...LegacyOptions.ranges, default: expectedRange },
    partition: Partition.Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    key: ["code"] as const,
    keyOf: undefined
  }
  const reading = (stream: string, operation: LegacyOperation.LegacyOperation) => {
    const client = LegacyClient.make(http, operation, { connector: name, stream, baseUrl, path, account })
    return {
      name: stream,
      read: ({ cursor, pageSize }: ConnectorStream.PageRequest<"all", string>) => client.page(cursor, pageSize)
    }
  }
  const hotels = ConnectorStream.make({
    ...listed,
    ...reading("hotels", LegacyOperation.hotels),
    record: Hotel.FromWire,
    keyOf: Hotel.keyOf
  })
  const rooms = ConnectorStream.make({
    ...listed,
    ...reading("rooms", LegacyOperation.rooms),
    record: Room.FromWire,
    key: ["code", "language"],
    keyOf: Room.keyOf
  })
  const destinations = ConnectorStream.make({
    ...listed,
    ...reading("destinations", LegacyOperation.destinations),
    record: Destination.FromWire,
    keyOf: Destination.keyOf
  })
  const categories = ConnectorStream.make({
    ...listed,
    ...reading("categories", LegacyOperation.categories),
    record: Category.FromWire,
    keyOf: Category.keyOf
  })
  const boards = ConnectorStream.make({
    ...listed,
    ...reading("boards", LegacyOperation.boards),
    record: Board.FromWire,
    keyOf: Board.keyOf
  })
  return {
    name,
    version: "0.1.0",
    streams: [hotels, rooms, destinations, categories, boards],
    quotas: options.quotas ?? [],
    pace: options.pace,
    account: options.account ?? LegacyClient.credentialsOf(account).account,
    provider: new URL(baseUrl).origin,
    hotels,
    rooms,
    destinations,
    categories,
    boards,
    warnings
  }
})
