import { Context, Effect, Layer } from "effect"
import { type Server, type Socket, createServer } from "node:net"

/** A request as it came over the wire. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly head: string
  readonly body: string
}

/** A server that writes what it is told, byte by byte if need be, and counts who came. */
export interface WireServer {
  readonly origin: string
  readonly port: number
  readonly asked: ReadonlyArray<Asked>
  readonly connections: () => number
  readonly open: () => number
}

export type Answer = (socket: Socket, asked: Asked) => void

export const serve = (answer: Answer) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ server: Server; sockets: Set<Socket>; asked: Array<Asked>; count: { value: number } }>(
        (resume) => {
          const sockets = new Set<Socket>()
          const asked: Array<Asked> = []
          const count = { value: 0 }
          const server = createServer({ noDelay: true }, (socket) => {
            count.value++
            sockets.add(socket)
            socket.on("error", () => {})
            socket.on("close", () => sockets.delete(socket))
            let seen = Buffer.alloc(0)
            socket.on("data", (bytes) => {
              seen = Buffer.concat([seen, bytes])
              const end = seen.indexOf("\r\n\r\n")
              if (end < 0) return
              const head = seen.subarray(0, end).toString("latin1")
              const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
              if (seen.length < end + 4 + length) return
              const [method = "", path = ""] = head.split(" ")
              const request = { method, path, head, body: seen.subarray(end + 4).toString() }
              seen = Buffer.alloc(0)
              asked.push(request)
              answer(socket, request)
            })
          })
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, sockets, asked, count })))
        }
      ),
      ({ server, sockets }) =>
        Effect.callback<void>((resume) => {
          for (const socket of sockets) socket.destroy()
          server.close(() => resume(Effect.void))
        })
    ),
    ({ asked, count, server, sockets }): WireServer => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      return {
        origin: `http://127.0.0.1:${port}`,
        port,
        asked,
        connections: () => count.value,
        open: () => sockets.size
      }
    }
  )

/** An answer with a stated length. */
export const page = (body: string | Buffer, headers: ReadonlyArray<string> = [], status = "200 OK"): Buffer => {
  const bytes = Buffer.from(body)
  return Buffer.concat([head([...headers, `Content-Length: ${bytes.length}`], status), bytes])
}

/** An answer that ends with its connection. */
export const untilClose = (body: string | Buffer, headers: ReadonlyArray<string> = []): Buffer =>
  Buffer.concat([head([...headers, "Connection: close"]), Buffer.from(body)])

export const chunked = (body: Buffer, headers: ReadonlyArray<string> = [], size = 512): Buffer => {
  const parts = [head([...headers, "Transfer-Encoding: chunked"])]
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"))
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")])
}

export const head = (headers: ReadonlyArray<string>, status = "200 OK"): Buffer =>
  Buffer.from([`HTTP/1.1 ${status}`, ...headers, "", ""].join("\r\n"), "latin1")

/** Answers by path, from a table that tests fill. */
export class Scripted extends Context.Service<
  Scripted,
  { readonly server: WireServer; readonly on: (answer: Answer) => string; readonly foreign: WireServer }
>()("test/Scripted") {}

export const layerScripted = Layer.effect(
  Scripted,
  Effect.gen(function* () {
    const answers = new Array<Answer>()
    const server = yield* serve((socket, asked) => {
      const answer = answers[Number(/^\/(\d+)/.exec(asked.path)?.[1])]
      if (answer === undefined) socket.destroy()
      else answer(socket, asked)
    })
    const foreign = yield* serve((socket) => socket.end(page("stolen")))
    return { server, foreign, on: (answer) => `${server.origin}/${answers.push(answer) - 1}` }
  })
)
