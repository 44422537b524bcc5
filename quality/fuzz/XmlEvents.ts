/**
 * What a reader tells of a document, as one list that any cutting of it into chunks has to give: neighbouring texts are one.
 *
 * @since 0.1.0
 */
import * as XmlReader from "../../packages/core/src/xml/XmlReader.ts"
import type { Chance } from "./Chance.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Read {
  readonly events: ReadonlyArray<string>
  /** The failure's kind, and what it says without the place. */
  readonly failure: string | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const read = (
  chunks: ReadonlyArray<string>,
  limits?: Partial<XmlReader.Limits>,
  make = XmlReader.make
): Read => {
  const events: Array<string> = []
  let text = ""
  const settle = () => {
    if (text !== "") events.push(`t${text}`)
    text = ""
  }
  const reader = make(
    {
      open: (name, attributes) => {
        settle()
        events.push(`o${name}${attributes.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join("")}`)
      },
      text: (piece) => {
        text += piece
      },
      close: (name) => {
        settle()
        events.push(`c${name}`)
      }
    },
    limits
  )
  for (const chunk of chunks) reader.write(chunk)
  const failure = reader.end()
  settle()
  return { events, failure: failure === undefined ? undefined : `${failure.kind}: ${failure.detail}` }
}

/**
 * The text in pieces: by the character, at every place of a kind, or at any.
 *
 * @category constructors
 * @since 0.1.0
 */
export const cuts = (text: string, chance: Chance): ReadonlyArray<ReadonlyArray<string>> => [
  text.length <= 600 ? text.split("") : [text],
  text.split(/(?<=[<&\]-])|(?=[>;\r\n])/),
  anywhere(text, chance),
  anywhere(text, chance)
]

/**
 * @category constructors
 * @since 0.1.0
 */
export const anywhere = (text: string, chance: Chance): ReadonlyArray<string> => {
  const chunks: Array<string> = []
  for (let at = 0; at < text.length;) {
    const size = chance.below(chance.hits(0.2) ? text.length : 12)
    chunks.push(text.slice(at, at + size))
    at += size
    if (size === 0 && chance.hits(0.5)) at += chunks.push(text.slice(at, at + 1)) > 0 ? 1 : 0
  }
  return chunks
}
