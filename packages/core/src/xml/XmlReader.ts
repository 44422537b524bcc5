/**
 * A strict push reader of XML 1.0 documents that come as chunks of text. It refuses every `<!DOCTYPE`, so that there are
 * no entities but the five predefined ones, and everything that is not well-formed; it does no input or output and
 * gives a long text in pieces, so that it keeps no more than about one of them. `saxes` tokenises inside of it; what it
 * would only tell at the end of a DTD, or not at all, is looked for before it.
 *
 * Names are local: prefixes are dropped and not resolved, so a prefix that is bound to nothing is not an error.
 *
 * @since 0.1.0
 */
import { SaxesParser } from "saxes"
import * as ChunkEnd from "./ChunkEnd.ts"
import * as LocalNames from "./LocalNames.ts"
import * as Prolog from "./Prolog.ts"
import * as XmlError from "./XmlError.ts"

/**
 * Names and values, no name twice.
 *
 * @category models
 * @since 0.1.0
 */
export type Attributes = ReadonlyArray<readonly [name: string, value: string]>

/**
 * What is told of a document, in its order. What was told before a failure came from the part before it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handlers {
  /**
   * Attributes by local name, without namespace declarations, in their order but for prefixed ones, which come last. Of two
   * with one local name, that without a prefix has it, else the first; the other keeps its prefix.
   */
  readonly open: (name: string, attributes: Attributes) => void
  /**
   * In pieces of at most about 65,536 characters that are one text until the next tag, inside of the root only; none is
   * empty or parts a character. References and CDATA are resolved, line ends are `\n`.
   */
  readonly text: (text: string) => void
  readonly close: (name: string) => void
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Limits {
  /** Elements within each other, the root included. */
  readonly depth: number
  /** Of one element, namespace declarations included. */
  readonly attributes: number
  /** Characters of the name of an element or attribute, prefix included. */
  readonly nameLength: number
  /**
   * Characters between two tags, or of one attribute's value. A text, comment, instruction or tag of about as many as
   * they are written, references unresolved, is refused too.
   */
  readonly textLength: number
}

/**
 * @category constants
 * @since 0.1.0
 */
export const defaultLimits: Limits = { depth: 64, attributes: 256, nameLength: 1024, textLength: 16 * 1024 * 1024 }

/**
 * After a failure, every call gives that failure again and no handler is called.
 *
 * @category models
 * @since 0.1.0
 */
export interface XmlReader {
  readonly write: (chunk: string) => XmlError.XmlError | undefined
  /** Fails unless exactly one root was opened and closed, and nothing is unfinished. */
  readonly end: () => XmlError.XmlError | undefined
}

/** In UTF-16 units: the parser gets no more at once, as it keeps a text until it is broken. */
const longestPiece = 65_536

const noAttributes: Attributes = []

