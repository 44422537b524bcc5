/**
 * Which content a supplier has, and in which languages.
 *
 * Its key is the supplier's code. A list that is null stands for content that the supplier does not offer at all. Source:
 * Travelgate documentation, metadata.
 *
 * @since 0.1.0
 */
import { Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireNode from "./WireNode.ts"

/**
 * A language of a content, ISO 639-1, and the day when it was last reviewed.
 *
 * @category models
 * @since 0.1.0
 */
export const Reviewed = Schema.Struct({ language: Schema.String, reviewedOn: Schema.NullOr(Schema.String) })

const Content = Schema.NullOr(Schema.Array(Reviewed))

/**
 * @category models
 * @since 0.1.0
 */
export const SupplierMetadata = Schema.Struct({
  supplierCode: Schema.String,
  /** The node's own. */
  code: Schema.NullOr(Schema.String),
  hotels: Content,
  destinations: Content,
  rooms: Content,
  boards: Content,
  categories: Content,
  createdAt: Schema.NullOr(Instant.Checked),
  /** When Travelgate last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type SupplierMetadata = typeof SupplierMetadata.Type

const { Code, OptionalInstant, OptionalText, nullable } = WireNode

const WireContent = nullable(
  Schema.Struct({
    languages: nullable(Schema.Array(Schema.Struct({ value: Schema.String, reviewDate: OptionalText })))
  })
)

const Wire = Schema.Struct({
  code: OptionalText,
  metadataData: Schema.Struct({
    supplierCode: Code,
    hotels: WireContent,
    destinations: WireContent,
    rooms: WireContent,
    boards: WireContent,
    categories: WireContent
  }),
  createdAt: OptionalInstant,
  updatedAt: OptionalInstant
})

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ metadataData: Schema.Struct({ supplierCode: Code }) }))

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly supplierCode: string } | undefined =>
  Option.getOrUndefined(
    Option.map(decodeKey(raw), ({ metadataData }) => ({ supplierCode: String(metadataData.supplierCode) }))
  )

const contentOf = (content: (typeof WireContent)["Type"] | undefined): (typeof Content)["Type"] =>
  content === null || content === undefined
    ? null
    : (content.languages ?? []).map(({ reviewDate, value }) => ({
        language: value,
        reviewedOn: WireNode.textOf(reviewDate)
      }))

/**
 * Decodes a supplier's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(SupplierMetadata, {
    decode: SchemaGetter.transform(({ code, createdAt, metadataData, updatedAt }) => ({
      supplierCode: String(metadataData.supplierCode),
      code: WireNode.textOf(code),
      hotels: contentOf(metadataData.hotels),
      destinations: contentOf(metadataData.destinations),
      rooms: contentOf(metadataData.rooms),
      boards: contentOf(metadataData.boards),
      categories: contentOf(metadataData.categories),
      createdAt: WireNode.instantOf(createdAt),
      updatedAt: WireNode.instantOf(updatedAt)
    })),
    encode: SchemaGetter.forbidden(() => "metadata are only read")
  })
)
