/**
 * Writes a tree as an XML 1.0 document, such that the reader gives the same tree again.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

/**
 * Fails in one line that names the place of what can't be written, and not its value.
 *
 * @category writing
 * @since 0.1.0
 */
export const write = (tree: unknown): Result.Result<string, string> => {
  const members = isObject(tree) ? membersOf(tree) : []
  const [root] = members
  if (root === undefined || members.length > 1) {
    return Result.fail(`an XML document has one root element, and this has ${members.length}`)
  }
  const flaws: Array<string> = []
  const written = element(root[0], root[1], root[0], flaws)
  return flaws[0] === undefined
    ? Result.succeed(`<?xml version="1.0" encoding="UTF-8"?>${written}`)
    : Result.fail(`/${flaws[0]}`)
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const membersOf = (object: { readonly [name: string]: unknown }): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(object).filter(([, value]) => value !== undefined && value !== null)

// Productions 4 and 4a of XML 1.0, fifth edition, with a prefix as Namespaces in XML has it.
const nameStart =
  "A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}" +
  "\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}"
const localName = `[${nameStart}][${nameStart}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*`
const qualifiedName = new RegExp(`^(?:${localName}:)?${localName}$`, "u")

/** `flaws` takes what can't be written, by its place. */
const element = (name: string, value: unknown, place: string, flaws: Array<string>): string => {
  checkName(name, place, flaws)
  if (!isObject(value)) return `<${name}>${textOf(value, place, flaws)}</${name}>`
  let attributes = ""
  let content = ""
  for (const [member, inner] of membersOf(value)) {
    const at = `${place}/${member}`
    if (member.startsWith("@")) {
      checkName(member.slice(1), at, flaws)
      attributes += ` ${member.slice(1)}="${textOf(inner, at, flaws).replaceAll(/["\t\n]/g, reference)}"`
    } else if (member === "#text") content += textOf(inner, at, flaws)
    else {
      const all: ReadonlyArray<unknown> = Array.isArray(inner) ? inner : [inner]
      for (const one of all) {
        if (one !== null && one !== undefined) content += element(member, one, at, flaws)
      }
    }
  }
  return `<${name}${attributes}>${content}</${name}>`
}

const checkName = (name: string, place: string, flaws: Array<string>): void => {
  if (!qualifiedName.test(name)) flaws.push(`${place} has a name that XML does not allow`)
}

/** Everything that is no Char of XML 1.0, production 2, a lone surrogate among it. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

const reference = (character: string): string => `&#${character.charCodeAt(0)};`

const textOf = (value: unknown, place: string, flaws: Array<string>): string => {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value
  if (typeof text !== "string" || (typeof value === "number" && !Number.isFinite(value))) {
    flaws.push(`${place} is neither a text nor a number`)
    return ""
  }
  if (notXml.test(text)) flaws.push(`${place} holds a character that XML can't hold`)
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      // A reader makes a line feed of it.
      .replaceAll("\r", reference)
  )
}
