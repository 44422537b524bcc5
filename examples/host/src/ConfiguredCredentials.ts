/**
 * Makes the credentials a connector's configuration names: a bearer token, or OAuth with its tokens kept between runs.
 *
 * @since 0.1.0
 */
import { type Credentials, OAuth } from "@innlet/core/credentials"
import { TokenFile } from "@innlet/core/node"
import { Length } from "@innlet/core/domain"
import { Effect, type Redacted } from "effect"
import type { HttpClient } from "effect/http"
import type { BookingConfig } from "./ConnectorConfig.ts"
import type { HostConfig } from "./HostConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as Secret from "./Secret.ts"

/**
 * The credentials of the connector at `at` in the configuration.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  config: HostConfig,
  { oauth, token }: BookingConfig,
  at: string
): Effect.Effect<Redacted.Redacted | Credentials.Credentials, HostFailure, HttpClient.HttpClient> => {
  if (token !== undefined) return Secret.read(token.env, `${at}.token`)
  const { tokens } = config
  // The configuration's schema has made sure of both.
  if (oauth === undefined || tokens === undefined) return usage(`${at}: Expected either token or oauth`)
  return Effect.gen(function* () {
    const key = yield* Secret.read(tokens.key.env, `${config.file}: tokens.key`)
    const options = {
      tokenUrl: oauth.tokenUrl,
      clientId: oauth.clientId,
      clientSecret: yield* Secret.read(oauth.clientSecret.env, `${at}.oauth.clientSecret`),
      scope: oauth.scope,
      maxCalls: oauth.maxCalls && { count: oauth.maxCalls.limit, window: Length.of(oauth.maxCalls.window) }
    }
    const refreshToken = oauth.refreshToken && (yield* Secret.read(oauth.refreshToken.env, `${at}.oauth.refreshToken`))
    const made =
      refreshToken === undefined ? OAuth.clientCredentials(options) : OAuth.refreshToken({ ...options, refreshToken })
    return yield* made.pipe(
      Effect.provide(TokenFile.layer({ directory: tokens.directory, key })),
      Effect.mapError(({ message }) => usage(`${at}.oauth: ${message}`))
    )
  })
}
