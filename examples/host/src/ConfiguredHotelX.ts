/**
 * Makes the connectors of Travelgate as a configuration says: of Hotel-X, and of the legacy XML service.
 *
 * @since 0.1.0
 */
import { HotelXConnector } from "@innlet/connector-hotelx"
import { LegacyConnector } from "@innlet/connector-hotelx/legacy"
import type { Connector } from "@innlet/core/contract"
import { Length } from "@innlet/core/domain"
import { Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { HotelXConfig, LegacyConfig } from "./ConnectorConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  name: string,
  named: HotelXConfig,
  place: Secret.Place
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient> {
  const { access, baseUrl, countries, destinations, languages, pageSize, relay, suppliers, tokenReplay } = named
  return yield* HotelXConnector.make({
    name,
    access,
    apiKey: yield* Secret.of(named.apiKey, "apiKey", place),
    baseUrl,
    pageSize,
    languages,
    supplierCodes: suppliers,
    splitHotels:
      countries !== undefined ? { by: "country", countries } : destinations && { by: "destination", destinations },
    lookBack: Length.optional(named.lookBack),
    lifetime: Length.optional(named.lifetime),
    tokenReplay,
    relay,
    ...PaceConfig.of(named)
  }).pipe(Effect.mapError(({ message }) => usage(`${place.at}.${message}`)))
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const legacy = Effect.fnUntraced(function* (
  name: string,
  named: LegacyConfig,
  place: Secret.Place
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient> {
  const { supplierPassword } = named
  return yield* LegacyConnector.make({
    name,
    baseUrl: named.baseUrl,
    username: named.username,
    password: yield* Secret.of(named.password, "password", place),
    supplier: named.supplier,
    accessCode: named.accessCode,
    accessParameter: named.accessParameter,
    supplierUser: named.supplierUser,
    supplierPassword: supplierPassword && (yield* Secret.of(supplierPassword, "supplierPassword", place)),
    supplierUrl: named.supplierUrl,
    language: named.language,
    expectedRange: named.expectedRange,
    tokenReplay: named.tokenReplay,
    lifetime: Length.optional(named.lifetime),
    ...PaceConfig.of(named)
  }).pipe(Effect.mapError(({ message }) => usage(`${place.at}.${message}`)))
})
