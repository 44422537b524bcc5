/**
 * A value of the page's last record is the next cursor, though several records may share it, as they share times. The provider
 * includes the records of the cursor itself, so that those at the edge of a page come twice rather than never.
 *
 * **Details**
 *
 * A page in which every record has the cursor's value leads nowhere. It is the end where it is shorter than a page of this
 * walk was, as the last page is, since a provider that cuts pages, silently or not, cuts them at the same length; or shorter
 * than the least page the provider gives. Else more records than a page holds may share the value, and nothing gets past them:
 * that fails.
 *
 * A page without a single record of the cursor's value comes of a provider that leaves the cursor out, and has lost what ties
 * with it; or of records that changed meanwhile. So the walk begins anew, which ends in a failure where it keeps happening.
 *
 * @since 0.1.0
 */
import { type ConnectorError, Traversal } from "@innlet/core/contract"
import { Option, Result, Schema } from "effect"
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

/** The cursor's value, and the longest page so far, in records. */
const Place = Schema.fromJsonString(Schema.Struct({ value: Schema.String, longest: Schema.Int }))
const decode = Schema.decodeUnknownOption(Place)

type Place = typeof Place.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.LastRecord.Type, { order, pageSize: sizes }: Context): Strategy => ({
  traversal: Traversal.linked("continuation", {
    replay: "safe",
    order,
    total: Declared.trustOf(pagination.total),
    end: ["emptyPage", "shortPage", Declared.noMore]
  }),
  place: (draft, { cursor, pageSize }) => {
    const sized = pagination.limit === undefined ? draft : put(draft, pagination.limit, pageSize)
    if (cursor === undefined) return Result.succeed(sized)
    const value = CursorText.valueOf(placeOf(cursor)?.value ?? "")
    return value === undefined ? Failure.foreignCursor : Result.succeed(Cursor.withCursor(sized, pagination, value))
  },
  follow: (answer, { cursor }, records) =>
    Result.flatMap(More.of(answer, pagination.more), (more): Result.Result<Followed, ConnectorError.Reason> => {
      const total = Declared.totalAt(answer, pagination.total)
      if (more === false) return Result.succeed({ total, evidence: [Declared.noMore] })
      const asked = cursor === undefined ? undefined : placeOf(cursor)
      const values = valuesOf(records, pagination.value)
      return Result.map(
        values === undefined
          ? Failure.unexpected(
              `a record at an edge of the page has no text and no whole number at "${pagination.value}"`
            )
          : step({ asked, more, received: records.length, least: sizes.min, ...values }),
        (followed) => ({ total, ...followed })
      )
    })
})

interface Seen {
  readonly asked: Place | undefined
  readonly more: boolean | undefined
  /** In records. */
  readonly received: number
  /** The least page that the provider gives, in records. */
  readonly least: number
  /** The values of the first and the last record; undefined on an empty page. */
  readonly first: string | undefined
  readonly last: string | undefined
}

const step = ({ asked, first, last, least, more, received }: Seen): Result.Result<Followed, ConnectorError.Reason> => {
  if (asked !== undefined && first !== asked.value) {
    return Failure.lostPlace(
      "the page does not begin with the cursor's own value: the provider leaves it out, or its records changed meanwhile"
    )
  }
  // A first page that claims more has nothing to go on with, and is no end.
  if (last === undefined) return Result.succeed({ evidence: more === true ? [] : ["emptyPage"] })
  const longest = Math.max(asked?.longest ?? 0, received)
  if (last !== asked?.value) return Result.succeed({ next: Option.some(JSON.stringify({ value: last, longest })) })
  return more !== true && (received < longest || received < least)
    ? Result.succeed({ evidence: ["shortPage"] })
    : Failure.unexpected(
        `all ${received} records of the page have the cursor's value, and no page was longer, so that nothing tells what is ` +
          `behind them; ask for larger pages, or declare "more" or the least pageSize`
      )
}

const placeOf = (cursor: string): Place | undefined => Option.getOrUndefined(decode(cursor))

const valuesOf = (records: ReadonlyArray<unknown>, pointer: string): Pick<Seen, "first" | "last"> | undefined => {
  if (records.length === 0) return { first: undefined, last: undefined }
  const first = CursorText.of(valueAt(records[0], pointer))
  const last = CursorText.of(valueAt(records.at(-1), pointer))
  if (first === undefined || first === "unreadable" || last === undefined || last === "unreadable") return undefined
  return { first: first.text, last: last.text }
}
