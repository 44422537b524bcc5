import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { BookingProvider, HotelXProvider, InMemory, LegacyProvider, type Provider, Serve } from "@innlet/testkit"
import { handlers } from "@innlet/testkit/msw"
import { Context, Effect, Layer, type Scope } from "effect"
import { FetchHttpClient, HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import { setupServer } from "msw/node"
import * as LegacyXml from "../../src/providers/LegacyXml.ts"

const origin = "https://provider.test"

/** A client, and the origin at which it finds the provider. */
type Reached = readonly [client: HttpClient.HttpClient, origin: string]

// The reference to `fetch` remembers the first it was asked for, which may be one that msw knows nothing of.
const clientOf = (layer: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.map(Layer.build(layer), (built) =>
    HttpClient.transformResponse(
      Context.get(built, HttpClient.HttpClient),
      Effect.provideService(FetchHttpClient.Fetch, globalThis.fetch)
    )
  )

const viaMsw = (layer: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.fnUntraced(function* (provider: Provider.Provider): Effect.fn.Return<Reached, never, Scope.Scope> {
    const server = setupServer(...(yield* handlers(provider, origin)))
    yield* Effect.acquireRelease(
      Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
      () => Effect.sync(() => server.close())
    )
    return [yield* clientOf(layer), origin]
  })

const viaSocket = (layer: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.fnUntraced(function* (provider: Provider.Provider): Effect.fn.Return<Reached, never, Scope.Scope> {
    const { url } = yield* Effect.orDie(Serve.serve(provider))
    return [yield* clientOf(layer), url]
  })

const transports: ReadonlyArray<
  readonly [name: string, reach: (provider: Provider.Provider) => Effect.Effect<Reached, never, Scope.Scope>]
> = [
  ["in memory", (provider) => Effect.map(InMemory.make(provider), (client): Reached => [client, origin])],
  ["through a socket, by fetch", viaSocket(FetchHttpClient.layer)],
  ["through a socket, by node:http", viaSocket(NodeHttpClient.layerNodeHttp)],
  ["through msw, by fetch", viaMsw(FetchHttpClient.layer)],
  ["through msw, by node:http", viaMsw(NodeHttpClient.layerNodeHttp)]
]

interface Subject {
  readonly name: string
  readonly make: Effect.Effect<Provider.Provider & { readonly all: Effect.Effect<ReadonlyArray<string>> }>
  /** The request that follows the newest answer; none follows the last one. */
  readonly next: (answers: ReadonlyArray<string>) => Provider.Request | undefined
}

const subjects: ReadonlyArray<Subject> = [
  {
    name: "Booking",
    make: Effect.map(BookingProvider.make({ rows: 250 }), (provider) => ({
      ...provider,
      all: Effect.map(provider.rows("rates"), (rows) => rows.map(({ key }) => key))
    })),
    next: (answers) => {
      const { length } = answers
      if (length > 0 && JSON.parse(answers[length - 1]!).results.length < 100) return undefined
      const headers = { authorization: "Bearer test-token" }
      return { method: "GET", path: "/v1/rates", query: `offset=${length * 100}&limit=100`, headers, body: "" }
    }
  },
  {
    name: "Hotel-X",
    make: Effect.map(HotelXProvider.make({ hotels: 250, end: "absent" }), (provider) => ({
      ...provider,
      all: provider.codes("hotels")
    })),
    next: (answers) => {
      const { length } = answers
      const token = length === 0 ? "" : JSON.parse(answers[length - 1]!).data.hotelX.hotels.token
      if (token === null) return undefined
      const query = `query ($criteria: HotelXHotelListInput!, $token: String) { hotelX {
        hotels(criteria: $criteria, token: $token) { token edges { node { code hotelData { hotelName } } } } } }`
      const body = JSON.stringify({ query, variables: { criteria: { access: "2", maxSize: 100 }, token } })
      const headers = { authorization: `Apikey ${HotelXProvider.apiKey}`, "content-type": "application/json" }
      return { method: "POST", path: "/", query: "", headers, body }
    }
  },
  {
    name: "Hotel-X legacy",
    make: Effect.map(LegacyProvider.make({ hotels: 250, pageExtra: 0, rs: "element" }), (provider) => ({
      ...provider,
      all: Effect.map(provider.codes("hotels"), (codes) => codes.map(LegacyXml.escaped))
    })),
    next: (answers) => {
      // As it stands in the answer it may stand in a request.
      const token = /<ContinuationToken[^>]*>([^<]*)</.exec(answers.at(-1) ?? "")?.[1]
      if (answers.length > 0 && token === undefined) return undefined
      const hub = "http://schemas.xmltravelgate.com/hub/2012/06"
      const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${hub}"
        xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><e:Header><w:Security>
        <w:UsernameToken><w:Username>hub-user</w:Username><w:Password>hub-password</w:Password></w:UsernameToken>
        </w:Security></e:Header><e:Body><HotelList><hotelListRQ><timeoutMilliseconds>180000</timeoutMilliseconds>
        <version>1</version><providerRQ><code>SUPP</code><id>7</id><rqXML><HotelListRQ xmlns="">
        <timeoutMilliseconds>179700</timeoutMilliseconds><source><languageCode>de</languageCode></source>
        <filterAuditData><registerTransactions>false</registerTransactions></filterAuditData>
        <ContinuationToken expectedRange="100">${token ?? ""}</ContinuationToken><Configuration><Parameters>
        <Parameter key="HotelXAccessCode" value="2"/></Parameters></Configuration></HotelListRQ></rqXML></providerRQ>
        </hotelListRQ></HotelList></e:Body></e:Envelope>`
      const headers = { "content-type": "text/xml; charset=utf-8", soapaction: `"${hub}/IServiceHotelBatch/HotelList"` }
      return { method: "POST", path: "/Service/Travel/v2/HotelBatchSecure.svc", query: "", headers, body }
    }
  }
]

const walk = Effect.fnUntraced(function* <E, R>(
  next: Subject["next"],
  ask: (request: Provider.Request) => Effect.Effect<string, E, R>
) {
  const answers: Array<string> = []
  for (let request = next(answers); request !== undefined; request = next(answers)) answers.push(yield* ask(request))
  return answers
})

const sent = (url: string, { body, headers, method, path, query }: Provider.Request) => {
  const { "content-type": type, ...others } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)])
  )
  const target = `${url}${path}${query === "" ? "" : `?${query}`}`
  return method === "GET"
    ? HttpClientRequest.get(target, { headers: others })
    : HttpClientRequest.post(target, { headers: others, body: HttpBody.text(body, type) })
}

const bodies: ReadonlyArray<readonly [what: string, body: Provider.Body, arrives: Uint8Array]> = [
  ["text as UTF-8", "é €🏖", new TextEncoder().encode("é €🏖")],
  [
    "bytes that are no text",
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    Uint8Array.from({ length: 256 }, (_, byte) => byte)
  ],
  ["a part of other bytes", Uint8Array.of(1, 2, 3, 4).subarray(1, 3), Uint8Array.of(2, 3)],
  ["no bytes", new Uint8Array(0), new Uint8Array(0)]
]

for (const [transport, reach] of transports) {
  describe(`a provider ${transport}`, () => {
    for (const { make, name, next } of subjects) {
      it.effect(`${name} is walked to its end, and answers as it does to a caller of its own`, () =>
        Effect.gen(function* () {
          const provider = yield* make
          const [client, url] = yield* reach(provider)
          const answers = yield* walk(next, (request) =>
            Effect.flatMap(client.execute(sent(url, request)), (response) => response.text)
          )
          const alone = yield* make
          const expected = yield* walk(next, (request) => Effect.map(alone.handle(request), ({ body }) => String(body)))

          assert.deepStrictEqual(answers, expected)
          assert.strictEqual(answers.length, 3)
          const all = yield* provider.all
          assert.strictEqual(all.length, 250)
          assert.deepStrictEqual(
            all.filter((code) => !answers.some((answer) => answer.includes(code))),
            []
          )
        })
      )
    }

    for (const [what, body, arrives] of bodies) {
      it.effect(`an answer is ${what}`, () =>
        Effect.gen(function* () {
          const headers = { "content-type": "application/octet-stream" }
          const [client, url] = yield* reach({
            name: "test",
            handle: (request) =>
              Effect.succeed({ status: 200, headers, body, gzip: request.headers["accept-encoding"] !== undefined })
          })
          const response = yield* client.get(`${url}/any`)

          assert.strictEqual(response.headers["content-type"], headers["content-type"])
          assert.deepStrictEqual(new Uint8Array(yield* response.arrayBuffer), arrives)
        })
      )
    }
  })
}
