import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import type * as Connector from "../../src/contract/Connector.ts"
import { ConnectorError, RequestRejected } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as Linked from "./Linked.ts"

/** Properties and their rooms, read one property at a time. */
const make = (options: {
  readonly properties: ReadonlyArray<string>
  readonly whole?: boolean
  readonly order?: Traversal.Order
}) => {
  const asked: Array<string> = []
  const sizes = { default: 10, min: 1, max: 10, step: 1 }
  const properties = ConnectorStream.make({
    name: "properties",
    record: Schema.Struct({ id: Schema.String, city: Schema.NullOr(Schema.String) }),
    key: ["id"],
    traversal: Traversal.linked("keyset", { order: options.order ?? "immutable", replay: "safe" }),
    pageSize: sizes,
    partition: Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: ({ cursor }) =>
      options.whole === false && Option.isSome(cursor)
        ? Effect.fail(
            new ConnectorError({
              connector: "test",
              stream: "properties",
              reason: new RequestRejected({ detail: "no more" })
            })
          )
        : Effect.succeed(
            Page.make<unknown, string>({
              records: options.properties.map((id) => ({ id, city: null })),
              next: options.whole === false ? Option.some("2") : Option.none(),
              evidence: options.whole === false ? [] : ["absentCursor"]
            })
          )
  })
  const rooms = ConnectorStream.make({
    name: "rooms",
    record: Schema.Struct({ propertyId: Schema.String, id: Schema.String }),
    key: ["propertyId", "id"],
    traversal: Traversal.linked("keyset", { order: "immutable", replay: "safe" }),
    pageSize: sizes,
    partition: Schema.String,
    cursor: Schema.String,
    parent: { stream: properties, fields: ["id"] },
    partitions: (_, parents) => Effect.succeed(parents.map(([id]) => id ?? "")),
    read: ({ partition }) => {
      asked.push(partition)
      return Effect.succeed(
        Page.make<unknown, string>({
          records: ["a", "b"].map((id) => ({ propertyId: partition, id })),
          evidence: ["absentCursor"]
        })
      )
    }
  })
  const connector: Connector.Connector = { name: "test", version: "1", streams: [properties, rooms], quotas: [] }
  return { connector, asked }
}

const sync = (connector: Connector.Connector, streams?: ReadonlyArray<string>) => Linked.runOnly(connector, { streams })

describe("a stream made of another's records", () => {
  it.effect("is read one parent at a time, each once and in order", () =>
    Effect.gen(function* () {
      const { asked, connector } = make({ properties: ["p3", "p1", "p2"] })
      yield* sync(connector, ["properties"])
      const rooms = yield* sync(connector, ["rooms"])
      assert.deepStrictEqual(asked, ["p1", "p2", "p3"])
      assert.strictEqual(rooms.counts.inserted, 6)
      assert.deepStrictEqual(rooms.outcome, { _tag: "Completed", verdict: { _tag: "Proven", method: "keyset" } })
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("follows its parent in the same run", () =>
    Effect.gen(function* () {
      const { asked, connector } = make({ properties: ["p1"] })
      yield* sync(connector)
      assert.deepStrictEqual(asked, ["p1"])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("does not look complete where its parent was never read", () =>
    Effect.gen(function* () {
      const { connector } = make({ properties: ["p1"] })
      const { outcome } = yield* sync(connector, ["rooms"])
      assert.strictEqual(
        outcome._tag === "Failed" && outcome.error.message,
        "store test/properties: StoreMismatch: no record of test/properties is here to make partitions of; sync it first"
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is read for the parents that came, and says that some may be missing", () =>
    Effect.gen(function* () {
      const { asked, connector } = make({ properties: ["p1"], whole: false })
      yield* sync(connector, ["properties"])
      const { outcome } = yield* sync(connector, ["rooms"])
      assert.deepStrictEqual(asked, ["p1"])
      assert.deepStrictEqual(outcome, {
        _tag: "Completed",
        verdict: {
          _tag: "Unproven",
          reasons: ["partitions may be missing, since test/properties was not read to its end"]
        }
      })
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is no better known than its parent", () =>
    Effect.gen(function* () {
      const { connector } = make({ properties: ["p1"], order: "unspecified" })
      yield* sync(connector, ["properties"])
      const { outcome } = yield* sync(connector, ["rooms"])
      assert.deepStrictEqual(
        outcome._tag === "Completed" && outcome.verdict._tag === "Unproven" && outcome.verdict.reasons,
        ["partitions may be missing, since test/properties is not known to be complete"]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )
})
