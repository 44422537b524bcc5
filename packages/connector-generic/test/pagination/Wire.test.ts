import { assert, describe, it } from "@effect/vitest"
import { ProviderClient } from "@innlet/core/client"
import { Credentials } from "@innlet/core/credentials"
import { NodeClient } from "@innlet/core/node"
import { Effect, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { createServer } from "node:http"
import { asked, cursorOf, start, strategyOf } from "./Scene.ts"

/** A server on this machine that answers every request with a header, and what was asked of it. */
const served = Effect.fnUntraced(function* (link: (port: number) => string) {
  const asks: Array<string> = []
  const port = yield* Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        asks.push(request.url ?? "")
        const address = request.socket.localPort ?? 0
        response.writeHead(200, { "content-type": "application/json", link: link(address) }).end("[]")
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ port, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
  return { asks, baseUrl: `http://127.0.0.1:${port.port}/v3` }
})

const clientOf = Effect.fnUntraced(function* (baseUrl: string) {
  const credentials = yield* Credentials.queryParam("api_key", Redacted.make("k-0123456789abcdef"))
  return ProviderClient.make(yield* HttpClient.HttpClient, { connector: "test", baseUrl, credentials })
})

describe("a link on the wire", () => {
  it.live("goes back byte by byte, with the key put in its place and no other", () =>
    Effect.gen(function* () {
      const token = "AbC%3D%2C%3B9+x~%c3%a9&q=a%20b&api_key=old"
      const { asks, baseUrl } = yield* served(() => `</v3/rows?token=${token}>; rel="next"`)
      const client = yield* clientOf(baseUrl)
      const strategy = strategyOf({ type: "linkHeader" })
      const { headers, status } = yield* client.send("rows", HttpClientRequest.get("/rows?limit=2"))
      const url = `${baseUrl}/rows?limit=2`
      const answer = { url, status, headers, text: "[]", document: [] }
      const cursor = cursorOf(strategy.follow(answer, asked(), []))
      const draft = Result.getOrThrow(strategy.place(start, asked({ cursor })))

      yield* client.send("rows", HttpClientRequest.get(draft.path))

      assert.strictEqual(asks[1], "/v3/rows?token=AbC%3D%2C%3B9+x~%c3%a9&q=a%20b&api_key=k-0123456789abcdef")
    }).pipe(Effect.provide(NodeClient.layer()))
  )

  it.live("to another origin is refused by the client too, should one ever be kept", () =>
    Effect.gen(function* () {
      const elsewhere = yield* served(() => "")
      const { baseUrl } = yield* served(() => "")
      const client = yield* clientOf(baseUrl)
      const { path } = Result.getOrThrow(
        strategyOf({ type: "linkHeader" }).place(start, asked({ cursor: `${elsewhere.baseUrl}/rows` }))
      )

      const error = yield* Effect.flip(client.send("rows", HttpClientRequest.get(path)))

      assert.strictEqual(error.reason._tag, "OriginRefused")
      assert.deepStrictEqual(elsewhere.asks, [])
    }).pipe(Effect.provide(NodeClient.layer()))
  )
})
