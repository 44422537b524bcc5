import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { type HotelXOptions, HotelXProvider, InMemory, type Provider, Serve } from "@innlet/testkit"
import { Effect, Schema } from "effect"
import { HttpBody, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"

const authorization = `Apikey ${HotelXProvider.apiKey}`

const queries = {
  hotels: `query ($criteria: HotelXHotelListInput!, $token: String, $filter: HotelXHotelFilterInput) { hotelX {
    hotels(criteria: $criteria, token: $token, filter: $filter) { token count edges { node { code updatedAt
    adviseMessage { code level } hotelData { hotelCode location { country closestDestination { code } } } } } } } }`,
  destinations: `query ($criteria: HotelXDestinationListInput!, $token: String) { hotelX {
    destinations(criteria: $criteria, token: $token) { token edges { node { code adviseMessage { code }
    destinationData { code parent type destinationLeaf } } } } } }`,
  rooms: `query ($criteria: HotelXRoomQueryInput!, $token: String) { hotelX {
    rooms(criteria: $criteria, token: $token) { token edges { node { code adviseMessage { code } } } } } }`,
  boards: `query ($criteria: HotelXBoardQueryInput!) { hotelX { boards(criteria: $criteria) { edges { node { code } } } } }`,
  categories: `query ($criteria: HotelXCategoryQueryInput!) { hotelX { categories(criteria: $criteria) { edges { node {
    code categoryData { texts(languages: ["es"]) { text language } } } } } } }`
} as const

const post = (query: string, variables: object = {}, changes?: Partial<Provider.Request>): Provider.Request => ({
  method: "POST",
  path: "/",
  query: "",
  headers: { authorization },
  body: JSON.stringify({ query, variables }),
  ...changes
})

type Stream = keyof typeof queries

const page = (stream: Stream, token = "", criteria: object = {}, rest: object = {}): Provider.Request =>
  post(queries[stream], { criteria: { access: "2", ...criteria }, token, ...rest })

interface Node {
  readonly code: string
  readonly updatedAt: string
  readonly adviseMessage: ReadonlyArray<{ readonly code: string }> | null
}

interface Read {
  readonly status: number
  readonly token: string | null
  readonly count: number | undefined
  readonly codes: ReadonlyArray<string>
  readonly nodes: ReadonlyArray<Node>
  readonly advise: ReadonlyArray<string>
  readonly error: string | undefined
}

const read = (stream: Stream, { body, status }: Provider.Response): Read => {
  const { data, errors } = JSON.parse(body)
  const list = data?.hotelX?.[stream] ?? { token: undefined, count: undefined, edges: [] }
  const nodes: ReadonlyArray<Node> = list.edges.map((edge: { readonly node: Node }) => edge.node)
  return {
    status,
    token: list.token,
    count: list.count,
    codes: nodes.map(({ code }) => code),
    nodes,
    advise: nodes.flatMap(({ adviseMessage }) => (adviseMessage ?? []).map(({ code }) => code)),
    error: errors?.[0].extensions.code
  }
}

/** What a fresh provider answers to the requests, one after the other; a function makes its request of the last token. */
const asked = (
  options: HotelXOptions.HotelXOptions,
  stream: Stream,
  ...requests: ReadonlyArray<object | ((token: string) => Provider.Request)>
): ReadonlyArray<Read> => {
  let state = HotelXProvider.start(options)
  const answers: Array<Read> = []
  for (const each of requests) {
    const request = typeof each === "function" ? each(answers.at(-1)?.token ?? "") : page(stream, "", each)
    const [response, next] = HotelXProvider.respond(options)(request, 0, state)
    state = next
    answers.push(read(stream, response))
  }
  return answers
}

const follow = (stream: Stream, criteria?: object, rest?: object) => (token: string) =>
  page(stream, token, criteria, rest)

const ask = (options: HotelXOptions.HotelXOptions, request: Provider.Request): Provider.Response =>
  HotelXProvider.respond(options)(request, 0, HotelXProvider.start(options))[0]

const refusal = (request: Provider.Request, options: HotelXOptions.HotelXOptions = {}) => {
  const { body, status } = ask(options, request)
  const { error, errors } = JSON.parse(body)
  return [status, error ?? errors?.[0]?.extensions.code, errors?.[0]?.message]
}

const related = (argument: string) => `{ hotelX { hotels(criteria: {access: "2"}${argument}) { count } } }`

describe("HotelXProvider.respond", () => {
  it.each([
    ["without a key", { headers: {} }, 401],
    ["with another key", { headers: { authorization: "Apikey 1" } }, 401],
    ["with another scheme", { headers: { authorization: `Bearer ${HotelXProvider.apiKey}` } }, 401],
    ["by another method", { method: "GET", headers: {} }, 405],
    ["at another path", { path: "/v1" }, 404],
    ["with the scheme in capitals", { headers: { authorization: `APIKEY ${HotelXProvider.apiKey}` } }, 200]
  ] as const)("answers a request %s", (_, changes, status) => {
    const response = ask({}, { ...page("hotels"), ...changes })

    assert.strictEqual(response.status, status)
    if (status === 401) assert.strictEqual(response.body, '{"error":"Authorization not allowed"}')
  })

  it("takes the key and the path of its options", () => {
    const given = { ...page("hotels"), path: "/x/", headers: { authorization: "apikey k" } }

    assert.strictEqual(ask({ apiKey: "k", base: "/x" }, given).status, 200)
    assert.strictEqual(ask({ apiKey: "k", base: "/x" }, { ...given, path: "/x" }).status, 200)
    assert.strictEqual(ask({ apiKey: "k" }, given).status, 404)
  })

  it("asks for gzip when its headers are strict", () => {
    const headers = { authorization, "accept-encoding": "br, gzip" }

    assert.strictEqual(ask({ strictHeaders: true }, { ...page("hotels"), headers }).status, 200)
    assert.deepStrictEqual(refusal(page("hotels"), { strictHeaders: true }).slice(0, 2), [
      400,
      "the header accept-encoding: gzip is mandatory"
    ])
  })

  const valid = "criteria: {access: 2}"
  it.each([
    ["an unknown list", "{ hotelX { flights(criteria: {}) { edges { cursor } } } }", /"flights"/],
    ["an unknown field", `{ hotelX { hotels(${valid}) { pageInfo { hasNextPage } } } }`, /"pageInfo" on "hotels"/],
    ["an unknown field of a node", `{ hotelX { hotels(${valid}) { edges { node { error } } } } }`, /"error" on "node"/],
    ["the token of a list without pages", "{ hotelX { boards(criteria: {}) { token } } }", /"token" on "boards"/],
    ["an object without a selection", `{ hotelX { hotels(${valid}) { edges } } }`, /must have a selection/],
    ["a leaf with a selection", `{ hotelX { hotels(${valid}) { count { all } } } }`, /must not have a selection/],
    ["relay", `{ hotelX { hotels(${valid}, relay: {}) { count } } }`, /Unknown argument "relay"/],
    [
      "no criteria",
      "{ hotelX { hotels { count } } }",
      /Argument "criteria" of type "HotelXHotelListInput!" is required/
    ],
    ["language in the criteria", `{ hotelX { hotels(criteria: {language: "en"}) { count } } }`, /"language"/],
    ["rooms without an access", "{ hotelX { rooms(criteria: {}) { token } } }", /HotelXRoomQueryInput.access/],
    [
      "boards without an access",
      "{ hotelX { boards(criteria: {}) { edges { cursor } } } }",
      /HotelXBoardQueryInput.access/
    ],
    [
      "a variable of another type",
      `query ($c: Int!) { hotelX { hotels(criteria: $c) { count } } }`,
      /"Int!" used for "criteria"/
    ],
    [
      "a token that is no string",
      `{ hotelX { rooms(criteria: {access: "2"}, token: 5) { token } } }`,
      /"token" must be/
    ],
    [
      "a filter by a day",
      `{ hotelX { hotels(criteria: {}, filter: {updatedAt_gt: "2026-01-01"}) { count } } }`,
      /DateTime/
    ],
    ["half a page", `{ hotelX { hotels(criteria: {maxSize: 1.5}) { count } } }`, /"maxSize" must be an Int/],
    ["bad syntax", "{ hotelX {", /Syntax Error/]
  ] as const)("refuses %s", (_, query, message) => {
    const [status, code, said] = refusal(post(query.replace("access: 2", 'access: "2"'), { c: 1 }))

    assert.deepStrictEqual([status, code], [400, "GRAPHQL_VALIDATION_FAILED"])
    assert.match(said, message)
  })

  it("refuses what is no GraphQL request", () => {
    assert.match(refusal({ ...page("hotels"), body: "{}" })[2], /no GraphQL request/)
    assert.match(refusal({ ...page("hotels"), body: "query" })[2], /no GraphQL request/)
  })

  it("requires relay under the schema that had it", () => {
    assert.match(
      refusal(post(related("")), { relay: "required" })[2],
      /Argument "relay" of type "RelayInput!" is required/
    )
    assert.strictEqual(ask({ relay: "required" }, post(related(", relay: {}"))).status, 200)
  })

  it("answers what is selected and nothing else", () => {
    const query = `{ hotelX { hotels(criteria: {access: "2", maxSize: 1}) { edges { node { code } } } boards(criteria: {access: "2"}) { edges { cursor } } } }`

    assert.deepStrictEqual(JSON.parse(ask({ boards: 1 }, post(query)).body), {
      data: { hotelX: { hotels: { edges: [{ node: { code: "100001" } }] }, boards: { edges: [{ cursor: "Uk8=" }] } } }
    })
  })

  it("answers texts in the languages asked for", () => {
    const { body } = ask({ categories: 1 }, post(queries.categories, { criteria: {} }))

    assert.deepStrictEqual(JSON.parse(body).data.hotelX.categories.edges, [
      { node: { code: "1EST", categoryData: { texts: [{ text: "1 estrellas", language: "es" }] } } }
    ])
  })

  it("gives the same bytes for the same seed and others for another", () => {
    const [one, again, two] = [1, 1, 2].map((seed) => ask({ seed }, page("hotels")).body)

    assert.strictEqual(one, again)
    assert.notStrictEqual(one, two)
  })

  it("names only destinations that there are, children and parents alike", () => {
    const [all] = asked({}, "destinations", {})
    const { data } = JSON.parse(ask({}, page("destinations")).body)
    const codes = new Set(all?.codes)
    const places: ReadonlyArray<{
      type: string
      parent: string | null
      destinationLeaf: ReadonlyArray<string> | null
    }> = data.hotelX.destinations.edges.map((edge: { node: { destinationData: object } }) => edge.node.destinationData)
    const hotels = JSON.parse(ask({}, page("hotels")).body).data.hotelX.hotels.edges

    assert.deepStrictEqual([codes.size, new Set(places.map(({ type }) => type))], [200, new Set(["ZONE", "CITY"])])
    assert.isTrue(places.every(({ parent }) => parent === null || codes.has(parent)))
    assert.isTrue(places.every(({ destinationLeaf }) => (destinationLeaf ?? []).every((code) => codes.has(code))))
    for (const { node } of hotels) {
      const place = node.hotelData.location.closestDestination
      if (place !== undefined && place !== null) assert.isTrue(codes.has(place.code))
    }
  })
})

describe("criteria", () => {
  it.each([0, -1, 10_001])("refuses maxSize %d with 11400 and takes its bounds", (maxSize) => {
    assert.deepStrictEqual(asked({}, "hotels", { maxSize })[0]?.advise, ["11400"])
    assert.deepStrictEqual(
      [1, 10_000].map((size) => asked({}, "hotels", { maxSize: size })[0]?.codes.length),
      [1, 1000]
    )
  })

  it("gives 500 records a page unless told otherwise", () => {
    assert.strictEqual(asked({}, "hotels", {})[0]?.codes.length, 500)
  })

  it("narrows to codes, countries or destinations, and to one of them only", () => {
    const [all, codes, spain, both, empty] = asked(
      {},
      "hotels",
      { maxSize: 10_000 },
      { hotelCodes: ["100007", "9", "100003"] },
      { countries: ["ES"], maxSize: 10_000 },
      { countries: ["ES"], hotelCodes: ["100007"] },
      { hotelCodes: [] }
    )
    const { hotels } = JSON.parse(ask({}, page("hotels", "", { destinationCodes: ["D00002"] })).body).data.hotelX
    const there = hotels.edges.map(({ node }: { node: { hotelData: { location: object } } }) => node.hotelData.location)

    assert.deepStrictEqual([all?.count, codes?.count, codes?.codes], [1000, 2, ["100003", "100007"]])
    assert.isTrue((spain?.count ?? 0) > 50 && (spain?.count ?? 1000) < 300)
    assert.deepStrictEqual([both?.advise, empty?.advise], [["11400"], ["11204"]])
    assert.isAbove(there.length, 0)
    for (const place of there) assert.include(["D00002", undefined], place.closestDestination?.code ?? undefined)
  })

  it.each(["gte", "gt", "lt", "lte"] as const)("narrows hotels by updatedAt_%s", (bound) => {
    const [whole] = asked({}, "hotels", { maxSize: 1000 })
    const edge = whole?.nodes[500]?.updatedAt ?? ""
    const [some] = asked(
      {},
      "hotels",
      follow("hotels", { maxSize: 1000 }, { filter: { [`updatedAt_${bound}`]: edge } })
    )
    const matches = {
      gte: (at: string) => at >= edge,
      gt: (at: string) => at > edge,
      lt: (at: string) => at < edge,
      lte: (at: string) => at <= edge
    }

    assert.deepStrictEqual(
      some?.codes,
      whole?.nodes.filter(({ updatedAt }) => matches[bound](updatedAt)).map(({ code }) => code)
    )
    assert.isAbove(some?.count ?? 0, 100)
  })

  it("refuses an access without rights", () => {
    assert.deepStrictEqual(asked({ accesses: ["7"] }, "rooms", {})[0]?.advise, ["22401"])
    assert.deepStrictEqual(asked({ accesses: ["7"] }, "rooms", { access: "7" })[0]?.advise, [])
  })

  it("are frozen by the first page", () => {
    const [, second] = asked(
      {},
      "hotels",
      { maxSize: 3, countries: ["ES"] },
      follow("hotels", { maxSize: 50 }, { filter: { updatedAt_gt: "2030-01-01T00:00:00Z" } })
    )

    assert.strictEqual(second?.codes.length, 3)
  })
})

const three = (options: HotelXOptions.HotelXOptions, stream: "hotels" | "destinations") =>
  asked({ hotels: 4, destinations: 4, ...options }, stream, { maxSize: 2 }, follow(stream), follow(stream)).map(
    ({ advise, codes, count, error, token }) => ({
      records: codes.length,
      token: Boolean(token),
      count,
      advise,
      error
    })
  )

describe("HotelXOptions.end", () => {
  const data = { records: 2, count: 4, advise: [], error: undefined }

  it("absent: no token with the last page", () => {
    const [first, last] = three({ end: "absent" }, "hotels")

    assert.deepStrictEqual(
      [first, last],
      [
        { ...data, token: true },
        { ...data, token: false }
      ]
    )
  })

  it.each([
    ["notFound", { records: 1, token: false, count: 0, advise: ["11204"], error: undefined }],
    ["errors", { records: 0, token: false, count: undefined, advise: [], error: "11204" }],
    ["empty", { records: 0, token: false, count: 4, advise: [], error: undefined }]
  ] as const)("%s: the request after the last page", (end, expected) => {
    assert.deepStrictEqual(three({ end }, "hotels"), [{ ...data, token: true }, { ...data, token: true }, expected])
  })

  it("notFound keeps the count when it is exact", () => {
    assert.strictEqual(three({ count: "exact" }, "hotels")[2]?.count, 4)
  })

  it.each(["absent", "notFound", "empty"] as const)("%s: the token of destinations is empty, never null", (end) => {
    const requests = [{ maxSize: 2 }, follow("destinations"), ...(end === "absent" ? [] : [follow("destinations")])]

    assert.strictEqual(asked({ destinations: 4, end }, "destinations", ...requests).at(-1)?.token, "")
  })

  it.each([
    ["absent", [], undefined],
    ["notFound", ["11204"], undefined],
    ["errors", [], "11204"],
    ["empty", [], undefined]
  ] as const)("%s: a list without rows", (end, advise, error) => {
    const [only] = asked({ hotels: 0, end }, "hotels", {})

    assert.deepStrictEqual([only?.advise, only?.error, only?.token ?? null], [advise, error, null])
  })
})

describe("HotelXOptions.expired", () => {
  it.each([
    ["notFound", ["11204"], undefined],
    ["11400", ["11400"], undefined],
    ["22500", ["22500"], undefined],
    ["errors", [], "11400"]
  ] as const)("%s answers a token without a scroll", (expired, advise, error) => {
    for (const token of ["bm90aGluZw==", "x"]) {
      const [only] = asked({ expired }, "hotels", () => page("hotels", token))

      assert.deepStrictEqual([only?.status, only?.advise, only?.error, only?.token ?? null], [200, advise, error, null])
    }
  })

  it("notFound looks like an end, letter for letter", () => {
    const options = { hotels: 1 }
    const [end, stale] = [
      [{}, follow("hotels")],
      [{}, () => page("hotels", "x")]
    ].map((requests) => asked(options, "hotels", ...requests)[1])

    assert.deepStrictEqual(stale, end)
  })

  it.effect("strikes four minutes after the last request", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ expired: "22500" })
      const next = (token: string) =>
        Effect.map(provider.handle(page("rooms", token, { maxSize: 10 })), (response) => read("rooms", response))
      const first = yield* next("")
      yield* TestClock.adjust(239_999)
      const alive = yield* next(first.token ?? "")
      yield* TestClock.adjust(239_999)
      const again = yield* next(first.token ?? "")
      yield* TestClock.adjust(240_000)
      const dead = yield* next(first.token ?? "")

      assert.deepStrictEqual([alive.codes[0], again.codes[0]], ["SGL.00011", "SGL.00021"])
      assert.deepStrictEqual(dead.advise, ["22500"])
      assert.deepStrictEqual(
        (yield* provider.requests).map(({ advise, first, from, records, sentAt, uses }) => ({
          advise,
          first,
          from,
          records,
          sentAt,
          uses
        })),
        [
          { advise: undefined, first: true, from: 0, records: 10, sentAt: 0, uses: 0 },
          { advise: undefined, first: false, from: 10, records: 10, sentAt: 239_999, uses: 1 },
          { advise: undefined, first: false, from: 20, records: 10, sentAt: 479_998, uses: 2 },
          { advise: "22500", first: false, from: undefined, records: 0, sentAt: 719_998, uses: 3 }
        ]
      )
    })
  )
})

