/**
 * A mock provider as an `HttpClient`: no socket and no promise, so virtual time holds.
 *
 * The origin of a URL doesn't matter, only its path and query.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpServerResponse } from "effect/http"
import type { Connection } from "../faults/ConnectionFault.ts"
import type { Fault } from "../faults/Fault.ts"
import * as Faulty from "../faults/Faulty.ts"
import type { Wire } from "../faults/Wire.ts"
import { type Body, type Provider, type Request, type Response, bytesOf } from "../providers/Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** From the request to the head of its answer. @default 0 */
  readonly latency?: Duration.Input | undefined
  /** What goes wrong. One that only a socket can show is a defect, as is one that nothing here can apply. @default nothing */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Where pages and records stand in an answer, for the faults that act on them. */
  readonly wire?: Wire | undefined
  /** Is told of every request. @default nobody is */
  readonly onExchange?: ((exchange: Faulty.Exchange) => Effect.Effect<void>) | undefined
}

/**
 * Provides the client.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (provider: Provider, options: Options = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(provider, options))

/**
 * Creates the client, whose requests are counted from 1 for its faults.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (provider: Provider, options: Options = {}): Effect.Effect<HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const latency = Duration.fromInputUnsafe(options.latency ?? 0)
    const troubled = yield* Effect.orDie(Faulty.troubled(provider, options.faults ?? [], { ...options, transport }))
    const { onExchange = () => Effect.void } = options
    let earlier: Response<Body> | undefined
    return HttpClient.make(
      Effect.fnUntraced(function* (request, url) {
        const asked = requestOf(request, url)
        const { connection, happening, response } = troubled.next(asked)
        const unsent = connection === undefined ? undefined : unsentBy[connection]
        const right = unsent === undefined ? yield* response : undefined
        yield* onExchange({ request: asked, happening, response: right })
        if (right === undefined) return yield* Effect.delay(lost(request, unsent ?? gone), unsent?.after ?? 0)
        if (Duration.toMillis(latency) > 0) yield* Effect.sleep(latency)
        if (connection === "noHead") return yield* Effect.never
        if (connection === "reset") return yield* lost(request, gone)
        const answer = connection === "earlier" ? (earlier ?? right) : right
        earlier = right
        return HttpServerResponse.toClientResponse(carried(answer, connection), { request })
      })
    )
  })

const requestOf = (request: HttpClientRequest.HttpClientRequest, url: URL): Request => ({
  method: request.method,
  path: url.pathname,
  query: url.search.slice(1),
  headers: request.headers,
  body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
})

/** How bytes are framed shows on a socket alone. */
const transport: Faulty.Transport = {
  name: "in memory",
  lacks: new Set(["shortBody", "longBody", "unterminated", "unframed", "unframedWhole", "early"])
}

/** As Node reports it. */
interface Loss {
  readonly code: string
  readonly syscall?: string
  readonly after?: Duration.Input
}

const gone: Loss = { code: "ECONNRESET", syscall: "read" }

/** The faults behind which the provider never gets the request. */
const unsentBy: { readonly [connection in Connection]?: Loss } = {
  dns: { code: "EAI_AGAIN", syscall: "getaddrinfo" },
  noSuchHost: { code: "ENOTFOUND", syscall: "getaddrinfo" },
  refused: { code: "ECONNREFUSED", syscall: "connect" },
  blackHole: { code: "ETIMEDOUT", syscall: "connect", after: "10 seconds" },
  tls: { code: "CERT_HAS_EXPIRED" },
  stale: gone
}

const lost = (request: HttpClientRequest.HttpClientRequest, { code, syscall }: Loss) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        cause: Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) }),
        description: code
      })
    })
  )

const carried = (
  response: Response<Body>,
  connection: Connection | undefined
): HttpServerResponse.HttpServerResponse => {
  switch (connection) {
    case "cut":
      return cut(response)
    case "drip":
      return inPieces(response, 1, "1 second")
    case "slow":
      return inPieces(response, Math.ceil(bytesOf(response).length / 10), "1 second")
    case "slices":
      return inPieces(response, 1, 0)
    default:
      return whole(response)
  }
}

const whole = ({ body, headers, status }: Response<Body>): HttpServerResponse.HttpServerResponse =>
  typeof body === "string"
    ? HttpServerResponse.text(body, { status, headers })
    : HttpServerResponse.uint8Array(body, { status, headers })

const cut = (response: Response<Body>): HttpServerResponse.HttpServerResponse => {
  const bytes = bytesOf(response)
  return HttpServerResponse.stream(
    Stream.concat(
      Stream.succeed(bytes.subarray(0, Math.floor(bytes.length / 2))),
      Stream.fail(new Error("the connection was lost"))
    ),
    { status: response.status, headers: response.headers, contentLength: bytes.length }
  )
}

const inPieces = (
  response: Response<Body>,
  size: number,
  pause: Duration.Input
): HttpServerResponse.HttpServerResponse => {
  const bytes = bytesOf(response)
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, piece) => piece * size)
  const pieces = Stream.fromIterable(starts).pipe(
    Stream.rechunk(1),
    Stream.mapEffect((start) => Effect.delay(Effect.succeed(bytes.subarray(start, start + size)), pause))
  )
  return HttpServerResponse.stream(pieces, {
    status: response.status,
    headers: response.headers,
    contentLength: bytes.length
  })
}
