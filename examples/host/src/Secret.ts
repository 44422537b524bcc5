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
