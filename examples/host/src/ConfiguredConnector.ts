/**
 * Makes the connectors a configuration names, their secrets read from the environment.
 *
 * @since 0.1.0
 */
import type { Connector } from "@innlet/core/contract"
import type { StreamOptions } from "@innlet/core/engine"
import { Effect, type FileSystem, type Path } from "effect"
import { HttpClient } from "effect/http"
import * as ConfiguredBooking from "./ConfiguredBooking.ts"
import * as ConfiguredGeneric from "./ConfiguredGeneric.ts"
import * as ConfiguredHotelX from "./ConfiguredHotelX.ts"
import type { ConnectorConfig } from "./ConnectorConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as Secret from "./Secret.ts"
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
export const make = (
  config: HostConfig,
  name: string
): Effect.Effect<ConfiguredConnector, HostFailure, HttpClient.HttpClient | Files> => build(config, name, Secret.read)

/**
 * The same connector without its secrets, for what needs its streams and asks its provider nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const offline = (config: HostConfig, name: string): Effect.Effect<ConfiguredConnector, HostFailure, Files> =>
  Effect.provideService(build(config, name, undefined), HttpClient.HttpClient, silent)

/**
 * What reads manifests, which are files.
 *
 * @category models
 * @since 0.1.0
 */
export type Files = FileSystem.FileSystem | Path.Path

const silent = HttpClient.make(() => Effect.die(new Error("a connector without secrets has nothing to ask")))

const build = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string,
  secrets: Secret.Read | undefined
): Effect.fn.Return<ConfiguredConnector, HostFailure, HttpClient.HttpClient | Files> {
  const named = yield* namedIn(config, name)
  const at = `${config.file}: connectors.${name}`
  const connector = yield* connectorOf(config, name, named, { at, secrets })
  return {
    connector,
    stagingBytes: named.stagingBytes ?? config.stagingBytes,
    each: yield* StreamsConfig.known(named.streams ?? {}, connector, at)
  }
})

const connectorOf = (
  config: HostConfig,
  name: string,
  named: ConnectorConfig,
  place: Secret.Place
): Effect.Effect<Connector.Connector, HostFailure, HttpClient.HttpClient | Files> => {
  switch (named.use) {
    case "booking":
      return ConfiguredBooking.make(config, name, named, place)
    case "booking-demand":
      return ConfiguredBooking.demand(name, named, place)
    case "hotelx":
      return ConfiguredHotelX.make(name, named, place)
    case "hotelx-legacy":
      return ConfiguredHotelX.legacy(name, named, place)
    case "generic":
      return ConfiguredGeneric.make(config, name, named, place)
  }
}

const namedIn = (config: HostConfig, name: string): Effect.Effect<ConnectorConfig, HostFailure> => {
  const named = Object.hasOwn(config.connectors, name) ? config.connectors[name] : undefined
  if (named !== undefined) return Effect.succeed(named)
  const known = Object.keys(config.connectors).join(", ")
  return usage(`${name}: ${config.file} has no connector of this name${known === "" ? "" : `; it has ${known}`}`)
}
