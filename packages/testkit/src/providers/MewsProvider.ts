/**
 * A mock of the Connector API of Mews: `POST {base}/api/connector/v1/reservations/getAll/2023-06-06`, whose body holds the
 * tokens, a time of updates, and `Limitation` with `Count` and `Cursor`.
 *
 * Written from the guidelines Pagination, Requests, Responses, Environments and Authentication of the Connector API's own
 * repository, and sharing no code with any connector. What they leave open is an option of `MewsOptions` marked as
 * assumed.
 *
 * A request without a time is about all reservations, which is assumed too. `Cursor` is the id of the last reservation of a page, so a full page has one even when nothing follows.
 *
 * @since 0.1.0
 */
import { type Effect, Schema } from "effect"
import * as Random from "../world/Random.ts"
import * as Row from "../world/Row.ts"
import * as Stay from "../world/Stay.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type { ListOptions } from "./ListOptions.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as Query from "./Query.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "reservations"

/**
 * @category models
 * @since 0.1.0
 */
export interface MewsOptions extends ListOptions {
  /** @default "test-client-token" */
  readonly clientToken?: string | undefined
  /** The accepted ones; each has a quota of its own. @default "test-access-token" alone */
  readonly accessTokens?: ReadonlyArray<string> | undefined
  /**
   * What the newest reservation is: the one updated or the one created last. The guidelines say newest first and no
   * more, so both are assumed. @default "updated"
   */
  readonly newest?: "updated" | "created" | undefined
  /** Reservations in the asked time above which the answer is 408, as for a time too long to compute. Assumed. @default no limit */
  readonly heavy?: number | undefined
  /** The longest time that can be asked for, in months of the calendar. @default 3 */
  readonly maxMonths?: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type MewsProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider. Unless told otherwise it answers 200 requests in 30 seconds for an access token.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: MewsOptions = {}): Effect.Effect<MewsProvider> => ListProvider.make(api(options), options)

