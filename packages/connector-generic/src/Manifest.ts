/**
 * A provider's API by declaration. It holds no code and no secret: a manifest in TypeScript, JSON and YAML is the same value.
 *
 * What a manifest leaves out is assumed at its weakest: no promise of order, cursors that must not be sent twice, no total. A
 * promise that the provider does not keep makes a verdict a lie.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Schema } from "effect"
import * as Auth from "./Auth.ts"
import * as Rule from "./Rule.ts"
import * as StreamManifest from "./StreamManifest.ts"
import * as Value from "./Value.ts"

/**
 * How the provider tells what is left of its limits: by the name of a known dialect, or by plain headers.
 *
 * @category schemas
 * @since 0.1.0
 */
export const RateLimit = Schema.Union([
  Schema.Literals([
    "none",
    "ietf",
    "draft7",
    "triple",
    "github",
    "guesty",
    "expediaRapid",
    "expediaXap",
    "rateHawk",
    "guess"
  ]),
  Schema.Struct({
    limit: Schema.optionalKey(Schema.String),
    remaining: Schema.String,
    reset: Schema.String,
    window: Schema.optionalKey(Length.Length),
    unit: Schema.Struct({
      remaining: Schema.Literals(["count", "percent"]),
      reset: Schema.Literals(["deltaSeconds", "deltaMillis", "epochSeconds", "epochMillis", "httpDate", "isoUtc"])
    })
  })
])

/**
 * @category schemas
 * @since 0.1.0
 */
export const Quota = Schema.Struct({
  kind: Schema.optionalKey(Schema.Literals(["read", "search"])),
  /** In requests, per `window`. */
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
  window: Length.Length,
  counting: Schema.optionalKey(Schema.Literals(["sliding", "fixed", "bucket"]))
}).annotate({ identifier: "Quota" })

/**
 * Something that the host gives: an account's id, a language, a list of properties.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Parameter = Schema.Struct({
  description: Schema.optionalKey(Schema.String),
  /** Without one, the host has to give it. */
  default: Schema.optionalKey(Schema.Union([Value.Scalar, Schema.Array(Value.Scalar)])),
  /** The values it may have. */
  values: Schema.optionalKey(Schema.Array(Value.Scalar))
}).annotate({ identifier: "DeclaredParameter" })

const Named = <S extends Schema.Top>(of: S, form: RegExp, expected: string) =>
  Schema.Record(Schema.String, of).check(
    Schema.makeFilter(
      (named: { readonly [name: string]: unknown }) =>
        Object.keys(named)
          .filter((name) => !form.test(name))
          .map((name) => ({ path: [name], issue: `Expected ${expected}` })),
      { toJsonSchema: () => ({ propertyNames: { pattern: form.source } }) }
    )
  )

/**
 * @category schemas
 * @since 0.1.0
 */
export const Manifest = Schema.Struct({
  /** For editors: the address of the JSON Schema. */
  $schema: Schema.optionalKey(Schema.String),
  /** Names tables and checkpoints unless the host gives another: `[a-z][a-z0-9_]*`. */
  name: Schema.String.check(
    Schema.isPattern(/^[a-z][a-z0-9_]{0,40}$/u, { expected: "a name of the form [a-z][a-z0-9_]*" })
  ),
  /** Of the manifest; kept with every checkpoint. */
  version: Schema.String.check(Schema.isNonEmpty({ expected: 'a version as a text, such as "1.0.0"' })),
  description: Schema.optionalKey(Schema.String),
  /** `https://…`, or `http://` for loopback; the host may give another. */
  baseUrl: Schema.optionalKey(Schema.String),
  parameters: Schema.optionalKey(
    Named(Parameter, /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, "a parameter's name of letters, digits and _")
  ),
  /** @default none */
  auth: Schema.optionalKey(Auth.Auth),
  /** What every request of every stream carries. */
  request: Schema.optionalKey(
    Schema.Struct({
      query: Schema.optionalKey(Schema.Record(Schema.String, Value.Value)),
      headers: Schema.optionalKey(Schema.Record(Schema.String, Value.Value))
    })
  ),
  errors: Schema.optionalKey(Schema.Array(Rule.Rule)),
  rateLimit: Schema.optionalKey(RateLimit),
  /** The wait after a throttle that tells none. */
  cooldown: Schema.optionalKey(Length.Length),
  quotas: Schema.optionalKey(Schema.Array(Quota)),
  /** The least time between two requests. */
  spacing: Schema.optionalKey(Length.Length),
  /** By name, `[a-z][a-z0-9_]*`, in the order they are synced. */
  streams: Named(StreamManifest.StreamManifest, /^[a-z][a-z0-9_]{0,40}$/, "a stream's name of the form [a-z][a-z0-9_]*")
})

/**
 * @category models
 * @since 0.1.0
 */
export type Manifest = typeof Manifest.Type
