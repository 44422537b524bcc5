import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Fault, type HotelXOptions, HotelXProvider, InMemory, Serve } from "@innlet/testkit"
import { Effect, Schema } from "effect"
import { HttpBody, HttpClient } from "effect/http"

const headers = { authorization: `Apikey ${HotelXProvider.apiKey}` }

const inputs = {
  hotels: "HotelXHotelListInput",
  destinations: "HotelXDestinationListInput",
  rooms: "HotelXRoomQueryInput"
} as const
const data = {
  hotels: "hotelData { hotelCode cardTypes descriptions { type } }",
  destinations: "destinationData { code type }",
  rooms: "roomData { code medias { type } }"
} as const

type Stream = keyof typeof inputs

const bodyOf = (stream: Stream, token: string): string =>
  JSON.stringify({
    query: `query ($criteria: ${inputs[stream]}!, $token: String) { hotelX { ${stream}(criteria: $criteria, token: $token) {
      token edges { node { code adviseMessage { code level description } ${data[stream]} } } } } }`,
    variables: { criteria: { access: "2", maxSize: 4 }, token }
  })

/** Bodies and statuses of the first `count` requests; each carries the last token that was seen. */
const answers = (fail: HotelXOptions.HotelXOptions["fail"], count = 3, stream: Stream = "hotels") => {
  const options = { hotels: 20, fail }
  const respond = HotelXProvider.respond(options)
  let state = HotelXProvider.start(options)
  let token = ""
  return Array.from({ length: count }, () => {
    const request = { method: "POST", path: "/", query: "", headers, body: bodyOf(stream, token) }
    const [response, next] = respond(request, 0, state)
    state = next
    token = /"token":"([^"]+)"/.exec(response.body)?.[1] ?? token
    return { ...response, log: next.log?.newest }
  })
}

const nodesOf = (body: string | undefined, stream: Stream = "hotels") =>
  JSON.parse(body ?? "{}").data.hotelX[stream].edges.map((edge: { readonly node: unknown }) => edge.node)

const codesOf = (body: string | undefined): ReadonlyArray<string> =>
  nodesOf(body).map((node: { readonly code: string }) => node.code)

const page = (from: number, count = 4): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => String(100_001 + from + index))

