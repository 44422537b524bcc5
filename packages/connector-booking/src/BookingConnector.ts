/**
 * The connector of Booking-shaped APIs.
 *
 * @since 0.1.0
 */
import {
  type Connector,
  ConnectorStream,
  InvalidOptions,
  Partition,
  type Quota,
  Traversal
} from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Origin } from "@innlet/core/resilience"
import { type Duration, Effect, Option, Redacted, Result, Schema } from "effect"
import { HttpClient } from "effect/http"
import * as BookingClient from "./BookingClient.ts"
import * as Inventory from "./Inventory.ts"
import * as Rate from "./Rate.ts"
import * as Reservation from "./Reservation.ts"

/**
 * A filter by modification: names of query parameters that take instants, `2026-03-01T00:00:00.000Z`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Changes {
  /** Changed since. */
  readonly since: string
  /** Changed before. Where there is none, a backfill brings everything since. */
  readonly before?: string | undefined
  /** The provider's unit of modification times. @default 1 second */
  readonly resolution?: Duration.Input | undefined
  /** Is a record in that changed exactly then? The default holds for both. @default "exclusive" */
  readonly from?: "inclusive" | "exclusive" | undefined
  /** @default 10 minutes */
  readonly lookBack?: Duration.Input | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** `https://…`, or `http://` for loopback. */
  readonly baseUrl: string
  /** The bearer token, or any credentials, such as those of OAuth. */
  readonly token: Redacted.Redacted | Credentials.Credentials
  /** Names tables and checkpoints. @default "booking" */
  readonly name?: string | undefined
  /** Of the API. @default "offset" */
  readonly profile?: "offset" | undefined
  /** In records, 1 to 500. @default 100 */
  readonly pageSize?: number | undefined
  /**
   * What your provider promises about the order of its lists. Booking's documents promise none, so nothing better than an
   * attested completeness is possible unless you know more. @default "unspecified"
   */
  readonly order?: Traversal.Order | undefined
  /** How your provider lists what changed, where it can. Booking's documents name no such filter. @default it can't */
  readonly changes?: Changes | undefined
  /** What your contract allows; Booking publishes no number. @default none */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  /** How fast to ask beside the quotas. @default as fast as they allow */
  readonly pace?: Quota.Pace | undefined
  /** Names the account that Booking counts requests by; connectors of one account share quotas. @default from the token */
  readonly account?: string | undefined
}

/** The page sizes that offset APIs of this shape accept; some cap them lower without saying so. */
const sizes = { min: 1, max: 500, step: 1 } as const

/**
 * A connector with its streams by name, so that their records keep their types.
 *
 * @category models
 * @since 0.1.0
 */
export interface BookingConnector extends Connector.Connector {
  readonly rates: ConnectorStream.ConnectorStream<Rate.Rate, "all", number>
  readonly inventory: ConnectorStream.ConnectorStream<Inventory.Inventory, "all", number>
  readonly reservations: ConnectorStream.ConnectorStream<Reservation.Reservation, "all", number>
}

/**
 * Checks the options and makes the connector on the host's `HttpClient`. It sends nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<BookingConnector, InvalidOptions.InvalidOptions, HttpClient.HttpClient> {
  const baseUrl = Origin.baseUrl(options.baseUrl)
  if (Result.isFailure(baseUrl))
    return yield* new InvalidOptions.InvalidOptions({ option: "baseUrl", detail: baseUrl.failure })
  const pageSize = options.pageSize ?? 100
  if (!Number.isInteger(pageSize) || pageSize < sizes.min || pageSize > sizes.max) {
    return yield* new InvalidOptions.InvalidOptions({
      option: "pageSize",
      detail: `${pageSize} is not a whole number from ${sizes.min} to ${sizes.max}`
    })
  }
  const name = options.name ?? "booking"
  const credentials = Redacted.isRedacted(options.token)
    ? yield* Effect.mapError(
        Credentials.bearer(options.token),
        ({ detail }) => new InvalidOptions.InvalidOptions({ option: "token", detail })
      )
    : options.token
  const client = BookingClient.make(yield* HttpClient.HttpClient, {
    connector: name,
    baseUrl: baseUrl.success,
    credentials
  })
  const { changes } = options
  if (
    changes !== undefined &&
    [changes.since, changes.before].some((name) => name !== undefined && !parameter.test(name))
  ) {
    return yield* new InvalidOptions.InvalidOptions({
      option: "changes",
      detail: "a query parameter has a name of letters, digits, _ . -"
    })
  }
  const listed = {
    changes:
      changes === undefined
        ? undefined
        : {
            resolution: changes.resolution ?? "1 second",
            from: changes.from ?? "exclusive",
            lookBack: changes.lookBack
          },
    traversal: Traversal.offset({ order: options.order ?? "unspecified", total: "advisory" }),
    pageSize: { ...sizes, default: pageSize },
    partition: Partition.Whole,
    cursor: Schema.FiniteFromString,
    partitions: () => Effect.succeed(["all" as const])
  }
  const reading = (stream: string) => ({
    name: stream,
    read: (request: ConnectorStream.PageRequest<"all", number>) =>
      client.page(
        stream,
        Option.getOrElse(request.cursor, () => 0),
        request.pageSize,
        changes === undefined || request.changed === undefined ? {} : filterOf(changes, request.changed)
      )
  })
  const rates = ConnectorStream.make({
    ...listed,
    ...reading("rates"),
    record: Rate.FromWire,
    key: ["propertyId", "ratePlanId", "date", "currency", "roomTypeId"],
    keyOf: Rate.keyOf,
    grid: { by: ["propertyId", "ratePlanId"], date: "date" },
    version: "updatedAt"
  })
  const inventory = ConnectorStream.make({
    ...listed,
    ...reading("inventory"),
    record: Inventory.FromWire,
    key: ["propertyId", "roomTypeId", "date", "ratePlanId"],
    keyOf: Inventory.keyOf,
    grid: { by: ["propertyId", "roomTypeId"], date: "date" },
    version: "updatedAt"
  })
  const reservations = ConnectorStream.make({
    ...listed,
    ...reading("reservations"),
    record: Reservation.FromWire,
    key: ["id"],
    keyOf: Reservation.keyOf,
    version: "updatedAt"
  })
  return {
    name,
    version: "0.1.0",
    streams: [rates, inventory, reservations],
    quotas: options.quotas ?? [],
    pace: options.pace,
    account: options.account ?? credentials.account,
    provider: new URL(baseUrl.success).origin,
    rates,
    inventory,
    reservations
  }
})

const parameter = /^[\w.-]+$/

const filterOf = (
  { before, since }: Changes,
  { from, to }: Partition.Changes
): { readonly [name: string]: string } => ({
  [since]: new Date(from).toISOString(),
  ...(before !== undefined && to !== undefined && { [before]: new Date(to).toISOString() })
})
