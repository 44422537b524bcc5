/**
 * Secrets, read from the environment variables that a configuration names.
 *
 * @since 0.1.0
 */
import { Config, Effect, Redacted, Schema } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"

/**
 * A secret, by the environment variable that holds it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Named = Schema.Struct({ env: Schema.NonEmptyString }).annotate({
  message: 'Expected { "env": "NAME" }; a secret is read from the environment, never from this file'
})

/**
 * Reads the secret in a variable; `at` is the place in the configuration that names it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = (variable: string, at: string): Effect.Effect<Redacted.Redacted, HostFailure> =>
  Config.Redacted(variable).pipe(
    Effect.filterOrFail((secret) => Redacted.value(secret).trim() !== ""),
    Effect.mapError(() => usage(`${at}: the environment variable ${variable} is not set, or is empty`))
  )

/**
 * How secrets are read.
 *
 * @category models
 * @since 0.1.0
 */
export type Read = typeof read

/**
 * A connector's place in the configuration, and how its secrets are read; not at all where it has nothing to ask.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly at: string
  readonly secrets: Read | undefined
}

/**
 * The secret of `key` at a place; a word that opens nothing where none is read.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (
  { env }: typeof Named.Type,
  key: string,
  { at, secrets }: Place
): Effect.Effect<Redacted.Redacted, HostFailure> =>
  secrets === undefined ? Effect.succeed(Redacted.make("offline")) : secrets(env, `${at}.${key}`)
