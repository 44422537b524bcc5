/**
 * A mock provider behind a real socket, on `node:http` alone so that a benchmark measures its client.
 *
 * The server listens on this machine only: a mock with made-up data and a known token has no business on a network.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Schema, type Scope } from "effect"
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http"
import { gzipSync } from "node:zlib"
import { type ConnectionFault, connectionAt } from "../faults/ConnectionFault.ts"
import { type Body, type Provider, type Request, type Response, bytesOf } from "../providers/Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** 0 takes a free one. @default 0 */
  readonly port?: number | undefined
  /** @default "127.0.0.1" */
  readonly host?: string | undefined
  /** Lets `host` be an address that other machines reach. @default false */
  readonly exposed?: boolean | undefined
  /** From the request to the head of its answer. @default 0 */
  readonly latency?: Duration.Input | undefined
  /** What happens to connections. @default nothing */
  readonly faults?: ReadonlyArray<ConnectionFault> | undefined
}

/**
 * Where the server listens.
 *
 * @category models
 * @since 0.1.0
 */
export interface Address {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
}

/**
 * The server can't start: the port is taken, or the host is not of this machine.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServeError extends Schema.TaggedError<ServeError>()("ServeError", { detail: Schema.String }) {
  override get message(): string {
    return this.detail
  }
}

/**
 * Serves the provider until the scope closes, which closes every connection too.
 *
 * @category constructors
 * @since 0.1.0
 */
export const serve = (provider: Provider, options: Options = {}): Effect.Effect<Address, ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const host = options.host ?? "127.0.0.1"
    if (!loopback.has(host) && options.exposed !== true) {
      return yield* new ServeError({ detail: `${host} is not an address of this machine alone; use 127.0.0.1` })
    }
    const context = yield* Effect.context()
    const run = Effect.runForkWith(context)
    const latency = Duration.fromInputUnsafe(options.latency ?? 0)
    let requests = 0
    const server = createServer((incoming, outgoing) => {
      requests += 1
      const connection = connectionAt(options.faults ?? [], requests)
      const fiber = run(
        answer(provider, incoming, latency).pipe(
          Effect.map((response) => send(incoming, outgoing, response, connection)),
          Effect.catchCause(() => Effect.sync(() => void incoming.socket.destroy()))
        )
      )
      outgoing.once("close", () => fiber.interruptUnsafe())
    })
    const port = yield* Effect.acquireRelease(listen(server, options.port ?? 0, host), () => close(server))
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port }
  })

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"])

const answer = (
  provider: Provider,
  incoming: IncomingMessage,
  latency: Duration.Duration
): Effect.Effect<Response<Body>> => {
  const handled =
    incoming.method === "GET" || incoming.method === "HEAD"
      ? provider.handle(requestOf(incoming, ""))
      : Effect.flatMap(bodyOf(incoming), (body) => provider.handle(requestOf(incoming, body)))
  return Duration.toMillis(latency) > 0 ? Effect.delay(handled, latency) : handled
}

const requestOf = (incoming: IncomingMessage, body: string): Request => {
  const target = incoming.url ?? "/"
  const mark = target.indexOf("?")
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers: incoming.headers,
    body
  }
}

const bodyOf = (incoming: IncomingMessage): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const parts: Array<Buffer> = []
    incoming.on("data", (part: Buffer) => parts.push(part))
    incoming.once("end", () => resume(Effect.succeed(Buffer.concat(parts).toString("utf8"))))
    incoming.once("error", (cause) => resume(Effect.die(cause)))
  })

const send = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response<Body>,
  connection: ConnectionFault["connection"] | undefined
): void => {
  if (connection === "reset") return void incoming.socket.resetAndDestroy()
  const plain = bytesOf(response)
  const bytes = response.gzip === true ? gzipSync(plain) : plain
  const coding = response.gzip === true ? { "content-encoding": "gzip" } : {}
  outgoing.writeHead(response.status, { ...response.headers, ...coding, "content-length": bytes.length })
  if (connection === undefined) return void outgoing.end(bytes)
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => incoming.socket.destroy())
}

const listen = (server: Server, port: number, host: string): Effect.Effect<number, ServeError> =>
  Effect.callback<number, ServeError>((resume) => {
    server.once("error", (cause) =>
      resume(new ServeError({ detail: `can't listen on ${host}:${port}: ${cause.message}` }))
    )
    server.listen(port, host, () => {
      const address = server.address()
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : port))
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
