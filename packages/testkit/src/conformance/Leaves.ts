/**
 * The texts and numbers of a record and of an answer, to see whether the one has them from the other.
 *
 * @since 0.1.0
 */
import type { Body, Response } from "../providers/Provider.ts"

/**
 * A text or number in a record, and where: `rates.0.price`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Leaf {
  readonly path: string
  readonly value: string | number
}

/**
 * The texts and numbers of a value, empty texts left out; or the path of something that no provider can have sent.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (
  value: unknown,
  path = ""
): ReadonlyArray<Leaf> | { readonly foreign: string; readonly path: string } => {
  if (value === null || typeof value === "boolean" || value === "") return []
  if (typeof value === "string") return [{ path, value }]
  if (typeof value === "number" && Number.isFinite(value)) return [{ path, value }]
  if (typeof value !== "object" || (!Array.isArray(value) && !isPlain(value))) return { foreign: kindOf(value), path }
  const leaves: Array<Leaf> = []
  for (const [name, part] of Object.entries(value)) {
    const some = of(part, path === "" ? name : `${path}.${name}`)
    if ("foreign" in some) return some
    leaves.push(...some)
  }
  return leaves
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const kindOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? value.constructor.name : `${typeof value} ${String(value)}`

/**
 * What an answer says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Said {
  readonly has: (leaf: Leaf["value"]) => boolean
}

/**
 * Reads an answer's texts and numbers off its body, JSON by its tokens and anything else as text. `beside` is what the
 * request said, which a connector may put into a record too.
 *
 * @category constructors
 * @since 0.1.0
 */
export const said = (answers: ReadonlyArray<Response<Body>>, beside: ReadonlyArray<string>): Said => {
  const texts = new Set<string>()
  const numbers = new Map<number, string>()
  const plain: Array<string> = [...beside]
  const bare: Array<string> = []
  for (const answer of answers) {
    const body = decoded(answer.body)
    if (!/^\s*[[{]/.test(body)) {
      bare.push(...bared(body))
      continue
    }
    for (const [token] of body.matchAll(tokens)) {
      const text: unknown = token.startsWith('"') ? JSON.parse(token) : token
      texts.add(String(text))
      if (!token.startsWith('"')) numbers.set(Number(token), token)
    }
    plain.push(...Object.values(answer.headers))
  }
  const isExact = (value: number) => {
    const token = numbers.get(value)
    // Up to fifteen digits every decimal survives a double.
    return token !== undefined && (token.replaceAll(/\D/g, "").length <= 15 || String(value) === token)
  }
  const isSaid = (text: string) =>
    texts.has(text) ||
    plain.some((some) => some.includes(text)) ||
    (bare.length > 0 && bared(text).some((form) => bare.some((some) => some.includes(form))))
  return {
    has: (leaf) => {
      if (typeof leaf === "number") return isExact(leaf) || isSaid(String(leaf))
      // Where something stands may be told too, as a path of the names of fields.
      return isSaid(leaf) || (path.test(leaf) && leaf.split(".").every(isSaid))
    }
  }
}

const path = /^[a-z_]+(\.[a-z_]+)+$/i

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const decoded = (body: Body): string => {
  if (typeof body === "string") return body
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body)
  } catch {
    return new TextDecoder("windows-1252").decode(body)
  }
}

/** Text without the markup of XML, in which it may be escaped up to three times and be put together of several pieces. */
const bared = (text: string): ReadonlyArray<string> => {
  const forms = [text]
  for (let times = 1; times <= 3; times++) forms.push(unescaped((forms.at(-1) ?? "").replaceAll(markup, "")))
  return [...new Set(forms.map((form) => form.replaceAll(markup, "").replaceAll(/\s+/g, "")))]
}

const markup = /<!\[CDATA\[|\]\]>/g

const entities: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (all, hex, decimal, name) => {
    if (typeof name === "string") return entities[name.toLowerCase()] ?? all
    const point = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal)
    return point <= 0x10ffff ? String.fromCodePoint(point) : all
  })
