/**
 * The second half of the demo: hotels by a token that dies soon after it was used, read for a consumer that takes
 * longer than that over every page, with one answer lost on the way.
 *
 * @since 0.1.0
 */
import { HotelXConnector } from "@innlet/connector-hotelx"
import { SyncStore } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { NodeClient } from "@innlet/core/node"
import { layerSql } from "@innlet/core/store"
import { Fault, HotelXProvider, Serve } from "@innlet/testkit"
import { Effect, Layer, Redacted } from "effect"
import { DatabaseSync } from "node:sqlite"
import { failed, type HostFailure } from "./HostFailure.ts"
import * as ProgressDisplay from "./ProgressDisplay.ts"
import { Screen } from "./Screen.ts"
import * as Wording from "./Wording.ts"

/** Travelgate gives four minutes; the demo is to take seconds. */
const ttl = "3 seconds"
const lifetime = "2900 millis"
const consumer = "3100 millis"
const lostAt = 3
const pages = 4

/**
 * Syncs so many hotels, in four pages, into the SQLite file, and says how many of them are missing.
 *
 * @category running
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(
  function* (filename: string, hotels: number) {
    const screen = yield* Screen
    const provider = yield* HotelXProvider.make({ hotels, ttl, tokens: "rotating", seed: 2026 })
    const { url } = yield* Serve.serve(provider, {
      faults: [Fault.at(lostAt, { _tag: "Connection", connection: "reset" })]
    })
    yield* screen.note(
      `a mock of Hotel-X lists ${Wording.count(hotels)} hotels at ${url}; its token dies ${ttl} after it was used, ` +
        `every page takes the consumer ${consumer}, and answer ${lostAt} gets lost\n`
    )
    const connector = yield* HotelXConnector.make({
      access: "2",
      apiKey: Redacted.make(HotelXProvider.apiKey),
      baseUrl: url,
      pageSize: Math.ceil(hotels / pages),
      lifetime
    })
    const { onEvent } = yield* ProgressDisplay.make
    const { streams } = yield* Sync.run(connector, { streams: ["hotels"], onEvent }).pipe(
      Effect.catchTags({
        SyncIncomplete: ({ report }) => Effect.succeed(report)
      }),
      Effect.provide(slow(filename))
    )
    const codes = yield* provider.codes("hotels")
    const stored = yield* storedCodes(filename)
    const missing = codes.filter((code) => !stored.has(code)).length
    const requests = yield* provider.requests
    const resent = requests.filter(({ uses }) => uses > 1).length
    yield* screen.result(
      `of the ${Wording.count(codes.length)} hotels, ${Wording.count(missing)} are missing from the store ` +
        `(${Wording.counted(requests.length, "request")}, ${resent === 0 ? "no token" : Wording.counted(resent, "token")} sent twice)\n`
    )
    const reports: ReadonlyArray<SyncReport.StreamReport> = streams
    return reports
  },
  Effect.provide(Layer.orDie(NodeClient.layer())),
  Effect.catchTags({
    ServeError: ({ message }) => Effect.fail(failed(`demo: the mock of Hotel-X can't listen: ${message}`)),
    StoreError: ({ message }) => Effect.fail(failed(message)),
    UnknownStream: ({ message }) => Effect.fail(failed(message)),
    InvalidOptions: ({ message }) => Effect.fail(failed(`demo: ${message}`))
  }),
  Effect.scoped
)

/** A store behind a consumer of rows that takes its time over every page. */
const slow = (filename: string) =>
  Layer.effect(
    SyncStore.SyncStore,
    Effect.map(SyncStore.SyncStore, (store) =>
      SyncStore.SyncStore.of({
        ...store,
        open: (table, options) =>
          Effect.map(store.open(table, options), (opened) => ({
            ...opened,
            deliver: ({ rows }) =>
              Effect.delay(Effect.succeed({ inserted: rows.length, updated: 0, unchanged: 0 }), consumer)
          }))
      })
    )
  ).pipe(Layer.provide(layerSql({ filename })))

const storedCodes = (filename: string): Effect.Effect<ReadonlySet<string>, HostFailure> =>
  Effect.try({
    try: () => {
      const database = new DatabaseSync(filename, { readOnly: true })
      try {
        const rows = database.prepare("select code from hotelx_hotels").all()
        return new Set(rows.map((row) => String(row["code"])))
      } finally {
        database.close()
      }
    },
    catch: (cause) => failed(`store ${filename}: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
