/** What a client sees of each thing that can happen to a connection. */
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { type ConnectionFault, Fault, type Faulty, InMemory, type Provider, Serve } from "@innlet/testkit"
import { Cause, Clock, Effect, Exit, Fiber } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { connect } from "node:net"

const body = JSON.stringify({ list: Array.from({ length: 20 }, (_, id) => ({ id, name: "é" })) })

/** Answers with its path, and counts who came through. */
const counting = Effect.sync(() => {
  const asked: Array<string> = []
  const provider: Provider.Provider = {
    name: "test",
    handle: ({ path }) =>
      Effect.sync(() => {
        asked.push(path)
        return { status: 200, headers: { "content-type": "application/json" }, body: path === "/b" ? body : path }
      })
  }
  return { asked, provider }
})

const faultOf = (connection: ConnectionFault.Connection) => Fault.at(2, { _tag: "Connection", connection })

const textOf = (client: HttpClient.HttpClient, url: string) => Effect.flatMap(client.get(url), ({ text }) => text)

/** Asks for `/a`, then for `/b`, to which it happens: what came of the second, after how many seconds, and who was asked. */
const second = Effect.fnUntraced(function* (connection: ConnectionFault.Connection) {
  const { asked, provider } = yield* counting
  const client = yield* InMemory.make(provider, { faults: [faultOf(connection)] })
  yield* textOf(client, "https://provider.test/a")
  const fiber = yield* Effect.forkChild(Effect.exit(textOf(client, "https://provider.test/b")))
  let seconds = 0
  while (fiber.pollUnsafe() === undefined && seconds < 1000) {
    yield* TestClock.adjust("1 second")
    seconds += 1
  }
  const done = fiber.pollUnsafe() === undefined ? "nothing" : yield* Fiber.join(fiber)
  const came = done === "nothing" ? done : Exit.isSuccess(done) ? done.value : Cause.pretty(done.cause)
  return { came, seconds, asked: asked.length }
})

describe("a connection in memory", () => {
  const unsent: ReadonlyArray<readonly [ConnectionFault.Connection, string]> = [
    ["dns", "EAI_AGAIN"],
    ["noSuchHost", "ENOTFOUND"],
    ["refused", "ECONNREFUSED"],
    ["tls", "CERT_HAS_EXPIRED"],
    ["stale", "ECONNRESET"]
  ]
  for (const [connection, code] of unsent) {
    it.effect(`fails before the provider is asked: ${connection}`, () =>
      Effect.gen(function* () {
        const { asked, came, seconds } = yield* second(connection)
        assert.include(came, code)
        assert.deepStrictEqual([asked, seconds <= 1], [1, true])
      })
    )
  }

  it.effect("does not come about for ten seconds in a black hole", () =>
    Effect.gen(function* () {
      const { asked, came, seconds } = yield* second("blackHole")
      assert.include(came, "ETIMEDOUT")
      assert.deepStrictEqual([asked, seconds], [1, 10])
    })
  )

  it.effect("is lost after the provider acted: reset and cut", () =>
    Effect.gen(function* () {
      const [reset, cut] = [yield* second("reset"), yield* second("cut")]
      assert.deepStrictEqual([reset.asked, cut.asked], [2, 2])
      assert.include(reset.came, "ECONNRESET")
      assert.include(cut.came, "the connection was lost")
    })
  )

  it.effect("takes its time, or for ever", () =>
    Effect.gen(function* () {
      const took = (connection: ConnectionFault.Connection) =>
        Effect.map(second(connection), ({ came, seconds }) => [came, seconds])
      assert.deepStrictEqual(yield* took("noHead"), ["nothing", 1000])
      assert.deepStrictEqual(yield* took("slow"), [body, 10])
      assert.deepStrictEqual(yield* took("drip"), [body, Buffer.byteLength(body)])
      assert.strictEqual((yield* second("slices")).came, body)
    })
  )

  it.effect("carries the answer of the request before", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* second("earlier"), { came: "/a", seconds: 1, asked: 2 })
    })
  )

  it.effect("refuses what only a socket can show, in one line", () =>
    Effect.gen(function* () {
      const { provider } = yield* counting
      for (const connection of [
        "shortBody",
        "longBody",
        "unterminated",
        "unframed",
        "unframedWhole",
        "early"
      ] as const) {
        const exit = yield* Effect.exit(InMemory.make(provider, { faults: [faultOf(connection)] }))
        assert.isTrue(Exit.isFailure(exit))
        const [line] = Exit.isFailure(exit) ? Cause.pretty(exit.cause).split("\n") : []
        assert.include(line, `in memory, no connection can be "${connection}"`)
      }
    })
  )

  it.effect("tells of each request, of what went wrong and of what came", () =>
    Effect.gen(function* () {
      const { provider } = yield* counting
      const told: Array<Faulty.Exchange> = []
      const client = yield* InMemory.make(provider, {
        faults: [faultOf("refused")],
        onExchange: (exchange) => Effect.sync(() => void told.push(exchange))
      })
      yield* textOf(client, "https://provider.test/a")
      yield* Effect.flip(textOf(client, "https://provider.test/b"))

      assert.deepStrictEqual(
        told.map(({ happening, request, response }) => [request.path, happening, response?.body]),
        [
          ["/a", [], "/a"],
          ["/b", [{ _tag: "Connection", connection: "refused" }], undefined]
        ]
      )
    })
  )
})

