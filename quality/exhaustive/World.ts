/**
 * A provider of one short list, with all it remembers, and a connector to it. It holds still; one record of it is bad.
 *
 * @since 0.1.0
 */
import type { Connector } from "@innlet/core/contract"
import { ConnectorStream, Page, Traversal } from "@innlet/core/contract"
import { Whole } from "../../packages/core/src/contract/Partition.ts"
import { Effect, Option, Schema } from "effect"
import type * as Ports from "./Ports.ts"

const Offer = Schema.Struct({ id: Schema.String, price: Schema.Int })

/**
 * How the list is paged: by an offset, which may be asked for again, or by a scroll, whose place moves with every request that
 * reaches the provider.
 *
 * @category models
 * @since 0.1.0
 */
export type Paging = "offset" | "scroll"

/**
 * What the provider remembers: where each scroll stands, by its number.
 *
 * @category models
 * @since 0.1.0
 */
export interface World {
  readonly places: Array<number>
  requests: number
}

/**
 * @category constants
 * @since 0.1.0
 */
export const ids = ["a", "b", "c", "d"] as const

const records: ReadonlyArray<unknown> = [{ id: "0", price: "no number" }, ...ids.map((id, price) => ({ id, price }))]

/**
 * Records of the list, good and bad.
 *
 * @category constants
 * @since 0.1.0
 */
export const size = records.length

const pageSize = 3

/**
 * The connector to a provider, through the ports of one process.
 *
 * @category constructors
 * @since 0.1.0
 */
export const connector = (paging: Paging, world: World, ports: Ports.Ports): Connector.Connector => ({
  name: "test",
  version: "1",
  quotas: [],
  streams: [paging === "offset" ? byOffset(world, ports) : byScroll(world, ports)]
})

const common = {
  name: "offers",
  record: Offer,
  key: ["id"] as const,
  pageSize: { default: pageSize, min: 1, max: pageSize, step: 1 },
  partition: Whole,
  partitions: () => Effect.succeed(["all" as const])
}

/** The request leaves, the provider moves, the answer comes: a process may die before the first and before the last. */
const exchange = <A>(world: World, ports: Ports.Ports, answer: () => A): Effect.Effect<A> =>
  Effect.sync(() => {
    ports.call("request")
    world.requests++
    const answered = answer()
    ports.call("answer")
    return answered
  })

const byOffset = (world: World, ports: Ports.Ports) =>
  ConnectorStream.make({
    ...common,
    traversal: Traversal.offset({ order: "immutable", total: "advisory" }),
    cursor: Schema.FiniteFromString,
    read: ({ cursor }) =>
      exchange(world, ports, () => {
        const offset = Option.getOrElse(cursor, () => 0)
        const page = records.slice(offset, offset + pageSize)
        return Page.make<unknown, number>({
          records: page,
          offset: Option.some(offset),
          total: Option.some(size),
          next: page.length === 0 ? Option.none() : Option.some(offset + page.length),
          evidence: page.length === 0 ? ["emptyPage"] : []
        })
      })
  })

const byScroll = (world: World, ports: Ports.Ports) =>
  ConnectorStream.make({
    ...common,
    traversal: Traversal.linked("scroll", { replay: "unsafe", order: "unspecified", total: "exact" }),
    cursor: Schema.String,
    read: ({ cursor }) =>
      exchange(world, ports, () => {
        const scroll = Option.match(cursor, { onNone: () => world.places.push(0) - 1, onSome: Number })
        const place = world.places[scroll] ?? size
        world.places[scroll] = place + pageSize
        const next = place + pageSize < size
        return Page.make<unknown, string>({
          records: records.slice(place, place + pageSize),
          total: Option.some(size),
          next: next ? Option.some(String(scroll)) : Option.none(),
          evidence: next ? [] : ["absentCursor"]
        })
      })
  })
