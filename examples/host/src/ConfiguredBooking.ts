/**
 * Makes the connectors of Booking as a configuration says: of offset APIs in its shape, and of its Demand API.
 *
 * @since 0.1.0
 */
import { BookingConnector, DemandConnector } from "@innlet/connector-booking"
import type { Connector } from "@innlet/core/contract"
import { Length } from "@innlet/core/domain"
import { Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import * as ConfiguredCredentials from "./ConfiguredCredentials.ts"
import type { BookingConfig } from "./ConnectorConfig.ts"
import type { DemandConfig } from "./DemandConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string,
  named: BookingConfig,
  { at, secrets }: Secret.Place
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient> {
  const token = secrets === undefined ? Redacted.make("offline") : yield* ConfiguredCredentials.make(config, named, at)
  const { baseUrl, changes, order, pageSize, profile } = named
  return yield* BookingConnector.make({
    name,
    baseUrl,
    token,
    ...PaceConfig.of(named),
    changes: changes && {
      ...changes,
      resolution: Length.optional(changes.resolution),
      lookBack: Length.optional(changes.lookBack)
    },
    pageSize,
    profile,
    order
  }).pipe(Effect.mapError(({ message }) => usage(`${at}.${message}`)))
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const demand = Effect.fnUntraced(function* (
  name: string,
  named: DemandConfig,
  place: Secret.Place
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient> {
  const { accommodationChanges, accommodations, affiliateId, availability, baseUrl, orders, searchResults, version } =
    named
  return yield* DemandConnector.make({
    name,
    version,
    baseUrl,
    affiliateId,
    token: yield* Secret.of(named.token, "token", place),
    accommodations,
    accommodationChanges: accommodationChanges && {
      ...accommodationChanges,
      lookBack: Length.optional(accommodationChanges.lookBack)
    },
    searchResults,
    availability,
    orders: orders && { ...orders, lookBack: Length.optional(orders.lookBack) },
    ...PaceConfig.of(named)
  }).pipe(Effect.mapError(({ message }) => usage(`${place.at}.${message}`)))
})
