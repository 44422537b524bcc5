/**
 * A connector of Booking.com's Demand API, as a configuration names it. What the values may be is checked by the connector.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Schema } from "effect"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

const Ids = Schema.Array(Schema.Int)
const Words = Schema.Array(Schema.String)

const Selection = Schema.Union([
  Schema.Struct({ accommodations: Ids }),
  Schema.Struct({ city: Schema.Int }),
  Schema.Struct({ region: Schema.Int }),
  Schema.Struct({ country: Schema.String }),
  Schema.Struct({ airport: Schema.String })
]).annotate({ message: "Expected one of accommodations, city, region, country, airport" })

const stay = {
  name: Schema.String,
  booker: Schema.Struct({
    country: Schema.String,
    platform: Schema.Literals(["android", "desktop", "ios", "mobile", "tablet"])
  }),
  checkin: Schema.String,
  checkout: Schema.String,
  guests: Schema.Struct({
    number_of_adults: Schema.Int,
    number_of_rooms: Schema.Int,
    children: Schema.optionalKey(Ids)
  }),
  currency: Schema.optionalKey(Schema.String),
  extras: Schema.optionalKey(Words),
  more: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const DemandConfig = Schema.Struct({
  ...PaceConfig.fields,
  streams: Schema.optionalKey(StreamsConfig.StreamsConfig),
  stagingBytes: Schema.optionalKey(StreamsConfig.StagingBytes),
  use: Schema.Literal("booking-demand"),
  version: Schema.optionalKey(Schema.Literals(["3.1", "3.2"])),
  /** Without the version; Booking.com's own when absent. */
  baseUrl: Schema.optionalKey(Schema.String),
  token: Secret.Named,
  affiliateId: Schema.Int,
  accommodations: Schema.optionalKey(
    Schema.Struct({
      selections: Schema.Array(Selection),
      extras: Schema.optionalKey(Words),
      languages: Schema.optionalKey(Words),
      /** In records, as the others. */
      pageSize: Schema.optionalKey(Schema.Int)
    })
  ),
  accommodationChanges: Schema.optionalKey(
    Schema.Struct({
      countries: Schema.optionalKey(Words),
      cities: Schema.optionalKey(Ids),
      lookBack: Schema.optionalKey(Length.Length)
    })
  ),
  searchResults: Schema.optionalKey(
    Schema.Struct({
      searches: Schema.Array(Schema.Struct({ ...stay, destination: Selection })),
      pageSize: Schema.optionalKey(Schema.Int)
    })
  ),
  availability: Schema.optionalKey(
    Schema.Struct({
      stays: Schema.Array(Schema.Struct(stay)),
      accommodations: Schema.optionalKey(Ids),
      batch: Schema.optionalKey(Schema.Int)
    })
  ),
  orders: Schema.optionalKey(
    Schema.Struct({
      by: Schema.optionalKey(Schema.Literals(["updated", "created"])),
      from: Schema.String,
      to: Schema.optionalKey(Schema.String),
      currency: Schema.String,
      extras: Schema.optionalKey(Words),
      services: Schema.optionalKey(Words),
      pageSize: Schema.optionalKey(Schema.Int),
      largestPage: Schema.optionalKey(Schema.Int),
      lookBack: Schema.optionalKey(Length.Length)
    })
  )
})

/**
 * @category models
 * @since 0.1.0
 */
export type DemandConfig = typeof DemandConfig.Type
