/**
 * The URL of the next page in the answer.
 *
 * @since 0.1.0
 */
import { ConnectorError, Traversal } from "@innlet/core/contract"
import { Origin } from "@innlet/core/resilience"
import { Option, Result } from "effect"
import { type Answer, at } from "../Answer.ts"
import { type Draft, put } from "../Draft.ts"
import type { Placement } from "../Place.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import type * as Pagination from "./Pagination.ts"
import type { Asked, Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.NextUrl.Type, { order }: Pick<Context, "order">): Strategy => ({
  traversal: Traversal.linked("link", {
    replay: pagination.replay ?? "unsafe",
    lifetime: Declared.lifetimeOf(pagination.lifetime),
    order,
    total: Declared.trustOf(pagination.total)
  }),
  place: (draft, asked) => place(draft, asked, pagination.limit),
  follow: (answer) => {
    const link = at(answer, pagination.next)
    const total = Declared.totalAt(answer, pagination.total)
    if (link === undefined || link === null || link === "") return Result.succeed({ total, evidence: ["absentCursor"] })
    return typeof link === "string"
      ? Result.map(targetOf(answer, link), (next) => ({ total, next: Option.some(next) }))
      : Failure.unexpected(`the next URL at ${Failure.nameOf(pagination.next)} is no text`)
  }
})

/**
 * The request of a link: its URL alone, sent as the first one was. The first page takes a limit.
 *
 * @category constructors
 * @since 0.1.0
 */
export const place = (
  draft: Draft,
  { cursor, pageSize }: Asked,
  limit: Placement | undefined
): Result.Result<Draft, ConnectorError.Reason> => {
  if (cursor === undefined) return Result.succeed(limit === undefined ? draft : put(draft, limit, pageSize))
  return /^https?:\/\//.test(cursor) && URL.canParse(cursor)
    ? Result.succeed({ ...draft, path: cursor, query: [], body: undefined })
    : Failure.foreignCursor
}

/**
 * Where a link of an answer leads, absolute and without a fragment. One to another origin is refused here, so that none is
 * ever kept.
 *
 * @category getters
 * @since 0.1.0
 */
export const targetOf = (answer: Answer, link: string): Result.Result<string, ConnectorError.Reason> =>
  Result.mapBoth(Origin.follow(answer.url, link), {
    onFailure: (detail) => new ConnectorError.OriginRefused({ detail: `the link to the next page: ${detail}` }),
    onSuccess: (url) => {
      url.hash = ""
      return url.href
    }
  })
