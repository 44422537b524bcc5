/**
 * A response whose body is inflated, bounded and whole, or fails: as bytes, text, JSON and as a stream. Its status and
 * headers are the original's, and can be read when the body can't.
 *
 * @since 0.1.0
 */
import { Effect, Inspectable, type Schema, Stream } from "effect"
import { type Headers, HttpClientError, HttpClientResponse, HttpIncomingMessage, UrlParams } from "effect/http"
import { pipeArguments } from "effect/Pipeable"
import { Readable } from "node:stream"
import * as BodyPlan from "./BodyPlan.ts"
import * as CheckedBody from "./CheckedBody.ts"
import { ClientFailure } from "./ClientFailure.ts"
import type { Limits } from "./Limits.ts"
import * as Redaction from "./Redaction.ts"
import * as Wire from "./Wire.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  original: HttpClientResponse.HttpClientResponse,
  headers: Headers.Headers,
  wire: Wire.Wire | undefined,
  headAt: bigint,
  limits: Limits
): HttpClientResponse.HttpClientResponse => new HardenedResponse(original, headers, wire, headAt, limits)

/** A class, since one object with as many getters for each answer costs a tenth of what the answer does. */
class HardenedResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId] = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId] = HttpClientResponse.TypeId
  readonly headers: Headers.Headers
  readonly #original: HttpClientResponse.HttpClientResponse
  readonly #body: CheckedBody.CheckedBody

  constructor(
    original: HttpClientResponse.HttpClientResponse,
    headers: Headers.Headers,
    wire: Wire.Wire | undefined,
    headAt: bigint,
    limits: Limits
  ) {
    super()
    this.headers = headers
    this.#original = original
    const { request, status } = original
    const plan = BodyPlan.of({ method: request.method, status, headers, multiplexed: wire?.multiplexed === true })
    this.#body = CheckedBody.make(plan, () => wire?.body ?? readableOf(original), headAt, limits)
  }

  get request() {
    return this.#original.request
  }

  get url() {
    return this.#original.url
  }

  get status() {
    return this.#original.status
  }

  get cookies() {
    return this.#original.cookies
  }

  get remoteAddress() {
    return this.#original.remoteAddress
  }

  get text() {
    return Effect.mapError(Wire.reading(this.#original, this.#body.text), (cause) => this.#failed(cause))
  }

  get json() {
    return Effect.flatMap(this.text, (text) => {
      try {
        return Effect.succeed<Schema.Json>(text === "" ? null : JSON.parse(text))
      } catch {
        return Effect.fail(this.#failed(new ClientFailure({ kind: "Encoding", detail: "the body is not JSON" })))
      }
    })
  }

  get arrayBuffer() {
    return Effect.map(this.#parts, (parts) => new Uint8Array(Buffer.concat(parts)).buffer)
  }

  get stream() {
    return Stream.mapError(this.#body.chunks, (cause) => this.#failed(cause))
  }

  get urlParamsBody() {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData() {
    return Effect.flatMap(this.#parts, (parts) =>
      Effect.tryPromise({
        try: () => new Response(new Uint8Array(Buffer.concat(parts)), { headers: this.headers }).formData(),
        catch: () => this.#failed(new ClientFailure({ kind: "Encoding", detail: "the body is no form" }))
      })
    )
  }

  get upgrade() {
    return Effect.fail(
      this.#failed(new ClientFailure({ kind: "Encoding", detail: "a connection is never handed over" }))
    )
  }

  pipe() {
    // oxlint-disable-next-line prefer-rest-params -- what `pipeArguments` takes
    return pipeArguments(this, arguments)
  }

  toJSON(): unknown {
    return { _id: "HttpClientResponse", status: this.status, url: Redaction.place(this.url) }
  }

  get #parts(): Effect.Effect<ReadonlyArray<Buffer>, HttpClientError.HttpClientError> {
    return Effect.mapError(Wire.reading(this.#original, this.#body.parts), (cause) => this.#failed(cause))
  }

  #failed(cause: ClientFailure): HttpClientError.HttpClientError {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({
        request: Redaction.bare(this.request),
        response: this,
        cause,
        description: cause.message
      })
    })
  }
}

const readableOf = (original: HttpClientResponse.HttpClientResponse): Readable =>
  Readable.from(Stream.toAsyncIterable(original.stream), { objectMode: false })
