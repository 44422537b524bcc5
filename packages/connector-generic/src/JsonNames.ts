/**
 * The names of an object's members as they stand in the text of a JSON document: in their order, which JavaScript does not
 * keep where they look like integers, and as often as they come, of which `JSON.parse` keeps the last.
 *
 * @since 0.1.0
 */
import { tokensOf } from "./Place.ts"

/**
 * The names in the object that a checked pointer leads to; undefined where there is no object. Of members with one name on
 * the way, the last counts, as it does for `JSON.parse`. `text` has to be a whole document; the time is linear in its length.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = (text: string, pointer: string): ReadonlyArray<string> | undefined =>
  namesIn(text, blanks(text, 0), tokensOf(pointer))

const namesIn = (text: string, from: number, tokens: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  let at = from
  for (const token of tokens) {
    const value = memberOf(text, at, token)
    if (value === undefined) return undefined
    at = value
  }
  if (text.charCodeAt(at) !== openBrace) return undefined
  const names: Array<string> = []
  eachMember(text, at, (name) => names.push(name))
  return names
}

/** Where the value of an object's or a list's member begins. */
const memberOf = (text: string, at: number, token: string): number | undefined => {
  let found: number | undefined
  const unit = text.charCodeAt(at)
  if (unit === openBrace) {
    eachMember(text, at, (name, value) => {
      if (name === token) found = value
    })
  } else if (unit === openBracket) {
    let index = 0
    for (let value = blanks(text, at + 1); text.charCodeAt(value) !== closeBracket; index++) {
      if (String(index) === token) return value
      const end = blanks(text, endOf(text, value))
      if (text.charCodeAt(end) !== comma) break
      value = blanks(text, end + 1)
    }
  }
  return found
}

const eachMember = (text: string, open: number, visit: (name: string, value: number) => void): void => {
  for (let at = blanks(text, open + 1); text.charCodeAt(at) === quote;) {
    const end = endOfString(text, at)
    const value = blanks(text, blanks(text, end) + 1)
    visit(nameOf(text.slice(at, end)), value)
    const next = blanks(text, endOf(text, value))
    if (text.charCodeAt(next) !== comma) return
    at = blanks(text, next + 1)
  }
}

const nameOf = (written: string): string =>
  written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1)

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const blanks = (text: string, from: number): number => {
  let at = from
  for (let unit = text.charCodeAt(at); unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;) {
    unit = text.charCodeAt(++at)
  }
  return at
}

/** Behind the string that begins here. No backslash is looked at twice. */
const endOfString = (text: string, open: number): number => {
  for (let close = text.indexOf('"', open + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let escapes = 0
    while (text.charCodeAt(close - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return close + 1
  }
  return text.length
}

/** Behind the value that begins here. */
const endOf = (text: string, from: number): number => {
  let depth = 0
  for (let at = from; at < text.length;) {
    const unit = text.charCodeAt(at)
    if (unit === quote) {
      at = endOfString(text, at)
      if (depth === 0) return at
      continue
    }
    if (unit === openBrace || unit === openBracket) depth++
    else if (unit === closeBrace || unit === closeBracket) {
      // The bracket behind a number is not its own.
      if (depth === 0) return at
      if (--depth === 0) return at + 1
    } else if (unit === comma && depth === 0) return at
    at++
  }
  return text.length
}
