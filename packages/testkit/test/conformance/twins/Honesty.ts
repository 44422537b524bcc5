import { DateTime, Duration, Effect, Option } from "effect"
import { pages, requests, type Twin } from "../Twin.ts"

const hour = 3_600_000

export const twins: ReadonlyArray<Twin> = [
  {
    title: "gives a sign of the end that it does not declare",
    stream: "reviews",
    breaks: ["ends a list only by a sign that it declares"],
    change: pages((page) => (Option.isNone(page.next) ? { ...page, evidence: [...page.evidence, "emptyPage"] } : page))
  },
  {
    title: "calls a short page an end, and has a short one first",
    stream: "rooms",
    breaks: ["has no short page before the last, where one is a sign of the end"],
    change: pages((page, { cursor, pageSize }) => {
      const first = Option.getOrElse(cursor, () => 0) === 0
      return first && pageSize > 2 ? { ...page, records: page.records.slice(0, -1) } : page
    })
  },
  {
    title: "counts one record too many and calls the total exact",
    stream: "rooms",
    breaks: ["declares a total exact only if it counts every record"],
    change: pages((page) => ({ ...page, total: Option.map(page.total, (total) => total + 1) }))
  },
  {
    title: "hands every page out once, and an empty one when it is asked again",
    stream: "reviews",
    breaks: ["gives the same page again where it declares that safe"],
    change: (stream) => {
      let last: unknown = {}
      return {
        ...stream,
        read: (request) =>
          Effect.map(stream.read(request), (page) => {
            const cursor = Option.getOrUndefined(request.cursor)
            const again = cursor !== undefined && cursor === last
            last = cursor
            return again ? { ...page, records: [] } : page
          })
      }
    }
  },
  {
    title: "declares eight minutes for a cursor that lives for four",
    stream: "guests",
    breaks: ["declares no longer life for a cursor than it has"],
    change: (stream) => ({
      ...stream,
      traversal: { ...stream.traversal, lifetime: { _tag: "Sliding", ttl: Duration.minutes(8) } }
    })
  },
  {
    title: "states that a cursor dies ten minutes after it does",
    stream: "offers",
    breaks: ["declares no longer life for a cursor than it has"],
    change: pages((page) => ({
      ...page,
      expiresAt: Option.map(page.expiresAt, (at) => DateTime.add(at, { minutes: 10 }))
    }))
  },
  {
    title: "takes the offset 1 for the first page",
    stream: "rooms",
    breaks: ["skips as many records as an offset says"],
    change: requests((request) => ({
      ...request,
      cursor: Option.map(request.cursor, (offset) => (offset === 1 && request.pageSize > 1 ? 0 : offset))
    }))
  },
  {
    title: "calls a list stable that is ordered by what changed last",
    stream: "rooms",
    breaks: [
      "keeps the order it declares while records come, go and change",
      "misses no record that was there throughout in 20 changing pulls that it calls proven"
    ],
    provider: { orders: { rooms: "mutable" } }
  },
  {
    title: "declares that new records come last, where they come anywhere",
    stream: "offers",
    breaks: ["has new records at its end only, where it declares that"],
    provider: { orders: { offers_a: "immutable", offers_b: "immutable" } }
  },
  {
    title: "asks for an hour's changes only",
    stream: "rates",
    breaks: ["lists everything that changed since a time"],
    change: requests((request) =>
      request.changed === undefined
        ? request
        : { ...request, changed: { from: request.changed.from, to: request.changed.from + hour } }
    )
  },
  {
    title: "lists everything when it is asked for changes",
    stream: "rates",
    breaks: ["lists nothing that changed long before the time asked for"],
    change: requests((request) => ({ ...request, changed: undefined }))
  }
]
