/**
 * Records to skip. Core chooses every offset; the answer only tells what it did with it.
 *
 * @since 0.1.0
 */
import type { Traversal } from "@innlet/core/contract"
import { Traversal as Traversals } from "@innlet/core/contract"
import { Paginator } from "@innlet/core/pagination"
import { Option, Result } from "effect"
import { countAt } from "../Answer.ts"
import { put } from "../Draft.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import type * as Pagination from "./Pagination.ts"
import type { Followed, Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.Offset.Type, { order }: Pick<Context, "order">): Strategy => ({
  traversal: traversalOf(order, pagination.total),
  place: (draft, { cursor, pageSize }) => {
    const offset = offsetOf(cursor)
    if (offset === undefined) return Failure.foreignCursor
    const placed = put(draft, pagination.offset, offset)
    return Result.succeed(pagination.limit === undefined ? placed : put(placed, pagination.limit, pageSize))
  },
  follow: (answer, { cursor }, records) =>
    Result.succeed({
      ...after(offsetOf(cursor) ?? 0, records.length),
      total: Declared.totalAt(answer, pagination.total),
      offset: Option.fromUndefinedOr(countAt(answer, pagination.offsetAt)),
      limit: Option.fromUndefinedOr(countAt(answer, pagination.limitAt))
    })
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const traversalOf = (
  order: Traversal.Order,
  total: typeof Pagination.Total.Type | undefined
): Traversal.OffsetTraversal<string> => ({
  ...Traversals.offset({ order, total: Declared.trustOf(total), end: ["emptyPage"] }),
  at: (rows) => String(rows)
})

/**
 * The offset of a cursor; undefined for a text that is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const offsetOf = (cursor: string | undefined): number | undefined =>
  cursor === undefined ? 0 : /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined

/**
 * What follows `received` records from an offset: the offset behind them, or after none the end.
 *
 * @category getters
 * @since 0.1.0
 */
export const after = (offset: number, received: number): Followed => ({
  next: Option.map(Paginator.offset.next(received, offset), String),
  evidence: received === 0 ? ["emptyPage"] : []
})
