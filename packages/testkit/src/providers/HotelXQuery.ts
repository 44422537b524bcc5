/**
 * Reads the text of a GraphQL query: one operation, its selections, and its arguments with the variables filled in.
 *
 * It knows no schema. Aliases, fragments, directives and a second operation are refused, since the mock has no answer
 * for them.
 *
 * @since 0.1.0
 */
import { Result, type Schema } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Field {
  readonly name: string
  readonly arguments: ReadonlyMap<string, Argument>
  /** Undefined for a field without braces. */
  readonly selection: Selection | undefined
}

/**
 * The fields between two braces, by name.
 *
 * @category models
 * @since 0.1.0
 */
export type Selection = ReadonlyMap<string, Field>

/**
 * @category models
 * @since 0.1.0
 */
export interface Argument {
  /** Undefined for a variable that wasn't given. */
  readonly value: Schema.Json | undefined
  /** The declared type, as `String!`, of an argument that is a variable. */
  readonly type: string | undefined
}

/**
 * The selection of the query, or the first thing that is wrong with it, in one line.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = (
  source: string,
  variables: Readonly<Record<string, Schema.Json>> = {}
): Result.Result<Selection, string> =>
  Result.try({
    try: () => {
      const reader: Reader = { tokens: tokensOf(source), place: 0, variables, declared: new Map(), used: new Set() }
      return operation(reader)
    },
    catch: (cause) => (cause instanceof Error ? cause.message : String(cause))
  })

interface Reader {
  readonly tokens: ReadonlyArray<string>
  place: number
  readonly variables: Readonly<Record<string, Schema.Json>>
  readonly declared: Map<string, Argument>
  readonly used: Set<string>
}

const blank = /(?:[\s,\uFEFF]+|#[^\n\r]*)*/y
const token =
  /\.\.\.|[{}()[\]:$!=|&@]|[_A-Za-z]\w*|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?!"")(?:[^"\\\n\r]|\\.)*"/y
const name = /^[_A-Za-z]\w*$/

const tokensOf = (source: string): ReadonlyArray<string> => {
  const tokens: Array<string> = []
  let at = 0
  for (;;) {
    blank.lastIndex = at
    blank.exec(source)
    token.lastIndex = blank.lastIndex
    if (token.lastIndex >= source.length) return tokens
    const [text] = token.exec(source) ?? []
    if (text === undefined) throw new Error(`Syntax Error: Unexpected character at ${blank.lastIndex}.`)
    tokens.push(text)
    at = token.lastIndex
  }
}

const peek = (reader: Reader): string => reader.tokens[reader.place] ?? "<EOF>"

const take = (reader: Reader): string => {
  const text = peek(reader)
  reader.place += 1
  return text
}

const taken = (reader: Reader, text: string): boolean => {
  if (peek(reader) !== text) return false
  reader.place += 1
  return true
}

const expect = (reader: Reader, text: string): void => {
  if (!taken(reader, text)) throw new Error(`Syntax Error: Expected "${text}", found "${peek(reader)}".`)
}

const nameOf = (reader: Reader): string => {
  const text = take(reader)
  if (!name.test(text)) throw new Error(`Syntax Error: Expected Name, found "${text}".`)
  return text
}

const operation = (reader: Reader): Selection => {
  if (taken(reader, "query")) {
    if (name.test(peek(reader))) take(reader)
    if (taken(reader, "(")) while (!taken(reader, ")")) declare(reader)
  }
  const selection = selectionOf(reader)
  if (reader.place < reader.tokens.length)
    throw new Error(`Syntax Error: Unexpected "${peek(reader)}" after the query.`)
  const unused = [...reader.declared.keys()].find((variable) => !reader.used.has(variable))
  if (unused !== undefined) throw new Error(`Variable "$${unused}" is never used.`)
  return selection
}

const declare = (reader: Reader): void => {
  expect(reader, "$")
  const variable = nameOf(reader)
  expect(reader, ":")
  const type = typeOf(reader)
  const otherwise = taken(reader, "=") ? valueOf(reader).value : undefined
  const given = Object.hasOwn(reader.variables, variable) ? reader.variables[variable] : undefined
  const value = given === undefined ? otherwise : given
  if (type.endsWith("!") && (value ?? null) === null) {
    throw new Error(`Variable "$${variable}" of required type "${type}" was not provided.`)
  }
  reader.declared.set(variable, { value, type })
}

const typeOf = (reader: Reader): string => {
  const inner = taken(reader, "[") ? `[${typeOf(reader)}` : nameOf(reader)
  if (inner.startsWith("[")) expect(reader, "]")
  const whole = inner.startsWith("[") ? `${inner}]` : inner
  return taken(reader, "!") ? `${whole}!` : whole
}

const selectionOf = (reader: Reader): Selection => {
  expect(reader, "{")
  const fields = new Map<string, Field>()
  do {
    const field = fieldOf(reader)
    if (fields.has(field.name)) throw new Error(`The mock takes the field "${field.name}" once only.`)
    fields.set(field.name, field)
  } while (!taken(reader, "}"))
  return fields
}

const fieldOf = (reader: Reader): Field => {
  if (peek(reader) === "...") throw new Error("The mock takes no fragments.")
  const field = nameOf(reader)
  if (peek(reader) === ":") throw new Error("The mock takes no aliases.")
  const given = new Map<string, Argument>()
  if (taken(reader, "(")) {
    do {
      const argument = nameOf(reader)
      expect(reader, ":")
      if (given.has(argument)) throw new Error(`There can be only one argument named "${argument}".`)
      given.set(argument, valueOf(reader))
    } while (!taken(reader, ")"))
  }
  if (peek(reader) === "@") throw new Error("The mock takes no directives.")
  return { name: field, arguments: given, selection: peek(reader) === "{" ? selectionOf(reader) : undefined }
}

const valueOf = (reader: Reader): Argument => {
  const text = take(reader)
  if (text === "$") {
    const variable = nameOf(reader)
    const declared = reader.declared.get(variable)
    if (declared === undefined) throw new Error(`Variable "$${variable}" is not defined.`)
    reader.used.add(variable)
    return declared
  }
  return { value: literal(reader, text), type: undefined }
}

const literal = (reader: Reader, text: string): Schema.Json => {
  if (text === "[") {
    const list: Array<Schema.Json> = []
    while (!taken(reader, "]")) list.push(valueOf(reader).value ?? null)
    return list
  }
  if (text === "{") {
    const entries: Array<readonly [string, Schema.Json]> = []
    while (!taken(reader, "}")) {
      const key = nameOf(reader)
      expect(reader, ":")
      const { value } = valueOf(reader)
      if (value !== undefined) entries.push([key, value])
    }
    return Object.fromEntries(entries)
  }
  if (text === "true" || text === "false" || text === "null" || /^["\d-]/.test(text)) return JSON.parse(text)
  if (name.test(text)) return text
  throw new Error(`Syntax Error: Unexpected "${text}".`)
}
