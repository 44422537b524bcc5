/**
 * The last that the feed said of an accommodation: it changed, closed or opened. What changed has to be read anew from its
 * details.
 *
 * Its key is the accommodation's id. The feed tells no time of a single change, only the time that an answer covers.
 *
 * @since 0.1.0
 */
import { Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireId from "../WireId.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const AccommodationChange = Schema.Struct({
  id: Schema.String,
  change: Schema.Literals(["changed", "closed", "opened"]),
  /** Why it closed, as version 3.2 tells: `fraud`, `permanently`, `temporarily`. */
  closure: Schema.NullOr(Schema.String),
  /** It happened at this time or later. */
  from: Instant.Checked,
  /** It happened before; the `next` of the answer. What is told later stands. */
  before: Instant.Checked
})

/**
 * @category models
 * @since 0.1.0
 */
export type AccommodationChange = typeof AccommodationChange.Type

/**
 * Of the lists that one answer names an id in, the first of these tells what stands. That it opened comes first, since whoever
 * hears of it reads its details, which tell whether it closed again; that it closed says more than that it changed.
 */
const standing = ["opened", "closed", "closed.fraud", "closed.permanently", "closed.temporarily", "changed"] as const

const Wire = Schema.Struct({
  id: WireId.WireId,
  lists: Schema.NonEmptyArray(Schema.Literals(standing)),
  from: Instant.FromWire,
  next: Instant.FromWire
})

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ id: WireId.WireId }))

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly id: string } | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), ({ id }) => ({ id: WireId.textOf(id) })))

/**
 * Decodes an id with the lists it stands in; issues name the lists.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(AccommodationChange, {
    decode: SchemaGetter.transform(({ from, id, lists, next }) => {
      const list = standing.find((name) => lists.includes(name)) ?? lists[0]
      return {
        id: WireId.textOf(id),
        change:
          list === "opened" ? ("opened" as const) : list === "changed" ? ("changed" as const) : ("closed" as const),
        closure: list.startsWith("closed.") ? list.slice("closed.".length) : null,
        from: Instant.utcOf(from),
        before: Instant.utcOf(next)
      }
    }),
    encode: SchemaGetter.forbidden(() => "a change is only read")
  })
)
