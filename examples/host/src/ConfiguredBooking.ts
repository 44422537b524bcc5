/**
 * Makes a connector of Booking-shaped APIs as a configuration says.
 *
 * @since 0.1.0
 */
import { BookingConnector } from "@innlet/connector-booking"
import type { Connector } from "@innlet/core/contract"
import { Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import * as ConfiguredCredentials from "./ConfiguredCredentials.ts"
import type { BookingConfig } from "./ConnectorConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"
import type * as Secret from "./Secret.ts"

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
      resolution: PaceConfig.optionalLength(changes.resolution),
      lookBack: PaceConfig.optionalLength(changes.lookBack)
    },
    pageSize,
    profile,
    order
  }).pipe(Effect.mapError(({ message }) => usage(`${at}.${message}`)))
})
