import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { spawn } from "node:child_process"
import { type Socket, connect, createServer } from "node:net"
import { createBrotliCompress, constants, gzipSync } from "node:zlib"
import * as ClientFailure from "../../src/client/ClientFailure.ts"
import { ask, get, kindOf, outcome, transports } from "./Transports.ts"
import { chunked, head, page, serve } from "./WireServer.ts"

const text = '{"results":[1,2,3]}'

/** Waits for what the other side of a socket sees a little later. */
const eventually = (holds: () => boolean) =>
  Effect.gen(function* () {
    for (let n = 0; n < 500 && !holds(); n++) yield* Effect.sleep("20 millis")
    return holds()
  })

/** A port of this machine that nobody listens on. */
const freePort = Effect.callback<number>((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

/**
 * A server that stops running once it listens, with no room left for a connection: the kernel leaves further ones
 * unanswered, as a firewall does that drops packets.
 */
const blackHole = Effect.acquireRelease(
  Effect.callback<{ port: number; close: () => void }>((resume) => {
    const program = `
      const server = require("node:net").createServer()
      server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
        require("node:fs").writeSync(1, server.address().port + "\\n")
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000)
      })`
    const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] })
    child.stdout.once("data", (bytes: Buffer) => {
      const port = Number(bytes.toString())
      const fillers = [1, 2, 3, 4].map(() => connect(port, "127.0.0.1").on("error", () => {}))
      const close = () => {
        for (const filler of fillers) filler.destroy()
        child.kill("SIGKILL")
      }
      setTimeout(() => resume(Effect.succeed({ port, close })), 100)
    })
  }),
  ({ close }) => Effect.sync(close)
)

const streamed = (url: string) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    return (yield* client.get(url)).stream
  })

