import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { BookingProvider, Fault, type Provider, Serve } from "@innlet/testkit"
import { Clock, Effect, Exit, Scope } from "effect"
import { HttpBody, HttpClient } from "effect/http"

const rates = (url: string) =>
  HttpClient.get(`${url}/v1/rates?offset=10&limit=2`, { headers: { authorization: "Bearer test-token" } })

describe("Serve.serve", () => {
  it.live("answers over a socket", () =>
    Effect.gen(function* () {
      const { port, url } = yield* Serve.serve(yield* BookingProvider.make({ rows: 30 }))
      const response = yield* rates(url)

      assert.strictEqual(url, `http://127.0.0.1:${port}`)
      assert.deepInclude(yield* response.json, { meta: { total_count: 30, offset: 10, limit: 2 } })
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.live("hands over the body of other methods", () =>
    Effect.gen(function* () {
      const { url } = yield* Serve.serve({
        name: "echo",
        handle: (request) => Effect.succeed({ status: 201, headers: {}, body: `${request.method} ${request.body}` })
      })
      const response = yield* HttpClient.post(`${url}/v1/rates`, { body: HttpBody.text("hello") })

      assert.deepStrictEqual([response.status, yield* response.text], [201, "POST hello"])
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.live("waits its latency before the head", () =>
    Effect.gen(function* () {
      const { url } = yield* Serve.serve(yield* BookingProvider.make(), { latency: "60 millis" })
      const before = yield* Clock.currentTimeMillis
      yield* rates(url)

      assert.isAtLeast((yield* Clock.currentTimeMillis) - before, 55)
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.live("loses the connection before the answer or inside it", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const { url } = yield* Serve.serve(provider, {
        faults: [
          Fault.at(1, { _tag: "Connection", connection: "reset" }),
          Fault.at(2, { _tag: "Connection", connection: "cut" })
        ]
      })
      const read = Effect.flatMap(rates(url), (response) => response.text)

      const reset = yield* Effect.flip(read)
      const head = yield* rates(url)
      const cut = yield* Effect.flip(head.text)
      const whole = yield* read

      assert.deepStrictEqual([reset.reason._tag, head.status, cut.reason._tag], ["TransportError", 200, "DecodeError"])
      assert.isTrue(whole.endsWith("]}"))
      assert.strictEqual((yield* provider.requests).length, 3)
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.live("compresses what a provider wants compressed, and cuts it where the connection breaks", () =>
    Effect.gen(function* () {
      const provider: Provider.Provider = {
        name: "test",
        handle: () => Effect.succeed({ status: 200, headers: {}, body: "x".repeat(10_000), gzip: true })
      }
      const { url } = yield* Serve.serve(provider, { faults: [Fault.at(2, { _tag: "Connection", connection: "cut" })] })
      const read = async () => {
        const response = await fetch(url)
        return [response.headers.get("content-encoding"), (await response.text()).length]
      }

      assert.deepStrictEqual(yield* Effect.promise(read), ["gzip", 10_000])
      yield* Effect.flip(Effect.tryPromise(read))
    })
  )

  it.live("stops with its scope, open connections too", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { url } = yield* Serve.serve(yield* BookingProvider.make()).pipe(Scope.provide(scope))
      yield* Effect.flatMap(rates(url), (response) => response.text)
      yield* Scope.close(scope, Exit.void)

      assert.strictEqual((yield* Effect.flip(rates(url))).reason._tag, "TransportError")
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.live("refuses an address that other machines reach, unless told to", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const refused = yield* Effect.flip(Serve.serve(provider, { host: "0.0.0.0" }))
      const allowed = yield* Serve.serve(provider, { host: "0.0.0.0", exposed: true })

      assert.strictEqual(refused.message, "0.0.0.0 is not an address of this machine alone; use 127.0.0.1")
      assert.isAbove(allowed.port, 0)
    })
  )

  it.live("says which port is taken", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const { port } = yield* Serve.serve(provider)
      const error = yield* Effect.flip(Serve.serve(provider, { port }))

      assert.include(error.message, `127.0.0.1:${port}`)
    })
  )
})