describe("HotelXOptions.volatility", () => {
  it.effect("changes the list between requests, and no running scroll", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ hotels: 60, volatility: { deletes: 3, inserts: 2, updates: 5 } })
      const before = yield* provider.codes("hotels")
      const seen: Array<string> = []
      const walk = Effect.fnUntraced(function* (token: string) {
        const answer = read("hotels", yield* provider.handle(page("hotels", token, { maxSize: 10 })))
        if (answer.advise.length === 0) seen.push(...answer.codes)
        return answer
      })
      let answer = yield* walk("")
      while (answer.advise.length === 0) answer = yield* walk(answer.token ?? "")
      const after = yield* provider.codes("hotels")

      assert.deepStrictEqual(seen, before)
      assert.isTrue(before.some((code) => !after.includes(code)) && after.some((code) => !before.includes(code)))
      assert.strictEqual(new Set(after).size, after.length)
      yield* TestClock.setTime(Date.UTC(2026, 5, 1))
      const filter = { updatedAt_gte: "2026-06-01T00:00:00.000Z" }
      const fresh = read("hotels", yield* provider.handle(page("hotels", "", {}, { filter })))
      assert.isAbove(fresh.count ?? 0, 0)
      assert.isTrue(fresh.nodes.every(({ updatedAt }) => updatedAt === "2026-06-01T00:00:00.000Z"))
    })
  )
})

