/**
 * What reading a query and writing a list have in common between providers.
 *
 * @since 0.1.0
 */
import { Option, Schema } from "effect"
import type { Kind, Recipe, Row } from "../world/Row.ts"
import type { ListOptions } from "./ListOptions.ts"
import type { Call } from "./ListApi.ts"

/**
 * The number, or `otherwise` when there is none; undefined when it is no whole number of 0 or more.
 *
 * @category getters
 * @since 0.1.0
 */
export const whole = (text: string | null, otherwise: number): number | undefined => {
  if (text === null) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}

/**
 * The values of a parameter that may be repeated and may be a list with commas.
 *
 * @category getters
 * @since 0.1.0
 */
export const several = (params: URLSearchParams, name: string): ReadonlyArray<string> =>
  params
    .getAll(name)
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "")

/**
 * What the JSON body of a request says, if it says that.
 *
 * @category getters
 * @since 0.1.0
 */
export const jsonOf = <A, I>(schema: Schema.Codec<A, I>): ((call: Call) => A | undefined) => {
  const decode = Schema.decodeUnknownOption(Schema.fromJsonString(schema))
  return ({ request }) => Option.getOrUndefined(decode(request.body))
}

/**
 * The rows as a JSON array.
 *
 * @category getters
 * @since 0.1.0
 */
export const array = (rows: ReadonlyArray<Row>): string => `[${rows.map((row) => row.json).join(",")}]`

/**
 * Whole seconds until then, rounded up, as `Retry-After` has them.
 *
 * @category getters
 * @since 0.1.0
 */
export const secondsUntil = (then: number, now: number): string => String(Math.max(0, Math.ceil((then - now) / 1000)))

/**
 * What a list is generated from; `salt` tells the lists of one provider apart.
 *
 * @category constructors
 * @since 0.1.0
 */
export const recipe = (options: ListOptions, kind: Kind, salt: number, rows = options.rows ?? 1000): Recipe => ({
  stream: kind,
  rows,
  properties: options.properties ?? 10,
  seed: (options.seed ?? 1) * 3 + salt,
  malformed: options.malformed ?? 0
})
