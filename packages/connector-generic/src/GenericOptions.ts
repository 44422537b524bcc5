/**
 * What a host gives to a manifest: its secrets, its parameters, and what it knows better.
 *
 * @since 0.1.0
 */
import { InvalidOptions, type Quota } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { Redacted, Result, type Schema } from "effect"
import type { Auth } from "./Auth.ts"
import type { Manifest } from "./Manifest.ts"
import type { Scalar } from "./Value.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface GenericOptions {
  /** Names tables and checkpoints. @default the manifest's name */
  readonly name?: string | undefined
  /** @default the manifest's */
  readonly baseUrl?: string | undefined
  /** By the names that the manifest's `auth` gives them. */
  readonly secrets?: { readonly [name: string]: Redacted.Redacted } | undefined
  /** By the manifest's names. */
  readonly parameters?: { readonly [name: string]: Scalar | ReadonlyArray<Scalar> } | undefined
  /** In the place of the manifest's `auth`: any credentials, such as `Credentials.custom`. */
  readonly credentials?: Credentials.Credentials | undefined
  /** A schema of the records of a stream, in the place of its `fields`. It decodes the raw record. */
  readonly records?: { readonly [stream: string]: Schema.Decoder<unknown> } | undefined
  /** What your contract allows. @default the manifest's */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  readonly pace?: Quota.Pace | undefined
  /** Names the account that the provider counts requests by. @default from the credentials */
  readonly account?: string | undefined
}

/**
 * The parameters' values: those that were given, else their defaults. Fails on one that is missing, unknown or none of its
 * values.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parametersOf = (
  { parameters: declared = {} }: Pick<Manifest, "parameters">,
  { parameters: given = {} }: Pick<GenericOptions, "parameters">
): Result.Result<{ readonly [name: string]: Scalar | ReadonlyArray<Scalar> }, InvalidOptions.InvalidOptions> => {
  const names = Object.keys(declared)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    return refuseParameter(
      unknown,
      `the manifest has no such parameter${names.length === 0 ? "" : `; it has ${names.join(", ")}`}`
    )
  }
  const values: Array<readonly [string, Scalar | ReadonlyArray<Scalar>]> = []
  for (const [name, parameter] of Object.entries(declared)) {
    const value = given[name] ?? parameter.default
    if (value === undefined) return refuseParameter(name, `is missing${description(parameter.description)}`)
    const wrong = (isMany(value) ? value : [value]).find((one) => !(parameter.values?.includes(one) ?? true))
    if (wrong !== undefined) {
      return refuseParameter(
        name,
        `${JSON.stringify(wrong)} is none of ${(parameter.values ?? []).map(String).join(", ")}`
      )
    }
    values.push([name, value])
  }
  return Result.succeed(Object.fromEntries(values))
}

const refuseParameter = (name: string, detail: string) => InvalidOptions.refuse(`parameters.${name}`, detail)

const isMany = (value: Scalar | ReadonlyArray<Scalar>): value is ReadonlyArray<Scalar> => Array.isArray(value)

const description = (text: string | undefined): string => (text === undefined ? "" : `: ${text}`)

/**
 * The names of the secrets that an authentication needs.
 *
 * @category getters
 * @since 0.1.0
 */
export const secretsOf = (auth: Auth | undefined): ReadonlyArray<string> => {
  switch (auth?.type) {
    case undefined:
    case "none":
      return []
    case "bearer":
      return [auth.token]
    case "header":
    case "query":
      return [auth.key]
    case "basic":
      return [auth.user, auth.password]
    case "oauth2":
      return [auth.clientId, auth.clientSecret, ...(auth.refreshToken === undefined ? [] : [auth.refreshToken])]
    case "body":
      return Object.values(auth.fields)
    case "expedia":
      return [auth.apiKey, auth.sharedSecret]
    case "hotelbeds":
      return [auth.apiKey, auth.secret]
  }
}
