/**
 * Small changes of an input: what a careless or hostile writer would send instead.
 *
 * @since 0.1.0
 */
import type { Chance } from "./Chance.ts"
import * as JsonMutation from "./JsonMutation.ts"
import type { Target } from "./Target.ts"
import * as XmlMutation from "./XmlMutation.ts"

/** Characters that some reader treats apart. */
const odd = [
  "\0",
  "\t",
  "\n",
  "\r",
  "\r\n",
  " ",
  '"',
  "'",
  "\\",
  "/",
  "%",
  "&",
  "<",
  ">",
  ";",
  ",",
  "=",
  ":",
  "@",
  "#",
  "?",
  "-",
  "+",
  ".",
  "~",
  "0",
  "9",
  "e",
  "\u007f",
  "\u0080",
  "\u0085",
  "\u00a0",
  "\u00ad",
  "\u00df",
  "\u0130",
  "\u0131",
  "\u017f",
  "\u0660",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u3000",
  "\ufeff",
  "\ufffe",
  "\uffff",
  "\ud800",
  "\udc00",
  "\ud83d\ude00",
  "\uff0e"
] as const

const numbers = [
  "0",
  "-0",
  "00",
  "-1",
  "1",
  "1.0",
  "1e3",
  "1e400",
  "0x10",
  "127",
  "128",
  "255",
  "256",
  "32767",
  "65536",
  "2147483647",
  "2147483648",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "8640000000000001",
  "999999999999999",
  "1000000000000000",
  "99999999999999999999",
  "0.1",
  "0.30000000000000004",
  "123456789.123456789123456789",
  "-9223372036854775809",
  "NaN",
  "Infinity"
] as const

/**
 * A changed input, at most as long as the target takes. `other` is another input to take pieces of.
 *
 * @category constructors
 * @since 0.1.0
 */
export const mutate = (target: Target, chance: Chance, input: string, other: string): string => {
  let changed = input
  do changed = change(target, chance, changed, other)
  while (chance.hits(0.45))
  return changed.length <= target.maxLength ? changed : changed.slice(0, target.maxLength)
}

const change = (target: Target, chance: Chance, input: string, other: string): string => {
  if (target.form === "bytes") return bytes(chance, input, other)
  if (chance.hits(0.45)) {
    if (target.form === "json")
      return JsonMutation.mutate(chance, input, other) ?? anywhere(target, chance, input, other)
    if (target.form === "xml") return XmlMutation.mutate(chance, input, other)
    if (target.form === "lines") return lines(chance, input, other)
  }
  return anywhere(target, chance, input, other)
}

const anywhere = (target: Target, chance: Chance, input: string, other: string): string => {
  const at = chance.below(input.length + 1)
  const length = 1 + chance.below(chance.hits(0.8) ? 4 : Math.max(1, input.length))
  const end = Math.min(input.length, at + length)
  const before = input.slice(0, at)
  const behind = input.slice(end)
  switch (chance.below(12)) {
    case 0:
      return before + behind
    case 1:
      return before + chance.pick(odd) + input.slice(at)
    case 2:
      return before + chance.pick(odd) + input.slice(at + 1)
    case 3:
      return before + word(target, chance) + input.slice(at)
    case 4:
      return before + word(target, chance) + behind
    case 5:
      return number(chance, input, at)
    case 6:
      return input.slice(0, end) + input.slice(at, end) + behind
    case 7:
      // Long runs show what takes more than linear time.
      return before + input.slice(at, end).repeat(Math.min(1 + chance.below(64), repeats(target, length))) + behind
    case 8: {
      const from = chance.below(other.length + 1)
      return before + other.slice(from, from + 1 + chance.below(24)) + input.slice(at)
    }
    case 9:
      return before + other.slice(chance.below(other.length + 1))
    case 10:
      return at === input.length
        ? input + chance.pick(odd)
        : before +
            String.fromCharCode((input.charCodeAt(at) + chance.pick([-1, 1, 32, -32, 128])) & 0xffff) +
            input.slice(at + 1)
    default:
      return chance.hits(0.5) ? before : before + swapped(input.slice(at, end)) + behind
  }
}

const repeats = (target: Target, length: number): number => Math.max(2, Math.floor(target.maxLength / (2 * length)))

const word = (target: Target, chance: Chance): string =>
  target.words.length === 0 ? chance.pick(odd) : target.words[chance.below(target.words.length)]!

/** Another number in the place of the first one behind that place. */
const number = (chance: Chance, input: string, from: number): string => {
  const found = /\d+(?:\.\d+)?/.exec(input.slice(from))
  if (found === null) return input + chance.pick(numbers)
  const at = from + found.index
  return input.slice(0, at) + chance.pick(numbers) + input.slice(at + found[0].length)
}

const swapped = (text: string): string =>
  Array.from(text, (unit) => (unit === unit.toLowerCase() ? unit.toUpperCase() : unit.toLowerCase())).join("")

const lines = (chance: Chance, input: string, other: string): string => {
  const all = input.split("\n")
  const at = chance.below(all.length)
  const others = other.split("\n")
  switch (chance.below(5)) {
    case 0:
      return all.toSpliced(at, 1).join("\n")
    case 1:
      return all.toSpliced(at, 0, all[at]!).join("\n")
    case 2:
      return all.toSpliced(at, 0, others[chance.below(others.length)]!).join("\n")
    case 3:
      return all.with(at, `${all[at]!}, ${others[chance.below(others.length)]!.replace(/^[^:]*: ?/, "")}`).join("\n")
    default:
      return all.with(at, all[chance.below(all.length)]!).join("\n")
  }
}

const bytes = (chance: Chance, input: string, other: string): string => {
  const at = chance.below(input.length + 1)
  const end = Math.min(input.length, at + 1 + chance.below(chance.hits(0.8) ? 4 : 64))
  const before = input.slice(0, at)
  switch (chance.below(8)) {
    case 0:
      return before + input.slice(end)
    case 1:
      return before + String.fromCharCode(chance.below(256)) + input.slice(at)
    case 2:
      return before + String.fromCharCode(chance.below(256)) + input.slice(at + 1)
    case 3:
      return at === input.length
        ? before
        : before + String.fromCharCode(input.charCodeAt(at) ^ (1 << chance.below(8))) + input.slice(at + 1)
    case 4:
      return (
        before +
        chance.pick([
          "\0",
          "\xff",
          "\xfe",
          "\xef\xbb\xbf",
          "\xff\xfe",
          "\xed\xa0\x80",
          "\xc0\xaf",
          "\xf4\x90\x80\x80"
        ]) +
        input.slice(at)
      )
    case 5:
      return input.slice(0, end) + input.slice(at, end).repeat(1 + chance.below(8)) + input.slice(end)
    case 6:
      return before + other.slice(chance.below(other.length + 1))
    default:
      return before
  }
}
