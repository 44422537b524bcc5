/**
 * A mock provider behind a real socket, on `node:http` alone so that a benchmark measures its client.
 *
 * The server listens on this machine only: a mock with made-up data and a known token has no business on a network.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Schema, type Scope } from "effect"
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http"
import type { Fault } from "../faults/Fault.ts"
import * as Faulty from "../faults/Faulty.ts"
import type { Wire } from "../faults/Wire.ts"
import type { Body, Provider, Request, Response } from "../providers/Provider.ts"
import * as Sending from "./Sending.ts"

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
  /** What goes wrong. @default nothing */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Where pages and records stand in an answer, for the faults that act on them. */
  readonly wire?: Wire | undefined
  /** Is told of every request. @default nobody is */
  readonly onExchange?: ((exchange: Faulty.Exchange) => Effect.Effect<void>) | undefined
  /**
   * Answers a request in the provider's place, at once: nothing goes wrong with it, no fault counts it, and nobody is told.
   *
   * @default none
   */
  readonly beside?: ((request: Request) => Effect.Effect<Response> | undefined) | undefined
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
 * The server can't start: the port is taken, the host is not of this machine, or a fault can't be shown on a socket.
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
    const troubled = yield* Faulty.troubled(provider, options.faults ?? [], { ...options, transport: socket }).pipe(
      Effect.mapError(({ detail }) => new ServeError({ detail }))
    )
    const { onExchange = () => Effect.void } = options
    let earlier: Response<Body> | undefined
    const answer = Effect.fnUntraced(function* (incoming: IncomingMessage, outgoing: ServerResponse) {
      const whole = incoming.method === "GET" || incoming.method === "HEAD" ? "" : yield* bodyOf(incoming)
      const request = requestOf(incoming, whole)
      const beside = options.beside?.(request)
      if (beside !== undefined) return yield* Sending.send(incoming, outgoing, yield* beside, undefined)
      const { connection, happening, response } = troubled.next(request)
      if (connection === "stale") {
        yield* onExchange({ request, happening, response: undefined })
        return void incoming.socket.destroy()
      }
      const right = Duration.toMillis(latency) > 0 ? yield* Effect.delay(response, latency) : yield* response
      yield* onExchange({ request, happening, response: right })
      if (connection === "earlier") yield* Sending.send(incoming, outgoing, earlier ?? right, undefined)
      else yield* Sending.send(incoming, outgoing, right, connection)
      earlier = right
    })
    const server = createServer((incoming, outgoing) => {
      const fiber = run(
        Effect.catchCause(answer(incoming, outgoing), () => Effect.sync(() => void incoming.socket.destroy()))
      )
      outgoing.once("close", () => fiber.interruptUnsafe())
    })
    const port = yield* Effect.acquireRelease(listen(server, options.port ?? 0, host), () => close(server))
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port }
  })

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"])

/**
 * What comes before the request is not the server's to show.
 *
 * @category constants
 * @since 0.1.0
 */
export const socket: Faulty.Transport = {
  name: "behind a served address",
  lacks: new Set(["dns", "noSuchHost", "refused", "blackHole", "tls"])
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