describe("HotelXOptions.fail", () => {
  it.each([
    ["a status", { status: 503 }],
    ["errors", { hotelx: "errors" }],
    ["html", { hotelx: "html" }],
    ["cut", { hotelx: "cut" }],
    ["advise", { hotelx: "advise" }],
    ["nullEdges", { hotelx: "nullEdges" }]
  ] as const)("loses the page it replaces, unless it strikes before: %s", (_, fault) => {
    const [, lost, next] = answers([{ at: 2, ...fault }])
    const [, spared, same] = answers([{ at: 2, ...fault, before: true }])

    assert.deepStrictEqual([codesOf(next?.body), codesOf(same?.body)], [page(8), page(4)])
    assert.strictEqual(spared?.body, lost?.body)
  })

  it("answers with the status, its headers and wait", () => {
    const fail = [{ at: 1, status: 429, headers: { "x-a": "b" }, retryAfter: { form: "seconds", seconds: 3 } }] as const
    const [first, second] = answers(fail)

    assert.deepStrictEqual([first?.status, first?.headers["retry-after"], first?.headers["x-a"]], [429, "3", "b"])
    assert.deepStrictEqual(codesOf(second?.body), page(0))
    assert.strictEqual(answers([{ at: 1, status: 502, body: "no" }])[0]?.body, "no")
  })

  it("counts the requests of all lists, and strikes those alone that it names", () => {
    assert.deepStrictEqual(
      answers([{ every: 2, times: 2, status: 504 }], 7).map(({ status }) => status),
      [200, 504, 200, 504, 200, 200, 200]
    )
  })

  it("errors leaves no data, html no JSON, cut half of it", () => {
    const [errors] = answers([{ at: 1, hotelx: "errors" }])
    const [html] = answers([{ at: 1, hotelx: "html" }])
    const [cut] = answers([{ at: 1, hotelx: "cut" }])
    const whole = answers([])[0]?.body ?? ""

    assert.deepStrictEqual(JSON.parse(errors?.body ?? ""), {
      data: { hotelX: null },
      errors: [
        {
          message: "Internal server error",
          path: ["hotelX", "hotels"],
          extensions: { code: "INTERNAL_SERVER_ERROR" }
        }
      ]
    })
    assert.deepStrictEqual(
      [html?.status, html?.headers["content-type"], html?.body.slice(0, 9)],
      [200, "text/html", "<!doctype"]
    )
    assert.strictEqual(cut?.body, whole.slice(0, Math.floor(whole.length / 2)))
  })

  it("advise is the only node, without a token, and says its code in the log", () => {
    const [first] = answers([{ at: 1, hotelx: "advise", code: "22512" }])

    assert.deepStrictEqual(JSON.parse(first?.body ?? "").data.hotelX.hotels, {
      token: null,
      edges: [
        {
          node: {
            code: "",
            adviseMessage: [{ code: "22512", level: "ERROR", description: "Too little data to return" }],
            hotelData: null
          }
        }
      ]
    })
    assert.deepStrictEqual([first?.log?.advise, first?.log?.records], ["22512", 4])
  })

  it("nullEdges has no edges but its token", () => {
    const { edges, token } = JSON.parse(answers([{ at: 1, hotelx: "nullEdges" }])[0]?.body ?? "").data.hotelX.hotels

    assert.deepStrictEqual([edges, typeof token], [null, "string"])
  })

  it.each(["nullData", "nullNode", "partial", "warning"] as const)("%s strikes one node in the middle", (hotelx) => {
    const [, second] = answers([{ at: 2, hotelx }])
    const [, untouched] = answers([])
    const struck = nodesOf(untouched?.body)
    const { errors } = JSON.parse(second?.body ?? "")
    const error = { code: "22512", level: "ERROR", description: "Too little data to return" }
    const warning = { code: "21500", level: "WARN", description: "Error fetching mapping codes" }
    const middle = {
      nullData: { ...struck[2], adviseMessage: [error], hotelData: null },
      nullNode: null,
      partial: { ...struck[2], hotelData: null },
      warning: { ...struck[2], adviseMessage: [warning] }
    }[hotelx]

    assert.isNotNull(struck[2].hotelData)
    assert.deepStrictEqual(nodesOf(second?.body), struck.with(2, middle))
    assert.deepStrictEqual(
      errors?.[0].path,
      hotelx === "partial" ? ["hotelX", "hotels", "edges", 2, "node", "hotelData"] : undefined
    )
  })

  it("duplicates repeats rows of the page before and keeps the page whole", () => {
    const [first, second, third] = answers([{ every: 1, hotelx: "duplicates" }])

    assert.deepStrictEqual(
      [first, second, third].map((answer) => codesOf(answer?.body)),
      [page(0), [...page(1, 3), ...page(4)], [...page(5, 3), ...page(8)]]
    )
    assert.strictEqual(second?.log?.records, 4)
  })

  it.each([
    [
      "hotels",
      (node: { hotelData: { descriptions: ReadonlyArray<{ type: string }> } }) => node.hotelData.descriptions[0]?.type,
      "SUSTAINABILITY"
    ],
    ["destinations", (node: { destinationData: { type: string } }) => node.destinationData.type, "REGION"],
    [
      "rooms",
      (node: { roomData: { medias: ReadonlyArray<{ type: string }> } }) => node.roomData.medias[0]?.type,
      "DRONE"
    ]
  ] as const)("unknownEnum gives %s a value outside its enumeration", (stream, valueOf, expected) => {
    const [first] = answers([{ at: 1, hotelx: "unknownEnum" }], 1, stream)

    assert.strictEqual(valueOf(nodesOf(first?.body, stream)[2]), expected)
    assert.strictEqual(nodesOf(first?.body, stream).length, 4)
  })

  it("expire kills every scroll from its request on, that of its own first page too", () => {
    const [, second, third] = answers([{ at: 2, hotelx: "expire" }])
    const [first, next] = answers([{ at: 1, hotelx: "expire" }])

    assert.deepStrictEqual(
      [second, third, next].map((answer) => answer?.log?.advise),
      ["11204", "11204", "11204"]
    )
    assert.deepStrictEqual(codesOf(first?.body), page(0))
  })

  it.each(["duplicates", "nullData", "nullNode", "partial", "warning", "unknownEnum"] as const)(
    "%s leaves an end alone",
    (hotelx) => {
      const body = answers([{ at: 6, hotelx }], 6).at(-1)?.body ?? ""

      assert.deepStrictEqual([nodesOf(body).length, nodesOf(body)[0].adviseMessage[0].code], [1, "11204"])
      assert.notProperty(JSON.parse(body), "errors")
    }
  )
})

