/**
 * How fast a connector may ask, as the configuration says it: quotas, spacing and quiet hours.
 *
 * @since 0.1.0
 */
import type { Quota } from "@innlet/core/contract"
import { Length } from "@innlet/core/domain"
import { Schema, SchemaGetter } from "effect"

/**
 * @category schemas
 * @since 0.1.0
 */
export const QuotaConfig = Schema.Struct({
  kind: Schema.optionalKey(Schema.Literals(["read", "write", "search"])),
  /** In requests, per `window`. */
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
  window: Length.Length,
  counting: Schema.optionalKey(Schema.Literals(["sliding", "fixed", "bucket"]))
})

/**
 * The quota that a configuration means.
 *
 * @category getters
 * @since 0.1.0
 */
export const quotaOf = ({ counting, kind, limit, window }: typeof QuotaConfig.Type): Quota.Quota => ({
  kind: kind ?? "read",
  limit,
  window: Length.of(window),
  counting
})

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/

/** A time of day as minutes after midnight. */
const TimeOfDay = Schema.String.check(
  Schema.makeFilter((text: string) => clock.test(text) || 'Expected a time of day in UTC such as "08:00"')
).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((text) => {
      const [, hours, minutes] = clock.exec(text) ?? []
      return Number(hours) * 60 + Number(minutes)
    }),
    encode: SchemaGetter.forbidden(() => "a configuration is only read")
  })
)

/**
 * @category schemas
 * @since 0.1.0
 */
export const QuietHours = Schema.Struct({
  from: TimeOfDay,
  to: TimeOfDay,
  factor: Schema.Finite.check(Schema.isBetween({ minimum: 0.01, maximum: 1 }))
})

/**
 * The part of a connector's configuration that says how fast to ask.
 *
 * @category schemas
 * @since 0.1.0
 */
export const fields = {
  /** Whom the provider counts requests by; connectors of one account share quotas. */
  account: Schema.optionalKey(Schema.NonEmptyString),
  quotas: Schema.optionalKey(Schema.Array(QuotaConfig)),
  /** The least time between two requests. */
  spacing: Schema.optionalKey(Length.Length),
  quietHours: Schema.optionalKey(QuietHours)
}

const Fields = Schema.Struct(fields)

/**
 * The same as every connector's options take it.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = ({ account, quietHours, quotas, spacing }: typeof Fields.Type) => ({
  account,
  quotas: quotas?.map(quotaOf),
  pace: { spacing: Length.optional(spacing), quietHours }
})
