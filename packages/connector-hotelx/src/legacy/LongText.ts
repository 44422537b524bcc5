/**
 * Writes a document to a reader so that a text of any length comes out in pieces: a reader keeps a text until the next tag,
 * and a whole list is one text of the answer's outer document. Comments that hold nothing break it.
 *
 * @since 0.1.0
 */
import type { XmlReader } from "@innlet/core/xml"

/** In UTF-16 units. */
const longest = 65_536

/** What a comment must not part: a reference, `]]>`, a line end, a character. */
const unfinished = /(?:&[^;<]{0,64}|\]{1,2}|\r|[\ud800-\udbff])$/

/**
 * The reader, written to in that way. `inside` tells whether the element with the long text is open.
 *
 * @category combinators
 * @since 0.1.0
 */
export const broken = (reader: XmlReader.XmlReader, inside: () => boolean): XmlReader.XmlReader => {
  /** `text`: right behind the element's opening tag only text was written. `rest`: behind a tag inside of it. */
  let mode: "tags" | "text" | "rest" = "tags"
  let held = ""

  /** Tag by tag, since the opening tag is told of when its last character is written. */
  const writeTags = (piece: string): string => {
    const end = piece.indexOf(">") + 1
    const tag = end === 0 ? piece : piece.slice(0, end)
    reader.write(tag)
    if (inside()) mode = "text"
    return piece.slice(tag.length)
  }
  const writeText = (piece: string): string => {
    const all = held + piece.slice(0, longest)
    const rest = piece.slice(longest)
    held = ""
    if (all.includes("<")) {
      mode = "rest"
      return all + rest
    }
    held = unfinished.exec(all)?.[0] ?? ""
    reader.write(`${all.slice(0, all.length - held.length)}<!---->`)
    return rest
  }
  const writeRest = (piece: string): string => {
    reader.write(piece)
    if (!inside()) mode = "tags"
    return ""
  }
  return {
    write: (piece) => {
      let rest = piece
      while (rest !== "") rest = mode === "tags" ? writeTags(rest) : mode === "text" ? writeText(rest) : writeRest(rest)
      return reader.write("")
    },
    end: () => {
      if (held !== "") reader.write(held)
      return reader.end()
    }
  }
}
