import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { gzipSync } from "node:zlib"
import { kindOf, get, transports } from "./Transports.ts"
import { chunked, page, serve, untilClose } from "./WireServer.ts"

const rates = Array.from({ length: 36 }, (_, n) => ({
  id: (n * 2_654_435_761) % 1_000_003,
  hotel: `Hôtel №${(n * 7919) % 1000}`,
  price: `${(n * 65_537) % 997}.50 €`
}))
const text = JSON.stringify({ results: rates })
const plain = Buffer.from(text)
const gzip = gzipSync(plain)

/** Each whole answer, and whether a client may take it for whole. */
const framings = [
  ["Content-Length", page(plain), true],
  ["chunks", chunked(plain), true],
  ["close of the connection", untilClose(plain), false],
  ["Content-Length, gzip", page(gzip, ["Content-Encoding: gzip"]), true],
  ["chunks, gzip", chunked(gzip, ["Content-Encoding: gzip"]), true],
  ["close of the connection, gzip", untilClose(gzip, ["Content-Encoding: gzip"]), true]
] as const

/** How many bytes from one cut to the next: `INNLET_CUTS=1` cuts at each, for every framing and over both transports. */
const step = Number(process.env["INNLET_CUTS"] ?? 3)

describe("a body framed by", () => {
  it("has a page of two kilobytes to cut", () => {
    assert.isAbove(plain.length, 2000)
    assert.isBelow(plain.length, 2600)
  })

  for (const [nth, [transport, make]] of transports.entries()) {
    for (const [which, [framing, whole, isWhole]] of framings.entries()) {
      it.live(
        `${framing} is never a page when it is cut at any byte, over ${transport}`,
        () =>
          Effect.gen(function* () {
            const server = yield* serve((socket, { path }) => {
              const part = whole.subarray(0, Number(path.slice(2)))
              if (path.startsWith("/r")) socket.write(part, () => setImmediate(() => socket.resetAndDestroy()))
              else socket.end(part)
            })
            const cuts = Array.from({ length: whole.length }, (_, n) => n).filter((n) => (n + nth + which) % step === 0)

            const cutBy = (how: "e" | "r", cuts: ReadonlyArray<number>) =>
              Effect.forEach(cuts, (at) => kindOf(get(`${server.origin}/${how}${at}`)), { concurrency: 16 })

            const ended = yield* cutBy("e", cuts)
            const reset = yield* cutBy(
              "r",
              cuts.filter((_, n) => n % 16 === 0)
            )
            const full = yield* kindOf(get(`${server.origin}/e${whole.length}`))

            assert.deepStrictEqual(
              [...ended, ...reset].flatMap((kind, at) =>
                kind === "Incomplete" || kind === "Reset" ? [] : [{ at, kind }]
              ),
              []
            )
            assert.deepStrictEqual(full, isWhole ? { text } : "Incomplete")
          }).pipe(Effect.provide(make({ maxSockets: 16 })), Effect.scoped),
        30_000
      )
    }
  }
})
