/**
 * What the raw records of a stream have looked like, as it is kept from one run to the next: for every path the JSON types
 * that were seen, how often it was absent, and for codes which values there were. It is bounded, whatever was observed.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import { JsonType } from "./JsonType.ts"

/**
 * The most paths that are kept; further ones are not looked at.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxPaths = 2000

/**
 * How many levels below the record are looked at.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxDepth = 16

/**
 * The most values that are kept of a path.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxValues = 32

/**
 * How a path goes on from its parent: `record` is the root, `values` any value of an object that is keyed by data.
 *
 * @category models
 * @since 0.1.0
 */
export type Step = "record" | "field" | "items" | "values"

const Types = Schema.Struct({
  string: Schema.optionalKey(Schema.Natural),
  numeral: Schema.optionalKey(Schema.Natural),
  number: Schema.optionalKey(Schema.Natural),
  boolean: Schema.optionalKey(Schema.Natural),
  null: Schema.optionalKey(Schema.Natural),
  object: Schema.optionalKey(Schema.Natural),
  array: Schema.optionalKey(Schema.Natural),
  empty: Schema.optionalKey(Schema.Natural)
} satisfies Record<keyof typeof JsonType, unknown>)

/**
 * @category schemas
 * @since 0.1.0
 */
export const Path = Schema.Struct({
  /** Index of the parent, which stands before it; the record itself has none. */
  in: Schema.optionalKey(Schema.Natural),
  step: Schema.Literals(["record", "field", "items", "values"]),
  /** Of a field; else empty. */
  name: Schema.String,
  /** Values seen, by JSON type. */
  types: Types,
  /** Objects it might have been in and was not. */
  absent: Schema.Natural,
  /** The last of those, in an unbroken run of whole sweeps. */
  since: Schema.Natural,
  /** The longest stretch of objects without it before it came again. */
  gap: Schema.Natural,
  /** Distinct strings and how often each came, while they look like codes. For a declared set, those outside of it. */
  values: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Schema.Natural])))
})

/**
 * @category models
 * @since 0.1.0
 */
export type Path = typeof Path.Type

const version = 1

/**
 * @category schemas
 * @since 0.1.0
 */
export const Shape = Schema.Struct({
  version: Schema.Literal(version),
  /** Has it seen a whole sweep? Before, nothing is compared with it. */
  learned: Schema.Boolean,
  /** The record itself, then every path after its parent. */
  paths: Schema.Array(Path)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Shape = typeof Shape.Type

/**
 * The kept shape can't be read; `detail` is one line that says why.
 *
 * @category errors
 * @since 0.1.0
 */
export class ShapeUnreadable extends Schema.TaggedError<ShapeUnreadable>()("ShapeUnreadable", {
  detail: Schema.String
}) {
  override get message(): string {
    return `the kept shape can't be read: ${this.detail}`
  }
}

/**
 * Does it have as many paths as are kept? Then there may be some that are not looked at.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFull = (shape: Shape): boolean => shape.paths.length >= maxPaths

/**
 * The text that a store keeps.
 *
 * @category encoding
 * @since 0.1.0
 */
export const encode = (shape: Shape): string => JSON.stringify(shape)

/**
 * @category encoding
 * @since 0.1.0
 */
export const decode = (text: string): Result.Result<Shape, ShapeUnreadable> => {
  const kept = Result.mapError(decodeVersion(text), () => unreadable("it is no JSON that has a version"))
  if (Result.isFailure(kept)) return Result.fail(kept.failure)
  if (kept.success.version > version) {
    return Result.fail(unreadable(`it is of version ${kept.success.version}, and this release reads ${version}`))
  }
  const shape = Result.mapError(decodeShape(text), ({ message }) => unreadable(message.replaceAll(/\s+/g, " ")))
  if (Result.isFailure(shape)) return Result.fail(shape.failure)
  const flaw = flawOf(shape.success.paths)
  return flaw === undefined ? Result.succeed(shape.success) : Result.fail(unreadable(flaw))
}

const decodeVersion = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ version: Schema.Natural })))

const decodeShape = Schema.decodeUnknownResult(Schema.fromJsonString(Shape))

const unreadable = (detail: string) => new ShapeUnreadable({ detail })

/** Why the paths make no tree within bounds. */
const flawOf = (paths: ReadonlyArray<Path>): string | undefined => {
  if (paths.length > maxPaths) return `it has ${paths.length} paths, and at most ${maxPaths} are kept`
  const depths: Array<number> = []
  const places = new Set<string>()
  for (const [at, path] of paths.entries()) {
    const depth = at === 0 ? 0 : (depths[path.in ?? paths.length] ?? maxDepth) + 1
    const place = `${path.in} ${path.step} ${path.name}`
    if ((path.step === "record") !== (at === 0) || depth > maxDepth || places.has(place)) {
      return `path ${at} doesn't fit in its place`
    }
    if ((path.values?.length ?? 0) > maxValues) return `path ${at} has more than ${maxValues} values`
    depths.push(depth)
    places.add(place)
  }
  return paths.length === 0 ? "it has no paths" : undefined
}
