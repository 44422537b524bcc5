/** A mock of the Demand API, and a connector that reads all of its streams. */
import { type DemandFeed, DemandProvider, Random } from "@innlet/testkit"
import type { Subject } from "@innlet/testkit/conformance"
import { Clock, Effect, Redacted } from "effect"
import { DemandConnector } from "../../src/index.ts"

const token = "token-of-a-demand-subject"
const day = 86_400_000
/** The mock's accommodations stand in four countries, one after the other; these are read. */
const countries = ["nl", "es"]
const weeks = 2

export const subject = (api: "3.1" | "3.2"): Subject.Subject => ({
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const now = yield* Clock.currentTimeMillis
    const perPart = pages * 10 - 3
    const feed = eventsOf(perPart, now, { malformed, seed })
    const today = Math.floor(now / day) * day
    // None stands at the edge of two weeks, which the API counts in both.
    const youngest = today - 45_296_000
    const provider = yield* DemandProvider.make({
      api,
      token,
      accommodations: 4 * perPart,
      orders: weeks * perPart,
      orderDays: weeks * 7 - 1,
      youngest,
      seed,
      malformed,
      volatility,
      feed,
      changesPerAnswer: 10
    })
    /** Those that a stream is asked for, of the rows of its list. */
    const asked = (stream: string, rows: ReadonlyArray<Subject.Truth>): ReadonlyArray<Subject.Truth> => {
      if (stream === "orders") return rows
      return rows.filter(({ key }) => (Number(key) - 1) % 4 < (stream === "search_results" ? 1 : countries.length))
    }
    const generated = asked("availability", yield* provider.rows("accommodations")).map(({ key }) => Number(key))
    const dateIn = (days: number) => new Date(today + days * day).toISOString().slice(0, 10)
    const stay = {
      name: "weekend",
      booker: { country: "nl", platform: "desktop" },
      checkin: dateIn(60),
      checkout: dateIn(62),
      guests: { number_of_adults: 2, number_of_rooms: 1 }
    } as const
    const told = feed.map(({ id }) => ({ key: String(Math.floor(id)), malformed: !Number.isInteger(id) }))
    const rows = (stream: string, listed: DemandProvider.DemandProvider["rows"]) =>
      stream === "accommodation_changes"
        ? Effect.succeed(told)
        : Effect.map(listed(stream === "orders" ? "orders" : "accommodations"), (all) => asked(stream, all))
    return {
      provider,
      connector: DemandConnector.make({
        token: Redacted.make(token),
        affiliateId: 1234,
        baseUrl: "https://demand.test",
        version: api,
        accommodations: { selections: countries.map((country) => ({ country })), pageSize: 10 },
        accommodationChanges: {},
        searchResults: { searches: [{ ...stay, destination: { country: "nl" } }], pageSize: 10 },
        availability: { stays: [stay], batch: 20, accommodations: generated },
        orders: { from: new Date(today - weeks * 7 * day).toISOString(), currency: "EUR", pageSize: 10 }
      }),
      rows: (stream) => rows(stream, provider.rows),
      presentThroughout: (stream) => rows(stream, provider.presentThroughout),
      mark: provider.mark,
      keyOf: (_, raw) => {
        const { id, result }: { readonly id?: unknown; readonly result?: unknown } = Object(raw)
        const { id: found = id }: { readonly id?: unknown } = Object(result)
        // Half an id is that of a bad event.
        if (typeof found === "number") return String(Math.floor(found))
        return typeof found === "string" ? found : undefined
      },
      secrets: [token]
    }
  })
})

/** Changes of different accommodations, one a second, all of the last hours; a bad one has half an id. */
const eventsOf = (
  count: number,
  now: number,
  { malformed = 0, seed }: Pick<Subject.Scene, "malformed" | "seed">
): ReadonlyArray<DemandFeed.FeedEvent> =>
  Array.from({ length: count }, (_, at) => ({
    id: 10_001 + at + (Random.draw(Random.fromSeed(seed, 0xfeed, at)) < malformed ? 0.5 : 0),
    at: Math.floor(now / 1000) * 1000 - 6 * 3_600_000 + at * 1000,
    list: (["changed", "opened", "temporarily"] as const)[at % 3] ?? "changed"
  }))
