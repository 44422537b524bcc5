/**
 * How requests are let in, as a manifest declares it. It names secrets; the host gives them.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Schema } from "effect"
import { Pointer } from "./Place.ts"

const Secret = Schema.String.check(
  Schema.isPattern(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/u, { expected: "the name of a secret: letters, digits and _" })
)

/**
 * @category schemas
 * @since 0.1.0
 */
export const Auth = Schema.Union([
  Schema.Struct({ type: Schema.Literal("none") }),
  /** `Authorization: Bearer …`. */
  Schema.Struct({ type: Schema.Literal("bearer"), token: Secret }),
  /** A key in a header, after `prefix` where there is one. */
  Schema.Struct({
    type: Schema.Literal("header"),
    header: Schema.String,
    prefix: Schema.optionalKey(Schema.String),
    key: Secret
  }),
  Schema.Struct({ type: Schema.Literal("query"), query: Schema.String, key: Secret }),
  Schema.Struct({ type: Schema.Literal("basic"), user: Secret, password: Secret }),
  /** OAuth 2.0: client credentials, or a refresh token. */
  Schema.Struct({
    type: Schema.Literal("oauth2"),
    /** A path of the base URL, or a whole URL. */
    tokenUrl: Schema.NonEmptyString,
    clientId: Secret,
    clientSecret: Secret,
    refreshToken: Schema.optionalKey(Secret),
    scope: Schema.optionalKey(Schema.String),
    /** @default "basic" */
    clientAuthentication: Schema.optionalKey(Schema.Literals(["basic", "body"])),
    maxCalls: Schema.optionalKey(Schema.Struct({ count: Schema.Int, window: Length.Length }))
  }),
  /** Secrets in a JSON body, by the places they go to. */
  Schema.Struct({ type: Schema.Literal("body"), fields: Schema.Record(Pointer, Secret) }),
  /** The signature of Expedia Rapid. */
  Schema.Struct({ type: Schema.Literal("expedia"), apiKey: Secret, sharedSecret: Secret }),
  /** The signature of Hotelbeds. */
  Schema.Struct({ type: Schema.Literal("hotelbeds"), apiKey: Secret, secret: Secret })
])

/**
 * @category models
 * @since 0.1.0
 */
export type Auth = typeof Auth.Type
