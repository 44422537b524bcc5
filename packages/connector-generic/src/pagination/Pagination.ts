/**
 * How a stream is paged, as a manifest declares it. Each kind is a strategy of its own, in the file of its name.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Schema } from "effect"
import { Placement, Pointer, Source } from "../Place.ts"
import * as TimeFormat from "../TimeFormat.ts"
import { Value } from "../Value.ts"

/**
 * The total that answers declare. `exact` is counted in the same instant as the page.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Total = Schema.Struct({
  at: Source,
  /** @default "advisory" */
  trust: Schema.optionalKey(Schema.Literals(["exact", "advisory"]))
}).annotate({ identifier: "Total" })

/** May a page be asked for again after a lost answer? */
const Replay = Schema.Literals(["safe", "unsafe"])

/** How long a cursor may be used, from when its page is asked for. */
const Lifetime = Schema.Union([
  Schema.Struct({ fixed: Length.Length }),
  /** Every read begins it anew. */
  Schema.Struct({ sliding: Length.Length })
])

/**
 * Records to skip. The best there is: core chooses every offset and reads an overlap, which proves what came.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Offset = Schema.Struct({
  type: Schema.Literal("offset"),
  offset: Placement,
  limit: Schema.optionalKey(Placement),
  /** Where the answer repeats the offset. */
  offsetAt: Schema.optionalKey(Source),
  limitAt: Schema.optionalKey(Source),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "Offset" })

/**
 * The first and the last record's number, both included.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Range = Schema.Struct({
  type: Schema.Literal("range"),
  from: Placement,
  to: Placement,
  /** The first record's number. @default 1 */
  base: Schema.optionalKey(Schema.Literals([0, 1])),
  fromAt: Schema.optionalKey(Source),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "Range" })

/**
 * Pages counted from `first`. The list ends at an empty page, or where the answer says so; never because a total seems
 * reached, since a provider may give smaller pages than asked for.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PageNumber = Schema.Struct({
  type: Schema.Literal("pageNumber"),
  page: Placement,
  size: Schema.optionalKey(Placement),
  /** @default 1 */
  first: Schema.optionalKey(Schema.Literals([0, 1])),
  /** Where the answer says whether there is more. */
  more: Schema.optionalKey(Source),
  /** Where the answer says how many pages there are. */
  pages: Schema.optionalKey(Source),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "PageNumber" })

/**
 * A cursor that each answer gives for the next request.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Cursor = Schema.Struct({
  type: Schema.Literal("cursor"),
  next: Source,
  cursor: Placement,
  /** The body of a following request is the cursor alone (`replace`), or the first one's with it (`merge`). @default "merge" */
  body: Schema.optionalKey(Schema.Literals(["merge", "replace"])),
  /** The same for the query. @default "merge" */
  query: Schema.optionalKey(Schema.Literals(["merge", "replace"])),
  limit: Schema.optionalKey(Placement),
  /** Where the answer says whether there is more. Without it, a missing, null or empty cursor is the end. */
  more: Schema.optionalKey(Source),
  /** What the cursor is, where more is known; a `scroll` moves on with every request. @default "opaqueOffset" */
  kind: Schema.optionalKey(Schema.Literals(["continuation", "scroll", "keyset", "opaqueOffset"])),
  /** @default "unsafe" */
  replay: Schema.optionalKey(Replay),
  lifetime: Schema.optionalKey(Lifetime),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "Cursor" })

/**
 * A value of the page's last record is the next cursor, as Stripe's `starting_after` is.
 *
 * @category schemas
 * @since 0.1.0
 */
export const LastRecord = Schema.Struct({
  type: Schema.Literal("lastRecord"),
  /** In a record. */
  value: Pointer,
  cursor: Placement,
  body: Schema.optionalKey(Schema.Literals(["merge", "replace"])),
  limit: Schema.optionalKey(Placement),
  /** Where the answer says whether there is more. Without it, an empty page is the end. */
  more: Schema.optionalKey(Source),
  /**
   * Does each record have a value of its own? Where several share one, as times do, the provider has to include the cursor
   * itself, or ties at the edge of a page are lost; the pull ends at a page of one tie that is shorter than an earlier one, or
   * than the least `pageSize`, and fails where nothing tells what is behind it. @default true
   */
  unique: Schema.optionalKey(Schema.Boolean),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "LastRecord" })

/**
 * A link to the next page in the header `Link` (RFC 8288).
 *
 * @category schemas
 * @since 0.1.0
 */
