import { assert, describe, it } from "@effect/vitest"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { DemandProvider, InMemory } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { begin, connect, inVirtualTime, type Part, pull, run, versions } from "./Pull.ts"

const lists = ["accommodations", "search_results", "orders"] as const satisfies ReadonlyArray<Part>
const listOf = (part: Part) => (part === "orders" ? "orders" : "accommodations")
const idOf = (part: Part, row: { readonly [field: string]: unknown }) =>
  String(row[part === "search_results" ? "accommodationId" : "id"])

describe("the pages of the Demand API", () => {
  for (const api of versions) {
    for (const part of lists) {
      for (const end of ["null", "absent"] as const) {
        it.effect(`are read to the end in ${api}: ${part}, where the next page is ${end} at last`, () =>
          Effect.gen(function* () {
            const { deadLetters, provider, requests, rows, verdict } = yield* pull(
              { api, end, accommodations: 830, orders: 130 },
              part
            )
            const present = (yield* provider.presentThroughout(listOf(part))).map(({ key }) => key)
            const wanted = part === "search_results" ? present.filter((_, at) => at % 4 === 0) : present

            assert.deepStrictEqual(rows.map((row) => idOf(part, row)).toSorted(), [...wanted].toSorted())
            assert.deepStrictEqual([verdict, deadLetters.length], ["Attested", 0])
            assert.isTrue(requests.every(({ status }) => status === 200))
          })
        )
      }
    }
  }

  it.effect("are asked for by the token alone, and those of orders with the extras", () =>
    Effect.gen(function* () {
      const details = yield* pull({ accommodations: 900 }, "accommodations", {
        accommodations: { selections: [{ country: "nl" }], extras: ["rooms"], languages: ["en-gb"] }
      })
      const orders = yield* pull({ orders: 100 }, "orders", {
        orders: { from: "2026-01-25T00:00:00Z", currency: "EUR", extras: ["payment"] }
      })

      assert.deepStrictEqual(details.requests[0]?.body, {
        country: "nl",
        rows: 100,
        extras: ["rooms"],
        languages: ["en-gb"]
      })
      assert.deepStrictEqual(Object.keys(details.requests[1]?.body ?? {}), ["page"])
      const following = orders.requests.filter(({ body }) => "page" in body)
      assert.isAbove(following.length, 0)
      assert.isTrue(following.every(({ body }) => Object.keys(body).toSorted().join() === "extras,page"))
    })
  )

  it.effect("have other sizes in every pass, all of them multiples of ten", () =>
    Effect.gen(function* () {
      const { requests } = yield* pull({ accommodations: 900, volatility: { inserts: 0.5 } }, "search_results")
      const sizes = requests.flatMap(({ body }) => ("rows" in body ? [Number(body["rows"])] : []))

      assert.includeMembers(sizes, [100, 70])
      assert.isTrue(sizes.every((size) => size % 10 === 0))
    })
  )
})

const errors = ["expired_token", "invalid_token", "token_endpoint_mismatch"] as const

describe("a token that is refused", () => {
  for (const api of versions) {
    for (const token of errors) {
      it.effect(`begins the list anew, and nothing is lost, at every page of ${api}: ${token}`, () =>
        Effect.gen(function* () {
          const { requests } = yield* pull({ api, accommodations: 480 }, "accommodations", one)
          const pages = requests.length

          for (let at = 2; at <= pages; at++) {
            const result = yield* pull({ api, accommodations: 480, fail: [{ at, token }] }, "accommodations", one)
            const refused = result.requests.filter(({ error }) => error === token).length
            assert.deepStrictEqual([result.rows.length, result.verdict], [120, "Attested"], `request ${at}`)
            assert.strictEqual(result.report.restarts, refused)
          }
        })
      )
    }
  }

  it.effect("over and over ends the stream in one line", () =>
    Effect.gen(function* () {
      const fail = [{ every: 1, token: "invalid_token" as const }]
      const { requests, verdict } = yield* pull({ accommodations: 480, fail }, "accommodations", one)

      assert.match(verdict, /NoProgress: .*invalid_token: the page's token was refused$/)
      assert.isAtMost(requests.length, 12)
    })
  )

  it.effect("by the provider's clock, after a long wait, begins the list anew", () =>
    Effect.gen(function* () {
      const fail = [{ at: 3, status: 429, retryAfter: { form: "seconds" as const, seconds: 300 } }]
      const { requests, report, rows, verdict } = yield* pull(
        { accommodations: 800, ttl: "2 minutes", fail },
        "accommodations",
        one
      )

      assert.deepStrictEqual([rows.length, verdict, report.restarts], [200, "Attested", 1])
      assert.deepStrictEqual(
        requests.flatMap(({ error }) => error ?? []),
        ["429", "expired_token"]
      )
    })
  )

  it.effect("for its age is not even sent by a later run", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const provider = yield* DemandProvider.make({ accommodations: 800, fail: [{ at: 3, status: 403 }] })
      const connector = yield* connect(one).pipe(Effect.provide(InMemory.layer(provider)))
      const failed = (yield* inVirtualTime(run(connector))).streams[0]!
      yield* TestClock.adjust("3 hours")
      const { outcome, restarts } = (yield* inVirtualTime(run(connector))).streams[0]!

      assert.notStrictEqual(failed.outcome._tag, "Completed")
      assert.deepStrictEqual([outcome._tag, restarts], ["Completed", 1])
      assert.isTrue((yield* provider.requests).every(({ error }) => error !== "expired_token"))
    }).pipe(Effect.provide([MemoryStore.layer, QuotaGate.layerMemory, Breaker.layerMemory]))
  )
})

