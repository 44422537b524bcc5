/**
 * The first and the last record's number, both included, which is an offset in other words.
 *
 * @since 0.1.0
 */
import { Option, Result } from "effect"
import { countAt } from "../Answer.ts"
import { put } from "../Draft.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import * as Offset from "./Offset.ts"
import type * as Pagination from "./Pagination.ts"
import type { Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.Range.Type, { order }: Pick<Context, "order">): Strategy => {
  const { base = 1 } = pagination
  return {
    traversal: Offset.traversalOf(order, pagination.total),
    place: (draft, { cursor, pageSize }) => {
      const offset = Offset.offsetOf(cursor)
      if (offset === undefined) return Failure.foreignCursor
      const from = offset + base
      return Result.succeed(put(put(draft, pagination.from, from), pagination.to, from + pageSize - 1))
    },
    follow: (answer, { cursor }, records) => {
      const from = countAt(answer, pagination.fromAt)
      return Result.succeed({
        ...Offset.after(Offset.offsetOf(cursor) ?? 0, records.length),
        total: Declared.totalAt(answer, pagination.total),
        // An answer without records has no first one, whatever number stands there.
        offset: records.length === 0 || from === undefined ? Option.none() : Option.some(Math.max(0, from - base))
      })
    }
  }
}
