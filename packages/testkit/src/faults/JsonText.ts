/**
 * Edits of JSON as text: what isn't touched stays as it was, byte for byte, numbers and all. It takes any text for JSON and
 * finds nothing in what isn't.
 *
 * @since 0.1.0
 */

/**
 * A piece of a text.
 *
 * @category models
 * @since 0.1.0
 */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * An element of an array, or a member of an object with its name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Item extends Span {
  readonly name: string | undefined
  readonly value: Span
}

/**
 * The elements or members of the array or object at `span`.
 *
 * @category getters
 * @since 0.1.0
 */
export const itemsOf = (text: string, span: Span): ReadonlyArray<Item> => {
  const inObject = text[span.from] === "{"
  if (!inObject && text[span.from] !== "[") return []
  const items: Array<Item> = []
  let at = blanks(text, span.from + 1)
  while (at < span.to - 1) {
    const from = at
    let name: string | undefined
    if (inObject) {
      const end = valueEnd(text, at)
      name = stringIn(text.slice(at, end))
      at = blanks(text, blanks(text, end) + 1)
    }
    const to = valueEnd(text, at)
    if (to <= at) return items
    items.push({ from, to, name, value: { from: at, to } })
    at = blanks(text, blanks(text, to) + 1)
  }
  return items
}

/**
 * The value at a JSON pointer such as `/meta/next`; the empty pointer is the whole text.
 *
 * @category getters
 * @since 0.1.0
 */
export const find = (text: string, pointer: string): Span | undefined => {
  const from = blanks(text, 0)
  let span: Span = { from, to: valueEnd(text, from) }
  if (span.to <= span.from) return undefined
  for (const step of pointer.split("/").slice(1)) {
    const item = itemsOf(text, span).find(({ name }, index) => (name ?? String(index)) === step)
    if (item === undefined) return undefined
    span = item.value
  }
  return span
}

/**
 * The JSON at a pointer.
 *
 * @category getters
 * @since 0.1.0
 */
export const get = (text: string, pointer: string): string | undefined => {
  const span = find(text, pointer)
  return span === undefined ? undefined : text.slice(span.from, span.to)
}

/**
 * The text of a JSON string, or of a number as it is written.
 *
 * @category getters
 * @since 0.1.0
 */
export const stringIn = (json: string | undefined): string | undefined => {
  if (json === undefined || json === "null") return undefined
  if (json[0] !== '"') return json
  const value: unknown = JSON.parse(json)
  return typeof value === "string" ? value : undefined
}

/**
 * With other JSON at a pointer, whose parent must be there; without `json`, the member is taken away.
 *
 * @category combinators
 * @since 0.1.0
 */
export const set = (text: string, pointer: string, json: string | undefined): string => {
  const span = find(text, pointer)
  const slash = pointer.lastIndexOf("/")
  const parent = slash < 0 ? undefined : find(text, pointer.slice(0, slash))
  if (json !== undefined && span !== undefined) return replaced(text, span, json)
  if (parent === undefined) return text
  if (json !== undefined) {
    const comma = itemsOf(text, parent).length === 0 ? "" : ","
    const at = parent.to - 1
    return replaced(text, { from: at, to: at }, `${comma}${JSON.stringify(pointer.slice(slash + 1))}:${json}`)
  }
  const rest = itemsOf(text, parent).filter(({ value }) => value.from !== span?.from)
  return replaced(text, parent, `{${rest.map(({ from, to }) => text.slice(from, to)).join(",")}}`)
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const replaced = (text: string, { from, to }: Span, piece: string): string =>
  text.slice(0, from) + piece + text.slice(to)

const blanks = (text: string, from: number): number => {
  let at = from
  while (at < text.length && " \t\r\n".includes(text[at] ?? "")) at += 1
  return at
}

/** Where the value that begins at `from` ends; `from` itself where there is none. */
const valueEnd = (text: string, from: number): number => {
  if (text[from] === '"') return stringEnd(text, from)
  if (text[from] !== "{" && text[from] !== "[") {
    let at = from
    while (at < text.length && !" \t\r\n,]}:".includes(text[at] ?? "")) at += 1
    return at
  }
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = stringEnd(text, at) - 1
    else if (character === "{" || character === "[") depth += 1
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1
  }
  return from
}

const stringEnd = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}
