/**
 * The Node stream under an Effect response, where there is one: reading it costs no effect per chunk, and it tells what
 * the response itself doesn't.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { HttpClientResponse } from "effect/http"
import { IncomingMessage } from "node:http"
import { sensitiveHeaders } from "node:http2"
import { Readable } from "node:stream"

/**
 * @category models
 * @since 0.1.0
 */
export interface Wire {
  readonly body: Readable
  /** Did the answer come by HTTP/2? */
  readonly multiplexed: boolean
  /** How many fields the head has, and their bytes as HTTP/1.1 writes them. */
  readonly fields: number
  readonly bytes: number
}

/**
 * Tells Effect that `reading` reads the response: it ends the request of one that nobody reads once the response is
 * collected as garbage, and also when the reading is interrupted.
 *
 * @category combinators
 * @since 0.1.0
 */
export const reading = <A, E>(
  response: HttpClientResponse.HttpClientResponse,
  reading: Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const apply: unknown = Reflect.get(response, "applyInterrupt")
  const applied: unknown = typeof apply === "function" ? Reflect.apply(apply, response, [reading]) : undefined
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it gives the effect it is given, with a finalizer
  return Effect.isEffect(applied) ? (applied as Effect.Effect<A, E>) : reading
}

/**
 * Nothing for a client that isn't made of `node:http` or undici.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (response: HttpClientResponse.HttpClientResponse): Wire | undefined => {
  let at: unknown = response
  // Effect wraps a response so that interrupting its reader ends the request.
  for (let n = 0; n < 4 && isObject(at) && isObject(at["original"]); n++) at = at["original"]
  const source = isObject(at) ? at["source"] : undefined
  if (source instanceof IncomingMessage) return ofMessage(source)
  if (!isObject(source) || !(source["body"] instanceof Readable) || !isObject(source["headers"])) return undefined
  return ofUndici(source["body"], source["headers"])
}

const ofMessage = (message: IncomingMessage): Wire => {
  const { rawHeaders } = message
  let bytes = rawHeaders.length * 2
  for (const text of rawHeaders) bytes += text.length
  return { body: message, multiplexed: false, fields: rawHeaders.length / 2, bytes }
}

const ofUndici = (body: Readable, headers: { readonly [name: string]: unknown }): Wire => {
  let fields = 0
  let bytes = 0
  for (const name in headers) {
    const values = headers[name]
    for (const value of Array.isArray(values) ? values : [values]) {
      fields++
      bytes += name.length + String(value).length + 4
    }
  }
  // Only node:http2 makes header objects with this key, and no header can forge a symbol.
  return { body, multiplexed: sensitiveHeaders in headers, fields, bytes }
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null
