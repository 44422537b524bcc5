/**
 * An answer on its way over a socket, and all that can happen to it there.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import { gzipSync } from "node:zlib"
import type { Connection } from "../faults/ConnectionFault.ts"
import { type Body, type Response, bytesOf } from "../providers/Provider.ts"

/**
 * Sends an answer. It takes as long as the answer does to be sent.
 *
 * @category combinators
 * @since 0.1.0
 */
export const send = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response<Body>,
  connection: Connection | undefined
): Effect.Effect<void> => {
  const { socket } = incoming
  const plain = bytesOf(response)
  const bytes = response.gzip === true ? gzipSync(plain) : plain
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  const headers = { ...response.headers, ...(response.gzip === true ? { "content-encoding": "gzip" } : {}) }
  const head = (more: Readonly<Record<string, string | number>>) =>
    outgoing.writeHead(response.status, { ...headers, ...more })
  const whole = { "content-length": bytes.length }
  switch (connection) {
    case "reset":
      return Effect.sync(() => void socket.resetAndDestroy())
    case "noHead":
      return Effect.never
    case "cut":
      return Effect.sync(() => head(whole).write(half, () => socket.resetAndDestroy()))
    case "shortBody":
      return Effect.sync(() => head(whole).write(half, () => socket.end()))
    case "longBody":
      // The rest comes when the answer is over for a client, so that it is nobody's.
      return Effect.sync(() => void head({ "content-length": half.length }).write(half)).pipe(
        Effect.andThen(Effect.sleep("20 millis")),
        Effect.andThen(Effect.sync(() => void socket.end(bytes.subarray(half.length))))
      )
    case "unterminated":
      return Effect.sync(() => head({}).write(bytes, () => socket.end()))
    case "unframed":
    case "unframedWhole":
      return Effect.sync(() => {
        const lines = Object.entries({ ...headers, connection: "close" }).map(
          ([name, value]) => `${name}: ${value}\r\n`
        )
        socket.write(`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ""}\r\n${lines.join("")}\r\n`)
        socket.end(connection === "unframed" ? half : bytes)
      })
    case "drip":
      return inPieces(head(whole), bytes, 1, "1 second")
    case "slow":
      return inPieces(head(whole), bytes, Math.ceil(bytes.length / 10), "1 second")
    case "slices":
      socket.setNoDelay(true)
      return inPieces(head(whole), bytes, 1, 0)
    case "early":
      return Effect.sync(() => {
        outgoing.writeEarlyHints({ link: "</style.css>; rel=preload" })
        head(whole).end(bytes)
      })
    default:
      return Effect.sync(() => void head(whole).end(bytes))
  }
}

const inPieces = (outgoing: ServerResponse, bytes: Buffer, size: number, pause: "1 second" | 0): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let from = 0; from < bytes.length; from += size) {
      yield* pause === 0 ? Effect.yieldNow : Effect.sleep(pause)
      outgoing.write(bytes.subarray(from, from + size))
    }
    outgoing.end()
  })