const one = { accommodations: { selections: [{ country: "nl" }], pageSize: 50 } }

describe("a list that changes between its pages", () => {
  it.effect(
    "is attested or not proven, and never called proven, in 40 pulls",
    () =>
      Effect.gen(function* () {
        const verdicts = new Set<string>()
        let lost = 0
        for (let seed = 1; seed <= 40; seed++) {
          const volatility = { deletes: 0.4, inserts: 0.4, updates: 0.5, moves: 0.4 }
          const selections = { accommodations: { selections: [{ country: "nl" }], pageSize: 30 } }
          const { provider, rows, verdict } = yield* pull(
            { api: seed % 2 === 0 ? "3.1" : "3.2", accommodations: 400, seed, volatility },
            "accommodations",
            selections
          )
          verdicts.add(verdict)
          const stored = new Set(rows.map(({ id }) => id))
          const present = (yield* provider.presentThroughout("accommodations")).filter(
            ({ key }) => Number(key) % 4 === 1
          )
          lost += present.filter(({ key }) => !stored.has(key)).length
        }

        assert.notInclude([...verdicts], "Proven")
        assert.isTrue([...verdicts].every((verdict) => verdict === "Attested" || verdict === "Unproven"))
        assert.isAtMost(lost, 6)
      }),
    60_000
  )
})

describe("an answer that is no page", () => {
  for (const damage of ["html", "empty", "cut"] as const) {
    it.effect(`is asked for again, since something on the way has answered: ${damage}`, () =>
      Effect.gen(function* () {
        const { report, rows, verdict } = yield* pull(
          { accommodations: 480, fail: [{ at: 2, damage }] },
          "accommodations",
          one
        )

        assert.deepStrictEqual([rows.length, verdict, report.counts.retries], [120, "Attested", 1])
      })
    )
  }

  for (const [damage, says] of [
    ["noList", 'UnexpectedResponse: the answer has no list "data"'],
    ["errors", "RequestRejected: status 200 with the error 500"]
  ] as const) {
    it.effect(`ends the stream in one line: ${damage}`, () =>
      Effect.gen(function* () {
        const { verdict } = yield* pull({ accommodations: 480, fail: [{ at: 2, damage }] }, "accommodations", one)

        assert.include(verdict, says)
      })
    )
  }

  it.effect("and a bad record among others is a dead letter", () =>
    Effect.gen(function* () {
      const { deadLetters, rows } = yield* pull({ accommodations: 480, malformed: 0.05 }, "accommodations", one)

      assert.isAbove(deadLetters.length, 0)
      assert.strictEqual(rows.length + deadLetters.length, 120)
      assert.isTrue(deadLetters.every(({ issues }) => issues[0]?.path === "id"))
    })
  )
})

describe("a partner account that is over its quota", () => {
  it.effect("is left alone for a minute, without a header that says so", () =>
    Effect.gen(function* () {
      const { report, requests, rows, verdict } = yield* pull(
        { accommodations: 480, throttle: { requests: 2 } },
        "accommodations",
        one
      )
      const throttled = requests.filter(({ status }) => status === 429)

      assert.deepStrictEqual([rows.length, verdict], [120, "Attested"])
      assert.isAbove(throttled.length, 0)
      for (const { number, sentAt } of throttled) {
        const next = requests[number]
        if (next !== undefined) assert.isAtLeast(next.sentAt - sentAt, 60_000)
      }
      assert.strictEqual(report.counts.requests, requests.length)
    })
  )

  it.effect("waits for as long as the answer says, where it does", () =>
    Effect.gen(function* () {
      const fail = [{ at: 2, status: 429, retryAfter: { form: "seconds" as const, seconds: 200 } }]
      const { requests } = yield* pull({ accommodations: 480, fail }, "accommodations", one)

      assert.isAtLeast(requests[2]!.sentAt - requests[1]!.sentAt, 200_000)
    })
  )
})
