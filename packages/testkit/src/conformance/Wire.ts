/**
 * What lies between a connector and its mock provider: it sees every request and answer, and can come between them.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Stream } from "effect"
import { HttpClient, HttpClientError, HttpServerResponse } from "effect/http"
import { type Body, bytesOf, type Provider, type Request, type Response } from "../providers/Provider.ts"
import * as InMemory from "../transport/InMemory.ts"

/**
 * A request as it was sent, and what was answered.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sent {
  /** From 1, over all connectors on this wire. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly method: string
  readonly url: URL
  readonly headers: Request["headers"]
  readonly body: string
  /** As the connector got it; absent where none came. */
  answer: Response<Body> | undefined
}

/**
 * What happens to one exchange; what is left out stays as it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Meddling {
  /** Makes the answer. The provider sees the request only if `real` is run. */
  readonly answer?: ((real: Effect.Effect<Response<Body>>) => Effect.Effect<Response<Body>>) | undefined
  /** The connection breaks before the head of the answer, or in the middle of its body. */
  readonly connection?: "lost" | "cut" | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Wire {
  readonly client: HttpClient.HttpClient
  /** Everything that was sent, in order. */
  readonly sent: ReadonlyArray<Sent>
  /** From now on this is asked about every request; `undefined` lets it pass. */
  readonly meddle: (meddle: (sent: Sent) => Meddling | undefined) => void
  /** From now on nothing happens to what is sent. */
  readonly rest: () => void
}

/** A connector that sends more than this has lost its way. */
const most = 5000

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (provider: Provider): Wire => {
  const log: Array<Sent> = []
  let meddler: ((sent: Sent) => Meddling | undefined) | undefined
  const client = HttpClient.make(
    Effect.fnUntraced(function* (request, url) {
      if (log.length >= most) return yield* Effect.die(new Error(`it sent more than ${most} requests`))
      const sent: Sent = {
        number: log.length + 1,
        at: yield* Clock.currentTimeMillis,
        method: request.method,
        url,
        headers: request.headers,
        body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : "",
        answer: undefined
      }
      log.push(sent)
      const meddling = meddler?.(sent)
      const inner = yield* InMemory.make({
        name: provider.name,
        handle: (asked) => answered(provider, asked, meddling, sent)
      })
      const response = yield* inner.execute(request)
      if (meddling?.connection === "lost") {
        const reason = new HttpClientError.TransportError({ request, description: "the connection was reset" })
        return yield* new HttpClientError.HttpClientError({ reason })
      }
      return meddling?.connection === "cut" && sent.answer !== undefined
        ? HttpServerResponse.toClientResponse(half(sent.answer), { request })
        : response
    })
  )
  return {
    client,
    sent: log,
    meddle: (meddle) => {
      meddler = meddle
    },
    rest: () => {
      meddler = undefined
    }
  }
}

const answered = (provider: Provider, asked: Request, meddling: Meddling | undefined, sent: Sent) => {
  const real = provider.handle(asked)
  return Effect.tap(meddling?.answer?.(real) ?? real, (answer) =>
    Effect.sync(() => {
      sent.answer = meddling?.connection === "lost" ? undefined : answer
    })
  )
}

const half = (answer: Response<Body>): HttpServerResponse.HttpServerResponse => {
  const bytes = bytesOf(answer)
  return HttpServerResponse.stream(
    Stream.concat(
      Stream.succeed(bytes.subarray(0, Math.floor(bytes.length / 2))),
      Stream.fail(new Error("the connection was lost"))
    ),
    { status: answer.status, headers: answer.headers, contentLength: bytes.length }
  )
}

/**
 * The body of an answer as text, as UTF-8 would read it.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (answer: Response<Body>): string =>
  typeof answer.body === "string" ? answer.body : new TextDecoder().decode(answer.body)
