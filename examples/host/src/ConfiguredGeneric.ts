/**
 * Makes a connector of a manifest as a configuration says.
 *
 * @since 0.1.0
 */
import { GenericConnector, GenericOptions, type Manifest } from "@innlet/connector-generic"
import type { Connector } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { TokenFile } from "@innlet/core/node"
import { Effect, type FileSystem, Path, type Redacted } from "effect"
import type { HttpClient } from "effect/http"
import type { GenericConfig } from "./GenericConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as ManifestFile from "./ManifestFile.ts"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  config: HostConfig,
  name: string,
  named: GenericConfig,
  place: Secret.Place
): Effect.fn.Return<Connector.Connector, HostFailure, HttpClient.HttpClient | FileSystem.FileSystem | Path.Path> {
  const manifest = yield* manifestOf(config, named, place.at)
  const { account, pace, quotas } = PaceConfig.of(named)
  const { quietHours, spacing } = pace
  const made = GenericConnector.make(manifest, {
    name,
    baseUrl: named.baseUrl,
    parameters: named.parameters,
    account,
    quotas,
    ...((quietHours !== undefined || spacing !== undefined) && { pace }),
    ...(place.secrets === undefined
      ? { credentials: Credentials.none }
      : { secrets: yield* secretsOf(manifest, named, place) })
  })
  const failure = ({ message }: Error) => usage(`${place.at}.${message}`)
  if (manifest.auth?.type !== "oauth2" || place.secrets === undefined) return yield* Effect.mapError(made, failure)
  const { tokens } = config
  if (tokens === undefined) {
    return yield* usage(`${place.at}: its manifest asks for OAuth; expected "tokens" beside the connectors`)
  }
  const key = yield* Secret.read(tokens.key.env, `${config.file}: tokens.key`)
  return yield* made.pipe(
    Effect.provide(TokenFile.layer({ directory: tokens.directory, key })),
    Effect.mapError(failure)
  )
})

const manifestOf = Effect.fnUntraced(function* (
  config: HostConfig,
  named: GenericConfig,
  at: string
): Effect.fn.Return<Manifest.Manifest, HostFailure, FileSystem.FileSystem | Path.Path> {
  if (named.manifest === undefined) return yield* ManifestFile.preset(named.preset ?? "", `${at}.preset`)
  const path = yield* Path.Path
  return yield* ManifestFile.load(path.resolve(path.dirname(path.resolve(config.file)), named.manifest), named.manifest)
})

const secretsOf = Effect.fnUntraced(function* (
  manifest: Manifest.Manifest,
  { secrets = {} }: GenericConfig,
  place: Secret.Place
): Effect.fn.Return<{ readonly [name: string]: Redacted.Redacted }, HostFailure> {
  const names = GenericOptions.secretsOf(manifest.auth)
  const unknown = Object.keys(secrets).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const known = names.length === 0 ? "it asks for none" : `it asks for ${names.join(", ")}`
    return yield* usage(`${place.at}.secrets.${unknown}: the manifest names no such secret; ${known}`)
  }
  const missing = names.find((name) => !Object.hasOwn(secrets, name))
  if (missing !== undefined) {
    return yield* usage(
      `${place.at}.secrets.${missing}: Missing; expected { "env": "NAME" }, as the manifest asks for it`
    )
  }
  const values: Record<string, Redacted.Redacted> = {}
  for (const [name, variable] of Object.entries(secrets)) {
    values[name] = yield* Secret.of(variable, `secrets.${name}`, place)
  }
  return values
})
