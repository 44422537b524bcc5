/**
 * The form that a schema expects, in words an author of a manifest reads: `{"query": …}`, `a whole number`.
 *
 * @since 0.1.0
 */
import type { SchemaAST } from "effect"

/**
 * @category getters
 * @since 0.1.0
 */
export const of = (ast: SchemaAST.AST): string => {
  const said = annotatedOf(ast)
  if (said !== undefined) return said
  switch (ast._tag) {
    case "String":
      return "a text"
    case "Number":
      return "a number"
    case "Boolean":
      return "true or false"
    case "Null":
      return "null"
    case "Literal":
      return JSON.stringify(ast.literal)
    case "Arrays":
      return "a list"
    case "Objects":
      return objectOf(ast)
    case "Suspend":
      return of(ast.thunk())
    case "Union": {
      const tag = tagOf(ast)
      if (tag !== undefined) return `an object with "${tag.key}": ${listed(tag.values)}`
      return joined([
        ...new Set(
          flat(ast)
            .map((type) => (type._tag === "Boolean" ? ["true", "false"] : of(type)))
            .flat()
        )
      ])
    }
    default:
      return "a JSON value"
  }
}

const flat = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  ast._tag === "Union" && annotatedOf(ast) === undefined ? ast.types.flatMap(flat) : [ast]

const annotatedOf = (ast: SchemaAST.AST): string | undefined => {
  const said = (ast.checks?.at(-1) ?? ast).annotations?.["expected"]
  return typeof said === "string" ? said : undefined
}

const objectOf = ({ propertySignatures }: SchemaAST.Objects): string => {
  const required = propertySignatures.filter(({ type }) => type.context?.isOptional !== true)
  if (required.length === 0) return "an object"
  const members = required.map(({ name, type }) =>
    type._tag === "Literal" ? `"${String(name)}": ${of(type)}` : `"${String(name)}": …`
  )
  return `{${members.join(", ")}}`
}

/**
 * The key by whose value the members of a union are told apart, and its values; nothing for another union.
 *
 * @category getters
 * @since 0.1.0
 */
export const tagOf = (
  ast: SchemaAST.AST
): { readonly key: string; readonly values: ReadonlyArray<string> } | undefined => {
  if (ast._tag !== "Union" || ast.types.length < 2) return undefined
  const members = ast.types.map((type) =>
    type._tag === "Objects"
      ? type.propertySignatures.flatMap(({ name, type: of }) =>
          of._tag === "Literal" ? [[String(name), String(of.literal)] as const] : []
        )
      : []
  )
  const [key] = members[0]?.[0] ?? []
  const values = members.flatMap((tags) => tags.flatMap(([name, value]) => (name === key ? [value] : [])))
  return key !== undefined && values.length === members.length ? { key, values } : undefined
}

/**
 * The texts that a schema takes, where it takes nothing but some texts.
 *
 * @category getters
 * @since 0.1.0
 */
export const literalsOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag === "Literal") return typeof ast.literal === "string" ? [ast.literal] : []
  if (ast._tag !== "Union") return []
  const each = ast.types.map(literalsOf)
  return each.every((texts) => texts.length > 0) ? each.flat() : []
}

/**
 * The keys that any member of a schema has.
 *
 * @category getters
 * @since 0.1.0
 */
export const keysOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag === "Objects") return ast.propertySignatures.map(({ name }) => String(name))
  return ast._tag === "Union" ? ast.types.flatMap(keysOf) : []
}

/**
 * Texts in quotes: `"a", "b" or "c"`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const listed = (texts: ReadonlyArray<string>): string => joined(texts.map((text) => JSON.stringify(text)))

const joined = (parts: ReadonlyArray<string>): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`

/**
 * The known word that a misspelt one most likely means; nothing where none is near.
 *
 * @category getters
 * @since 0.1.0
 */
export const nearest = (word: string, known: ReadonlyArray<string>): string | undefined => {
  const most = word.length < 5 ? 1 : Math.max(2, Math.floor(word.length / 3))
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const distance = distanceOf(plain(word), plain(name))
    if (distance <= most && distance < name.length && distance < (best?.distance ?? Infinity)) best = { name, distance }
  }
  return best?.name
}

const plain = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "")

/** Levenshtein's, where two neighbours that changed places count as one. */
const distanceOf = (a: string, b: string): number => {
  let [before, row] = [[] as ReadonlyArray<number>, Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same, swapped))
    }
    ;[before, row] = [row, next]
  }
  return row[b.length]!
}
