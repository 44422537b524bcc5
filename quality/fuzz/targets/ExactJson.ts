/** JSON whose numbers keep their digits, against `JSON.parse` and the digits themselves. */
import * as ExactJson from "../../../packages/core/src/domain/ExactJson.ts"
import { holds, same, type Target } from "../Target.ts"

const plain = (text: string): { readonly value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return undefined
  }
}

/** Every number of a JSON text, as it is written, in order; texts are left out. */
const numbersOf = (text: string): ReadonlyArray<string> =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []

/** Sign, digits without zeros at either end, and the place of the point: equal for equal numbers. */
const exactly = (text: string): string => {
  const [, sign = "", whole = "", part = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = `${whole}${part}`.replace(/^0+/, "")
  const kept = digits.replace(/0+$/, "")
  if (kept === "") return "0"
  return `${sign}${kept}e${Number(power) - part.length + (digits.length - kept.length)}`
}

const scalars = (value: unknown): ReadonlyArray<unknown> =>
  typeof value === "object" && value !== null
    ? Object.values(value).flatMap((inner: unknown) => scalars(inner))
    : [value]

const make = (parse: typeof ExactJson.parse): Target => ({
  name: "exact-json",
  what: "JSON bodies",
  form: "json",
  sources: ["core/src/domain/ExactJson.ts", "fuzz/targets/ExactJson.ts"],
  seeds: [
    '{"id":9007199254740993,"price":120.50,"name":"a 12345678901234567890"}',
    "[1.10,1e3,1E400,-0,0.1000000000000000055511151231257827,123456789012345678]",
    '{"a":{"b":[0.30000000000000004,1e-7,100000000000000000000]},"__proto__":{"x":1}}',
    '{"id":1,"id":12345678901234567}',
    "12345678901234567890",
    '"\\ud800"',
    "[[[[[[[[]]]]]]]]"
  ],
  words: ["9007199254740993", "1.0000000000000001", "e5", "E-3", "0000000000000000", ".", "-", "[", '{"a":'],
  maxLength: 20_000,
  weight: 10,
  run: (input) => {
    const expected = plain(input)
    const actual = attempt(() => parse(input))
    if (expected === undefined || actual === undefined) {
      // Deep nesting with a long number ends in a RangeError, where JSON.parse alone would do: refused, not misread.
      const isDeep = /[[{]/.test(input) && (input.match(/[[{]/g)?.length ?? 0) > 1000
      holds((expected === undefined) === (actual === undefined) || isDeep, "it does not take what JSON.parse takes")
      return "no JSON"
    }
    const values = scalars(actual.value)
    const numbers = scalars(expected.value)
    holds(values.length === numbers.length, "it has another shape than JSON.parse gives")
    let changed = 0
    // Keys that come twice leave fewer values than numbers in the text.
    const written = numbersOf(input)
    const isOneToOne = written.length === numbers.filter((value) => typeof value === "number").length
    let at = 0
    for (const [i, number] of numbers.entries()) {
      const value = values[i]
      if (typeof number !== "number") {
        holds(value === number, "it changes what is no number")
        continue
      }
      const source = isOneToOne && inOrder(input) ? written[at++] : undefined
      if (typeof value === "string") {
        changed++
        holds(written.includes(value), `${value} does not stand in the text`)
      } else holds(Object.is(value, number), "it gives another number than JSON.parse")
      if (source !== undefined && Number.isFinite(number) && Math.abs(number) > 1e-300) {
        same(exactly(typeof value === "string" ? value : decimalOf(number)), exactly(source), `the number ${source}`)
      }
    }
    return changed > 0 ? "exact" : numbers.some((value) => typeof value === "number") ? "numbers" : "no numbers"
  }
})

/** Keys like indices come first in an object, whatever the text says. */
const inOrder = (text: string): boolean => !/"\d+"\s*:|\\/.test(text)

/** A double as the decimal it prints as. */
const decimalOf = (value: number): string => String(value)

const attempt = <A>(work: () => A): { readonly value: A } | undefined => {
  try {
    return { value: work() }
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RangeError) return undefined
    throw cause
  }
}

export const target = make(ExactJson.parse)

/** Looks for numbers of 17 digits and more, where 16 may already change. */
export const planted = make((text) => (/\d{17}|\.\d{14}/.test(text) ? ExactJson.parse(text) : JSON.parse(text)))
