/**
 * What a chunk of a document ends in, which the parser won't tell. It is worked out from the parser's last event, so that
 * only what stands behind that is looked at.
 *
 * @since 0.1.0
 */

/**
 * `tag`: anything else, whose end the parser tells of. So it does of a CDATA section's.
 *
 * @category models
 * @since 0.1.0
 */
export type ChunkEnd = "text" | "reference" | "cdata" | "comment" | "instruction" | "tag"

/**
 * What may be the first part of an opening or an end that only the next chunk makes known, and so has to be kept for it: no
 * more than nine characters.
 *
 * @category getters
 * @since 0.1.0
 */
export const undecided = (chunk: string): string => part.exec(chunk.slice(-9))?.[0] ?? ""

const part = /(?:<(?:\?|![^>]{0,7})?|\]{1,2}|-{1,2}|\?|\r|[\ud800-\udbff])$/

/**
 * Where `text` ends that begins in `from`. `text` may not end in what is undecided.
 *
 * @category getters
 * @since 0.1.0
 */
export const after = (from: ChunkEnd, text: string): ChunkEnd => {
  for (let at = 0, end = from; ;) {
    const closing = closings[end]
    if (closing !== undefined) {
      const closed = text.indexOf(closing, at)
      if (closed === -1) return end
      at = closed + closing.length
      end = "text"
    }
    if (end !== "text") return end
    const opening = text.indexOf("<", at)
    if (opening === -1) {
      const reference = text.lastIndexOf("&")
      return reference < at || text.includes(";", reference) ? "text" : "reference"
    }
    if (text.startsWith("<!--", opening)) end = "comment"
    else if (text.startsWith("<?", opening)) end = "instruction"
    else return text.startsWith("<![CDATA[", opening) ? "cdata" : "tag"
    // `<!-->` and `<?>` end nothing.
    at = opening + (end === "comment" ? 4 : 2)
  }
}

const closings: { readonly [end in ChunkEnd]?: string } = { reference: ";", comment: "-->", instruction: "?>" }
