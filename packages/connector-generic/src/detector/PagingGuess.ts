/**
 * How an answer seems to be paged, by what it says and by what was asked: each guess with its reason.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import * as LinkField from "../LinkField.ts"
import type { Pagination } from "../pagination/Pagination.ts"
import type { Placement, Source } from "../Place.ts"
import * as Leaf from "./Leaf.ts"
import * as Signs from "./Signs.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface PagingGuess {
  readonly pagination: Pagination
  readonly reason: string
  /** Of 100. */
  readonly score: number
}

/**
 * The likeliest first; a single answer where nothing speaks of more.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (signs: Signs.Signs): ReadonlyArray<PagingGuess> => {
  const found = [links, urls, cursors, feeds, ranges, offsets, pages, lasts].flatMap((guess) => guess(signs) ?? [])
  return found.length === 0
    ? [{ pagination: { type: "single" }, reason: "Nothing in the answer speaks of further pages", score: 10 }]
    : found.toSorted((a, b) => b.score - a.score)
}

type Guess = (signs: Signs.Signs) => PagingGuess | undefined

const counted = ({ total }: { readonly total?: { readonly at: Source } }): string => {
  if (total === undefined) return ""
  const where = typeof total.at === "string" ? total.at : `the header ${total.at.header}`
  return `, and ${where} seems to count the whole list`
}

const wordOf = (placement: Placement): string => {
  if ("query" in placement) return `the query parameter ${placement.query}`
  return "body" in placement ? `${placement.body} of the body` : `the header ${placement.header}`
}

const links: Guess = (signs) => {
  const { link } = signs.headers
  const read = link === undefined ? undefined : LinkField.parse(link)
  const next =
    read !== undefined && Result.isSuccess(read) ? read.success.find(({ rels }) => rels.includes("next")) : undefined
  if (next === undefined) return undefined
  const total = Signs.total(signs)
  return {
    pagination: {
      type: "linkHeader",
      ...Signs.limit(signs),
      ...(next.params.has("expires") && { expires: "expires" }),
      ...total
    },
    reason: `The header Link names the next page${counted(total)}`,
    score: 90
  }
}

const isUrl = ({ value }: Leaf.Leaf): boolean => typeof value === "string" && /^(?:https?:\/\/|\/|\?)\S+$/u.test(value)

const urls: Guess = (signs) => {
  const leaf = Signs.leafOf(
    signs.answer,
    "next",
    (candidate) => isUrl(candidate) && (candidate.name !== "href" || /\/next\/href$/iu.test(candidate.at))
  )
  if (leaf === undefined) return undefined
  const total = Signs.total(signs)
  return {
    pagination: { type: "nextUrl", next: leaf.at, ...Signs.limit(signs), ...total },
    reason: `${leaf.at} is the URL of the next page${counted(total)}`,
    score: 88
  }
}

/** What a request calls the cursor that an answer calls so. */
const sentAs = (name: string): string => {
  const renamed: { readonly [plain: string]: string } = { nextpage: "page", endcursor: "after", nextcursor: "cursor" }
  if (Leaf.plain(name) === "nextpagetoken") return name.includes("_") ? "page_token" : "pageToken"
  return renamed[Leaf.plain(name)] ?? name
}

/** Names that nobody else has, and that say it all the same. */
const unusual = /^(?:next|resume|continu|scroll|page|more)[a-z]*(?:token|cursor|key|marker)$/u

const isToken = (leaf: Leaf.Leaf): boolean =>
  !isUrl(leaf) && !isTime(leaf) && (leaf.value === null || typeof leaf.value === "string")

const cursors: Guess = (signs) => {
  const leaf =
    Signs.leafOf(signs.answer, "cursor", (candidate) => isToken(candidate) && Boolean(candidate.value)) ??
    Signs.leafOf(signs.answer, "cursor", isToken) ??
    signs.answer.find((candidate) => isToken(candidate) && unusual.test(candidate.name))
  if (leaf === undefined) return undefined
  const ended = leaf.value === null || leaf.value === ""
  const cursor = Signs.asked(signs, "sent")?.placement ?? Signs.placeOf(signs, sentAs(Signs.nameOf(leaf)))
  const total = Signs.total(signs)
  return {
    pagination: { type: "cursor", next: leaf.at, cursor, ...Signs.limit(signs), ...Signs.more(signs), ...total },
    reason: `${leaf.at} ${ended ? "would be" : "is"} the cursor of the next page, sent as ${wordOf(cursor)}${counted(total)}`,
    score: ended ? 55 : 85
  }
}

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/u

const isTime = ({ value }: Pick<Leaf.Leaf, "value">): boolean => typeof value === "string" && time.test(value)

