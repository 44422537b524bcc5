/**
 * A cursor that each answer gives for the next request.
 *
 * @since 0.1.0
 */
import { type ConnectorError, Traversal } from "@innlet/core/contract"
import { Option, Result } from "effect"
import { at } from "../Answer.ts"
import { type Draft, put } from "../Draft.ts"
import type { Placement } from "../Place.ts"
import type { Context } from "./Context.ts"
import * as CursorText from "./CursorText.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import * as More from "./More.ts"
import type * as Pagination from "./Pagination.ts"
import type { Followed, Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.Cursor.Type, { order }: Pick<Context, "order">): Strategy => ({
  traversal: Traversal.linked(pagination.kind ?? "opaqueOffset", {
    replay: pagination.replay ?? "unsafe",
    lifetime: Declared.lifetimeOf(pagination.lifetime),
    order,
    total: Declared.trustOf(pagination.total),
    end: ["absentCursor", Declared.noMore]
  }),
  place: (draft, { cursor, pageSize }) => {
    const sized = pagination.limit === undefined ? draft : put(draft, pagination.limit, pageSize)
    if (cursor === undefined) return Result.succeed(sized)
    const value = CursorText.valueOf(cursor)
    return value === undefined ? Failure.foreignCursor : Result.succeed(withCursor(sized, pagination, value))
  },
  follow: (answer, _asked, _records) =>
    Result.flatMap(More.of(answer, pagination.more), (more): Result.Result<Followed, ConnectorError.Reason> => {
      const total = Declared.totalAt(answer, pagination.total)
      if (more === false) return Result.succeed({ total, evidence: [Declared.noMore] })
      const next = CursorText.of(at(answer, pagination.next))
      if (next === "unreadable") {
        return Failure.unexpected(
          `the next cursor at ${Failure.nameOf(pagination.next)} is no text and no whole number`
        )
      }
      if (next !== undefined) return Result.succeed({ total, next: Option.some(next.text) })
      // More and no way to it is no end.
      return Result.succeed({ total, evidence: more === true ? [] : ["absentCursor"] })
    })
})

/**
 * A following request: the first one with a cursor in it, or with the cursor alone in its body or query.
 *
 * @category constructors
 * @since 0.1.0
 */
export const withCursor = (
  draft: Draft,
  placed: {
    readonly cursor: Placement
    readonly body?: "merge" | "replace"
    readonly query?: "merge" | "replace"
  },
  value: string | number
): Draft =>
  put(
    {
      ...draft,
      body: placed.body === "replace" ? undefined : draft.body,
      query: placed.query === "replace" ? [] : draft.query
    },
    placed.cursor,
    value
  )
