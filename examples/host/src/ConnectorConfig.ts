/**
 * One connector of a configuration: which one, where its provider is, and how it is asked.
 *
 * @since 0.1.0
 */
import { Origin } from "@innlet/core/resilience"
import { Result, Schema } from "effect"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

const planned: ReadonlySet<string> = new Set(["hotelx", "hotelx-legacy", "generic"])

const Use = Schema.String.check(
  Schema.makeFilter((name: string) => {
    if (name === "booking") return true
    if (planned.has(name)) return `the connector "${name}" is not there yet; there is "booking"`
    return `there is no connector "${name}"; there is "booking"`
  })
)

const BaseUrl = Schema.String.check(
  Schema.makeFilter((text: string) => {
    const url = Origin.baseUrl(text)
    return Result.isSuccess(url) || url.failure
  })
)

const Parameter = Schema.String.check(
  Schema.makeFilter((name: string) => /^[\w.-]+$/.test(name) || "Expected the name of a query parameter")
)

/**
 * Credentials of OAuth 2.0: client credentials, or a refresh token where there is one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OAuthConfig = Schema.Struct({
  tokenUrl: BaseUrl,
  clientId: Schema.NonEmptyString,
  clientSecret: Secret.Named,
  /** The first refresh token; a rotated one is kept in `tokens`. */
  refreshToken: Schema.optionalKey(Secret.Named),
  scope: Schema.optionalKey(Schema.NonEmptyString),
  /** How many tokens may be asked for. */
  maxCalls: Schema.optionalKey(
    Schema.Struct({
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
      window: PaceConfig.Length
    })
  )
})

/**
 * How a provider lists what changed: query parameters that take instants.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ChangesConfig = Schema.Struct({
  since: Parameter,
  before: Schema.optionalKey(Parameter),
  /** The provider's unit of modification times. */
  resolution: Schema.optionalKey(PaceConfig.Length),
  /** Is a record in that changed exactly then? */
  from: Schema.optionalKey(Schema.Literals(["inclusive", "exclusive"])),
  /** How far behind the last look every look begins. */
  lookBack: Schema.optionalKey(PaceConfig.Length)
})

/**
 * @category schemas
 * @since 0.1.0
 */
export const ConnectorConfig = Schema.Struct({
  /** Which of the connectors in the code. */
  use: Use,
  /** How the provider pages; the connector's own default when absent. */
  profile: Schema.optionalKey(Schema.Literal("offset")),
  baseUrl: BaseUrl,
  /** A bearer token; or `oauth`. */
  token: Schema.optionalKey(Secret.Named),
  oauth: Schema.optionalKey(OAuthConfig),
  /** Whom the provider counts requests by; connectors of one account share quotas. */
  account: Schema.optionalKey(Schema.NonEmptyString),
  quotas: Schema.optionalKey(Schema.Array(PaceConfig.QuotaConfig)),
  /** The least time between two requests. */
  spacing: Schema.optionalKey(PaceConfig.Length),
  quietHours: Schema.optionalKey(PaceConfig.QuietHours),
  /** In records. */
  pageSize: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 }))),
  /** What this provider promises about the order of its lists, where more is known than its documents say. */
  order: Schema.optionalKey(Schema.Literals(["immutable", "append", "mutable", "unspecified"])),
  /** How this provider lists what changed, where it can. */
  changes: Schema.optionalKey(ChangesConfig),
  streams: Schema.optionalKey(StreamsConfig.StreamsConfig),
  stagingBytes: Schema.optionalKey(StreamsConfig.StagingBytes)
}).check(
  Schema.makeFilter(
    ({ oauth, token }) => (token === undefined) !== (oauth === undefined) || "Expected either token or oauth"
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type ConnectorConfig = typeof ConnectorConfig.Type
