/**
 * A mock provider: something that answers HTTP requests, known to no transport and to no connector.
 *
 * What it answers is a pure function of the request, the time and its state; `make` holds the state and reads the clock
 * of the effect that asks, so virtual time holds.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Ref } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Request {
  readonly method: string
  /** Without the query, as `/v1/rates`. */
  readonly path: string
  /** Without the question mark, percent-encoded as it was sent; empty when there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
}

/**
 * Text goes out as UTF-8, bytes as they are, for answers in another charset or in none.
 *
 * @category models
 * @since 0.1.0
 */
export type Body = string | Uint8Array

/**
 * @category models
 * @since 0.1.0
 */
export interface Response<B extends Body = string> {
  readonly status: number
  /** Names in lower case. Without `content-length`, which is the transport's. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: B
  /** A transport with bytes of its own sends it as gzip. @default false */
  readonly gzip?: boolean | undefined
}

/**
 * One step of a provider; `now` is in epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export type Respond<State> = (
  request: Request,
  now: number,
  state: State
) => readonly [response: Response, state: State]

/**
 * What a transport needs.
 *
 * @category models
 * @since 0.1.0
 */
export interface Provider {
  /** As a person would call it: `booking`. */
  readonly name: string
  readonly handle: (request: Request) => Effect.Effect<Response<Body>>
}

/**
 * A provider of text whose state can be looked at and changed from outside.
 *
 * @category models
 * @since 0.1.0
 */
export interface StatefulProvider<State> extends Provider {
  readonly handle: (request: Request) => Effect.Effect<Response>
  readonly state: Ref.Ref<State>
}

/**
 * Creates a provider that starts in `state`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <State>(
  name: string,
  state: State,
  respond: Respond<State>
): Effect.Effect<StatefulProvider<State>> =>
  Effect.map(Ref.make(state), (ref) => ({
    name,
    state: ref,
    handle: (request) =>
      Clock.clockWith((clock) => {
        const now = clock.currentTimeMillisUnsafe()
        return Ref.modify(ref, (current) => respond(request, now, current))
      })
  }))

/**
 * What goes over a wire.
 *
 * @category getters
 * @since 0.1.0
 */
export const bytesOf = ({ body }: Response<Body>): Buffer<ArrayBuffer> =>
  typeof body === "string" ? Buffer.from(body) : Buffer.from(body)
