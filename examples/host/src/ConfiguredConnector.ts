/**
 * Makes the connectors a configuration names, their secrets read from the environment.
 *
 * @since 0.1.0
 */
import { BookingConnector } from "@innlet/connector-booking"
import type { Connector } from "@innlet/core/contract"
import { Config, Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"

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
  const { baseUrl, order, pageSize, profile } = named
  const token = yield* secret(named.token.env, `${at}.token`)
  return yield* BookingConnector.make({
    name,
    baseUrl,
    token,
    ...(pageSize !== undefined && { pageSize }),
    ...(profile !== undefined && { profile }),
    ...(order !== undefined && { order })
  }).pipe(Effect.mapError(({ message }) => usage(`${at}.${message}`)))
})

const secret = (variable: string, at: string): Effect.Effect<Redacted.Redacted, HostFailure> =>
  Config.Redacted(variable).pipe(
    Effect.filterOrFail((token) => Redacted.value(token).trim() !== ""),
    Effect.mapError(() => usage(`${at}: the environment variable ${variable} is not set, or is empty`))
  )
