/** What a reader tells of a document, and what pseudo-random tests need. */
import { XmlReader } from "../../src/xml/index.ts"

export interface Read {
  /** `<name`, `@name=value`, texts put together, `/name`. */
  readonly events: ReadonlyArray<string>
  /** `kind: line:column: why`. */
  readonly failure: string | undefined
  readonly kind: string | undefined
}

/** Reads the chunks to the end, even behind a failure: that must change nothing. */
export const read = (chunks: Iterable<string>, limits?: Partial<XmlReader.Limits>): Read => {
  const events: Array<string> = []
  let text = ""
  const push = (event: string) => {
    if (text !== "") events.push(`"${text}`)
    text = ""
    events.push(event)
  }
  const reader = XmlReader.make(
    {
      open: (name, attributes) => {
        push(`<${name}`)
        for (const [attribute, value] of attributes) push(`@${attribute}=${value}`)
      },
      text: (piece) => {
        text += piece
      },
      close: (name) => push(`/${name}`)
    },
    limits
  )
  let first: { readonly message: string; readonly kind: string } | undefined
  let count = 0
  for (const chunk of chunks) {
    const failure = reader.write(chunk)
    if (first !== undefined && failure !== first) throw new Error("the failure changed")
    if (first !== undefined && events.length !== count) throw new Error("a handler was called behind the failure")
    first = failure
    count = events.length
  }
  const last = reader.end()
  if (first !== undefined && last !== first) throw new Error("the failure changed at the end")
  return { events, failure: last?.message, kind: last?.kind }
}

export const everyCharacter = (text: string): ReadonlyArray<string> =>
  Array.from({ length: text.length }, (_, at) => text.slice(at, at + 1))

/** Numbers below `bound`, the same ones for a seed (mulberry32). */
export const randomOf = (seed: number) => {
  let state = seed
  return (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound) | 0
  }
}

/** Everything a document may have, and characters of one, two, three and four bytes. */
export const sample =
  '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<!-- no <!DOCTYPE here - nor - there -->\n<?style <!DOCTYPE ?>\r' +
  '<s:Envelope xmlns:s="urn:s" xmlns="urn:d" s:must="1" plain=\'a "quoted" &lt;&amp;&gt;\r\nvalue\'>\r\n' +
  '  <Hotel code="é">H&#244;tel &#x1F3E8; 🏨 日本\r\n<![CDATA[<!DOCTYPE x> ]] > & ]>]]]]><![CDATA[>]]>]]</Hotel>\n' +
  "  <Empty/><Empty  />\t<a><b><c>deep</c></b></a>tail<!-- - --><?pi a?b??>&#13;more<s:x></s:x >\r</s:Envelope>\n<!-- after --><?and so?> \r\n"