describe("ConnectionFault", () => {
  const read = Effect.fnUntraced(function* (client: HttpClient.HttpClient, url: string, token: string) {
    const response = yield* client.post(`${url}/`, { headers, body: HttpBody.text(bodyOf("hotels", token)) })
    return yield* response.text
  })

  for (const connection of ["reset", "cut"] as const) {
    it.effect(`loses a page whose answer doesn't arrive: ${connection}`, () =>
      Effect.gen(function* () {
        const provider = yield* HotelXProvider.make({ hotels: 20 })
        const client = yield* InMemory.make(provider, { faults: [Fault.at(2, { _tag: "Connection", connection })] })
        const first = yield* read(client, "https://api.example.test", "")
        const { token } = JSON.parse(first).data.hotelX.hotels
        const lost = yield* Effect.exit(read(client, "https://api.example.test", token))
        const next = yield* read(client, "https://api.example.test", token)

        assert.deepStrictEqual([lost._tag, codesOf(first), codesOf(next)], ["Failure", page(0), page(8)])
        assert.deepStrictEqual(
          (yield* provider.requests).map(({ from, uses }) => [from, uses]),
          [
            [0, 0],
            [4, 1],
            [8, 2]
          ]
        )
      })
    )

    it.live(`loses it over a socket too: ${connection}`, () =>
      Effect.gen(function* () {
        const provider = yield* HotelXProvider.make({ hotels: 20, tokens: "rotatingSpent", expired: "11400" })
        const { url } = yield* Serve.serve(provider, { faults: [Fault.at(2, { _tag: "Connection", connection })] })
        const client = yield* HttpClient.HttpClient
        const { token } = JSON.parse(yield* read(client, url, "")).data.hotelX.hotels
        const lost = yield* Effect.exit(read(client, url, token))
        const refused = yield* read(client, url, token)

        assert.strictEqual(lost._tag, "Failure")
        assert.strictEqual(nodesOf(refused)[0].adviseMessage[0].code, "11400")
      }).pipe(Effect.provide(NodeHttpClient.layerUndici))
    )
  }

  it.effect.prop(
    "a walk that goes on after one lost answer misses that page alone",
    [Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 4 }))],
    ([at]) =>
      Effect.gen(function* () {
        const provider = yield* HotelXProvider.make({ hotels: 20 })
        const client = yield* InMemory.make(provider, {
          faults: [Fault.at(at, { _tag: "Connection", connection: "reset" })]
        })
        const seen: Array<string> = []
        let token = ""
        for (let request = 1; request <= 5; request += 1) {
          const exit = yield* Effect.exit(read(client, "https://api.example.test", token))
          if (exit._tag === "Failure") continue
          token = JSON.parse(exit.value).data.hotelX.hotels.token
          seen.push(...codesOf(exit.value))
        }

        assert.deepStrictEqual(
          seen,
          page(0, 20).filter((_, index) => Math.floor(index / 4) !== at - 1)
        )
      })
  )
})
