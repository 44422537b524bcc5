/** A token endpoint without a socket, and the client that asks it, for tests in virtual time. */
import { Clock, Context, Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import * as Attempt from "../../src/resilience/Attempt.ts"
import * as OAuth from "../../src/credentials/OAuth.ts"
import * as TokenStore from "../../src/credentials/TokenStore.ts"
import type { Credentials, Signed } from "../../src/credentials/Credentials.ts"

export interface Call {
  readonly at: number
  readonly authorization: string | undefined
  readonly form: URLSearchParams
}

/** What is answered to call number `n`, from 1. */
export type Answers = (n: number, call: Call) => Effect.Effect<Response>

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Effect.Effect<Response> =>
  Effect.sync(() => new Response(JSON.stringify(body), { status, headers }))

/** `token-1`, `token-2`, …, that live an hour. */
export const wellServer: Answers = (n) => json({ access_token: `token-${n}`, token_type: "Bearer", expires_in: 3600 })

export const endpoint = (answers: Answers) => {
  const calls: Array<Call> = []
  const http = HttpClient.make((request) =>
    Effect.gen(function* () {
      const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      const call = {
        at: yield* Clock.currentTimeMillis,
        authorization: request.headers["authorization"],
        form: new URLSearchParams(body)
      }
      calls.push(call)
      return HttpClientResponse.fromWeb(request, yield* answers(calls.length, call))
    })
  )
  return { http, calls }
}

export const clientSecret = Redacted.make("client-secret-canary")

export const options: OAuth.Options = {
  tokenUrl: "https://auth.example/oauth/token",
  clientId: "client-1",
  clientSecret
}

/** The credentials of a process that has just started over a store. */
export const started = (
  http: HttpClient.HttpClient,
  store: TokenStore.TokenStore["Service"],
  more?: Partial<OAuth.Options> & { readonly refreshToken?: Redacted.Redacted | undefined }
) => {
  const { refreshToken, ...rest } = more ?? {}
  const all = { ...options, ...rest }
  return (
    refreshToken === undefined ? OAuth.clientCredentials(all) : OAuth.refreshToken({ ...all, refreshToken })
  ).pipe(Effect.provideService(HttpClient.HttpClient, http), Effect.provideService(TokenStore.TokenStore, store))
}

export const memoryStore = Effect.map(Effect.scoped(Layer.build(TokenStore.layerMemory)), (context) =>
  Context.get(context, TokenStore.TokenStore)
)

export const page = HttpClientRequest.get("https://api.example/rates")

export const tokenOf = (signed: Signed): string => signed.request.headers["authorization"]?.replace("Bearer ", "") ?? ""

/** One request as a client makes it: signed, sent, and replayed once after a 401. `true` when it was let in. */
export const request = Effect.fnUntraced(function* (
  credentials: Credentials,
  api: (token: string) => Effect.Effect<number>
) {
  let signed = yield* credentials.sign(page)
  let status = yield* api(tokenOf(signed))
  if (status === 401 && (yield* credentials.renew(signed))) {
    signed = yield* credentials.sign(page)
    status = yield* api(tokenOf(signed))
    if (status === 401) yield* credentials.renew(signed)
  }
  if (status !== 401) yield* credentials.accepted(signed)
  return status !== 401
})

/** An attempt that keeps what it sees, and what it was asked. */
export const attempt = () => {
  const events: Array<string> = []
  const exchanges: Array<Attempt.Exchange> = []
  const provided = Effect.provideService(Attempt.Current, {
    observe: (exchange) =>
      Effect.sync(() => {
        events.push("observed")
        exchanges.push(exchange)
      }),
    admitAnother: Effect.sync(() => void events.push("admitted")),
    ready: Effect.succeed(true)
  })
  return { events, exchanges, provided }
}
