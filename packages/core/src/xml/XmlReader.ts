/**
 * A strict push reader of XML 1.0 documents that come as chunks of text. It refuses every `<!DOCTYPE`, so that there are
 * no entities but the five predefined ones, and everything that is not well-formed; it does no input or output and
 * buffers no more than one text. `saxes` tokenises inside of it; what it would only tell at the end of a DTD, or not at
 * all, is looked for before it.
 *
 * Names are local: prefixes are dropped and not resolved, so a prefix that is bound to nothing is not an error.
 *
 * @since 0.1.0
 */
import { SaxesParser } from "saxes"
import * as Prolog from "./Prolog.ts"
import * as XmlError from "./XmlError.ts"

/**
 * What is told of a document, in its order. What was told before a failure came from the part before it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handlers {
  /**
   * Attributes by local name, without namespace declarations. Of two with one local name, that without a prefix has it,
   * else the first; the other keeps its prefix.
   */
  readonly open: (name: string, attributes: ReadonlyMap<string, string>) => void
  /** In pieces, inside of the root only; references and CDATA are resolved, line ends are `\n`. */
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

/** Distinct names that are remembered, which is for speed only. */
const maxLocals = 1000

const noAttributes: ReadonlyMap<string, string> = new Map()

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
  /** A high surrogate whose other half comes with the next chunk. */
  let half = ""
  /** Characters since the last tag. */
  let length = 0
  /** Where the last event was, and how much was parsed: between two chunks the parser's own place is no place. */
  let last = 0
  let given = 0
  let names: Array<string> = []
  let values: Array<string> = []
  /** An element that was closed, unless its closing tag turns out to be another's: the parser finds that out later. */
  let closing: string | undefined
  /** Local names of the elements that are open. */
  const open: Array<string> = []
  const locals = new Map<string, string>()

  const settle = () => {
    if (closing === undefined) return
    const name = closing
    closing = undefined
    handlers.close(name)
  }
  const fail = (kind: XmlError.Kind, what: string): never => {
    settle()
    throw XmlError.make(kind, `${parser.line}:${parser.column}: ${what}`)
  }
  const checkPending = (position: number) => {
    if (position - last > maxPending) fail("Limit", `a text, comment or tag is longer than ${textLength} characters`)
  }
  const mark = () => {
    const { position } = parser
    checkPending(position)
    last = position
  }
  const localOf = (name: string): string => {
    const known = locals.get(name)
    if (known !== undefined) return known
    const colon = name.indexOf(":")
    const local = name.slice(colon + 1)
    if (colon === 0 || local === "" || local.includes(":")) fail("NotWellFormed", `malformed name ${name}`)
    const interned = intern(local)
    if (locals.size < maxLocals) locals.set(intern(name), interned)
    return interned
  }
  const checkName = (name: string) => {
    if (name.length > nameLength) fail("Limit", `a name has more than ${nameLength} characters`)
  }
  const tell = (text: string) => {
    mark()
    if (open.length === 0) return
    length += text.length
    if (length > textLength) fail("Limit", `a text has more than ${textLength} characters`)
    settle()
    if (text !== "") handlers.text(text)
  }
  const attributesOf = (): ReadonlyMap<string, string> => {
    if (names.length === 0) return noAttributes
    const attributes = new Map<string, string>()
    const prefixed: Array<number> = []
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!
      if (name.includes(":")) prefixed.push(i)
      else if (name !== "xmlns") attributes.set(name, values[i]!)
    }
    for (const i of prefixed) {
      const name = names[i]!
      const local = localOf(name)
      if (!name.startsWith("xmlns:")) attributes.set(attributes.has(local) ? name : local, values[i]!)
    }
    names = []
    values = []
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
    if (names.length === maxAttributes) fail("Limit", `an element has more than ${maxAttributes} attributes`)
    names.push(name)
    values.push(value)
  })
  parser.on("opentag", ({ name }) => {
    mark()
    checkName(name)
    if (open.length === maxDepth) fail("Limit", `elements are nested deeper than ${maxDepth}`)
    length = 0
    settle()
    const local = localOf(name)
    open.push(local)
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

  const parse = (text: string) => {
    const part = inProlog ? prolog.take(text) : text
    given += part.length
    parser.write(part)
    if (!inProlog) return
    if (prolog.state() === "doctype") fail("Doctype", "a <!DOCTYPE is not allowed")
    inProlog = prolog.state() === "prolog"
  }
  /** The parser takes a lone surrogate and the character behind it for one. */
  const parseWellFormed = (text: string) => {
    if (text.isWellFormed()) return parse(text)
    parse(text.slice(0, text.search(/\p{Surrogate}/u)))
    return fail("NotWellFormed", "a lone surrogate is no character")
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
        const text = half + chunk
        const cut = /[\uD800-\uDBFF]$/.test(text.slice(-1)) ? text.length - 1 : text.length
        half = text.slice(cut)
        parseWellFormed(cut === text.length ? text : text.slice(0, cut))
        checkPending(given)
      }),
    end: () =>
      attempt(() => {
        if (ended) return
        ended = true
        if (inProlog) parser.write(prolog.rest())
        if (half !== "") fail("NotWellFormed", "a lone surrogate is no character")
        parser.close()
      })
  }
}

/** The key of an object is the one copy of a string that V8 finds by its address, and holds on to no chunk. */
const intern = (text: string): string => Object.keys({ [text]: 0 })[0]!
