/**
 * How the raw records of a stream differ from those of earlier runs, and what is to be done about it.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * What a run does about drift:
 *
 * - `ignore`: nothing; what earlier runs kept is forgotten, and a later run under another policy begins to learn anew.
 * - `warn`: each drift is one event, and the new shape is learned, so that it is told once.
 * - `quarantine`: records that show drift become dead letters. What they show is not learned.
 * - `fail`: the stream stops before the page that shows drift is committed. What it shows is not learned.
 *
 * What is not learned is told again by the next run; a run under `warn` accepts it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Policy = Schema.Literals(["ignore", "warn", "quarantine", "fail"])

/**
 * @category models
 * @since 0.1.0
 */
export type Policy = typeof Policy.Type

/**
 * - `added`: a field that neither the schema nor an earlier run knows.
 * - `removed`: a field that no record of a whole run had.
 * - `retyped`: a value of a JSON type that its path never had.
 * - `nullable`: a value that was always given is null or missing.
 * - `value`: a value outside of a closed set of values.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Kind = Schema.Literals(["added", "removed", "retyped", "nullable", "value"])

/**
 * @category models
 * @since 0.1.0
 */
export type Kind = typeof Kind.Type

/**
 * One drift of one run; a run has at most one of a kind at a path.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Drift = Schema.Struct({
  kind: Kind,
  /**
   * Of the field in the raw record: `cancellation.policies[].deadline`, where `[]` is any element of an array and `{}` any
   * value of an object that is keyed by data. Names that are no plain words are quoted, as in `["total price"]`. Empty for
   * the record itself.
   */
  path: Schema.String,
  /** Records of this run that show it; for `removed`, those that lack the field. */
  count: Schema.Int,
  /** The first value that showed it, as JSON, at most 100 characters; empty where there is none. */
  sample: Schema.String,
  /** For `retyped`, the JSON type it had, or several: `number`, `string | number`. */
  from: Schema.NullOr(Schema.String),
  /** For `retyped`, the JSON type it has now, or several. */
  to: Schema.NullOr(Schema.String),
  /** One line: `price was a number and is a string now`. */
  detail: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type Drift = typeof Drift.Type
