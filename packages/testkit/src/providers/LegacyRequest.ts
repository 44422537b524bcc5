/**
 * What the mock legacy provider reads: a small, strict reader of XML with namespaces for the requests alone. It refuses
 * whatever isn't well-formed, and document types and processing instructions, which SOAP forbids.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Element {
  /** Without its prefix. */
  readonly name: string
  /** Empty for none. */
  readonly namespace: string
  /** Those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ReadonlyArray<Element>
  /** All the text between its tags, without that of its children. */
  readonly text: string
}

/**
 * The root of a document, or in words what is wrong with it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = (document: string): Result.Result<Element, string> => {
  const xml = document.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
  if (illegal.test(xml)) return Result.fail("a character that XML doesn't allow")
  const head = declaration.exec(xml)
  if (head?.[2] !== undefined && !/^utf-8$/i.test(head[2])) return Result.fail(`the declaration says ${head[2]}`)
  return rootOf(xml, head?.[0].length ?? 0)
}

/**
 * The children of that name and namespace.
 *
 * @category getters
 * @since 0.1.0
 */
export const all = (element: Element | undefined, name: string, namespace = ""): ReadonlyArray<Element> =>
  element?.children.filter((child) => child.name === name && child.namespace === namespace) ?? []

/**
 * What is at the end of a path of names of one namespace, the first child of the name each time.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = (element: Element | undefined, path: ReadonlyArray<string>, namespace = ""): Element | undefined =>
  path.reduce((parent: Element | undefined, name) => all(parent, name, namespace)[0], element)

interface Open {
  readonly tag: string
  readonly scope: ReadonlyMap<string, string>
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Array<Element>
  text: string
}

const illegal = /[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const declaration = /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*["']([\w.-]+)["'])?\s*\?>/
const named = String.raw`[\p{L}_][\p{L}\p{N}\p{M}_.·-]*(?::[\p{L}_][\p{L}\p{N}\p{M}_.·-]*)?`
const valued = String.raw`\s+(${named})\s*=\s*("[^<"]*"|'[^<']*')`
const attribute = new RegExp(valued, "gu")
/** A comment, a CDATA section, an end tag, a start tag, or text. */
const markup = new RegExp(
  String.raw`<!--(?:(?!--)[^])*-->|<!\[CDATA\[([^]*?)\]\]>|</(${named})\s*>|<(${named})((?:${valued})*)\s*(/?)>|([^<]+)`,
  "uy"
)

const rootOf = (xml: string, from: number): Result.Result<Element, string> => {
  const root: Open = open("", new Map([["xml", "xml"]]), { local: "", namespace: "" }, new Map())
  const stack: Array<Open> = [root]
  for (let index = from; index < xml.length; index = markup.lastIndex) {
    markup.lastIndex = index
    const match = markup.exec(xml)
    const parent = stack.at(-1)
    if (match === null || parent === undefined) return Result.fail(`not well-formed at character ${index}`)
    const [, section, endTag, startTag, attributes = "", , , empty, text] = match
    if (section !== undefined) parent.text += stack.length === 1 ? "outside" : section
    if (text !== undefined) {
      const plain = text.includes("]]>") ? undefined : resolved(text)
      if (plain === undefined) return Result.fail(`a reference or ]]> at character ${index} is wrong`)
      parent.text += plain
    }
    if (startTag !== undefined) {
      const child = started(startTag, attributes, parent.scope)
      if (typeof child === "string") return Result.fail(`${child} at character ${index}`)
      if (empty === "/") parent.children.push(closed(child))
      else stack.push(child)
    }
    if (endTag !== undefined) {
      if (parent.tag !== endTag) return Result.fail(`</${endTag}> at character ${index} closes <${parent.tag}>`)
      stack.pop()
      stack.at(-1)?.children.push(closed(parent))
    }
  }
  const [only, ...more] = root.children
  if (stack.length > 1) return Result.fail(`<${stack.at(-1)?.tag}> has no end`)
  if (only === undefined || more.length > 0 || root.text.trim() !== "") return Result.fail("not exactly one root")
  return Result.succeed(only)
}

const started = (tag: string, text: string, outer: ReadonlyMap<string, string>): Open | string => {
  const raw = new Map<string, string>()
  for (const [, name = "", quoted = ""] of text.matchAll(attribute)) {
    const value = resolved(quoted.slice(1, -1).replace(/[\t\n]/g, " "))
    if (value === undefined) return `a wrong reference in ${name}`
    if (raw.has(name)) return `${name} twice`
    raw.set(name, value)
  }
  const scope = new Map(outer)
  for (const [name, value] of raw) {
    const [prefix, local] = name.includes(":") ? name.split(":") : ["", name]
    if (prefix === "" && local === "xmlns") scope.set("", value)
    if (prefix === "xmlns" && local !== undefined) {
      if (value === "") return `an empty namespace for ${local}`
      scope.set(local, value)
    }
  }
  const plain = new Map<string, string>()
  for (const [name, value] of raw) {
    const [prefix, local] = name.split(":")
    if (local === undefined) plain.set(name, value)
    else if (prefix !== "xmlns" && !scope.has(prefix ?? "")) return `the prefix of ${name} is not declared`
  }
  plain.delete("xmlns")
  const [prefix, local] = tag.includes(":") ? tag.split(":") : ["", tag]
  const namespace = prefix === "" ? (scope.get("") ?? "") : scope.get(prefix ?? "")
  if (namespace === undefined) return `the prefix of ${tag} is not declared`
  return open(tag, scope, { local: local ?? "", namespace }, plain)
}

const open = (
  tag: string,
  scope: ReadonlyMap<string, string>,
  name: { readonly local: string; readonly namespace: string },
  attributes: ReadonlyMap<string, string>
): Open => ({ tag, scope, name: name.local, namespace: name.namespace, attributes, children: [], text: "" })

const closed = ({ attributes, children, name, namespace, text }: Open): Element => ({
  name,
  namespace,
  attributes,
  children,
  text
})

const entities = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"]
])

const resolved = (text: string): string | undefined => {
  let wrong = false
  const plain = text.replace(/&(?:#x([\dA-Fa-f]{1,6})|#(\d{1,7})|(\w+));|&/g, (_, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    const character =
      name === undefined && code <= 0x10ffff ? String.fromCodePoint(code).replace(illegalOf, "") : entities.get(name)
    wrong ||= character === undefined || character === ""
    return character ?? ""
  })
  return wrong ? undefined : plain
}

/** As `illegal`, but a reference may stand for a carriage return. */
const illegalOf = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
