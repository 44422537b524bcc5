/**
 * Where something stands: in a request, where it is put, or in an answer, where it is read.
 *
 * JSON and XML are one tree here: an XML document is an object with its root element, attributes are `@name`, text beside them
 * is `#text`, and elements that come more than once are a list. A pointer (RFC 6901) leads through both.
 *
 * @since 0.1.0
 */
import { JsonPointer, Schema } from "effect"

/**
 * A JSON pointer: empty for the whole document, else `/` before every name.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Pointer = Schema.String.check(
  Schema.isPattern(/^(?:\/(?:[^~/]|~[01])*)*$/u, {
    expected: 'a JSON pointer such as "/data/items"',
    identifier: "Pointer",
    description:
      'A place in a document: "" is the whole, "/data/items" the member items of data, "/0" the first of a list'
  })
)

const ParameterName = Schema.String.check(
  Schema.isPattern(/^[\w.~[\]-]{1,64}$/u, { expected: "the name of a query parameter" })
)

const HeaderName = Schema.String.check(
  Schema.isPattern(/^[!#$%&'*+.^`|~\w-]{1,64}$/u, { expected: "the name of a header" })
)

/**
 * Where a request carries something: a query parameter, a header, or a place in the body.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Placement = Schema.Union([
  Schema.Struct({ query: ParameterName }),
  Schema.Struct({ header: HeaderName }),
  Schema.Struct({ body: Pointer })
]).annotate({
  identifier: "Placement",
  description: "Where a request carries something: a query parameter, a header, or a place in its body"
})

/**
 * @category models
 * @since 0.1.0
 */
export type Placement = typeof Placement.Type

/**
 * Where an answer says something: at a place in its body, or in a header.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Source = Schema.Union([Pointer, Schema.Struct({ header: HeaderName })]).annotate({
  identifier: "Source",
  description: "Where an answer says something: a pointer into its body, or a header"
})

/**
 * @category models
 * @since 0.1.0
 */
export type Source = typeof Source.Type

/**
 * The names and numbers that a checked pointer is made of, unescaped.
 *
 * @category getters
 * @since 0.1.0
 */
export const tokensOf = (pointer: string): ReadonlyArray<string> =>
  pointer === "" ? [] : pointer.slice(1).split("/").map(JsonPointer.unescapeToken)

/**
 * What a checked pointer leads to in a tree; undefined where there is nothing. Only a tree's own members count.
 *
 * @category getters
 * @since 0.1.0
 */
export const valueAt = (tree: unknown, pointer: string): unknown => {
  let value = tree
  for (const token of tokensOf(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined
    if (Array.isArray(value) && !/^(?:0|[1-9]\d{0,9})$/.test(token)) return undefined
    value = Reflect.get(value, token)
  }
  return value
}

/**
 * The tree with a value at the place a checked pointer leads to. Objects on the way are made where there are none; what is no
 * object is replaced by one, but for lists, whose members are.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withValueAt = (tree: unknown, pointer: string, value: unknown): unknown =>
  put(tree, tokensOf(pointer), value)

const put = (tree: unknown, [token, ...rest]: ReadonlyArray<string>, value: unknown): unknown => {
  if (token === undefined) return value
  if (Array.isArray(tree) && /^(?:0|[1-9]\d{0,9})$/.test(token)) {
    const at = Number(token)
    return tree.map((member: unknown, index) => (index === at ? put(member, rest, value) : member))
  }
  const object: { readonly [name: string]: unknown } =
    typeof tree === "object" && tree !== null && !Array.isArray(tree) ? { ...tree } : {}
  const inner = put(Object.hasOwn(object, token) ? object[token] : undefined, rest, value)
  // A computed key defines a member of its own, whatever its name.
  return { ...object, [token]: inner }
}
