/**
 * The connector to a simulated provider: written straight on the contract, so that a run costs no parsing and no HTTP.
 *
 * @since 0.1.0
 */
import { type Connector, ConnectorError, ConnectorStream, Page } from "@innlet/core/contract"
import { Duration, Effect, Option, Schema } from "effect"
import type { Plan } from "./Plan.ts"
import type { Process } from "./Process.ts"
import type { Server } from "./servers/Server.ts"
import type { Ports, Wire } from "./Wire.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const name = "sim"

const fields = {
  id: Schema.String,
  rev: Schema.Int,
  price: Schema.Int,
  note: Schema.NullOr(Schema.String)
}
const Offer = Schema.Struct(fields)

/**
 * @category constants
 * @since 0.1.0
 */
export const stream = { name: "offers", record: Offer, key: ["id"] as const } as const

/**
 * The partitions of a plan, by name.
 *
 * @category getters
 * @since 0.1.0
 */
export const partitionsOf = ({ partitions }: Pick<Plan, "partitions">): ReadonlyArray<string> =>
  Array.from({ length: partitions }, (_, at) => `part ${at + 1}`)

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  plan: Plan,
  server: Server,
  wire: Pick<Wire, "send">,
  process: Process,
  ports: Ports
): Connector.Connector => {
  const offers = ConnectorStream.make({
    ...stream,
    version: plan.versioned ? "rev" : undefined,
    keyOf: (raw) =>
      typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "string" ? { id: raw.id } : undefined,
    traversal: server.traversal,
    changes: server.changes,
    ...(plan.quota !== undefined && { quota: { kind: "read", weight: plan.quota.weight } }),
    pageSize: { default: plan.pageSize, min: 1, max: 100, step: 1 },
    partition: Schema.String,
    cursor: Schema.String,
    partitions: () => Effect.succeed(partitionsOf(plan)),
    read: ({ changed, cursor, pageSize, partition }) =>
      wire.send(process, { partition, cursor: Option.getOrUndefined(cursor), pageSize, changed }, ports).pipe(
        Effect.map(({ advances, evidence, items, next, offset, total }) =>
          Page.make<unknown, string>({
            records: items.map(({ raw }) => raw),
            next: Option.fromUndefinedOr(next),
            total: Option.fromUndefinedOr(total),
            offset: Option.fromUndefinedOr(offset),
            advances: advances ?? false,
            evidence
          })
        ),
        Effect.mapError((reason) => new ConnectorError.ConnectorError({ connector: name, stream: stream.name, reason }))
      )
  })
  return {
    name,
    version: "1",
    streams: [offers],
    quotas:
      plan.quota === undefined
        ? []
        : [{ kind: "read", limit: plan.quota.limit, window: Duration.millis(plan.quota.window) }]
  }
}
