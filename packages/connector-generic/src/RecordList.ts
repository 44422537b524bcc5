/**
 * The raw records of an answer, in the order of its text.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import type { Answer } from "./Answer.ts"
import type { Format } from "./Document.ts"
import * as JsonNames from "./JsonNames.ts"
import { tokensOf, valueAt } from "./Place.ts"
import type { Records } from "./StreamManifest.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly format: Format
  /**
   * Is each record of a map to hold its key, as `$key`? One that is no object is then `$value` beside it.
   */
  readonly withKey: boolean
}

/**
 * Fails in one line where there is no list, since an answer without one is not known to be an empty page: unless the manifest
 * says that it is left out where it is empty, and what it would stand in is there. null is no list.
 *
 * In XML, where that is said by default, one element is a list of one, and what the list stands in may be empty. In JSON, the
 * empty map may come as an empty list, as PHP writes it. A map with two members of one name is refused: parsing keeps the last
 * alone.
 *
 * @category parsing
 * @since 0.1.0
 */
export const of = (
  records: typeof Records.Type,
  answer: Pick<Answer, "document" | "text">,
  options: Options
): Result.Result<ReadonlyArray<unknown>, string> => {
  const { absentWhenEmpty = options.format === "xml", at, map = false } = records
  const value = valueAt(answer.document, at)
  const place = at === "" ? "at the top of the answer" : `at ${at}`
  if (value === undefined || value === null) {
    return absentWhenEmpty && standsIn(answer.document, at, options.format)
      ? Result.succeed([])
      : Result.fail(`the answer has no records ${place}`)
  }
  if (!map) {
    if (Array.isArray(value)) return Result.succeed(value)
    return options.format === "xml"
      ? Result.succeed([value])
      : Result.fail(`the answer has no list ${place}, but ${kindOf(value)}`)
  }
  if (options.format === "xml") return Result.fail("records by name are read from JSON alone: leave out map")
  if (isObject(value)) return membersOf(value, answer.text, at, options.withKey)
  return Array.isArray(value) && value.length === 0 && absentWhenEmpty
    ? Result.succeed([])
    : Result.fail(`the answer has no records by name ${place}, but ${kindOf(value)}`)
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The whole document stands in nothing, and a root element that is another one is another document. */
const standsIn = (document: unknown, at: string, format: Format): boolean => {
  const depth = tokensOf(at).length
  if (depth === 0 || (depth === 1 && format === "xml")) return false
  const parent = valueAt(document, at.slice(0, at.lastIndexOf("/")))
  return isObject(parent) || (format === "xml" && typeof parent === "string" && parent.trim() === "")
}

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** The text is always asked for the names: that one came twice can't be seen in the object. */
const membersOf = (
  object: { readonly [name: string]: unknown },
  text: string,
  at: string,
  withKey: boolean
): Result.Result<ReadonlyArray<unknown>, string> => {
  const names = JsonNames.at(text, at) ?? []
  const places = new Map<string, number>()
  for (const [place, name] of names.entries()) {
    const first = places.get(name)
    if (first !== undefined) {
      const twice = `members ${first + 1} and ${place + 1}`
      return Result.fail(`${twice} of the map at ${at} have one name, and one of them would be lost`)
    }
    places.set(name, place)
  }
  if (names.length !== Object.keys(object).length) {
    return Result.fail(`the map at ${at} has ${names.length} members in the text and other ones when it is parsed`)
  }
  return Result.succeed(withKey ? names.map((name) => keyed(name, object[name])) : names.map((name) => object[name]))
}

/** The key of the map wins over a member of its name. */
const keyed = (name: string, record: unknown): unknown =>
  isObject(record) ? { ...record, $key: name } : { $key: name, $value: record }
