import { Effect, Option, Schema } from "effect"
import { reading, records, requests, type Twin } from "../Twin.ts"

export const twins: ReadonlyArray<Twin> = [
  {
    title: "leaves the last record of a page out",
    stream: "reviews",
    breaks: ["reads every record of every stream once"],
    change: records((some) => some.slice(0, -1))
  },
  {
    title: "takes no more than four records of a page, however many it asked for",
    stream: "reviews",
    breaks: ["reads the same records at any page size"],
    change: records((some) => some.slice(0, 4))
  },
  {
    title: "turns the records of a page around",
    stream: "reviews",
    breaks: ["hands records on in the provider's order"],
    change: records((some) => some.toReversed())
  },
  {
    title: "goes on from where it was itself, when asked for a page that it did not expect",
    stream: "rates",
    breaks: ["reads two walks at once as it reads one"],
    change: (stream) => {
      let asked: unknown
      let next: unknown
      return {
        ...stream,
        read: (request) => {
          const wanted = Option.getOrUndefined(request.cursor)
          const cursor = wanted === undefined || next === undefined || wanted === asked ? wanted : next
          return Effect.tap(stream.read({ ...request, cursor: Option.fromUndefinedOr(cursor) }), (page) =>
            Effect.sync(() => {
              asked = cursor
              next = Option.getOrUndefined(page.next)
            })
          )
        }
      }
    }
  },
  {
    title: "lists its partitions in another order every second time",
    stream: "offers",
    breaks: ["names its partitions alike every time"],
    change: (stream) => {
      let times = 0
      return {
        ...stream,
        partitions: (window, parents) =>
          Effect.map(stream.partitions(window, parents), (parts) => (times++ % 2 === 0 ? parts : parts.toReversed()))
      }
    }
  },
  {
    title: "lists one hotel under two names",
    stream: "offers",
    breaks: ["has no record in two partitions"],
    change: (stream) =>
      requests((request) => (request.partition === "a2" ? { ...request, partition: "a" } : request))({
        ...stream,
        partition: Schema.String,
        partitions: () => Effect.succeed(["a", "b", "a2"])
      })
  },
  {
    title: "asks for every page twice, to be sure",
    stream: "rates",
    breaks: ["sends no more requests for a page than it declares"],
    change: reading((read, request) => Effect.andThen(read(request), read(request)))
  },
  {
    title: "waits for a second before every request, to be polite",
    stream: "rates",
    breaks: ["waits for nothing but the provider"],
    change: reading((read, request) => Effect.delay(read(request), "1 second"))
  }
]
