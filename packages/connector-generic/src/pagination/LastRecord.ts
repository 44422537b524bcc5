/**
 * A value of the page's last record is the next cursor.
 *
 * @since 0.1.0
 */
import { type ConnectorError, Traversal } from "@innlet/core/contract"
import { Option, Result } from "effect"
import { put } from "../Draft.ts"
import { valueAt } from "../Place.ts"
import type { Context } from "./Context.ts"
import * as Cursor from "./Cursor.ts"
import * as CursorText from "./CursorText.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import * as More from "./More.ts"
import type * as Pagination from "./Pagination.ts"
import type { Followed, Strategy } from "./Strategy.ts"
import * as TiedRecord from "./TiedRecord.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.LastRecord.Type, context: Context): Strategy =>
  pagination.unique === false ? TiedRecord.make(pagination, context) : unique(pagination, context)

const unique = (pagination: typeof Pagination.LastRecord.Type, { order }: Context): Strategy => ({
  traversal: Traversal.linked("keyset", {
    replay: "safe",
    order,
    total: Declared.trustOf(pagination.total),
    end: ["emptyPage", Declared.noMore]
  }),
  place: (draft, { cursor, pageSize }) => {
    const sized = pagination.limit === undefined ? draft : put(draft, pagination.limit, pageSize)
    if (cursor === undefined) return Result.succeed(sized)
    const value = CursorText.valueOf(cursor)
    return value === undefined ? Failure.foreignCursor : Result.succeed(Cursor.withCursor(sized, pagination, value))
  },
  follow: (answer, _asked, records) =>
    Result.flatMap(More.of(answer, pagination.more), (more): Result.Result<Followed, ConnectorError.Reason> => {
      const total = Declared.totalAt(answer, pagination.total)
      if (more === false) return Result.succeed({ total, evidence: [Declared.noMore] })
      // An empty page that claims more has nothing to go on with, and is no end.
      if (records.length === 0) return Result.succeed({ total, evidence: more === true ? [] : ["emptyPage"] })
      const last = CursorText.of(valueAt(records.at(-1), pagination.value))
      return last === undefined || last === "unreadable"
        ? Failure.unexpected(`the last record has no text and no whole number at "${pagination.value}" to go on after`)
        : Result.succeed({ total, next: Option.some(last.text) })
    })
})
