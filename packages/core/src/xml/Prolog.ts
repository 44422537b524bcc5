/**
 * Looks at what stands before the root element, as it comes, for a `<!DOCTYPE`: the parser would tell of it only once the
 * whole of it was read. Behind the opening of the root it is no longer needed, as the parser refuses one there at once.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface Prolog {
  /** `prolog` until the first `<` that begins neither a comment nor a processing instruction. */
  readonly state: () => "prolog" | "doctype" | "root"
  /** The text that may be parsed now: what was held back and what came, up to a `<!DOCTYPE` or to what may become one. */
  readonly take: (chunk: string) => string
  /** What is held back. */
  readonly rest: () => string
}

const doctype = "<!DOCTYPE"
const comment = "<!--"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Prolog => {
  let state: ReturnType<Prolog["state"]> = "prolog"
  /** What ends the comment or instruction it is in. */
  let inside = ""
  let held = ""

  const take = (chunk: string): string => {
    const text = held + chunk
    held = ""
    const holdFrom = (at: number): string => {
      held = text.slice(at)
      return text.slice(0, at)
    }
    for (let at = 0; ;) {
      if (inside !== "") {
        const end = text.indexOf(inside, at)
        if (end === -1) return holdFrom(Math.max(at, text.length - inside.length + 1))
        at = end + inside.length
        inside = ""
      }
      at = text.indexOf("<", at)
      if (at === -1) return text
      const head = text.slice(at, at + doctype.length)
      if (head === doctype) {
        state = "doctype"
        return text.slice(0, at)
      }
      if (doctype.startsWith(head) || comment.startsWith(head)) {
        // A comment's opening is whole, though it also is a beginning of itself.
        if (head !== comment) return holdFrom(at)
      }
      if (head.startsWith(comment)) {
        inside = "-->"
        at += comment.length
      } else if (head.startsWith("<?")) {
        inside = "?>"
        at += 2
      } else {
        state = "root"
        return text
      }
    }
  }

  return { state: () => state, take, rest: () => held }
}
