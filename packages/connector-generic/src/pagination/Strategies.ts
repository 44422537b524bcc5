/**
 * The strategy of every kind of pagination.
 *
 * @since 0.1.0
 */
import type { Context } from "./Context.ts"
import * as Cursor from "./Cursor.ts"
import * as Feed from "./Feed.ts"
import * as LastRecord from "./LastRecord.ts"
import * as LinkHeader from "./LinkHeader.ts"
import * as NextUrl from "./NextUrl.ts"
import * as Offset from "./Offset.ts"
import * as PageNumber from "./PageNumber.ts"
import type * as Pagination from "./Pagination.ts"
import * as Queue from "./Queue.ts"
import * as Range from "./Range.ts"
import * as Single from "./Single.ts"
import type { Strategy } from "./Strategy.ts"
import * as TimeWindow from "./TimeWindow.ts"

export type { Context } from "./Context.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const of = (pagination: Pagination.Pagination, context: Context): Strategy =>
  pagination.type === "timeWindow"
    ? TimeWindow.make(pagination, plain(pagination.within ?? { type: "single" }, context), context)
    : plain(pagination, context)

const plain = (pagination: Pagination.Plain, context: Context): Strategy => {
  switch (pagination.type) {
    case "offset":
      return Offset.make(pagination, context)
    case "range":
      return Range.make(pagination, context)
    case "pageNumber":
      return PageNumber.make(pagination, context)
    case "cursor":
      return Cursor.make(pagination, context)
    case "lastRecord":
      return LastRecord.make(pagination, context)
    case "linkHeader":
      return LinkHeader.make(pagination, context)
    case "nextUrl":
      return NextUrl.make(pagination, context)
    case "feed":
      return Feed.make(pagination, context)
    case "queue":
      return Queue.make(pagination, context)
    case "single":
      return Single.make(context)
  }
}
