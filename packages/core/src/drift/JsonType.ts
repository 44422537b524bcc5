/**
 * The types that values of JSON are told apart by, and what counts as another one.
 *
 * Two of them are ambiguous on purpose. A `numeral` is a text of many digits, which is either a string or a number that a
 * double can't hold. An `empty` array is one whose elements are unknown, and where PHP writes JSON, also an empty object.
 *
 * @since 0.1.0
 */

/**
 * Indices into `Counts`.
 *
 * @category constants
 * @since 0.1.0
 */
export const JsonType = {
  string: 0,
  numeral: 1,
  number: 2,
  boolean: 3,
  null: 4,
  object: 5,
  array: 6,
  empty: 7
} as const

/**
 * @category models
 * @since 0.1.0
 */
export type JsonType = (typeof JsonType)[keyof typeof JsonType]

/**
 * @category constants
 * @since 0.1.0
 */
export const all: ReadonlyArray<JsonType> = [0, 1, 2, 3, 4, 5, 6, 7]

/**
 * How often each type was seen, indexed by `JsonType`.
 *
 * @category models
 * @since 0.1.0
 */
export type Counts = ReadonlyArray<number>

/**
 * @category constructors
 * @since 0.1.0
 */
export const none = (): Array<number> => [0, 0, 0, 0, 0, 0, 0, 0]

/**
 * What JSON has no type for, such as `undefined`, counts as null.
 *
 * @category getters
 * @since 0.1.0
 */
export const typeOf = (value: unknown): JsonType => {
  switch (typeof value) {
    case "string":
      return value.length > 15 && isNumeral(value) ? JsonType.numeral : JsonType.string
    case "number":
    case "bigint":
      return JsonType.number
    case "boolean":
      return JsonType.boolean
    case "object":
      if (value === null) return JsonType.null
      if (!Array.isArray(value)) return JsonType.object
      return value.length === 0 ? JsonType.empty : JsonType.array
    default:
      return JsonType.null
  }
}

/**
 * @category guards
 * @since 0.1.0
 */
export const isObject = (type: JsonType, value: unknown): value is { readonly [key: string]: unknown } =>
  type === JsonType.object && typeof value === "object"

/**
 * @category guards
 * @since 0.1.0
 */
export const isArray = (type: JsonType, value: unknown): value is ReadonlyArray<unknown> =>
  type === JsonType.array && Array.isArray(value)

/**
 * @category getters
 * @since 0.1.0
 */
export const total = (counts: Counts): number => {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}

/**
 * Was the type seen, or one it can't be told from?
 *
 * @category guards
 * @since 0.1.0
 */
export const isKnown = (counts: Counts, type: JsonType): boolean => {
  if (counts[type]! > 0) return true
  const saw = (other: JsonType) => counts[other]! > 0
  switch (type) {
    case JsonType.string:
      return saw(JsonType.numeral) && !saw(JsonType.number)
    case JsonType.number:
      return saw(JsonType.numeral) && !saw(JsonType.string)
    case JsonType.numeral:
      return saw(JsonType.string) || saw(JsonType.number)
    case JsonType.object:
      return saw(JsonType.empty) && !saw(JsonType.array)
    case JsonType.array:
      return saw(JsonType.empty) && !saw(JsonType.object)
    case JsonType.empty:
      return saw(JsonType.array) || saw(JsonType.object)
    default:
      return false
  }
}

const names = ["string", "number", "number", "boolean", "null", "object", "array", "array"] as const

/**
 * What users call the types, each once.
 *
 * @category getters
 * @since 0.1.0
 */
export const namesOf = (types: ReadonlyArray<JsonType>): ReadonlyArray<string> => [
  ...new Set(types.map((type) => names[type]))
]

const numeral = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/

/** The fifth character is a digit or a point in every long number, and a hyphen in every date. */
const isNumeral = (text: string): boolean => {
  const unit = text.charCodeAt(4)
  return ((unit >= 48 && unit <= 57) || unit === 46) && numeral.test(text)
}
