/**
 * What an answer and its request say about pages, by the names that are usual for it.
 *
 * @since 0.1.0
 */
import { JsonPointer } from "effect"
import type { Placement, Source } from "../Place.ts"
import * as Leaf from "./Leaf.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Signs {
  /** Of the answer, without those of its records. */
  readonly answer: ReadonlyArray<Leaf.Leaf>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** What was asked. */
  readonly query: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: ReadonlyArray<Leaf.Leaf>
  readonly method: "GET" | "POST"
  /** Of the request's body, where it is XML. */
  readonly root: string | undefined
  readonly received: number
  /** In a record, what tells it apart. */
  readonly id: string | undefined
}

const usual = {
  next: ["next", "nexturl", "nextlink", "nextpage", "nextpageurl", "nextpagelink", "nexthref", "odatanextlink", "href"],
  cursor: [
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextpage",
    "cursor",
    "pagetoken",
    "continuation",
    "continuationtoken",
    "endcursor",
    "scrollid",
    "bookmark",
    "resumptiontoken",
    "moredataechotoken"
  ],
  sent: [
    "cursor",
    "pagetoken",
    "nexttoken",
    "token",
    "continuation",
    "continuationtoken",
    "page",
    "after",
    "scrollid",
    "moredataechotoken"
  ],
  after: ["startingafter", "after", "afterid", "sinceid", "lastid"],
  offset: ["offset", "skip", "start", "startindex", "startat"],
  from: ["from"],
  to: ["to"],
  page: ["page", "pagenumber", "pageno", "currentpage", "pageindex", "p"],
  pages: ["totalpages", "pagecount", "pages", "lastpage", "numberofpages"],
  size: [
    "limit",
    "pagesize",
    "perpage",
    "size",
    "rows",
    "count",
    "max",
    "maxresults",
    "maximumresults",
    "top",
    "maxresponses"
  ],
  total: ["total", "totalcount", "totalresults", "totalitems", "totalrecords", "totalelements", "totalamount", "count"],
  more: ["hasmore", "hasnext", "hasnextpage", "moreindicator", "more"]
} as const satisfies { readonly [kind: string]: ReadonlyArray<string> }

/**
 * @category models
 * @since 0.1.0
 */
export type Kind = keyof typeof usual

const isUsual = (kind: Kind, name: string): boolean => usual[kind].some((one) => one === Leaf.plain(name))

/**
 * The value that stands under a usual name, the most usual name first.
 *
 * @category getters
 * @since 0.1.0
 */
export const leafOf = (
  leaves: ReadonlyArray<Leaf.Leaf>,
  kind: Kind,
  holds: (leaf: Leaf.Leaf) => boolean
): Leaf.Leaf | undefined =>
  usual[kind].map((name) => leaves.find((leaf) => leaf.name === name && holds(leaf))).find((leaf) => leaf !== undefined)

/**
 * @category guards
 * @since 0.1.0
 */
export const isCount = (leaf: Leaf.Leaf): boolean => Leaf.countOf(leaf) !== undefined

/**
 * The name a value stands under, as it is written, without the `@` of an attribute.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = ({ at }: Leaf.Leaf): string =>
  JsonPointer.unescapeToken(at.slice(at.lastIndexOf("/") + 1)).replace(/^@/u, "")

/**
 * A parameter of the request by its usual names.
 *
 * @category getters
 * @since 0.1.0
 */
export const asked = (
  signs: Pick<Signs, "query" | "body">,
  kind: Kind,
  holds: (leaf: Leaf.Leaf) => boolean = () => true
): { readonly placement: Placement; readonly value: Leaf.Leaf["value"] } | undefined => {
  const [name, value] = signs.query.find(([name, value]) => isUsual(kind, name) && holds({ at: "", name, value })) ?? []
  if (name !== undefined && value !== undefined) return { placement: { query: name }, value }
  const leaf = leafOf(signs.body, kind, holds)
  return leaf === undefined ? undefined : { placement: { body: leaf.at }, value: leaf.value }
}

/**
 * Where a request most likely carries what has this name.
 *
 * @category getters
 * @since 0.1.0
 */
export const placeOf = ({ body, method, root }: Signs, name: string): Placement => {
  const deep = body.find((leaf) => nameOf(leaf) === name)
  if (deep !== undefined) return { body: deep.at }
  if (method === "GET") return { query: name }
  return { body: root === undefined ? `/${JsonPointer.escapeToken(name)}` : `/${root}/@${name}` }
}

/**
 * @category getters
 * @since 0.1.0
 */
export const limit = (signs: Signs): { readonly limit?: Placement } => {
  const size = asked(signs, "size")
  if (size !== undefined) return { limit: size.placement }
  // Whatever it is called: so many were asked for, and so many came.
  const [name] = signs.query.find(([, value]) => signs.received > 1 && value === String(signs.received)) ?? []
  if (name !== undefined) return { limit: { query: name } }
  const echo = leafOf(signs.answer, "size", (leaf) => isCount(leaf) && leaf.name !== "count" && leaf.name !== "size")
  return echo === undefined ? {} : { limit: placeOf(signs, nameOf(echo)) }
}

/**
 * @category getters
 * @since 0.1.0
 */
export const total = ({ answer, headers, received }: Signs): { readonly total?: { readonly at: Source } } => {
  const header = Object.keys(headers).find((name) =>
    /^(?:x-)?(?:pagination-)?total(?:-(?:count|results|items))?$/u.test(name)
  )
  if (header !== undefined) return { total: { at: { header } } }
  const leaf = leafOf(answer, "total", (leaf) => {
    const count = Leaf.countOf(leaf)
    return count !== undefined && (leaf.name === "count" ? count > received : count >= received)
  })
  return leaf === undefined ? {} : { total: { at: leaf.at } }
}

/**
 * @category getters
 * @since 0.1.0
 */
export const more = ({ answer }: Signs): { readonly more?: string } => {
  const leaf = leafOf(answer, "more", ({ value }) => ["true", "false"].includes(String(value)))
  return leaf === undefined ? {} : { more: leaf.at }
}
