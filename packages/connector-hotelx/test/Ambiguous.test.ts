import { assert, describe, it } from "@effect/vitest"
import { MemoryStore } from "@innlet/core/store"
import { HotelXProvider, InMemory, Random } from "@innlet/testkit"
import { Effect } from "effect"
import { HttpClient, HttpClientError } from "effect/http"
import { connect, inVirtualTime, run, storedIn, verdictOf } from "./Pull.ts"

const pages = 250
const share = 0.01
/** `pnpm bench:ambiguous` pulls 5,000, and other lists than hotels too. */
const seeds = 3
const maxRuns = 500

/** A client that loses answers after the provider acted, drawn from the seed. */
const losing = (seed: number) => {
  let state = Random.fromSeed(seed)
  const loses = () => {
    const [drawn, next] = Random.next(state)
    state = next
    return drawn < share
  }
  return (client: HttpClient.HttpClient): HttpClient.HttpClient =>
    HttpClient.filterOrFail(
      client,
      () => !loses(),
      ({ request }) =>
        new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({
            request,
            cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })
          })
        })
    )
}

const pull = Effect.fnUntraced(function* (seed: number) {
  const provider = yield* HotelXProvider.make({ hotels: pages, seed })
  const connector = yield* connect({ pageSize: 1 }).pipe(
    Effect.updateService(HttpClient.HttpClient, losing(seed)),
    Effect.provide(InMemory.layer(provider))
  )
  for (let runs = 1; ; runs++) {
    const { streams } = yield* inVirtualTime(run(connector, { streams: ["hotels"] }))
    const report = streams[0]!
    if (report.outcome._tag !== "Completed" && runs < maxRuns) continue
    const stored = new Set(yield* storedIn(connector.hotels))
    const missing = (yield* provider.codes("hotels")).filter((code) => !stored.has(code)).length
    return { runs, missing, verdict: verdictOf(report), requests: (yield* provider.requests).length }
  }
}, Effect.provide(MemoryStore.layer))

const query = `query Hotels($criteria: HotelXHotelListInput!, $token: String) {
  hotelX { hotels(criteria: $criteria, token: $token) { token edges { node { hotelData { hotelCode } } } } }
}`

/** What a client keeps that sends the same token again when an answer is lost, as most do. */
const naive = Effect.fnUntraced(function* (seed: number) {
  const provider = yield* HotelXProvider.make({ hotels: pages, seed })
  let state = Random.fromSeed(seed)
  let token = ""
  const stored = new Set<string>()
  for (;;) {
    const { body } = yield* provider.handle({
      method: "POST",
      path: "/",
      query: "",
      headers: { authorization: `Apikey ${HotelXProvider.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables: { criteria: { access: "2", maxSize: 1 }, token } })
    })
    const [drawn, next] = Random.next(state)
    state = next
    if (drawn < share) continue
    const { edges, token: following } = JSON.parse(body).data.hotelX.hotels
    for (const { node } of edges) if (node.hotelData !== null) stored.add(node.hotelData.hotelCode)
    if (following === null) return pages - stored.size
    token = following
  }
})

describe(`${seeds} pulls of ${pages} pages, of which ${share * 100} % of the answers are lost after the provider acted`, () => {
  it.effect(
    "miss no hotel, where sending the same token again does",
    () =>
      Effect.gen(function* () {
        let [runs, requests, lossy, lost] = [0, 0, 0, 0]
        for (let seed = 1; seed <= seeds; seed++) {
          const pulled = yield* pull(seed)
          assert.deepStrictEqual([pulled.missing, pulled.verdict], [0, "Attested"], `seed ${seed}`)
          runs += pulled.runs
          requests += pulled.requests
          const missed = yield* naive(seed)
          lost += missed
          if (missed > 0) lossy++
        }
        process.stderr.write(
          `${seeds} seeds: 0 hotels missing after ${runs} runs and ${requests} requests; ` +
            `naive retry: ${lost} missing, in ${lossy} pulls\n`
        )
        assert.isAbove(lost, 0)
      }),
    60_000 + seeds * 60_000
  )
})
