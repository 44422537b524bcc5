/**
 * Pages counted from the first.
 *
 * @since 0.1.0
 */
import { Traversal } from "@innlet/core/contract"
import { Paginator } from "@innlet/core/pagination"
import { Option, Result } from "effect"
import { countAt } from "../Answer.ts"
import { put } from "../Draft.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import * as More from "./More.ts"
import type * as Pagination from "./Pagination.ts"
import type { Strategy } from "./Strategy.ts"

const lastPage = "code:lastPage"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.PageNumber.Type, { order }: Pick<Context, "order">): Strategy => {
  const paginator = Paginator.pageNumber(pagination.first)
  const numberOf = (cursor: string | undefined): number | undefined =>
    cursor === undefined ? paginator.first : /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined
  return {
    traversal: Traversal.linked("pageNumber", {
      replay: "safe",
      order,
      total: Declared.trustOf(pagination.total),
      end: ["emptyPage", Declared.noMore, lastPage]
    }),
    place: (draft, { cursor, pageSize }) => {
      const page = numberOf(cursor)
      if (page === undefined) return Failure.foreignCursor
      const placed = put(draft, pagination.page, page)
      return Result.succeed(pagination.size === undefined ? placed : put(placed, pagination.size, pageSize))
    },
    follow: (answer, { cursor }, records) =>
      Result.map(More.of(answer, pagination.more), (more) => {
        const page = numberOf(cursor) ?? paginator.first
        const pages = countAt(answer, pagination.pages)
        const total = Declared.totalAt(answer, pagination.total)
        const end = (sign: "emptyPage" | typeof Declared.noMore | typeof lastPage) => ({
          total,
          evidence: [sign]
        })
        // No page at all beside records of one is a count that is worth nothing.
        const counted = pages === undefined || (pages === 0 && records.length > 0) ? undefined : pages
        const behind = counted !== undefined && page - paginator.first + 1 >= counted
        if (more === false) return end(Declared.noMore)
        if (more === undefined && behind) return end(lastPage)
        // An empty page that claims more, by word or by count, is core's to bear with or to stop.
        if (more === undefined && counted === undefined && records.length === 0) return end("emptyPage")
        return { total, next: Option.some(String(page + 1)) }
      })
  }
}
