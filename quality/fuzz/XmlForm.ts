/**
 * Is a text a well-formed XML 1.0 document without a DTD? Read letter by letter as the recommendation's productions say: a second
 * opinion that shares no code with the reader.
 *
 * @since 0.1.0
 */

const nameStart =
  // oxlint-disable-next-line no-misleading-character-class -- the ranges stand as the recommendation has them
  /[:A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]/u
// oxlint-disable-next-line no-misleading-character-class -- as above
const nameMore = /[-.0-9\u00b7\u0300-\u036f\u203f\u2040]/u
const character = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
const blanks = " \t\r\n"

class Malformed extends Error {}

/**
 * @category guards
 * @since 0.1.0
 */
export const isWellFormed = (text: string): boolean => {
  if (!character.test(text)) return false
  try {
    document(Array.from(text))
    return true
  } catch (cause) {
    if (cause instanceof Malformed) return false
    throw cause
  }
}

const need = (condition: boolean): void => {
  if (!condition) throw new Malformed()
}

const document = (units: ReadonlyArray<string>) => {
  let at = 0
  const open: Array<string> = []
  let roots = 0

  const starts = (word: string): boolean => {
    for (let i = 0; i < word.length; i++) if (units[at + i] !== word[i]) return false
    return true
  }
  const skip = (word: string) => {
    need(starts(word))
    at += word.length
  }
  const blank = (): boolean => {
    const from = at
    while (at < units.length && blanks.includes(units[at]!)) at++
    return at > from
  }
  const upTo = (word: string): string => {
    const from = at
    while (at < units.length && !starts(word)) at++
    need(at < units.length)
    const inside = units.slice(from, at).join("")
    at += word.length
    return inside
  }
  const name = (): string => {
    const from = at
    need(at < units.length && nameStart.test(units[at]!))
    at++
    while (at < units.length && (nameStart.test(units[at]!) || nameMore.test(units[at]!))) at++
    return units.slice(from, at).join("")
  }
  const reference = () => {
    skip("&")
    const inside = upTo(";")
    const code = /^#(?:(\d+)|x([0-9a-fA-F]+))$/.exec(inside)
    if (code === null) return need(["lt", "gt", "amp", "quot", "apos"].includes(inside))
    const point = code[1] === undefined ? Number.parseInt(code[2]!, 16) : Number(code[1])
    return need(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) && character.test(String.fromCodePoint(point)))
  }
  const instruction = () => {
    skip("<?")
    const target = name()
    need(target.toLowerCase() !== "xml")
    if (starts("?>")) return void upTo("?>")
    need(blank())
    return void upTo("?>")
  }
  const comment = () => {
    skip("<!--")
    upTo("--")
    skip(">")
  }
  const value = () => {
    const quote = units[at]
    need(quote === '"' || quote === "'")
    at++
    for (;;) {
      need(at < units.length && units[at] !== "<")
      if (units[at] === quote) break
      if (units[at] === "&") reference()
      else at++
    }
    at++
  }
  const tag = () => {
    skip("<")
    const element = name()
    const attributes = new Set<string>()
    for (;;) {
      const spaced = blank()
      if (starts("/>")) {
        at += 2
        break
      }
      if (starts(">")) {
        at++
        open.push(element)
        break
      }
      need(spaced)
      const attribute = name()
      need(!attributes.has(attribute))
      attributes.add(attribute)
      blank()
      skip("=")
      blank()
      value()
    }
  }
  const misc = (): boolean => {
    if (starts("<!--")) comment()
    else if (starts("<?")) instruction()
    else return blank()
    return true
  }

  if (starts("\ufeff")) at++
  if (starts("<?xml") && blanks.includes(units[at + 5] ?? "x")) {
    const declaration = upTo("?>")
    need(
      /^<\?xml\s+version\s*=\s*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$/.test(
        declaration
      )
    )
  }
  while (at < units.length) {
    if (open.length === 0) {
      if (misc()) continue
      need(roots === 0 && starts("<"))
      roots++
      tag()
    } else if (starts("</")) {
      at += 2
      need(name() === open.pop())
      blank()
      skip(">")
    } else if (starts("<![CDATA[")) {
      at += 9
      upTo("]]>")
    } else if (starts("<!--")) comment()
    else if (starts("<?")) instruction()
    else if (starts("<")) tag()
    else if (starts("&")) reference()
    else {
      need(!starts("]]>"))
      at++
    }
  }
  need(roots === 1 && open.length === 0)
}