describe("HotelXOptions.seed", () => {
  it.effect("says which rows change", () =>
    Effect.gen(function* () {
      const changed = Effect.fnUntraced(function* (seed: number) {
        const provider = yield* HotelXProvider.make({ hotels: 60, seed, volatility: { deletes: 5 } })
        for (let request = 0; request < 3; request++) yield* provider.handle(page("hotels", "", { maxSize: 1 }))
        return yield* provider.codes("hotels")
      })

      assert.deepStrictEqual(yield* changed(7), yield* changed(7))
      assert.notDeepEqual(yield* changed(7), yield* changed(8))
    })
  )
})

describe("HotelXOptions.scroll", () => {
  const walked = Effect.fnUntraced(function* (options: HotelXOptions.HotelXOptions) {
    const provider = yield* HotelXProvider.make({ hotels: 60, ...options })
    const before = yield* provider.codes("hotels")
    const seen: Array<string> = []
    let answer = read("hotels", yield* provider.handle(page("hotels", "", { maxSize: 10 })))
    while (answer.advise.length === 0) {
      seen.push(...answer.codes)
      answer = read("hotels", yield* provider.handle(page("hotels", answer.token ?? "", { maxSize: 10 })))
    }
    const present = (yield* provider.presentThroughout("hotels")).map(({ key }) => key)
    return { before, seen, present, provider }
  })

  it.effect("is a snapshot, whatever moves meanwhile and wherever", () =>
    Effect.gen(function* () {
      for (const aim of ["before", "after", "anywhere"] as const) {
        const volatility = { deletes: 1, inserts: 1, updates: 1, moves: 2, aim }
        const { before, provider, seen } = yield* walked({ volatility })

        assert.deepStrictEqual(seen, before)
        assert.notDeepEqual(yield* provider.codes("hotels"), before)
      }
    })
  )

  it.effect("loses rows that slide past its place where it is live", () =>
    Effect.gen(function* () {
      const volatility = { deletes: 2, aim: "before" } as const
      const live = yield* walked({ scroll: "live", volatility })
      const still = yield* walked({ scroll: "live" })

      assert.isAbove(live.present.filter((code) => !live.seen.includes(code)).length, 0)
      assert.deepStrictEqual(still.seen, still.before)
    })
  )
})

