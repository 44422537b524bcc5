/**
 * One connector of a configuration: which one, where its provider is, and how it is asked.
 *
 * @since 0.1.0
 */
import { Origin } from "@innlet/core/resilience"
import { Length } from "@innlet/core/domain"
import { Result, Schema } from "effect"
import { DemandConfig } from "./DemandConfig.ts"
import { GenericConfig } from "./GenericConfig.ts"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

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
      window: Length.Length
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
  resolution: Schema.optionalKey(Length.Length),
  /** Is a record in that changed exactly then? */
  from: Schema.optionalKey(Schema.Literals(["inclusive", "exclusive"])),
  /** How far behind the last look every look begins. */
  lookBack: Schema.optionalKey(Length.Length)
})

const common = {
  ...PaceConfig.fields,
  streams: Schema.optionalKey(StreamsConfig.StreamsConfig),
  stagingBytes: Schema.optionalKey(StreamsConfig.StagingBytes)
}

const pageSize = (maximum: number) => Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum })))

/**
 * A Booking-shaped API.
 *
 * @category schemas
 * @since 0.1.0
 */
export const BookingConfig = Schema.Struct({
  ...common,
  use: Schema.Literal("booking"),
  /** How the provider pages; the connector's own default when absent. */
  profile: Schema.optionalKey(Schema.Literal("offset")),
  baseUrl: BaseUrl,
  /** A bearer token; or `oauth`. */
  token: Schema.optionalKey(Secret.Named),
  oauth: Schema.optionalKey(OAuthConfig),
  /** In records. */
  pageSize: pageSize(500),
  /** What this provider promises about the order of its lists, where more is known than its documents say. */
  order: Schema.optionalKey(Schema.Literals(["immutable", "append", "mutable", "unspecified"])),
  /** How this provider lists what changed, where it can. */
  changes: Schema.optionalKey(ChangesConfig)
}).check(
  Schema.makeFilter(
    ({ oauth, token }) => (token === undefined) !== (oauth === undefined) || "Expected either token or oauth"
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type BookingConfig = typeof BookingConfig.Type

/**
 * Travelgate's Hotel-X, its GraphQL.
 *
 * @category schemas
 * @since 0.1.0
 */
export const HotelXConfig = Schema.Struct({
  ...common,
  use: Schema.Literal("hotelx"),
  /** Travelgate's own when absent. */
  baseUrl: Schema.optionalKey(BaseUrl),
  apiKey: Secret.Named,
  access: Schema.NonEmptyString,
  /** In records. */
  pageSize: pageSize(10_000),
  languages: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The suppliers whose metadata is asked for. */
  suppliers: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)),
  /** Reads the hotels of these countries, each on its own. */
  countries: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The same by destinations. */
  destinations: Schema.optionalKey(Schema.Array(Schema.String)),
  /** How far behind the last look every look at what changed begins. */
  lookBack: Schema.optionalKey(Length.Length),
  tokenReplay: Schema.optionalKey(Schema.Literals(["unsafe", "safe"])),
  /** How long a token may be used. */
  lifetime: Schema.optionalKey(Length.Length),
  relay: Schema.optionalKey(Schema.Literals(["omit", "send"]))
}).check(
  Schema.makeFilter(
    ({ countries, destinations }) =>
      countries === undefined || destinations === undefined || "Expected countries or destinations, not both"
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type HotelXConfig = typeof HotelXConfig.Type

/**
 * Travelgate's legacy XML service.
 *
 * @category schemas
 * @since 0.1.0
 */
export const LegacyConfig = Schema.Struct({
  ...common,
  use: Schema.Literal("hotelx-legacy"),
  /** Travelgate's own when absent. */
  baseUrl: Schema.optionalKey(BaseUrl),
  username: Schema.NonEmptyString,
  password: Secret.Named,
  supplier: Schema.NonEmptyString,
  accessCode: Schema.NonEmptyString,
  accessParameter: Schema.optionalKey(Schema.Literals(["HotelXAccessCode", "Access", "both"])),
  supplierUser: Schema.optionalKey(Schema.NonEmptyString),
  supplierPassword: Schema.optionalKey(Secret.Named),
  supplierUrl: Schema.optionalKey(Schema.NonEmptyString),
  language: Schema.optionalKey(Schema.String),
  /** The least records of a page but the last. */
  expectedRange: pageSize(10_000),
  tokenReplay: Schema.optionalKey(Schema.Literals(["unsafe", "safe"])),
  /** How long a token may be used. */
  lifetime: Schema.optionalKey(Length.Length)
})

/**
 * @category models
 * @since 0.1.0
 */
export type LegacyConfig = typeof LegacyConfig.Type

/**
 * @category schemas
 * @since 0.1.0
 */
export const ConnectorConfig = Schema.Union([
  BookingConfig,
  DemandConfig,
  HotelXConfig,
  LegacyConfig,
  GenericConfig
]).annotate({
  message: 'Expected "use" to be "booking", "booking-demand", "hotelx", "hotelx-legacy" or "generic"'
})

/**
 * @category models
 * @since 0.1.0
 */
export type ConnectorConfig = typeof ConnectorConfig.Type
