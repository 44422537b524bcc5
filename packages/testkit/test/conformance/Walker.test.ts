import { assert, describe, it } from "@effect/vitest"
import { ConnectorError, ConnectorStream, Page, Partition, Traversal } from "@innlet/core/contract"
import { Effect, Option, Schema } from "effect"
import { HttpClient } from "effect/http"
import type { Opened } from "../../src/conformance/Bench.ts"
import { Walker } from "../../src/conformance/index.ts"

const common = {
  name: "list",
  record: Schema.Struct({ id: Schema.String }),
  key: ["id"] as const,
  pageSize: { default: 2, min: 1, max: 10, step: 1 },
  partition: Partition.Whole,
  partitions: () => Effect.succeed(["all" as const])
}

/** What a walk needs to know of a stream; nothing of it is sent anywhere. */
const opened = (stream: ConnectorStream.Any, more: ReadonlyArray<ConnectorStream.Any> = []): Opened => {
  const connector = { name: "test", version: "1", streams: [stream, ...more], quotas: [] }
  const client = HttpClient.make(() => Effect.die("nothing is sent"))
  return {
    connector,
    stream,
    window: undefined,
    wire: { client, sent: [], meddle: () => undefined, rest: () => undefined },
    again: Effect.succeed({ connector, stream }),
    setting: {
      rows: () => Effect.succeed([]),
      presentThroughout: () => Effect.succeed([]),
      mark: Effect.void,
      keyOf: (_, raw) => Schema.decodeUnknownSync(Schema.Struct({ id: Schema.String }))(raw).id,
      secrets: []
    }
  }
}

const rows = (...ids: ReadonlyArray<string>) => ids.map((id) => ({ id }))

const all = ["a", "b", "c", "d", "e"]

const offsets = (read: (offset: number, size: number) => Partial<Page.Page<unknown, number>>): ConnectorStream.Any =>
  ConnectorStream.make({
    ...common,
    cursor: Schema.FiniteFromString,
    traversal: Traversal.offset(),
    read: ({ cursor, pageSize }: ConnectorStream.PageRequest<"all", number>) =>
      Effect.succeed(
        Page.make<unknown, number>({
          records: [],
          ...read(
            Option.getOrElse(cursor, () => 0),
            pageSize
          )
        })
      )
  })

/** The last page says that it is short. */
const telling = (offset: number, size: number) => ({
  records: rows(...all.slice(offset, offset + size)),
  evidence: offset + size > all.length ? (["shortPage"] as const) : []
})

const keys = (reads: ReadonlyArray<Walker.Read>) => reads.map((read) => read.keys)

const linkedTo = (pages: { readonly [cursor: string]: Partial<Page.Page<unknown, string>> | ConnectorError.Reason }) =>
  ConnectorStream.make({
    ...common,
    cursor: Schema.String,
    traversal: Traversal.linked("continuation", { replay: "safe" }),
    read: ({ cursor }: ConnectorStream.PageRequest<"all", string>) => {
      const page = pages[Option.getOrElse(cursor, () => "")] ?? {}
      return "_tag" in page
        ? Effect.fail(new ConnectorError.ConnectorError({ connector: "test", stream: "list", reason: page }))
        : Effect.succeed(Page.make<unknown, string>({ records: [], ...page }))
    }
  })

describe("Walker.walkAll", () => {
  it.effect("counts offsets by what came and ends with the page that has nothing", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const reads = yield* Walker.walkAll(
        opened(
          offsets((offset) => {
            asked.push(offset)
            // The provider gives one record fewer than it is asked for.
            return { records: rows(...all.slice(offset, offset + 1)) }
          })
        )
      )

      assert.deepStrictEqual(keys(reads).flat(), all)
      assert.deepStrictEqual(asked, [0, 1, 2, 3, 4, 5])
    })
  )

  it.effect("ends an offset's list with a short page that says so", () =>
    Effect.gen(function* () {
      const reads = yield* Walker.walkAll(opened(offsets(telling)))

      assert.deepStrictEqual(keys(reads), [["a", "b"], ["c", "d"], ["e"]])
    })
  )

  it.effect("follows the next page by the text of its cursor and stops where there is none", () =>
    Effect.gen(function* () {
      const list = linkedTo({
        "": { records: rows("a"), next: Option.some("2") },
        "2": { records: [], next: Option.some("3") },
        "3": { records: rows("b"), evidence: ["absentCursor"] }
      })
      const reads = yield* Walker.walkAll(opened(list))

      assert.deepStrictEqual(keys(reads), [["a"], [], ["b"]])
      assert.deepStrictEqual(
        reads.map(({ cursor, next, page }) => [page, cursor, next]),
        [
          [1, undefined, "2"],
          [2, "2", "3"],
          [3, "3", undefined]
        ]
      )
    })
  )

  it.effect("says which page can't be read", () =>
    Effect.gen(function* () {
      const list = linkedTo({
        "": { records: rows("a"), next: Option.some("2") },
        "2": new ConnectorError.RequestRejected({ detail: "status 400" })
      })
      const { detail, page } = yield* Effect.flip(Walker.walkAll(opened(list)))

      assert.deepStrictEqual([page, detail], [2, "test/list: RequestRejected: status 400"])
    })
  )

  it.effect("begins again when a cursor is refused, as often as it may", () =>
    Effect.gen(function* () {
      let times = 0
      const refused = new ConnectorError.CursorRejected({ why: "expired", detail: "gone" })
      const list = linkedTo({
        get "2"() {
          return ++times < 3 ? refused : { records: rows("b"), evidence: ["absentCursor" as const] }
        },
        "": { records: rows("a"), next: Option.some("2") }
      })

      assert.deepStrictEqual(keys(yield* Walker.walkAll(opened(list), { restarts: 2 })), [["a"], ["b"]])
      times = 0
      assert.strictEqual((yield* Effect.flip(Walker.walkAll(opened(list), { restarts: 1 }))).page, 2)
    })
  )

  it.effect("gives up a list that goes round for ever", () =>
    Effect.gen(function* () {
      let reads = 0
      const list = linkedTo({
        get ""() {
          reads++
          return { next: Option.some("") }
        }
      })
      const { detail } = yield* Effect.flip(Walker.walkAll(opened(list)))

      assert.strictEqual(detail, `no end after ${reads} pages`)
    })
  )

  it.effect("makes partitions of every record of the parent once", () =>
    Effect.gen(function* () {
      const hotels = {
        ...linkedTo({ "": { records: rows("h2", "h1", "h2"), evidence: ["absentCursor"] } }),
        name: "hotels"
      }
      const rooms: ConnectorStream.Any = {
        ...linkedTo({ "": { records: rows("r"), evidence: ["absentCursor"] } }),
        partition: Schema.String,
        parent: { stream: hotels, fields: ["id"] },
        partitions: (_window, parents) => Effect.succeed(parents.map(([id]) => id))
      }
      const reads = yield* Walker.walkAll(opened(rooms, [hotels]))

      assert.deepStrictEqual(
        reads.map(({ partition }) => partition.name),
        ["h1", "h2"]
      )
    })
  )
})