/** All that a server sends for `GET /b` as the second request of a connection, until it closes it. */
const bytesOf = (port: number) =>
  Effect.callback<string>((resume) => {
    const came: Array<Buffer> = []
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("GET /b HTTP/1.1\r\nhost: a\r\n\r\n")
    })
    socket.on("data", (bytes) => came.push(bytes))
    socket.on("error", () => came.push(Buffer.from("<reset>")))
    socket.on("close", () => resume(Effect.succeed(Buffer.concat(came).toString("latin1"))))
    return Effect.sync(() => socket.destroy())
  })

describe("a connection on a socket", () => {
  const raw = Effect.fnUntraced(function* (connection: ConnectionFault.Connection) {
    const { asked, provider } = yield* counting
    const faults = [Fault.at(1, { _tag: "Connection", connection } as const)]
    const { port } = yield* Serve.serve(provider, { faults })
    const [head = "", sent = ""] = (yield* bytesOf(port)).split("\r\n\r\n")
    return { asked: asked.length, head: head.toLowerCase(), sent: Buffer.from(sent, "latin1") }
  })
  const half = Buffer.from(body).subarray(0, Math.floor(Buffer.byteLength(body) / 2))
  const length = Buffer.byteLength(body)

  it.live("is reset before the answer, whether the provider acted or not", () =>
    Effect.gen(function* () {
      const [reset, stale] = [yield* raw("reset"), yield* raw("stale")]
      assert.deepStrictEqual([reset.asked, reset.head], [1, "<reset>"])
      assert.deepStrictEqual([stale.asked, stale.head], [0, ""])
    })
  )

  it.live("ends a body too early, or not at all, or says nothing of where it ends", () =>
    Effect.gen(function* () {
      const short = yield* raw("shortBody")
      assert.include(short.head, `content-length: ${length}`)
      assert.deepStrictEqual(short.sent, half)

      const unframed = yield* raw("unframed")
      assert.notMatch(unframed.head, /content-length|transfer-encoding/)
      assert.deepStrictEqual(unframed.sent, half)
      assert.deepStrictEqual((yield* raw("unframedWhole")).sent, Buffer.from(body))

      const unterminated = yield* raw("unterminated")
      assert.include(unterminated.head, "transfer-encoding: chunked")
      assert.isTrue(unterminated.sent.includes(body))
      assert.isFalse(unterminated.sent.toString().endsWith("0\r\n\r\n"))
    })
  )

  it.live("sends more than it said", () =>
    Effect.gen(function* () {
      const { head, sent } = yield* raw("longBody")
      assert.include(head, `content-length: ${half.length}`)
      assert.deepStrictEqual(sent, Buffer.from(body))
    })
  )

  it.live("gives hints before the answer, or every byte alone, and all of it comes", () =>
    Effect.gen(function* () {
      const { provider } = yield* counting
      for (const connection of ["early", "slices"] as const) {
        const faults = [Fault.at(1, { _tag: "Connection", connection } as const)]
        const { url } = yield* Serve.serve(provider, { faults })
        assert.strictEqual(yield* textOf(yield* HttpClient.HttpClient, `${url}/b`), body)
      }
    }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp))
  )

  it.live("carries the answer of the request before", () =>
    Effect.gen(function* () {
      const { provider } = yield* counting
      const { url } = yield* Serve.serve(provider, { faults: [faultOf("earlier")] })
      const client = yield* HttpClient.HttpClient
      const texts = [
        yield* textOf(client, `${url}/a`),
        yield* textOf(client, `${url}/b`),
        yield* textOf(client, `${url}/c`)
      ]

      assert.deepStrictEqual(texts, ["/a", "/a", "/c"])
    }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp))
  )

  it.live("gives no answer, or a byte a second", () =>
    Effect.gen(function* () {
      const { asked, provider } = yield* counting
      const faults = [faultOf("noHead"), Fault.at(3, { _tag: "Connection", connection: "drip" } as const)]
      const { url } = yield* Serve.serve(provider, { faults })
      const client = yield* HttpClient.HttpClient
      const before = yield* Clock.currentTimeMillis
      yield* textOf(client, `${url}/a`)
      const waiting = yield* Effect.forkChild(client.get(`${url}/a`))
      while (asked.length < 2) yield* Effect.sleep("5 millis")
      yield* Effect.sleep("200 millis")
      const none = waiting.pollUnsafe()
      yield* Fiber.interrupt(waiting)
      const dripped = yield* textOf(client, `${url}/a`)

      assert.deepStrictEqual([none, dripped, asked.length], [undefined, "/a", 3])
      assert.isAtLeast((yield* Clock.currentTimeMillis) - before, 2000)
    }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp))
  )

  it.live("refuses what happens before it, in one line", () =>
    Effect.gen(function* () {
      const { provider } = yield* counting
      for (const connection of ["dns", "noSuchHost", "refused", "blackHole", "tls"] as const) {
        const error = yield* Effect.flip(Serve.serve(provider, { faults: [faultOf(connection)] }))
        assert.strictEqual(error.message, `behind a served address, no connection can be "${connection}"`)
      }
    })
  )
})
