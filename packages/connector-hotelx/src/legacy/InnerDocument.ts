/**
 * The document inside of an answer's `rs` or `rsXML`, in whichever form it comes: as elements, as the text of a document
 * (escaped or CDATA), or as such a text that was escaped twice. It is read as it comes; nothing waits for its end.
 *
 * @since 0.1.0
 */
import { type XmlError, type XmlItems, XmlReader } from "@innlet/core/xml"

/**
 * Takes what the outer document holds in that place.
 *
 * @category models
 * @since 0.1.0
 */
export interface InnerDocument extends XmlReader.Handlers {
  /** To be called when the place closes. */
  readonly finish: () => void
  readonly state: () => State
}

/**
 * - `empty`: there is none.
 * - `open`: its end is still to come.
 * - `whole`: it came to its end.
 * - `broken`: it is no document; `cut` when it only lacks its end.
 *
 * @category models
 * @since 0.1.0
 */
export type State =
  | { readonly _tag: "empty" | "open" }
  | { readonly _tag: "whole"; readonly items: XmlItems.XmlItems }
  | { readonly _tag: "broken"; readonly cut: boolean; readonly detail: string }

/** Of a text between two tags; the same holds where the document is a text. */
const longest = XmlReader.defaultLimits.textLength

/** An escape of `<`. */
const escapedTag = /^&(?:lt|#60|#x3c);/i
const maybeEscapedTag = /^&(?:l?t?|#(?:6?0?|x(?:3?c?)))?$/i

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (itemsOf: () => XmlItems.XmlItems, level = 0): InnerDocument => {
  let state: State = { _tag: "empty" }
  let held = ""
  let depth = 0
  /** Characters since the last tag: the reader of the outer document lets a text be of any length. */
  let length = 0
  let elements: XmlItems.XmlItems | undefined
  let text: TextDocument | undefined
  const breaks = (detail: string, cut = false): void => {
    if (state._tag !== "broken") state = { _tag: "broken", cut, detail }
  }
  const textDocument = (): TextDocument | undefined => {
    if (held.startsWith("<")) return plainText(itemsOf())
    if (!escapedTag.test(held)) {
      if (!maybeEscapedTag.test(held)) breaks("text that is no document")
      return undefined
    }
    if (level === 0) return escapedText(make(itemsOf, 1))
    breaks("a document that was escaped more than twice")
    return undefined
  }
  const failed = (error: Failure | undefined): void => {
    if (error !== undefined) breaks(error.detail, error.cut)
  }
  return {
    state: () => state,
    open: (name, attributes) => {
      if (state._tag === "broken") return
      if (text !== undefined || held !== "") return breaks("text and elements side by side")
      if (depth === 0 && elements !== undefined) return breaks("more than one element")
      elements ??= itemsOf()
      state = { _tag: "open" }
      depth++
      length = 0
      elements.open(name, attributes)
    },
    close: (name) => {
      if (state._tag === "broken" || elements === undefined) return
      elements.close(name)
      length = 0
      if (--depth === 0) state = { _tag: "whole", items: elements }
    },
    text: (piece) => {
      if (state._tag === "broken") return
      if (depth > 0) {
        length += piece.length
        return length > longest ? breaks(`a text of more than ${longest} characters`) : elements?.text(piece)
      }
      if (text !== undefined) return failed(text.write(piece))
      // Some writers put a line end or a byte order mark before the document.
      held = held === "" ? piece.replace(/^[\s\ufeff]+/, "") : held + piece
      if (held === "") return
      if (elements !== undefined) return breaks("text and elements side by side")
      state = { _tag: "open" }
      text = textDocument()
      if (text === undefined) return
      failed(text.write(held))
      held = ""
    },
    finish: () => {
      if (state._tag === "broken" || state._tag === "whole" || state._tag === "empty") return
      if (text === undefined) return breaks("a document that is cut", true)
      const ended = text.end()
      if ("_tag" in ended) state = ended
      else breaks(ended.detail, ended.cut)
    }
  }
}

interface Failure {
  readonly detail: string
  readonly cut: boolean
}

interface TextDocument {
  readonly write: (piece: string) => Failure | undefined
  readonly end: () => State | Failure
}

/** An XML declaration's encoding has no say here: the text is decoded already. */
const plainText = (items: XmlItems.XmlItems): TextDocument => {
  const reader = XmlReader.make(items)
  return {
    write: (piece) => failureOf(reader.write(piece), false),
    end: () => failureOf(reader.end(), true) ?? { _tag: "whole", items }
  }
}

/** The text of a document, to be read as the text of an element that gives the document's own text. */
const escapedText = (inner: InnerDocument): TextDocument => {
  let depth = 0
  const reader = XmlReader.make(
    {
      open: (name, attributes) => {
        if (depth++ > 0) inner.open(name, attributes)
      },
      text: inner.text,
      close: (name) => {
        if (--depth > 0) inner.close(name)
      }
    },
    { textLength: Number.MAX_SAFE_INTEGER }
  )
  const written = (piece: string, closing: boolean): Failure | undefined => {
    const failure = failureOf(reader.write(piece), closing)
    const state = inner.state()
    return failure ?? (state._tag === "broken" ? state : undefined)
  }
  let begun = false
  return {
    write: (piece) => {
      if (begun) return written(piece, false)
      begun = true
      return written(`<rs>${piece}`, false)
    },
    end: () => {
      const failure = written("</rs>", true) ?? failureOf(reader.end(), true)
      if (failure !== undefined) return failure
      inner.finish()
      return inner.state()
    }
  }
}

const failureOf = (error: XmlError.XmlError | undefined, atEnd: boolean): Failure | undefined =>
  error === undefined ? undefined : { detail: error.message, cut: atEnd && error.kind === "NotWellFormed" }
