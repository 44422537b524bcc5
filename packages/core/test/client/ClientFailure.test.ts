import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Result, Stream } from "effect"
import {
  FetchHttpClient,
  Headers,
  HttpClient,
  HttpClientError,
  HttpClientRequest,
  HttpClientResponse
} from "effect/http"
import { TestClock } from "effect/testing"
import { gzipSync } from "node:zlib"
import * as ClientFailure from "../../src/client/ClientFailure.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import * as HardenedClient from "../../src/client/HardenedClient.ts"
import * as Limits from "../../src/client/Limits.ts"
import { kindOf, outcome } from "./Transports.ts"

const request = HttpClientRequest.get("https://api.ota/")
const response = HttpClientResponse.fromWeb(request, new Response("", { status: 500 }))
const transport = (cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
const decode = (cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.DecodeError({ request, response, cause }) })
const system = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall })
const wrapped = (cause: unknown) => new TypeError("fetch failed", { cause })

describe("ClientFailure.of", () => {
  for (const [name, error, kind, processed, reason] of [
    ["a refused connection", transport(system("ECONNREFUSED", "connect")), "Unreachable", "no", "ProviderUnavailable"],
    ["one behind fetch", transport(wrapped(system("ECONNREFUSED"))), "Unreachable", "no", "ProviderUnavailable"],
    [
      "one to every address",
      transport(new AggregateError([system("ECONNREFUSED", "connect")])),
      "Unreachable",
      "no",
      "ProviderUnavailable"
    ],
    ["no such host", transport(system("ENOTFOUND", "getaddrinfo")), "Unreachable", "no", "ProviderUnavailable"],
    ["no answer from DNS", transport(system("EAI_AGAIN", "getaddrinfo")), "Unreachable", "no", "ProviderUnavailable"],
    ["no route to connect", transport(system("EHOSTUNREACH", "connect")), "Unreachable", "no", "ProviderUnavailable"],
    ["no route any more", transport(system("EHOSTUNREACH", "read")), "Reset", "maybe", "ProviderUnavailable"],
    [
      "a time-out of connecting",
      transport(system("ETIMEDOUT", "connect")),
      "ConnectTimeout",
      "no",
      "ProviderUnavailable"
    ],
    ["undici's", transport(wrapped(system("UND_ERR_CONNECT_TIMEOUT"))), "ConnectTimeout", "no", "ProviderUnavailable"],
    ["a time-out of reading", transport(system("ETIMEDOUT", "read")), "Reset", "maybe", "ProviderUnavailable"],
    ["an expired certificate", transport(system("CERT_HAS_EXPIRED")), "Tls", "no", "UnexpectedResponse"],
    ["another name", transport(system("ERR_TLS_CERT_ALTNAME_INVALID")), "Tls", "no", "UnexpectedResponse"],
    ["no TLS", transport(system("EPROTO", "write")), "Tls", "no", "UnexpectedResponse"],
    ["a reset", transport(system("ECONNRESET", "read")), "Reset", "maybe", "ProviderUnavailable"],
    ["a closed connection", transport(system("UND_ERR_SOCKET")), "Reset", "maybe", "ProviderUnavailable"],
    ["something unknown", transport("?"), "Reset", "maybe", "ProviderUnavailable"],
    ["nothing", transport(undefined), "Reset", "maybe", "ProviderUnavailable"],
    [
      "no head in time",
      transport(wrapped(system("UND_ERR_HEADERS_TIMEOUT"))),
      "HeadTimeout",
      "maybe",
      "ProviderUnavailable"
    ],
    ["too many headers", transport(system("HPE_HEADER_OVERFLOW")), "HeaderTooLarge", "yes", "UnexpectedResponse"],
    ["no HTTP", transport(system("HPE_INVALID_CONSTANT")), "Incomplete", "maybe", "ProviderUnavailable"],
    ["a wrong header", transport(system("ERR_INVALID_CHAR")), "HeaderInvalid", "no", "RequestRejected"],
    ["a reset body", decode(system("ECONNRESET", "read")), "Reset", "maybe", "ProviderUnavailable"],
    ["a cut body", decode(wrapped(system("UND_ERR_SOCKET"))), "Incomplete", "maybe", "ProviderUnavailable"],
    ["a slow body", decode(system("UND_ERR_BODY_TIMEOUT")), "BodyTimeout", "maybe", "ProviderUnavailable"],
    ["cut gzip", decode(system("Z_BUF_ERROR")), "Incomplete", "maybe", "ProviderUnavailable"],
    ["no gzip", decode(system("Z_DATA_ERROR")), "Encoding", "yes", "UnexpectedResponse"],
    ["no JSON", decode(new SyntaxError("Unexpected token")), "Encoding", "yes", "UnexpectedResponse"]
  ] as const) {
    it(`gives ${kind} for ${name}`, () => {
      const failure = ClientFailure.of(error)
      const given = ClientFailure.reasonOf(error)

      assert.deepStrictEqual([failure.kind, failure.processed, given._tag], [kind, processed, reason])
      if (given._tag === "ProviderUnavailable") assert.strictEqual(given.processed, processed)
      assert.notInclude(failure.detail, "\n")
    })
  }

  it("gives RequestRejected for a request that can't be made", () => {
    for (const Reason of [HttpClientError.EncodeError, HttpClientError.InvalidUrlError]) {
      const error = new HttpClientError.HttpClientError({ reason: new Reason({ request, cause: new Error("x") }) })
      assert.strictEqual(ClientFailure.reasonOf(error)._tag, "RequestRejected")
    }
  })

  it("gives OriginRefused for redirects and origins", () => {
    for (const kind of ["RedirectRefused", "RedirectLimit", "OriginRefused"] as const) {
      const error = transport(wrapped(new ClientFailure.ClientFailure({ kind, detail: "x" })))
      assert.strictEqual(ClientFailure.reasonOf(error)._tag, "OriginRefused")
    }
  })

  it.live("understands the errors of fetch", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const error = yield* Effect.flip(client.get("http://127.0.0.1:2/"))
      assert.strictEqual(ClientFailure.of(error).kind, "Unreachable")
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it("ends with a chain of causes that is a ring", () => {
    const ring: { cause?: unknown } = {}
    ring.cause = ring
    assert.strictEqual(ClientFailure.of(transport(ring)).kind, "Reset")
  })
})

const bytes = (text: string | Uint8Array) => Stream.make(Buffer.from(text))
const read = (client: HttpClient.HttpClient) => Effect.flatMap(client.execute(request), (response) => response.text)

describe("HardenedClient.harden, for a client of another make,", () => {
  const limits = Result.getOrThrow(Limits.make({ head: "10 seconds", body: "20 seconds", decodedBytes: 100 }))
  const client = (
    headers: Record<string, string>,
    stream: Stream.Stream<Uint8Array, HttpClientError.HttpClientError>,
    wait: Effect.Effect<void> = Effect.void
  ) =>
    HardenedClient.harden(
      HttpClient.make((request) =>
        Effect.as(
          wait,
          Object.defineProperties(HttpClientResponse.fromWeb(request, new Response("", { headers })), {
            stream: { value: stream },
            headers: { value: Headers.fromInput(headers) }
          })
        )
      ),
      limits
    )

  it.live("checks and inflates the stream of a response", () =>
    Effect.gen(function* () {
      const gzip = gzipSync("[1,2]")
      const coded = { "content-encoding": "gzip", "content-length": String(gzip.length) }

      assert.deepStrictEqual(yield* kindOf(read(client({ "content-length": "5" }, bytes("[1,2]")))), { text: "[1,2]" })
      assert.deepStrictEqual(yield* kindOf(read(client(coded, bytes(gzip)))), { text: "[1,2]" })
      assert.strictEqual(yield* kindOf(read(client(coded, bytes(gzip.subarray(0, -1))))), "Incomplete")
      assert.strictEqual(yield* kindOf(read(client({ "content-length": "6" }, bytes("[1,2]")))), "Incomplete")
      assert.strictEqual(yield* kindOf(read(client({}, bytes("[1,2]")))), "Incomplete")
      assert.strictEqual(yield* kindOf(read(client({ "content-length": "200" }, bytes("a".repeat(200))))), "TooLarge")
      const cut = Stream.concat(bytes("[1,"), Stream.fail(decode(system("ECONNRESET", "read"))))
      assert.strictEqual(yield* kindOf(read(client({ "content-length": "5" }, cut))), "Reset")
    })
  )

  it.effect("waits for a head as long as it was told, on the fiber's clock", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(outcome(read(client({}, Stream.empty, Effect.never))))

      yield* TestClock.adjust("9999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")

      assert.deepInclude(yield* Fiber.join(fiber), { kind: "HeadTimeout" })
    })
  )

  it.effect("counts the time for a body from its head, on the fiber's clock", () =>
    Effect.gen(function* () {
      const slow = client({ "content-length": "5" }, Stream.never)
      const response = yield* slow.execute(request)
      yield* TestClock.adjust("15 seconds")
      const fiber = yield* Effect.forkChild(outcome(response.text))

      yield* TestClock.adjust("4999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")

      assert.deepInclude(yield* Fiber.join(fiber), { kind: "BodyTimeout" })
    })
  )
})

