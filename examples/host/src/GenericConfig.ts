/**
 * A provider by declaration, as a configuration names it: a manifest's file or a preset, and what the manifest asks for.
 *
 * @since 0.1.0
 */
import { Origin } from "@innlet/core/resilience"
import { Result, Schema } from "effect"
import * as PaceConfig from "./PaceConfig.ts"
import * as Secret from "./Secret.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

const Scalar = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/**
 * @category schemas
 * @since 0.1.0
 */
export const GenericConfig = Schema.Struct({
  ...PaceConfig.fields,
  streams: Schema.optionalKey(StreamsConfig.StreamsConfig),
  stagingBytes: Schema.optionalKey(StreamsConfig.StagingBytes),
  use: Schema.Literal("generic"),
  /** A file, relative to this one. */
  manifest: Schema.optionalKey(Schema.NonEmptyString),
  /** A manifest that comes with the connector, by its name. */
  preset: Schema.optionalKey(Schema.NonEmptyString),
  /** The manifest's own when absent. */
  baseUrl: Schema.optionalKey(
    Schema.String.check(
      Schema.makeFilter((text: string) => {
        const url = Origin.baseUrl(text)
        return Result.isSuccess(url) || url.failure
      })
    )
  ),
  /** By the names that the manifest gives them. */
  secrets: Schema.optionalKey(Schema.Record(Schema.String, Secret.Named)),
  /** By the names that the manifest gives them. */
  parameters: Schema.optionalKey(Schema.Record(Schema.String, Schema.Union([Scalar, Schema.Array(Scalar)])))
}).check(
  Schema.makeFilter(
    ({ manifest, preset }) =>
      (manifest === undefined) !== (preset === undefined) || "Expected either manifest or preset"
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type GenericConfig = typeof GenericConfig.Type
