/**
 * Lists and dictionaries of RFC 9651 (Structured Field Values for HTTP), as far as rate limit fields hold them: items
 * with parameters. Inner lists make the field unreadable, since none of those fields has one.
 *
 * As section 4.2 asks, a field that does not parse is worth nothing as a whole. Who reads a field bounds its length.
 *
 * @since 0.1.0
 */

/**
 * A bare item. Kinds that no rate limit field uses are told apart from the two that some do, and no further.
 *
 * @category models
 * @since 0.1.0
 */
export type Bare =
  | { readonly _tag: "Integer"; readonly value: number }
  | { readonly _tag: "String"; readonly value: string }
  | { readonly _tag: "Other"; readonly text: string }

/**
 * @category models
 * @since 0.1.0
 */
export interface Item {
  readonly value: Bare
  /** By key; of a key that comes twice, the last (section 4.2.3.2). */
  readonly parameters: ReadonlyMap<string, Bare>
}

/**
 * The members of a list (section 4.2.1), or nothing where the text is no list.
 *
 * @category parsing
 * @since 0.1.0
 */
export const list = (text: string): ReadonlyArray<Item> | undefined => {
  const items: Array<Item> = []
  const whole = members(text, (scanner) => {
    const item = itemAt(scanner)
    if (item !== undefined) items.push(item)
    return item !== undefined
  })
  return whole ? items : undefined
}

/**
 * The members of a dictionary (section 4.2.2), or nothing where the text is no dictionary. Of a key that comes twice,
 * the last counts.
 *
 * @category parsing
 * @since 0.1.0
 */
export const dictionary = (text: string): ReadonlyMap<string, Item> | undefined => {
  const entries = new Map<string, Item>()
  const whole = members(text, (scanner) => {
    const key = take(scanner, keyForm)
    if (key === undefined) return false
    const item = take(scanner, /=/y) === undefined ? { value: yes, parameters: parametersAt(scanner) } : itemAt(scanner)
    if (item?.parameters === undefined) return false
    entries.set(key, { value: item.value, parameters: item.parameters })
    return true
  })
  return whole ? entries : undefined
}

interface Scanner {
  readonly text: string
  at: number
}

/** All sticky: each looks at one place of the text, and only forward. */
const keyForm = /[a-z*][a-z0-9_.*-]*/y
const integerForm = /-?\d{1,15}(?![\d.])/y
const stringForm = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y
const otherForms = [
  /-?\d{1,12}\.\d{1,3}(?!\d)/y,
  /[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/y,
  /:[A-Za-z0-9+/=]*:/y,
  /\?[01]/y,
  /@-?\d{1,15}(?!\d)/y,
  /%"[\x20\x21\x23-\x7e]*"/y
]
const yes: Bare = { _tag: "Other", text: "?1" }

const take = (scanner: Scanner, form: RegExp): string | undefined => {
  form.lastIndex = scanner.at
  const found = form.exec(scanner.text)?.[0]
  if (found !== undefined) scanner.at += found.length
  return found
}

const members = (text: string, member: (scanner: Scanner) => boolean): boolean => {
  const scanner: Scanner = { text, at: 0 }
  take(scanner, / */y)
  if (scanner.at === text.length) return true
  for (;;) {
    if (!member(scanner)) return false
    take(scanner, /[ \t]*/y)
    if (scanner.at === text.length) return true
    if (take(scanner, /,[ \t]*/y) === undefined) return false
  }
}

const itemAt = (scanner: Scanner): Item | undefined => {
  const value = bareAt(scanner)
  const parameters = value === undefined ? undefined : parametersAt(scanner)
  return value === undefined || parameters === undefined ? undefined : { value, parameters }
}

const parametersAt = (scanner: Scanner): ReadonlyMap<string, Bare> | undefined => {
  const parameters = new Map<string, Bare>()
  while (take(scanner, /; */y) !== undefined) {
    const key = take(scanner, keyForm)
    if (key === undefined) return undefined
    const value = take(scanner, /=/y) === undefined ? yes : bareAt(scanner)
    if (value === undefined) return undefined
    parameters.set(key, value)
  }
  return parameters
}

const bareAt = (scanner: Scanner): Bare | undefined => {
  const integer = take(scanner, integerForm)
  // "-0" is 0 here.
  if (integer !== undefined) return { _tag: "Integer", value: Number(integer) + 0 }
  const string = take(scanner, stringForm)
  if (string !== undefined) return { _tag: "String", value: string.slice(1, -1).replaceAll(/\\(["\\])/g, "$1") }
  for (const form of otherForms) {
    const text = take(scanner, form)
    if (text !== undefined) return { _tag: "Other", text }
  }
  return undefined
}
