/**
 * What is kept of an OAuth credential between runs: its tokens, and the token calls that were made.
 *
 * @since 0.1.0
 */
import { Equal, Schema } from "effect"
import * as ConnectorError from "../contract/ConnectorError.ts"

const Secret = Schema.RedactedFromValue(Schema.String)

/**
 * An access token and what became of it.
 *
 * @category models
 * @since 0.1.0
 */
export const AccessToken = Schema.Struct({
  value: Secret,
  /** Epoch milliseconds at which it was asked for. */
  obtainedAt: Schema.Finite,
  /** Epoch milliseconds. */
  expiresAt: Schema.Finite,
  /** Was it asked for because the one before was refused? */
  forced: Schema.Boolean,
  /** Did the provider take it at least once? */
  accepted: Schema.Boolean,
  /** Was it refused although it came from a forced renewal? Then no other is asked for until it expires. */
  refused: Schema.Boolean
})

/**
 * @category models
 * @since 0.1.0
 */
export type AccessToken = typeof AccessToken.Type

/**
 * @category models
 * @since 0.1.0
 */
export const TokenRecord = Schema.Struct({
  /** Of the secrets in the configuration: others void what is below, except the calls. */
  seed: Schema.String,
  token: Schema.UndefinedOr(AccessToken),
  /** The newest, where the provider renews by one. */
  refreshToken: Schema.UndefinedOr(Secret),
  /** Epoch milliseconds of the token calls that still count, each noted before it was made. */
  calls: Schema.Array(Schema.Finite),
  /** The last refusal of the token endpoint, and the epoch milliseconds of it. */
  refusal: Schema.UndefinedOr(
    Schema.Struct({
      at: Schema.Finite,
      reason: Schema.Union([
        ConnectorError.AuthenticationFailed,
        ConnectorError.AccessDenied,
        ConnectorError.RequestRejected
      ])
    })
  )
})

/**
 * @category models
 * @since 0.1.0
 */
export type TokenRecord = typeof TokenRecord.Type

/**
 * Are they the same token, from the same answer?
 *
 * @category guards
 * @since 0.1.0
 */
export const isSame = (a: AccessToken | undefined, b: AccessToken | undefined): boolean =>
  a !== undefined && b !== undefined && a.obtainedAt === b.obtainedAt && Equal.equals(a.value, b.value)
