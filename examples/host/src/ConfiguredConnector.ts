/**
 * Makes the connectors a configuration names, their secrets read from the environment.
 *
 * @since 0.1.0
 */
import { BookingConnector } from "@innlet/connector-booking"
import type { Connector } from "@innlet/core/contract"
import type { StreamOptions } from "@innlet/core/engine"
import { type Duration, Effect, Redacted } from "effect"
import { HttpClient } from "effect/http"
import * as ConfiguredCredentials from "./ConfiguredCredentials.ts"
import type { ConnectorConfig } from "./ConnectorConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

/**
 * A connector, and how its streams are to be synced and kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConfiguredConnector {
  readonly connector: Connector.Connector
  readonly stagingBytes: number | undefined
  /** By the stream's name. */
  readonly each: { readonly [stream: string]: StreamOptions.StreamOptions }
}

/**
 * Makes the connector that the configuration calls `name`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string
): Effect.fn.Return<ConfiguredConnector, HostFailure, HttpClient.HttpClient> {
  const named = yield* namedIn(config, name)
  const token = yield* ConfiguredCredentials.make(config, named, placeOf(config, name))
  return yield* build(config, name, named, token)
})

/**
 * The same connector without its secrets, for what needs its streams and asks its provider nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const offline = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string
): Effect.fn.Return<ConfiguredConnector, HostFailure> {
  const named = yield* namedIn(config, name)
  return yield* build(config, name, named, Redacted.make("offline")).pipe(
    Effect.provideService(HttpClient.HttpClient, silent)
  )
})

const silent = HttpClient.make(() => Effect.die(new Error("a connector without secrets has nothing to ask")))

const placeOf = ({ file }: HostConfig, name: string) => `${file}: connectors.${name}`

const namedIn = (config: HostConfig, name: string): Effect.Effect<ConnectorConfig, HostFailure> => {
  const named = Object.hasOwn(config.connectors, name) ? config.connectors[name] : undefined
  if (named !== undefined) return Effect.succeed(named)
  const known = Object.keys(config.connectors).join(", ")
  return usage(`${name}: ${config.file} has no connector of this name${known === "" ? "" : `; it has ${known}`}`)
}

const lengthOf = (text: string | undefined): Duration.Duration | undefined =>
  text === undefined ? undefined : PaceConfig.lengthOf(text)

const build = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string,
  named: ConnectorConfig,
  token: BookingConnector.Options["token"]
): Effect.fn.Return<ConfiguredConnector, HostFailure, HttpClient.HttpClient> {
  const at = placeOf(config, name)
  const { account, baseUrl, changes, order, pageSize, profile, quietHours, quotas, spacing } = named
  const connector = yield* BookingConnector.make({
    name,
    baseUrl,
    token,
    account,
    quotas: quotas?.map(PaceConfig.quotaOf),
    pace: { spacing: lengthOf(spacing), quietHours },
    changes: changes && {
      ...changes,
      resolution: lengthOf(changes.resolution),
      lookBack: lengthOf(changes.lookBack)
    },
    ...(pageSize !== undefined && { pageSize }),
    ...(profile !== undefined && { profile }),
    ...(order !== undefined && { order })
  }).pipe(Effect.mapError(({ message }) => usage(`${at}.${message}`)))
  return {
    connector,
    stagingBytes: named.stagingBytes ?? config.stagingBytes,
    each: yield* StreamsConfig.known(named.streams ?? {}, connector, at)
  }
})