/**
 * Mews as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: MewsOptions = {}): ListApi.Api<Stream> => {
  const recipe = Query.recipe(options, reservations, 0)
  return {
    name: "mews",
    recipes: { reservations: recipe },
    routes: { [path]: { method: "POST", stream: "reservations", read: (call) => read(options, recipe, call) } },
    denied: (call) => denied(options, call),
    quotas: [{ requests: 200, window: "30 seconds" }],
    account: (call) => tokensOf(call)?.AccessToken ?? "",
    throttled: (call, { resetAt }) => {
      const answer = failed(429, "Too many requests.", call)
      return { ...answer, headers: { ...answer.headers, "retry-after": Query.secondsUntil(resetAt, call.now) } }
    },
    failed
  }
}

const path = "/api/connector/v1/reservations/getAll/2023-06-06"

const failed = (status: number, message: string, call: ListApi.Call): ListAnswer.Answer => {
  const id = guid(call.number)
  return ListAnswer.refusal(status, { Message: message, RequestId: id }, { "request-id": id })
}

const tokensOf = Query.jsonOf(
  Schema.Struct({ ClientToken: Schema.String, AccessToken: Schema.String, Client: Schema.String })
)

const denied = (options: MewsOptions, call: ListApi.Call): ListAnswer.Answer | undefined => {
  const tokens = tokensOf(call)
  if (tokens === undefined) return failed(400, "ClientToken, AccessToken and Client are required.", call)
  if (tokens.ClientToken !== (options.clientToken ?? "test-client-token")) {
    return failed(401, "Invalid ClientToken.", call)
  }
  if (!(options.accessTokens ?? ["test-access-token"]).includes(tokens.AccessToken)) {
    return failed(401, "Invalid AccessToken.", call)
  }
  return undefined
}

const Instant = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/))

const askedOf = Query.jsonOf(
  Schema.Struct({
    UpdatedUtc: Schema.optionalKey(Schema.NullOr(Schema.Struct({ StartUtc: Instant, EndUtc: Instant }))),
    Limitation: Schema.Struct({
      Count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
      Cursor: Schema.optionalKey(Schema.NullOr(Schema.String))
    })
  })
)

const read = (options: MewsOptions, recipe: Row.Recipe, call: ListApi.Call): ListApi.Question | ListAnswer.Answer => {
  const asked = askedOf(call)
  if (asked === undefined) {
    return failed(400, "Limitation with a Count of 1 to 1000 is required, and times in UTC.", call)
  }
  const { Limitation, UpdatedUtc } = asked
  const start = Date.parse(UpdatedUtc?.StartUtc ?? "")
  const end = Date.parse(UpdatedUtc?.EndUtc ?? "")
  if (end < start) return failed(400, "The interval ends before it starts.", call)
  const { maxMonths = 3 } = options
  if (end > monthsAfter(start, maxMonths)) {
    return failed(400, `The interval is longer than ${maxMonths} months.`, call)
  }
  const cursor = Limitation.Cursor ?? undefined
  const newest = options.newest === "created" ? Stay.newestCreated : Stay.newestUpdated
  return {
    limit: Limitation.Count,
    among: (rows) =>
      newest(
        recipe,
        rows.filter(({ updatedAt }) => !(updatedAt < start) && !(updatedAt > end))
      ),
    from: (rows) => {
      if (options.heavy !== undefined && rows.length > options.heavy) {
        return failed(408, "The request takes too long, ask for a shorter interval.", call)
      }
      if (cursor === undefined) return 0
      const index = rows.findIndex((row) => row.key === cursor)
      return index < 0 ? failed(400, "Invalid Cursor.", call) : index + 1
    },
    answer: ({ rows }) => {
      const minimal = /\breturn=minimal\b/i.test(String(call.request.headers["prefer"]))
      if (rows.length === 0 && minimal) {
        return { ...ListAnswer.refusal(204, ""), headers: { "preference-applied": "return=minimal" } }
      }
      return {
        records: rows.length,
        headers: { "request-id": guid(call.number) },
        before: `{"Reservations":`,
        list: Query.array(rows),
        after: `,"Cursor":${JSON.stringify(rows.at(-1)?.key ?? null)}}`
      }
    }
  }
}

const monthsAfter = (time: number, months: number): number => {
  const date = new Date(time)
  return date.setUTCMonth(date.getUTCMonth() + months)
}

const guid = (number: number): string => {
  const hex = (salt: number) =>
    Math.floor(Random.draw(Random.fromSeed(number, salt)) * 0xffff_ffff)
      .toString(16)
      .padStart(8, "0")
  const middle = hex(1)
  return `${hex(0)}-${middle.slice(0, 4)}-4${middle.slice(5, 8)}-a${hex(2).slice(0, 3)}-${number.toString(16).padStart(12, "0")}`
}

const reservations: Row.Kind = {
  key: (_, ordinal) => guid(ordinal + 1),
  parent: (recipe, row) => guid(1_000_000_000 + Row.propertyIndex(recipe, row)),
  age: Row.agedUpTo(60),
  fields: (recipe, row, key) => {
    const { adults, arrival, cents, createdAt, departure, room, status } = Stay.of(recipe, row)
    return {
      Id: key,
      ServiceId: guid(1_000_000_000 + Row.propertyIndex(recipe, row)),
      Number: String(row.ordinal + 1),
      State: states[status],
      RequestedResourceCategoryId: guid(2_000_000_000 + room),
      ScheduledStartUtc: `${Stay.dateOf(arrival)}T14:00:00Z`,
      ScheduledEndUtc: `${Stay.dateOf(departure)}T10:00:00Z`,
      PersonCounts: [{ AgeCategoryId: guid(3_000_000_001), Count: adults }],
      TotalAmount: { Currency: "EUR", GrossValue: Stay.sumOf(cents) },
      CreatedUtc: Stay.instantOf(createdAt),
      UpdatedUtc: Stay.instantOf(row.updatedAt)
    }
  },
  spoiled: ["Id", "State"]
}

const states = { confirmed: "Confirmed", cancelled: "Canceled", checkedIn: "Started" } as const
