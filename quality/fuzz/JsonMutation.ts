/**
 * Changes of a JSON text that leave it JSON, most of the time: other values, members gone, twice, renamed or nested.
 *
 * @since 0.1.0
 */
import type { Chance } from "./Chance.ts"

/**
 * A changed text; nothing where the input is no JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const mutate = (chance: Chance, input: string, other: string): string | undefined => {
  const tree = parsed(input)
  if (tree === undefined) return undefined
  const donor = parsed(other)?.value
  const count = countOf(tree.value)
  const changed = replaceAt(tree.value, { left: chance.below(count) }, (value) => changeOf(chance, value, donor))
  const text = JSON.stringify(changed) ?? "null"
  // What a parser of values alone would never write.
  return chance.hits(0.15) ? raw(chance, text) : text
}

type Json = unknown

const parsed = (text: string): { readonly value: Json } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return undefined
  }
}

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const childrenOf = (value: Json): ReadonlyArray<Json> =>
  Array.isArray(value) ? value : isMap(value) ? Object.values(value) : []

const countOf = (value: Json): number => childrenOf(value).reduce<number>((sum, child) => sum + countOf(child), 1)

/** Applies the change to the node that is so many nodes further on. */
const replaceAt = (value: Json, place: { left: number }, change: (value: Json) => Json): Json => {
  if (place.left-- === 0) return change(value)
  if (Array.isArray(value)) {
    return value.map((child: Json) => (place.left < 0 ? child : replaceAt(child, place, change)))
  }
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, place.left < 0 ? child : replaceAt(child, place, change)])
  )
}

const values: readonly [Json, ...ReadonlyArray<Json>] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  -(2 ** 31),
  "",
  " ",
  "0",
  "null",
  "\0",
  "\u2028",
  "\ud800",
  "__proto__",
  [],
  {},
  [null],
  [[]],
  { "": 0 },
  { toString: null },
  "a".repeat(300)
]

const names = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "length",
  "0",
  "\u0000",
  "data",
  "errors",
  "id",
  "_tag"
] as const

const changeOf = (chance: Chance, value: Json, donor: Json): Json => {
  switch (chance.below(9)) {
    case 0:
      return chance.pick(values)
    case 1:
      return donor
    case 2:
      return Array.isArray(value) ? [...value, ...value] : [value]
    case 3:
      return { [chance.pick(names)]: value }
    case 4:
      return nested(value, 1 + chance.below(chance.hits(0.1) ? 120 : 4))
    case 5:
      return typeof value === "number"
        ? value * chance.pick([-1, 10, 0.1, 1e15])
        : typeof value === "string"
          ? `${value}${value}`
          : 0
    case 6:
      return typeof value === "string" ? Number(value) : typeof value === "number" ? String(value) : "x"
    case 7:
      return Array.isArray(value)
        ? without(chance, value)
        : isMap(value)
          ? Object.fromEntries(without(chance, Object.entries(value)))
          : chance.pick(values)
    default:
      return isMap(value) ? renamed(chance, value) : chance.pick(values)
  }
}

const nested = (value: Json, depth: number): Json => {
  let outer = value
  for (let i = 0; i < depth; i++) outer = i % 2 === 0 ? [outer] : { a: outer }
  return outer
}

const without = <A>(chance: Chance, list: ReadonlyArray<A>): ReadonlyArray<A> =>
  list.toSpliced(chance.below(list.length), 1)

const renamed = (chance: Chance, map: { readonly [key: string]: Json }): Json => {
  const entries = Object.entries(map)
  const at = chance.below(entries.length)
  const name = chance.hits(0.5) ? chance.pick(names) : (entries[chance.below(entries.length)]?.[0] ?? "")
  return Object.fromEntries(entries.map(([key, child], i) => [i === at ? name : key, child]))
}

/** A key twice, a long number, an escape, an end too soon. */
const raw = (chance: Chance, text: string): string => {
  switch (chance.below(5)) {
    case 0:
      return text.replace(/"([^"\\]*)":/, '"$1":0,"$1":')
    case 1:
      return text.replace(
        /\d+/,
        chance.pick(["9007199254740993", "1.10", "0.1000000000000000055511", "1E400", "-0", "12345678901234567890.5"])
      )
    case 2:
      return text.replace(/[a-z]/, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`)
    case 3:
      return text.slice(0, chance.below(text.length + 1))
    default:
      return `${chance.pick(["\ufeff", " ", "\n", "\u00a0"])}${text}${chance.pick(["", " ", "\n", "\0", "}", "]"])}`
  }
}
