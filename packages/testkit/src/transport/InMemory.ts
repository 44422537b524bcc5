/**
 * A mock provider as an `HttpClient`: no socket and no promise, so virtual time holds.
 *
 * The origin of a URL doesn't matter, only its path and query.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpServerResponse } from "effect/http"
import { type ConnectionFault, connectionAt } from "../faults/ConnectionFault.ts"
import { type Body, type Provider, type Request, type Response, bytesOf } from "../providers/Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** From the request to the head of its answer. @default 0 */
  readonly latency?: Duration.Input | undefined
  /** What happens to connections. @default nothing */
  readonly faults?: ReadonlyArray<ConnectionFault> | undefined
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
 * Creates the client, whose requests are counted from 1 for its connection faults.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (provider: Provider, options: Options = {}): Effect.Effect<HttpClient.HttpClient> =>
  Effect.sync(() => {
    const latency = Duration.fromInputUnsafe(options.latency ?? 0)
    let requests = 0
    return HttpClient.make(
      Effect.fnUntraced(function* (request, url) {
        requests += 1
        const connection = connectionAt(options.faults ?? [], requests)
        const response = yield* provider.handle(requestOf(request, url))
        if (Duration.toMillis(latency) > 0) yield* Effect.sleep(latency)
        if (connection === "reset") {
          return yield* new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, description: "the connection was reset" })
          })
        }
        const answer = connection === "cut" ? cut(response) : whole(response)
        return HttpServerResponse.toClientResponse(answer, { request })
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
