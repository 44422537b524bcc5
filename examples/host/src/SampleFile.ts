/**
 * A sample of a provider's answers: what `curl -i` wrote, or the body alone.
 *
 * @since 0.1.0
 */
import type { PaginationDetector } from "@innlet/connector-generic"

/**
 * The answer to a request for `url`. Where headers were saved with it, they count; of several answers, as redirects make
 * them, the last.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (url: string, text: string): PaginationDetector.Sample => {
  let rest = text.replaceAll("\r\n", "\n")
  let head: string | undefined
  while (/^HTTP\/\d(?:\.\d)? \d{3}/u.test(rest)) {
    const end = rest.indexOf("\n\n")
    head = end === -1 ? rest : rest.slice(0, end)
    rest = end === -1 ? "" : rest.slice(end + 2)
  }
  if (head === undefined) return { url, text }
  const [first = "", ...lines] = head.split("\n")
  return {
    url,
    text: rest,
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(
      lines.flatMap((line) => {
        const colon = line.indexOf(":")
        return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]] : []
      })
    )
  }
}