describe("Limits.make", () => {
  it("has defaults", () => assert.deepStrictEqual(Limits.make(), Result.succeed(Limits.defaults)))

  for (const [options, line] of [
    [{ connect: 0 }, 'connect: expected a time from 1 ms to 24 hours, such as "30 seconds"'],
    [{ body: "2 days" }, 'body: expected a time from 1 ms to 24 hours, such as "30 seconds"'],
    [{ head: "Infinity" }, 'head: expected a time from 1 ms to 24 hours, such as "30 seconds"'],
    [{ redirects: -1 }, "redirects: -1 is not a whole number from 0 to 20"],
    [{ maxSockets: 0 }, "maxSockets: 0 is not a whole number from 1 to 10000"],
    [{ ratio: 1.5 }, "ratio: 1.5 is not a whole number from 1 to 1000000"],
    [{ decodedBytes: Number.NaN }, "decodedBytes: NaN is not a whole number from 1 to 536870912"],
    [
      { origins: ["https://api.ota", "https://api.ota/v2"] },
      "origins: entry 2 is not an origin such as https://api.example.com"
    ]
  ] as const) {
    it(`says "${line}"`, () =>
      assert.strictEqual(
        Result.match(Limits.make(options), { onFailure: String, onSuccess: () => "taken" }),
        `InvalidClient: ${line}`
      ))
  }

  it.effect("is what the layers fail with", () =>
    Effect.gen(function* () {
      for (const make of [NodeClient.layer, NodeClient.layerUndici]) {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(make({ redirects: 99 }))))
        assert.strictEqual(error.message, "redirects: 99 is not a whole number from 0 to 20")
      }
    })
  )
})
