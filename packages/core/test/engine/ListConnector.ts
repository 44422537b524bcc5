/** A connector over a list in memory that tests script: what each request gets, and what was asked. */
import { Effect, Option, Schema } from "effect"
import type * as Connector from "../../src/contract/Connector.ts"
import { ConnectorError, type Reason, RequestRejected } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as Traversal from "../../src/contract/Traversal.ts"

export const Offer = Schema.Struct({ id: Schema.String, price: Schema.Int, note: Schema.NullOr(Schema.String) })
export type Offer = typeof Offer.Type

export const offers = (count: number): Array<Offer> =>
  Array.from({ length: count }, (_, i) => ({ id: `o${String(i).padStart(5, "0")}`, price: i, note: null }))

export interface Script {
  /** The list as it stands at the nth request, from 1. */
  readonly list: (request: number) => ReadonlyArray<unknown>
  /** A failure of the nth request, from 1. */
  readonly fail?: (request: number, offset: number) => Reason | undefined
  readonly order?: Traversal.Order
  readonly cap?: number
  readonly latency?: number
  /** Steps of exactly the limit only. */
  readonly exactSteps?: boolean
}

export type Stream = ReturnType<typeof make>["stream"]

export const make = (script: Script) => {
  const asked: Array<number> = []
  const answered: Array<number> = []
  const stream = ConnectorStream.make({
    name: "offers",
    record: Offer,
    key: ["id"],
    traversal: Traversal.offset({ order: script.order ?? "immutable", total: "advisory" }),
    pageSize: { default: 10, min: 1, max: 100, step: 1 },
    partition: Whole,
    cursor: Schema.FiniteFromString,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ cursor, pageSize }) {
      const offset = Option.getOrElse(cursor, () => 0)
      asked.push(offset)
      const request = asked.length
      if (script.latency !== undefined) yield* Effect.sleep(script.latency)
      const misfit = script.exactSteps === true && offset % pageSize !== 0
      const reason = misfit ? new RequestRejected({ detail: "offset" }) : script.fail?.(request, offset)
      if (reason !== undefined) {
        return yield* new ConnectorError({ connector: "test", stream: "offers", reason })
      }
      answered.push(offset)
      const list = script.list(request)
      const records = list.slice(offset, offset + Math.min(pageSize, script.cap ?? pageSize))
      return Page.make<unknown, number>({
        records,
        offset: Option.some(offset),
        total: Option.some(list.length),
        next: records.length === 0 ? Option.none() : Option.some(offset + records.length),
        evidence: records.length === 0 ? ["emptyPage"] : []
      })
    })
  })
  const connector: Connector.Connector = { name: "test", version: "1", streams: [stream], quotas: [] }
  return { connector, stream, asked, answered }
}
