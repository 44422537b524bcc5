/** What only bytes on a socket show, or the client that reads them: the hardened one, against a served provider. */
import { assert, describe, it } from "@effect/vitest"
import { NodeClient } from "@innlet/core/node"
import { Fault, FaultCatalogue, Outcome, Serve } from "@innlet/testkit"
import { Context, Effect, Layer } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import * as Cell from "./Cell.ts"
import * as Judge from "./Judge.ts"
import * as Plan from "./Plan.ts"
import { nameOf, type Target } from "./Target.ts"

const booking: Target = { subject: "booking", stream: "reservations" }
const hotelx: Target = { subject: "hotelx", stream: "hotels" }

const hardened = Effect.map(
  Effect.orDie(Layer.build(NodeClient.layer({ head: "3 seconds", body: "3 seconds" }))),
  (context) => Context.get(context, HttpClient.HttpClient)
)

/** A client whose requests go to an address of this machine, wherever the connector means them to go. */
const sentTo = (address: () => string) =>
  Effect.map(
    hardened,
    HttpClient.mapRequest((request) =>
      HttpClientRequest.setUrl(request, request.url.replace(/^https:\/\/[^/]+/, address()))
    )
  )

const served: Cell.Way = {
  client: (provider, options) =>
    Effect.flatMap(Effect.orDie(Serve.serve(provider, options)), ({ url }) => sentTo(() => url)),
  pause: 0
}

/** Those of the client, and those that the bytes of an answer show as they are. */
const ids = [...Plan.ofTheClient, "N6", "N7", "N8", "N9", "N10", "N16", "H24", "H24b", "D12", "D12b"]

/** So large that others would wait for them; the client refuses them whoever sends them, so one list is enough. */
const large: ReadonlySet<string> = new Set(["H26d", "D13"])

/** Answers of Hotel-X are gzip, which shows by itself whether all of it came. */
const ofGzip: { readonly [id: string]: Outcome.Outcome } = {
  N12b: Outcome.completed("accepted"),
  N13c: Outcome.completed("begunAgain")
}

const wrongOf = Effect.fnUntraced(function* (target: Target, calm: Cell.Run, id: string) {
  const entry = FaultCatalogue.get(id)
  if (entry === undefined) return [`there is no fault ${id}`]
  const expected = (target === hotelx ? ofGzip[id] : undefined) ?? entry.expected
  const cell = yield* Cell.runBy(served, target, { faults: [entry] })
  const isShown = cell.first.exchanges.some(({ happening }) => happening.includes(entry.what))
  const wrong = [
    ...(isShown ? [] : ["the fault never showed"]),
    ...(Judge.asPromised(expected, cell, calm) ? [] : [Judge.outcomeOf(cell, calm)]),
    ...Judge.violations(cell)
  ]
  return wrong.map((text) => `${id}, ${entry.title}: ${Outcome.text(expected)}, but: ${text}`)
})

describe("over a socket", () => {
  for (const [target, some] of [
    [booking, ids],
    [hotelx, ids.filter((id) => !large.has(id))]
  ] as const) {
    it.live(
      `${nameOf(target)} meets what ${some.length} faults do to bytes and connections as the catalogue says`,
      () =>
        Effect.gen(function* () {
          const calm = yield* Cell.runBy(served, target, { faults: [] })
          assert.deepStrictEqual([calm.first.report.outcome._tag, Judge.violations(calm)], ["Completed", []])
          const [alone, together] = [some.filter((id) => large.has(id)), some.filter((id) => !large.has(id))]
          const wrong = [
            ...(yield* Effect.forEach(alone, (id) => wrongOf(target, calm.first, id))),
            ...(yield* Effect.forEach(together, (id) => wrongOf(target, calm.first, id), { concurrency: 4 }))
          ]
          assert.deepStrictEqual(wrong.flat(), [])
        }),
      60_000
    )
  }

  it.live("a refused connection is asked for again", () =>
    Effect.gen(function* () {
      // Nobody listens where somebody did.
      const closed = yield* Effect.scoped(
        Effect.map(
          Serve.serve({ name: "gone", handle: () => Effect.succeed({ status: 200, headers: {}, body: "" }) }),
          ({ url }) => url
        )
      )
      let requests = 0
      const refusing: Cell.Way = {
        ...served,
        client: (provider, options) =>
          Effect.flatMap(Effect.orDie(Serve.serve(provider, options)), ({ url }) =>
            sentTo(() => (++requests === 3 ? closed : url))
          )
      }
      const cell = yield* Cell.runBy(refusing, booking, { faults: [] })

      assert.deepStrictEqual(Judge.violations(cell), [])
      assert.deepStrictEqual([cell.first.report.outcome._tag, cell.first.report.counts.retries], ["Completed", 1])
    })
  )

  it.live("a fault that a server can't show is refused in one line", () =>
    Effect.gen(function* () {
      const provider = { name: "any", handle: () => Effect.succeed({ status: 200, headers: {}, body: "" }) }
      const faults = [Fault.at(1, { _tag: "Connection", connection: "dns" } as const)]
      const error = yield* Effect.flip(Effect.scoped(Serve.serve(provider, { faults })))

      assert.strictEqual(error.message, 'behind a served address, no connection can be "dns"')
    })
  )
})