/**
 * An `XmlError` that a handler throws becomes the reader's failure; anything else is thrown on, and the reader is broken.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (handlers: Handlers, limits?: Partial<Limits>): XmlReader => {
  const { attributes: maxAttributes, depth: maxDepth, nameLength, textLength } = { ...defaultLimits, ...limits }
  // Room for what surrounds a text or a value of the greatest length.
  const maxPending = textLength + 2 * nameLength + 64
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: "1.0", forceXMLVersion: true })
  const prolog = Prolog.make()
  let inProlog = true
  let ended = false
  let failure: XmlError.XmlError | undefined
  /** What the next chunk decides on. */
  let held = ""
  /** What the parser is in. */
  let end: ChunkEnd.ChunkEnd = "tag"
  let isBreaking = false
  /** Characters that were parsed though the document does not have them, and those of them in this line. */
  let added = 0
  let inLine = { line: 0, added: 0 }
  /** Characters since the last tag. */
  let length = 0
  /** Where in the document the last event was, and how much of it was parsed. */
  let last = 0
  let given = 0
  /** Of the tag it is in; prefixed ones with their prefixes. */
  let plain: Array<readonly [string, string]> = []
  let prefixed: Array<readonly [string, string]> = []
  let declared = 0
  /** An element that was closed, unless its closing tag turns out to be another's: the parser finds that out later. */
  let closing: string | undefined
  /** Local names of the elements that are open. */
  const open: Array<string> = []
  const localNames = LocalNames.make()

  const settle = () => {
    if (closing === undefined) return
    const name = closing
    closing = undefined
    handlers.close(name)
  }
  const fail = (kind: XmlError.Kind, what: string): never => {
    settle()
    const { column, line } = parser
    throw XmlError.make(kind, `${line}:${column - (line === inLine.line ? inLine.added : 0)}: ${what}`)
  }
  const checkPending = (position: number) => {
    if (position - last > maxPending) fail("Limit", `a text, comment or tag is longer than ${textLength} characters`)
  }
  const mark = () => {
    const position = parser.position - added
    checkPending(position)
    last = position
  }
  const localOf = (name: string): string => localNames(name) ?? fail("NotWellFormed", `malformed name ${name}`)
  const checkName = (name: string) => {
    if (name.length > nameLength) fail("Limit", `a name has more than ${nameLength} characters`)
  }
  const tell = (text: string) => {
    if (!isBreaking) mark()
    if (open.length === 0) return
    length += text.length
    if (length > textLength) fail("Limit", `a text has more than ${textLength} characters`)
    settle()
    if (text !== "") handlers.text(text)
  }
  const attributesOf = (): Attributes => {
    if (plain.length + prefixed.length === 0) return noAttributes
    const attributes = plain
    for (const [name, value] of prefixed) {
      const local = localOf(name)
      const isTaken = attributes.some(([other]) => other === local)
      attributes.push([isTaken ? name : local, value])
    }
    plain = []
    prefixed = []
    return attributes
  }

  // No more than these: with eight, V8 takes the parser for a dictionary, and it is four times as slow.
  parser.on("error", ({ message }) => {
    const what = message.replace(/\.$/, "")
    if (what === "unexpected close tag") closing = undefined
    if (what.startsWith("malformed character entity")) fail("CharRef", "a reference to what is no character")
    if (what.startsWith("inappropriately located doctype")) fail("Doctype", "a <!DOCTYPE is not allowed")
    fail("NotWellFormed", what)
  })
  parser.on("attribute", ({ name, value }) => {
    mark()
    checkName(name)
    if (value.length > textLength) fail("Limit", `an attribute has more than ${textLength} characters`)
    if (++declared > maxAttributes) fail("Limit", `an element has more than ${maxAttributes} attributes`)
    const local = localOf(name)
    if (local.length < name.length) {
      if (!name.startsWith("xmlns:")) prefixed.push([name, value])
    } else if (local !== "xmlns") plain.push([local, value])
  })
  parser.on("opentag", ({ name }) => {
    mark()
    checkName(name)
    if (open.length === maxDepth) fail("Limit", `elements are nested deeper than ${maxDepth}`)
    length = 0
    settle()
    const local = localOf(name)
    open.push(local)
    declared = 0
    handlers.open(local, attributesOf())
  })
  parser.on("closetag", () => {
    mark()
    length = 0
    settle()
    closing = open.pop()
  })
  parser.on("text", tell)
  parser.on("cdata", tell)

  /**
   * `saxes` tells of a text or a CDATA section at its end alone. A comment without content, or the end of the section and
   * the beginning of another, is the one way to have it told sooner that asks for nothing of its inside. Neither changes
   * what is told, since `]]>`, a reference, a line end or a character is never parted by it.
   */
  const breakText = () => {
    const written = end === "cdata" ? "]]><![CDATA[" : "<!---->"
    isBreaking = true
    parser.write(written)
    isBreaking = false
    added += written.length
    const { line } = parser
    inLine = { line, added: written.length + (line === inLine.line ? inLine.added : 0) }
  }
  const parse = (text: string) => {
    const before = given
    given += text.length
    parser.write(text)
    if (open.length === 0 || text === "") return
    if (last > before) {
      // The parser tells of a text when it read the `<` behind it, and of anything else but an attribute at its `>`.
      const at = last - before - 1
      const isTag = text[at] !== "<" && text[at] !== ">"
      end = isTag ? "tag" : ChunkEnd.after("text", text.slice(text[at] === "<" ? at : at + 1))
    } else end = ChunkEnd.after(end, text)
    if (given > last && (end === "text" || end === "cdata")) breakText()
  }
  const parseProlog = (text: string) => {
    parse(prolog.take(text))
    if (prolog.state() === "doctype") fail("Doctype", "a <!DOCTYPE is not allowed")
    inProlog = prolog.state() === "prolog"
  }
  const parsePiece = (text: string) => {
    if (inProlog) return parseProlog(text)
    // A text could otherwise not be broken for as long as every piece ends in a reference.
    const rest = end === "reference" ? text.indexOf(";") + 1 : 0
    if (rest > 0) parse(text.slice(0, rest))
    parse(rest === 0 ? text : text.slice(rest))
  }
  /** The parser takes a lone surrogate and the character behind it for one. */
  const parseWellFormed = (text: string) => {
    if (text.isWellFormed()) return parsePiece(text)
    parsePiece(text.slice(0, text.search(/\p{Surrogate}/u)))
    return fail("NotWellFormed", "a lone surrogate is no character")
  }
  const writePiece = (piece: string) => {
    const text = held + piece
    held = ChunkEnd.undecided(text)
    parseWellFormed(held === "" ? text : text.slice(0, -held.length))
    checkPending(given)
  }
  const attempt = (step: () => void): XmlError.XmlError | undefined => {
    if (failure !== undefined) return failure
    try {
      step()
      settle()
    } catch (thrown) {
      failure = thrown instanceof XmlError.XmlError ? thrown : XmlError.make("NotWellFormed", "a handler threw")
      if (failure !== thrown) throw thrown
    }
    return failure
  }

  return {
    write: (chunk) =>
      attempt(() => {
        if (ended) fail("NotWellFormed", "text after the end of the document")
        if (chunk.length <= longestPiece) return writePiece(chunk)
        for (let at = 0; at < chunk.length; at += longestPiece) writePiece(chunk.slice(at, at + longestPiece))
      }),
    end: () =>
      attempt(() => {
        if (ended) return
        ended = true
        parseWellFormed(held)
        if (inProlog) parser.write(prolog.rest())
        parser.close()
      })
  }
}
