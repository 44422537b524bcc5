import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Control from "../../src/cli/Control.ts"
import { BookingProvider, Fault, Serve } from "../../src/index.ts"

const streams = ["rates", "inventory", "reservations"] as const

const asked = (method: string, path: string) => ({ method, path, query: "", headers: {}, body: "" })

const page = (offset: number) => ({
  ...asked("GET", "/v1/rates"),
  query: `offset=${offset}&limit=20`,
  headers: { authorization: "Bearer test-token" }
})

/** A provider that was read while it changed, and its control path. */
const scene = Effect.gen(function* () {
  const provider = yield* BookingProvider.make({ rows: 60, volatility: { deletes: 2, inserts: 2, updates: 2 } })
  for (const offset of [0, 20, 40]) yield* provider.handle(page(offset))
  const control = Control.make(provider, streams)
  const ask = Effect.fnUntraced(function* (method: string, path: string) {
    const { body = "", headers = {}, status = 0 } = (yield* control(asked(method, path)) ?? Effect.undefined) ?? {}
    return { status, allow: headers["allow"], body: JSON.parse(body) }
  })
  return { provider, control, ask }
})

const keysOf = (rows: ReadonlyArray<{ readonly key: string }>) => rows.map(({ key }) => key)

describe("the control path", () => {
  it.effect("tells the rows of a list, those that were there throughout, and every request", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* scene
      const [now, throughout] = [yield* provider.rows("rates"), yield* provider.presentThroughout("rates")]
      assert.notDeepEqual(keysOf(now), keysOf(throughout))

      const rows = (yield* ask("GET", "/_testkit/rows/rates")).body
      assert.deepStrictEqual([rows.stream, rows.count, keysOf(rows.rows)], ["rates", now.length, keysOf(now)])
      const changed = now.find(({ version }) => version > 0)!
      assert.deepInclude(rows.rows, {
        key: changed.key,
        version: changed.version,
        updatedAt: new Date(changed.updatedAt).toISOString(),
        malformed: false
      })
      const present = (yield* ask("GET", "/_testkit/present-throughout/rates")).body
      assert.deepStrictEqual(keysOf(present.rows), keysOf(throughout))
      const { count, requests } = (yield* ask("GET", "/_testkit/requests")).body
      assert.deepStrictEqual(
        [count, requests.map(({ offset }: { readonly offset: number }) => offset)],
        [3, [0, 20, 40]]
      )
    })
  )

  it.effect("begins to count again at a mark", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* scene
      assert.deepStrictEqual((yield* ask("POST", "/_testkit/mark")).body, { marked: true })

      assert.deepStrictEqual(
        keysOf((yield* ask("GET", "/_testkit/present-throughout/rates")).body.rows),
        keysOf(yield* provider.rows("rates"))
      )
    })
  )

  it.effect("says what there is where it is asked for something else", () =>
    Effect.gen(function* () {
      const { ask } = yield* scene
      const list = yield* ask("GET", "/_testkit/rows/prices")
      assert.deepStrictEqual(
        [list.status, list.body.error],
        [404, `there is no list "prices"; booking has rates, inventory, reservations`]
      )
      for (const path of ["/_testkit/rows", "/_testkit/rows/rates/1", "/_testkit/mark/now", "/_testkit/toString"]) {
        assert.match((yield* ask("GET", path)).body.error, /^there is no .*; there is GET \/_testkit\/requests, /)
      }
      const mark = yield* ask("GET", "/_testkit/mark")
      assert.deepStrictEqual([mark.status, mark.allow], [405, "POST"])
    })
  )

  it.effect("leaves every other path to the provider", () =>
    Effect.gen(function* () {
      const { control } = yield* scene
      for (const path of ["/", "/v1/rates", "/_testkits", "/v1/_testkit/rows"]) {
        assert.isUndefined(control(asked("GET", path)), path)
      }
    })
  )

  it.live("is neither counted by faults nor seen by the provider, on the provider's own port", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 60 })
      const faults = [Fault.at(2, { _tag: "Connection", connection: "reset" })]
      const { url } = yield* Serve.serve(provider, { faults, latency: 0, beside: Control.make(provider, streams) })
      const ask = (path: string) =>
        Effect.promise(async () => {
          const answer = await fetch(`${url}${path}`, { headers: { authorization: "Bearer test-token" } }).catch(
            () => undefined
          )
          await answer?.text()
          return answer?.status
        })
      const statuses = yield* Effect.forEach(
        ["/_testkit", "/v1/rates", "/_testkit/requests", "/_testkit/rows/rates", "/v1/rates", "/v1/rates"],
        ask
      )

      assert.deepStrictEqual(statuses, [200, 200, 200, 200, undefined, 200])
      assert.strictEqual((yield* provider.requests).length, 3)
    })
  )
})
