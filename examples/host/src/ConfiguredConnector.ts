/**
 * Makes the connectors a configuration names, their secrets read from the environment.
 *
 * @since 0.1.0
 */
import { BookingConnector } from "@innlet/connector-booking"
import type { Connector } from "@innlet/core/contract"
import { Effect } from "effect"
import type { HttpClient } from "effect/http"
import * as ConfiguredCredentials from "./ConfiguredCredentials.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"

/**
 * Makes the connector that the configuration calls `name`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient> {
  const named = config.connectors[name]
  if (named === undefined) {
    const known = Object.keys(config.connectors).join(", ")
    return yield* usage(
      `${name}: ${config.file} has no connector of this name${known === "" ? "" : `; it has ${known}`}`
    )
  }
  const at = `${config.file}: connectors.${name}`
  const { account, baseUrl, order, pageSize, profile, quietHours, quotas, spacing } = named
  const token = yield* ConfiguredCredentials.make(config, named, at)
  return yield* BookingConnector.make({
    name,
    baseUrl,
    token,
    account,
    quotas: quotas?.map(PaceConfig.quotaOf),
    pace: { spacing: spacing === undefined ? undefined : PaceConfig.lengthOf(spacing), quietHours },
    ...(pageSize !== undefined && { pageSize }),
    ...(profile !== undefined && { profile }),
    ...(order !== undefined && { order })
  }).pipe(Effect.mapError(({ message }) => usage(`${at}.${message}`)))
})
