import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { HttpClient } from "effect/http"
import { constants, createSecureServer } from "node:http2"
import { createServer as createPlainServer } from "node:net"
import { createServer, type TLSSocket } from "node:tls"
import { gzipSync } from "node:zlib"
import * as ClientFailure from "../../src/client/ClientFailure.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import { hasOpenssl, selfSigned } from "./TestCertificate.ts"
import { get, kindOf, outcome, transports } from "./Transports.ts"
import { page, untilClose } from "./WireServer.ts"

const text = '{"results":[1,2,3]}'
const here = hasOpenssl() ? selfSigned("127.0.0.1") : undefined
const elsewhere = here === undefined ? undefined : selfSigned("127.0.0.2")

interface Listening {
  readonly on: (event: "error", listener: () => void) => unknown
  readonly listen: (port: number, host: string, done: () => void) => unknown
  readonly address: () => unknown
  readonly close: () => unknown
}

const listening = (server: Listening) =>
  Effect.acquireRelease(
    Effect.callback<string>((resume) => {
      server.on("error", () => {})
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null && "port" in address ? address.port : 0
        resume(Effect.succeed(`https://127.0.0.1:${String(port)}`))
      })
    }),
    () => Effect.sync(() => server.close())
  )

/** Answers what is asked for once a head has come. */
const answering = (certificate: { key: string; cert: string }, answer: Buffer) =>
  listening(
    createServer({ ...certificate, ALPNProtocols: ["http/1.1"] }, (socket) => {
      socket.on("error", () => {})
      socket.once("data", () => socket.end(answer))
    })
  )

describe.skipIf(here === undefined)("NodeClient over TLS", () => {
  for (const [transport, make] of transports) {
    it.live(`refuses a certificate that nobody vouches for, over ${transport}`, () =>
      Effect.gen(function* () {
        const origin = yield* answering(here!, page(text))

        const error = yield* Effect.flip(get(origin))

        assert.strictEqual(ClientFailure.of(error).kind, "Tls")
        assert.strictEqual(ClientFailure.of(error).processed, "no")
        assert.strictEqual(ClientFailure.reasonOf(error)._tag, "UnexpectedResponse")
        assert.isFalse(ClientFailure.reasonOf(error).isRetryable)
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live(`refuses a certificate for another address, over ${transport}`, () =>
      Effect.gen(function* () {
        const origin = yield* answering(elsewhere!, page(text))

        assert.strictEqual(yield* kindOf(get(origin)), "Tls")
      }).pipe(Effect.provide(make({ ca: elsewhere!.cert })), Effect.scoped)
    )

    it.live(`refuses a server that speaks no TLS, over ${transport}`, () =>
      Effect.gen(function* () {
        const plain = yield* listening(createPlainServer((socket) => socket.end(page(text))))

        assert.strictEqual(yield* kindOf(get(plain)), "Tls")
      }).pipe(Effect.provide(make()), Effect.scoped)
    )

    it.live(`takes an authority of the operator's, over ${transport}`, () =>
      Effect.gen(function* () {
        const origin = yield* answering(here!, page(text))

        assert.deepStrictEqual(yield* kindOf(get(origin)), { text })
      }).pipe(Effect.provide(make({ ca: [here!.cert] })), Effect.scoped)
    )

    it.live(`still needs a length from a server of HTTP/1.1, over ${transport}`, () =>
      Effect.gen(function* () {
        const origin = yield* answering(here!, untilClose(text))

        assert.strictEqual(yield* kindOf(get(origin)), "Incomplete")
      }).pipe(Effect.provide(make({ ca: here!.cert })), Effect.scoped)
    )

    it.live(`is not built while the environment switches verification off, for ${transport}`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.acquireUseRelease(
          Effect.sync(() => {
            process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"
          }),
          () => Effect.exit(Effect.provide(HttpClient.HttpClient, make())),
          () => Effect.sync(() => delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"])
        )

        assert.isTrue(Exit.isFailure(exit))
        assert.match(String(exit), /NODE_TLS_REJECT_UNAUTHORIZED: it is 0/)
      })
    )
  }
})

const client = () => NodeClient.layerUndici({ ca: here!.cert, body: "3 seconds" })

describe.skipIf(here === undefined)("NodeClient.layerUndici over HTTP/2", () => {
  it.live("speaks it where the server prefers it, and takes a body with a length or a coding", () =>
    Effect.gen(function* () {
      const versions = new Array<string>()
      const origin = yield* listening(
        createSecureServer({ ...here!, allowHTTP1: true }, ({ httpVersion, url }, response) => {
          versions.push(httpVersion)
          const body = url === "/gzip" ? gzipSync(text) : text
          if (url === "/length") response.writeHead(200, { "content-length": text.length })
          if (url === "/gzip") response.writeHead(200, { "content-encoding": "gzip" })
          response.write(body, () => response.end())
        })
      )

      assert.deepStrictEqual(yield* kindOf(get(`${origin}/length`)), { text })
      assert.deepStrictEqual(yield* kindOf(get(`${origin}/gzip`)), { text })
      const bare = yield* outcome(get(`${origin}/bare`))
      assert.deepInclude(bare, { kind: "Incomplete" })
      assert.include("detail" in bare ? bare.detail : "", "use HTTP/1.1")
      assert.deepStrictEqual(versions, ["2.0", "2.0", "2.0"])
    }).pipe(Effect.provide(client()), Effect.scoped)
  )

  const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants
  const gzip = gzipSync(text)
  for (const [name, headers, part] of [
    ["with a length", [0x88, 0x0f, 0x0d, 0x02, 0x31, 0x39], Buffer.from(text).subarray(0, 5)],
    ["with a coding", [0x88, 0x0f, 0x0b, 0x04, ...Buffer.from("gzip")], gzip.subarray(0, -1)],
    ["with neither", [0x88], Buffer.from(text).subarray(0, 5)]
  ] as const) {
    it.live(`takes no part of a body ${name} for the whole, however its stream is reset`, () =>
      Effect.gen(function* () {
        for (const code of [NGHTTP2_NO_ERROR, NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL]) {
          const origin = yield* listening(
            createServer({ ...here!, ALPNProtocols: ["h2"] }, (socket) =>
              onRequest(socket, (id) => {
                socket.write(Buffer.concat([frame(1, 4, id, Buffer.from(headers)), frame(0, 0, id, part)]))
                setTimeout(() => socket.write(frame(3, 0, id, Buffer.from([0, 0, 0, code]))), 20)
              })
            )
          )

          const kind = yield* kindOf(get(origin))

          assert.isTrue(kind === "Incomplete" || kind === "Reset", `code ${code}: ${JSON.stringify(kind)}`)
        }
      }).pipe(Effect.provide(client()), Effect.scoped)
    )
  }
})

/** RFC 9113, section 4.1. */
const frame = (type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A server of HTTP/2 that can break off where one of `node:http2` would end a stream properly. */
const onRequest = (socket: TLSSocket, answer: (stream: number) => void) => {
  let seen = Buffer.alloc(0)
  let at = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length
  socket.on("error", () => {})
  socket.write(frame(4, 0, 0))
  socket.on("data", (bytes) => {
    seen = Buffer.concat([seen, bytes])
    while (seen.length >= at + 9 && seen.length >= at + 9 + seen.readUIntBE(at, 3)) {
      const [type, flags, stream] = [seen[at + 3], seen[at + 4] ?? 0, seen.readUInt32BE(at + 5)]
      at += 9 + seen.readUIntBE(at, 3)
      if (type === 4 && (flags & 1) === 0) socket.write(frame(4, 1, 0))
      if (type === 1) answer(stream)
    }
  })
}