describe("HotelXOptions.malformed", () => {
  it.effect("spoils the time of update in some nodes of every list", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ hotels: 100, malformed: 0.2 })
      const bad = (yield* provider.rows("hotels")).filter(({ malformed }) => malformed).map(({ key }) => key)
      const { nodes } = read("hotels", yield* provider.handle(page("hotels", "")))

      assert.isTrue(bad.length > 5 && bad.length < 40)
      assert.deepStrictEqual(
        nodes.filter(({ updatedAt }) => updatedAt.startsWith("2026-02-30")).map(({ code }) => code),
        bad
      )
    })
  )
})

describe("HotelXProvider.make", () => {
  it.effect.prop(
    "gives every code once, over a client, for any seed and sizes",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 90 })),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 })),
      Schema.Literals(["same", "rotating", "rotatingSpent"]),
      Schema.Literals(["absent", "notFound", "errors", "empty"])
    ],
    ([seed, destinations, maxSize, tokens, end]) =>
      Effect.gen(function* () {
        const provider = yield* HotelXProvider.make({ seed, destinations, tokens, end })
        const client = yield* InMemory.make(provider)
        const seen: Array<string> = []
        let token: string | undefined = ""
        do {
          const { body, headers } = page("destinations", token, { maxSize })
          const request = { headers: { authorization: String(headers["authorization"]) }, body: HttpBody.text(body) }
          const response = yield* client.post("https://api.example.test/", request)
          const answer = read("destinations", { status: 200, headers: {}, body: yield* response.text })
          if (answer.advise.length === 0) seen.push(...answer.codes)
          token = answer.token ?? ""
        } while (token !== "")

        assert.deepStrictEqual(seen, yield* provider.codes("destinations"))
        assert.strictEqual(seen.length, destinations)
      })
  )

  it.live("answers over a socket", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ hotels: 3 })
      const { url } = yield* Serve.serve(provider)
      const request = { headers: { authorization }, body: HttpBody.text(page("hotels").body, "application/json") }
      const response = yield* HttpClient.post(`${url}/`, request)
      const refused = yield* HttpClient.get(`${url}/`)

      assert.deepStrictEqual(
        read("hotels", { status: response.status, headers: {}, body: yield* response.text }).codes,
        yield* provider.codes("hotels")
      )
      assert.strictEqual(refused.status, 405)
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )
})
