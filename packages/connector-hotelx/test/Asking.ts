/** A connector on a client that keeps what is sent. */
import { assert } from "@effect/vitest"
import type { ConnectorStream } from "@innlet/core/contract"
import { Effect, Option, Redacted } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { HotelXConnector, type HotelXOptions } from "../src/index.ts"

export const key = "00000000-0000-4000-8000-00000000abcd"

export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }
}

/** A connector, and what it has sent; everything is answered by `answer`. */
export const setting = Effect.fnUntraced(function* (
  options: Partial<HotelXOptions.HotelXOptions> = {},
  answer: () => Response = () => Response.json({ data: { hotelX: {} } })
) {
  const sent: Array<Sent> = []
  const http = HttpClient.make((request, url) => {
    sent.push({ method: request.method, url: url.href, headers: request.headers, body: bodyOf(request) })
    return Effect.succeed(HttpClientResponse.fromWeb(request, answer()))
  })
  const connector = yield* HotelXConnector.make({ access: "2", apiKey: Redacted.make(key), ...options }).pipe(
    Effect.provideService(HttpClient.HttpClient, http)
  )
  return { connector, sent }
})

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): Sent["body"] => {
  assert.strictEqual(body._tag, "Uint8Array")
  return JSON.parse(body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : "null")
}

/** Asks for one page, whatever comes of it, and gives what was sent. */
export const ask = Effect.fnUntraced(function* <P, C>(
  sent: ReadonlyArray<Sent>,
  stream: ConnectorStream.ConnectorStream<unknown, P, C>,
  request: Partial<ConnectorStream.PageRequest<P, C>> & { readonly partition: P }
) {
  yield* Effect.ignore(stream.read({ cursor: Option.none(), pageSize: 500, ...request }))
  return sent.at(-1)!
})
