/**
 * A kind of room, as a supplier describes it. Many suppliers have none.
 *
 * Its key is the node's `code`. Views, media and amenities stay in the raw record.
 *
 * @since 0.1.0
 */
import { Instant } from "@innlet/core/domain"
import { Schema, SchemaGetter } from "effect"
import * as WireNode from "./WireNode.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Room = Schema.Struct({
  code: Schema.String,
  /** The code that searches give. */
  roomCode: Schema.NullOr(Schema.String),
  /** In the first language that came. */
  name: Schema.NullOr(Schema.String),
  texts: Schema.Array(WireNode.Text),
  /** Who describes it. */
  source: Schema.NullOr(Schema.String),
  /** In square metres; the provider documents no format. */
  area: Schema.NullOr(Schema.String),
  minGuests: Schema.NullOr(Schema.Int),
  maxGuests: Schema.NullOr(Schema.Int),
  maxAdults: Schema.NullOr(Schema.Int),
  maxChildren: Schema.NullOr(Schema.Int),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When Travelgate last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Room = typeof Room.Type

const { Code, OptionalInstant, OptionalText, OptionalTexts, nullable } = WireNode

const Range = nullable(Schema.Struct({ min: nullable(Schema.Int), max: nullable(Schema.Int) }))

const Wire = Schema.Struct({
  code: Code,
  roomData: Schema.Struct({
    roomCode: OptionalText,
    texts: OptionalTexts,
    source: OptionalText,
    area: nullable(Schema.Union([Schema.String, Schema.Finite])),
    occupancies: nullable(Schema.Struct({ total: Range, adults: Range, children: Range }))
  }),
  createdAt: OptionalInstant,
  updatedAt: OptionalInstant
})

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = WireNode.keyOf

/**
 * Decodes a room's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Room, {
    decode: SchemaGetter.transform(({ code, createdAt, roomData, updatedAt }) => ({
      code: String(code),
      roomCode: WireNode.textOf(roomData.roomCode),
      name: WireNode.nameOf(roomData.texts),
      texts: WireNode.textsOf(roomData.texts),
      source: WireNode.textOf(roomData.source),
      area: WireNode.textOf(roomData.area),
      minGuests: roomData.occupancies?.total?.min ?? null,
      maxGuests: roomData.occupancies?.total?.max ?? null,
      maxAdults: roomData.occupancies?.adults?.max ?? null,
      maxChildren: roomData.occupancies?.children?.max ?? null,
      createdAt: WireNode.instantOf(createdAt),
      updatedAt: WireNode.instantOf(updatedAt)
    })),
    encode: SchemaGetter.forbidden(() => "a room is only read")
  })
)
