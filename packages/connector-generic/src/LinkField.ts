/**
 * The header `Link`: links with their relations and parameters, as RFC 8288 section 3 and appendix B.2 have it.
 *
 * Where the RFC lets a reader skip what it can't read, this one gives up: a link that was skipped could be the next page.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Link {
  /** As it stands between `<` and `>`; possibly relative. */
  readonly target: string
  /** In lower case, as relations are compared without case. */
  readonly rels: ReadonlyArray<string>
  /** Names in lower case; of a name that comes twice the first counts. */
  readonly params: ReadonlyMap<string, string>
}

/** Far above what servers send, and reading is linear. */
const maxLength = 65_536

interface Read<A> {
  readonly value: A
  /** Just behind it. */
  readonly to: number
}

/**
 * All links of a header's value, several fields joined by commas; or in one line, which does not repeat it, why it can't be
 * read.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string): Result.Result<ReadonlyArray<Link>, string> => {
  if (text.length > maxLength) return Result.fail(`the header Link is longer than ${maxLength} characters`)
  const links: Array<Link> = []
  let at = 0
  for (;;) {
    at = past(text, at, blankOrComma)
    if (at === text.length) return Result.succeed(links)
    const link = linkAt(text, at)
    if (typeof link === "string") return Result.fail(`the header Link can't be read: ${link} at character ${at + 1}`)
    links.push(link.value)
    at = link.to
  }
}

const blank = /[ \t]/
const blankOrComma = /[ \t,]/

const past = (text: string, from: number, skipped: RegExp): number => {
  let at = from
  while (at < text.length && skipped.test(text[at]!)) at++
  return at
}

const upTo = (text: string, from: number, stops: string): number => {
  let at = from
  while (at < text.length && !stops.includes(text[at]!)) at++
  return at
}

const linkAt = (text: string, from: number): Read<Link> | string => {
  if (text[from] !== "<") return 'there is no "<" before the link'
  const close = text.indexOf(">", from)
  if (close < 0) return 'there is no ">" after the link'
  const params = new Map<string, string>()
  let at = past(text, close + 1, blank)
  while (text[at] === ";") {
    const param = paramAt(text, past(text, at + 1, blank))
    if (typeof param === "string") return param
    const { name, value } = param.value
    if (name !== "" && !params.has(name)) params.set(name, value)
    at = past(text, param.to, blank)
  }
  if (at < text.length && text[at] !== ",") return 'there is no ";" or "," after the link'
  const rels = (params.get("rel") ?? "").toLowerCase().split(/[ \t]+/)
  return { value: { target: text.slice(from + 1, close), rels: rels.filter((rel) => rel !== ""), params }, to: at }
}

const paramAt = (text: string, from: number): Read<{ readonly name: string; readonly value: string }> | string => {
  const end = upTo(text, from, "=;,")
  const name = text.slice(from, end).trim().toLowerCase()
  if (text[end] !== "=") return { value: { name, value: "" }, to: end }
  const start = past(text, end + 1, blank)
  if (text[start] === '"') {
    const quoted = quotedAt(text, start + 1)
    return quoted === undefined
      ? "a quoted parameter has no end"
      : { value: { name, value: quoted.value }, to: quoted.to }
  }
  const to = upTo(text, start, ";,")
  return { value: { name, value: text.slice(start, to).trim() }, to }
}

const quotedAt = (text: string, from: number): Read<string> | undefined => {
  let value = ""
  let start = from
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') return { value: value + text.slice(start, at), to: at + 1 }
    if (text[at] === "\\") {
      value += text.slice(start, at)
      start = ++at
    }
  }
  return undefined
}
