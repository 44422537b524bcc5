/**
 * A request in the making: values are put into it by placements, and it is a request at the end.
 *
 * @since 0.1.0
 */
import { withValueAt, type Placement } from "./Place.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Draft {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  /** Relative to the base URL and encoded, or absolute, as a provider's link is. Without a query of its own unless it is a link. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [name: string, value: string]>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** A tree of JSON values; undefined for no body. */
  readonly body: unknown
  readonly format: "json" | "xml"
}

/**
 * The draft with a value at a placement, in the place of what stood there. In a query and a header, a number is its digits.
 *
 * @category combinators
 * @since 0.1.0
 */
export const put = (draft: Draft, placement: Placement, value: string | number): Draft => {
  if ("query" in placement) {
    const others = draft.query.filter(([name]) => name !== placement.query)
    return { ...draft, query: [...others, [placement.query, String(value)]] }
  }
  if ("header" in placement) {
    return { ...draft, headers: { ...draft.headers, [placement.header.toLowerCase()]: String(value) } }
  }
  return { ...draft, body: withValueAt(draft.body, placement.body, value) }
}