export const LinkHeader = Schema.Struct({
  type: Schema.Literal("linkHeader"),
  /** @default "next" */
  rel: Schema.optionalKey(Schema.String),
  limit: Schema.optionalKey(Placement),
  /** The link's parameter that says until when it works, as an ISO 8601 instant. */
  expires: Schema.optionalKey(Schema.String),
  /** @default "unsafe" */
  replay: Schema.optionalKey(Replay),
  lifetime: Schema.optionalKey(Lifetime),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "LinkHeader" })

/**
 * The URL of the next page in the answer, absolute or relative.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NextUrl = Schema.Struct({
  type: Schema.Literal("nextUrl"),
  next: Source,
  limit: Schema.optionalKey(Placement),
  /** @default "unsafe" */
  replay: Schema.optionalKey(Replay),
  lifetime: Schema.optionalKey(Lifetime),
  total: Schema.optionalKey(Total)
}).annotate({ identifier: "NextUrl" })

/**
 * A time: a fixed instant, or so long before the sweep asks first.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Start = Schema.Union([
  Schema.Struct({
    at: Schema.String.check(
      Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/u, {
        expected: "an instant such as 2026-01-01T00:00:00Z"
      })
    )
  }),
  Schema.Struct({ ago: Length.Length })
])

/**
 * A feed of what changed, asked for since a time: each answer names the next time, and names none when there is nothing new.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Feed = Schema.Struct({
  type: Schema.Literal("feed"),
  since: Placement,
  as: TimeFormat.TimeFormat,
  next: Source,
  /** Where a sweep of everything begins. */
  start: Start,
  /** How far back the provider looks. A later start than the one wanted is a failure, never a shorter answer. */
  reach: Schema.optionalKey(Length.Length),
  limit: Schema.optionalKey(Placement)
}).annotate({ identifier: "Feed" })

/**
 * Messages that wait until they are acknowledged. Each page is in the store before it is acknowledged.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Queue = Schema.Struct({
  type: Schema.Literal("queue"),
  /** Of a record, what it is acknowledged by. */
  id: Pointer,
  acknowledge: Schema.Struct({
    /** @default "POST" */
    method: Schema.optionalKey(Schema.Literals(["POST", "PUT", "DELETE"])),
    path: Schema.Array(Value),
    /** Where the ids go, as a list; each id has to be acknowledged in one request with the others. */
    ids: Placement
  }),
  limit: Schema.optionalKey(Placement),
  /** May an acknowledgement be sent again whose answer was lost? @default "safe" */
  replay: Schema.optionalKey(Replay)
}).annotate({ identifier: "Queue" })

/**
 * One answer holds everything.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Single = Schema.Struct({ type: Schema.Literal("single") })

/**
 * A pagination that goes on inside of a window, too.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Plain = Schema.Union([
  Offset,
  Range,
  PageNumber,
  Cursor,
  LastRecord,
  LinkHeader,
  NextUrl,
  Feed,
  Queue,
  Single
])

/**
 * Windows of time, one after the other, from a start up to now or to the end of what is asked for. Half open: what happened
 * at an edge is in exactly one window.
 *
 * @category schemas
 * @since 0.1.0
 */
export const TimeWindow = Schema.Struct({
  type: Schema.Literal("timeWindow"),
  from: Placement,
  to: Placement,
  as: TimeFormat.TimeFormat,
  length: Length.Length,
  /** The shortest window that a window too large is split into. @default "1 minute" */
  shortest: Schema.optionalKey(Length.Length),
  /** Where a sweep of everything begins. */
  start: Start,
  /** Is the end of a window included? Then one `resolution` less is sent. @default "exclusive" */
  end: Schema.optionalKey(Schema.Literals(["exclusive", "inclusive"])),
  /** What the provider counts times in. @default what `as` can tell apart: a second, a millisecond, a day */
  resolution: Schema.optionalKey(Length.Length),
  /** Pages inside of a window. @default a single answer */
  within: Schema.optionalKey(Plain)
}).annotate({ identifier: "TimeWindow" })

/**
 * @category schemas
 * @since 0.1.0
 */
export const Pagination = Schema.Union([...Plain.members, TimeWindow])

/**
 * @category models
 * @since 0.1.0
 */
export type Pagination = typeof Pagination.Type

/**
 * @category models
 * @since 0.1.0
 */
export type Plain = typeof Plain.Type