for (const [transport, make] of transports) {
  describe(`over ${transport}, a request`, () => {
    it.live("is Unreachable when the connection is refused, and was certainly not sent", () =>
      Effect.gen(function* () {
        const port = yield* freePort

        const error = yield* Effect.flip(get(`http://127.0.0.1:${port}/?apikey=canary`))

        assert.deepInclude(ClientFailure.of(error), { kind: "Unreachable", processed: "no" })
        assert.include(error.message, "ECONNREFUSED")
        assert.notInclude(error.message, "canary")
        assert.deepInclude(ClientFailure.reasonOf(error), { _tag: "ProviderUnavailable", processed: "no" })
      }).pipe(Effect.provide(make()))
    )

    it.live("is Unreachable when there is no such host", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* kindOf(get("http://no-such-host.invalid/")), "Unreachable")
      }).pipe(Effect.provide(make()))
    )

    it.live("is a ConnectTimeout when nothing answers the first packet", () =>
      Effect.gen(function* () {
        const { port } = yield* blackHole

        const [spent, failure] = yield* Effect.timed(outcome(get(`http://127.0.0.1:${port}/`)))

        assert.deepInclude(failure, { kind: "ConnectTimeout", processed: "no" })
        assert.isBelow(Duration.toMillis(spent), 15_000)
      }).pipe(Effect.provide(make({ connect: "300 millis" })), Effect.scoped)
    )

    it.live("is a ConnectTimeout when the server keeps silent in the handshake of TLS", () =>
      Effect.gen(function* () {
        const server = yield* serve(() => {})

        const failure = yield* outcome(get(`https://127.0.0.1:${server.port}/`))

        assert.deepInclude(failure, { kind: "ConnectTimeout", processed: "no" })
        assert.isTrue(yield* eventually(() => server.open() === 0))
      }).pipe(Effect.provide(make({ connect: "300 millis" })), Effect.scoped)
    )

    it.live("is a HeadTimeout when no answer comes, and its connection is closed", () =>
      Effect.gen(function* () {
        const server = yield* serve(() => {})

        const failure = yield* outcome(get(`${server.origin}/`))

        assert.deepInclude(failure, { kind: "HeadTimeout", processed: "maybe" })
        assert.isTrue(yield* eventually(() => server.open() === 0))
      }).pipe(Effect.provide(make({ head: "200 millis" })), Effect.scoped)
    )

    it.live("is Reset when the connection is reset before the head", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.resetAndDestroy())

        assert.deepInclude(yield* outcome(get(`${server.origin}/`)), { kind: "Reset", processed: "maybe" })
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("is Reset when the connection is reset amid the body", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => {
          socket.write(page(text).subarray(0, -3))
          setTimeout(() => socket.resetAndDestroy(), 50)
        })

        assert.deepInclude(yield* outcome(get(`${server.origin}/`)), { kind: "Reset", processed: "maybe" })
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("is a BodyTimeout when its body drips, and its connection is closed", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => {
          socket.write(head(["Content-Length: 100000"]))
          const drip = setInterval(() => socket.write("a"), 50)
          socket.on("close", () => clearInterval(drip))
        })

        const [spent, failure] = yield* Effect.timed(outcome(get(`${server.origin}/`)))

        assert.deepInclude(failure, { kind: "BodyTimeout", processed: "maybe" })
        assert.isBelow(Duration.toMillis(spent), 15_000)
        assert.isTrue(yield* eventually(() => server.open() === 0))
      }).pipe(Effect.provide(make({ body: "400 millis" })), Effect.scoped)
    )

    it.live("closes its connection when it is interrupted, before the head and amid the body", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket, { path }) => {
          if (path === "/body") socket.write(page(text).subarray(0, -3))
        })
        for (const path of ["/head", "/body"]) {
          const before = server.asked.length
          const fiber = yield* Effect.forkChild(get(`${server.origin}${path}`))
          yield* eventually(() => server.asked.length > before)
          yield* Effect.sleep("50 millis")
          assert.strictEqual(server.open(), 1)

          yield* Fiber.interrupt(fiber)

          assert.isTrue(yield* eventually(() => server.open() === 0), path)
        }
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("uses its connection again after an answer, whatever its framing and coding", () =>
      Effect.gen(function* () {
        const answers = [
          page(text),
          chunked(Buffer.from(text)),
          page(gzipSync(text), ["Content-Encoding: gzip"]),
          head([], "204 No Content"),
          page("", [], "404 Not Found")
        ]
        const server = yield* serve((socket, { path }) => socket.write(answers[Number(path.slice(1))] ?? ""))

        for (const n of [0, 1, 2, 3, 4, 0]) yield* get(`${server.origin}/${n}`)
        const client = yield* HttpClient.HttpClient
        const unread = yield* client.execute(HttpClientRequest.get(`${server.origin}/3`))
        yield* Effect.sleep("50 millis")
        yield* get(`${server.origin}/0`)
        assert.strictEqual(unread.status, 204)

        // undici gives a connection back a turn of the event loop later than its body.
        assert.isAtMost(server.connections(), transport === "undici" ? 2 : 1)
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("keeps no connection when it is told to keep none", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(page(text)))

        for (let n = 0; n < 3; n++) yield* get(`${server.origin}/`)

        assert.strictEqual(server.connections(), 3)
      }).pipe(Effect.provide(make({ keepAlive: 0 })), Effect.scoped)
    )

    it.live("closes a connection that has been idle for as long as was told", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(page(text)))

        yield* get(`${server.origin}/`)

        assert.strictEqual(server.open(), 1)
        assert.isTrue(yield* eventually(() => server.open() === 0))
      }).pipe(Effect.provide(make({ keepAlive: "2 seconds" })), Effect.scoped)
    )

    it.live("never opens more connections to an origin than it was told", () =>
      Effect.gen(function* () {
        let most = 0
        const server = yield* serve((socket) => {
          most = Math.max(most, server.open())
          setTimeout(() => socket.write(page(text)), 30)
        })

        yield* Effect.forEach([1, 2, 3, 4, 5, 6], () => get(`${server.origin}/`), { concurrency: "unbounded" })

        assert.strictEqual(most, 2)
      }).pipe(Effect.provide(make({ maxSockets: 2 })), Effect.scoped)
    )
  })

  describe(`over ${transport}, a response`, () => {
    const big = Buffer.from(JSON.stringify(Array.from({ length: 40_000 }, (_, n) => `Zimmer ${n}`)))

    it.live("streams its inflated body whole", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(chunked(gzipSync(big), ["Content-Encoding: gzip"])))

        const came = yield* Stream.runCollect(Stream.unwrap(streamed(server.origin)))

        assert.isAbove(came.length, 1)
        assert.isTrue(Buffer.concat(came).equals(big))
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("fails the stream of a cut body rather than ending it", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.end(page(big).subarray(0, -1)))
        const came = new Array<Uint8Array>()

        const error = yield* Effect.flip(
          Stream.runForEach(Stream.unwrap(streamed(server.origin)), (bytes) => Effect.sync(() => came.push(bytes)))
        )

        assert.strictEqual(ClientFailure.of(error).kind, "Incomplete")
        assert.strictEqual(Buffer.concat(came).length, big.length - 1)
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("closes its connection when its stream is left early", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(head(["Content-Length: 100000"])) && socket.write("abc"))

        const came = yield* Stream.runCollect(Stream.take(Stream.unwrap(streamed(server.origin)), 1))

        assert.strictEqual(Buffer.concat(came).toString(), "abc")
        assert.isTrue(yield* eventually(() => server.open() === 0))
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("asks for no more while its reader is busy", () =>
      Effect.gen(function* () {
        const size = 24 * 1024 * 1024
        let sender: Socket | undefined
        const server = yield* serve((socket) => {
          sender = socket
          socket.write(page(Buffer.alloc(size, "a")))
        })

        const measured = yield* Deferred.make<void>()
        const read = yield* Stream.runFoldEffect(
          Stream.unwrap(streamed(server.origin)),
          () => 0,
          (sum: number, bytes) => Effect.as(sum === 0 ? Deferred.await(measured) : Effect.void, sum + bytes.length)
        ).pipe(Effect.forkChild)
        yield* eventually(() => sender !== undefined)
        yield* Effect.sleep("200 millis")
        const waiting = sender?.writableLength ?? 0
        yield* Deferred.succeed(measured, undefined)

        // What the kernel's buffers on both sides took is not much.
        assert.isAbove(waiting, size / 4)
        assert.strictEqual(yield* Fiber.join(read), size)
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("gives its body again to who asks again, and its bytes and JSON too", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(page(gzipSync(text), ["Content-Encoding: gzip"])))
        const client = yield* HttpClient.HttpClient

        const response = yield* client.get(server.origin)

        assert.strictEqual(yield* response.text, text)
        assert.deepStrictEqual(yield* response.json, { results: [1, 2, 3] })
        assert.strictEqual(Buffer.from(yield* response.arrayBuffer).toString(), text)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Stream.runDrain(response.stream))))
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("shows its status and headers when its body can't be read", () =>
      Effect.gen(function* () {
        const answer = Buffer.concat([head(["Retry-After: 30"], "429 Slow Down"), Buffer.from("slow down")])
        const server = yield* serve((socket) => socket.end(answer))
        const client = yield* HttpClient.HttpClient

        const response = yield* client.get(server.origin)

        assert.deepStrictEqual([response.status, response.headers["retry-after"]], [429, "30"])
        assert.strictEqual(yield* kindOf(response.text), "Incomplete")
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live("says what is no JSON without repeating it", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(page("<html>canary</html>")))
        const client = yield* HttpClient.HttpClient

        const error = yield* Effect.flip(Effect.flatMap(client.get(server.origin), (response) => response.json))

        assert.strictEqual(ClientFailure.of(error).kind, "Encoding")
        assert.notInclude(String(error), "canary")
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live(
      "stays small under a brotli bomb of more than 100,000 to 1",
      () =>
        Effect.gen(function* () {
          const bomb = yield* brotliBomb
          const server = yield* serve((socket) => socket.write(page(bomb, ["Content-Encoding: br"])))
          const before = process.resourceUsage().maxRSS

          const kind = yield* kindOf(ask(HttpClientRequest.get(server.origin)))

          assert.isAbove((bombSize * MiB) / bomb.length, 100_000)
          assert.strictEqual(kind, "Bomb")
          // In kilobytes.
          assert.isBelow(process.resourceUsage().maxRSS - before, 160 * 1024)
        }).pipe(Effect.provide(make()), Effect.scoped),
      20_000
    )
  })
}

const MiB = 1024 * 1024
const bombSize = 512

const brotliBomb = Effect.callback<Buffer>((resume) => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 }
  const coder = createBrotliCompress({ params })
  const came = new Array<Buffer>()
  const zeros = Buffer.alloc(MiB)
  let left = bombSize
  const more = () => {
    while (left-- > 0) if (!coder.write(zeros)) return coder.once("drain", more)
    return coder.end()
  }
  coder.on("data", (bytes: Buffer) => came.push(bytes))
  coder.on("end", () => resume(Effect.succeed(Buffer.concat(came))))
  more()
})