const feeds: Guess = (signs) => {
  const leaf = Signs.leafOf(signs.answer, "next", isTime)
  if (leaf === undefined) return undefined
  const [, fraction, zone] = time.exec(String(leaf.value)) ?? []
  const sent = signs.query.find(([, value]) => isTime({ value }))?.[0]
  const deep = signs.body.find(isTime)?.at
  const since =
    sent !== undefined ? { query: sent } : deep !== undefined ? { body: deep } : Signs.placeOf(signs, "since")
  return {
    pagination: {
      type: "feed",
      since,
      as: zone === "+00:00" ? "offset" : fraction === undefined ? "seconds" : "instant",
      next: leaf.at,
      start: { ago: "1 day" }
    },
    reason: `${leaf.at} is the time from which to ask next, sent as ${wordOf(since)}`,
    score: 80
  }
}

const ranges: Guess = (signs) => {
  const fromAt = Signs.leafOf(signs.answer, "from", Signs.isCount)
  const from = Signs.asked(signs, "from", Signs.isCount)
  const to = Signs.asked(signs, "to", Signs.isCount)
  const isEchoed = fromAt !== undefined && Signs.leafOf(signs.answer, "to", Signs.isCount) !== undefined
  if (!isEchoed && (from === undefined || to === undefined)) return undefined
  const total = Signs.total(signs)
  const isFromZero = (from ?? fromAt)?.value === 0 || from?.value === "0"
  return {
    pagination: {
      type: "range",
      from: from?.placement ?? Signs.placeOf(signs, "from"),
      to: to?.placement ?? Signs.placeOf(signs, "to"),
      ...(isFromZero && { base: 0 }),
      ...(fromAt !== undefined && { fromAt: fromAt.at }),
      ...total
    },
    reason: `The ${isEchoed ? "answer" : "request"} numbers its first and last record${counted(total)}`,
    score: 75
  }
}

const offsets: Guess = (signs) => {
  const asked = Signs.asked(signs, "offset", Signs.isCount)
  const echo = Signs.leafOf(signs.answer, "offset", Signs.isCount)
  if (asked === undefined && echo === undefined) return undefined
  const total = Signs.total(signs)
  const limitAt = Signs.leafOf(signs.answer, "size", (leaf) => leaf.name !== "count" && Signs.isCount(leaf))
  const offset = asked?.placement ?? Signs.placeOf(signs, echo === undefined ? "offset" : Signs.nameOf(echo))
  return {
    pagination: {
      type: "offset",
      offset,
      ...Signs.limit(signs),
      ...(echo !== undefined && { offsetAt: echo.at }),
      ...(limitAt !== undefined && { limitAt: limitAt.at }),
      ...total
    },
    reason: `${echo === undefined ? "The request names" : `${echo.at} repeats`} the offset, sent as ${wordOf(offset)}${counted(total)}`,
    score: echo === undefined ? 70 : 75
  }
}

const pages: Guess = (signs) => {
  const asked = Signs.asked(signs, "page", Signs.isCount)
  const echo = Signs.leafOf(signs.answer, "page", Signs.isCount)
  if (asked === undefined && echo === undefined) return undefined
  const total = Signs.total(signs)
  const pages = Signs.leafOf(signs.answer, "pages", Signs.isCount)
  const page = asked?.placement ?? Signs.placeOf(signs, echo === undefined ? "page" : Signs.nameOf(echo))
  const { limit: size } = Signs.limit(signs)
  const first = Leaf.countOf({ value: asked?.value ?? echo?.value ?? null })
  return {
    pagination: {
      type: "pageNumber",
      page,
      ...(size !== undefined && { size }),
      ...(first === 0 && { first: 0 }),
      ...Signs.more(signs),
      ...(pages !== undefined && { pages: pages.at }),
      ...total
    },
    reason: `${echo === undefined ? "The request names" : `${echo.at} repeats`} the page's number, sent as ${wordOf(page)}${counted(total)}`,
    score: echo === undefined ? 60 : 65
  }
}

const lasts: Guess = (signs) => {
  const { more } = Signs.more(signs)
  const cursor = Signs.asked(signs, "after")?.placement
  if (signs.id === undefined || (more === undefined && cursor === undefined)) return undefined
  const placed = cursor ?? Signs.placeOf(signs, "starting_after")
  return {
    pagination: {
      type: "lastRecord",
      value: signs.id,
      cursor: placed,
      ...Signs.limit(signs),
      ...(more !== undefined && { more })
    },
    reason: `${more ?? "The request"} speaks of more, and the last record's ${signs.id} may be the cursor, sent as ${wordOf(placed)}`,
    score: cursor === undefined ? 50 : 72
  }
}
