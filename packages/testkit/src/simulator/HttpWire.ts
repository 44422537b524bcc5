/**
 * The wire with HTTP over it: requests go through the engine's own client and credentials, with headers, bodies and status codes,
 * to a server with the simulated provider behind it. So a run shows what becomes of tokens, of `Retry-After` in its forms, and of
 * links that lead elsewhere.
 *
 * @since 0.1.0
 */
import { ProviderClient } from "@innlet/core/client"
import { ConnectorError, Traversal } from "@innlet/core/contract"
import { type Credentials, OAuth, TokenStore } from "@innlet/core/credentials"
import { Duration, Effect, Redacted, Result, Schema } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, HttpServerResponse } from "effect/http"
import type { Choices } from "./Choices.ts"
import type { Entry } from "./History.ts"
import type { Plan } from "./Plan.ts"
import type { Process } from "./Process.ts"
import type { Ask } from "./servers/Server.ts"
import * as TokenServer from "./TokenServer.ts"
import type { Ports, Received, Wire } from "./Wire.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly choices: Choices
  readonly plan: Plan
  readonly wire: Wire
  readonly tokens: TokenServer.TokenServer
  /** By the provider's clock; epoch milliseconds. */
  readonly now: () => number
  readonly note: (entry: Entry) => void
}

const origin = "https://api.sim"
const elsewhere = "https://api.sim.example"
/** More than any run needs. */
const maxCalls = { count: 20, window: "1 hour" } as const

/**
 * The way of one process to the provider.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
  process: Process
): Effect.fn.Return<Pick<Wire, "send">, Credentials.InvalidCredentials | TokenStore.TokenStoreError> {
  const { plan, tokens } = options
  let ports: Ports | undefined
  const http = HttpClient.make((request, url) =>
    Effect.map(serve(options, process, request, url, ports), (response) =>
      HttpServerResponse.toClientResponse(response, { request })
    )
  )
  const credentials = yield* OAuth.refreshToken({
    tokenUrl: `${origin}/token`,
    clientId: "simulated",
    clientSecret: Redacted.make(TokenServer.clientSecret),
    refreshToken: Redacted.make(TokenServer.firstRefreshToken),
    maxCalls
  }).pipe(
    Effect.provideService(HttpClient.HttpClient, http),
    Effect.provideService(TokenStore.TokenStore, tokens.store(process))
  )
  const client = ProviderClient.make(http, {
    connector: "sim",
    baseUrl: origin,
    credentials,
    reasonOf: ({ status }) =>
      status === 410 ? new ConnectorError.CursorRejected({ why: "expired", detail: "status 410" }) : undefined
  })
  return {
    send: (_process, ask, at) => {
      ports = at
      return client.send("offers", HttpClientRequest.get(urlOf(plan, ask))).pipe(
        Effect.mapError(({ reason }) => reason),
        Effect.flatMap(({ body }) =>
          Effect.mapError(
            decode(body),
            () => new ConnectorError.UnexpectedResponse({ detail: "the body is no page of this provider" })
          )
        )
      )
    }
  }
})

/** A link is followed as it came. */
const urlOf = ({ kind }: Plan, { changed, cursor, pageSize, partition }: Ask): string => {
  if (kind === "link" && cursor !== undefined) return cursor
  const query = new URLSearchParams({ partition, limit: String(pageSize) })
  if (changed !== undefined) query.set("from", String(changed.from))
  if (changed?.to !== undefined) query.set("to", String(changed.to))
  if (cursor !== undefined) query.set("cursor", cursor)
  return `/offers?${query.toString()}`
}

const askOf = ({ searchParams }: URL): Ask => {
  const numberAt = (name: string) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined)
  const from = numberAt("from")
  return {
    partition: searchParams.get("partition") ?? "",
    cursor: searchParams.get("cursor") ?? undefined,
    pageSize: numberAt("limit") ?? 0,
    changed: from === undefined ? undefined : { from, to: numberAt("to") }
  }
}

const Body = Schema.fromJsonString(
  Schema.Struct({
    records: Schema.Array(Schema.Unknown),
    next: Schema.optionalKey(Schema.String),
    evidence: Schema.Array(Schema.String),
    total: Schema.optionalKey(Schema.Finite),
    offset: Schema.optionalKey(Schema.Finite),
    advances: Schema.optionalKey(Schema.Boolean)
  })
)

const decode = (body: string): Effect.Effect<Received, Schema.SchemaError> =>
  Effect.map(Schema.decodeEffect(Body)(body), ({ evidence, next, records, ...page }) => ({
    ...page,
    next,
    items: records.map((raw) => ({ raw })),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server of this very file wrote them
    evidence: evidence as ReadonlyArray<Traversal.EndSignal>
  }))

type Request = HttpClientRequest.HttpClientRequest
type Response = HttpServerResponse.HttpServerResponse

/** The server, which sees no more of a request than its URL, its headers and its body. */
const serve = Effect.fnUntraced(function* (
  { choices, note, now, plan, tokens, wire }: Options,
  process: Process,
  request: Request,
  url: URL,
  ports: Ports | undefined
): Effect.fn.Return<Response, HttpClientError.HttpClientError> {
  const token = request.headers["authorization"]?.slice("Bearer ".length)
  if (url.origin !== origin) {
    note({ _tag: "Strayed", process: process.id, url: url.href, token })
    return json(200, { records: [], evidence: ["absentCursor"] })
  }
  if (url.pathname === "/token") return yield* tokenResponse(tokens, process, request)
  if (!tokens.takes(process, token ?? "")) {
    // It takes the way there and back to find that out.
    yield* Effect.sleep(1 + choices.wait("wire", plan.latency, plan.latency * 10))
    return json(401, {})
  }
  const told = yield* Effect.result(wire.send(process, askOf(url), ports ?? noPorts))
  if (Result.isSuccess(told)) {
    const strays = plan.has("foreign") && choices.chance("wire", 0.05)
    return json(200, bodyOf(told.success, plan, strays ? elsewhere : origin, url))
  }
  const form = choices.int("wire", 2) === 0 ? "seconds" : "date"
  return yield* refusalOf(told.failure, request, waitOf(told.failure.retryAfter, form, now()))
})

const noPorts: Ports = { send: Effect.void, answer: Effect.void }

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  HttpServerResponse.text(JSON.stringify(body), { status, headers, contentType: "application/json" })

const bodyOf = (page: Received, { kind }: Plan, host: string, url: URL) => {
  const { items, next, ...rest } = page
  const link = new URL(`${host}${url.pathname}${url.search}`)
  if (next !== undefined) link.searchParams.set("cursor", next)
  return {
    ...rest,
    records: items.map(({ raw }) => raw),
    ...(next !== undefined && { next: kind === "link" ? link.href : next })
  }
}

const dateOf = (millis: number): string => new Date(millis).toUTCString()

/** In whole seconds, or as the date of the first whole second behind the wait. */
const waitOf = (
  wait: Duration.Duration | undefined,
  form: "seconds" | "date",
  now: number
): Readonly<Record<string, string>> => {
  if (wait === undefined) return {}
  if (form === "seconds") return { "retry-after": String(Math.ceil(Duration.toSeconds(wait))) }
  const until = Math.ceil((now + Duration.toMillis(wait)) / 1000) * 1000
  return { "retry-after": dateOf(until), date: dateOf(Math.floor(now / 1000) * 1000) }
}

const refusalOf = (
  reason: ConnectorError.Reason,
  request: Request,
  headers: Readonly<Record<string, string>>
): Effect.Effect<Response, HttpClientError.HttpClientError> => {
  switch (reason._tag) {
    case "ProviderUnavailable":
      if (reason.detail === "503") return Effect.succeed(json(503, {}, headers))
      return lost(request, reason.processed === "no" ? "ECONNREFUSED" : "ECONNRESET")
    case "QuotaExceeded":
      return Effect.succeed(json(429, {}, headers))
    case "UnexpectedResponse":
      return Effect.succeed(HttpServerResponse.text("<html>", { contentType: "text/html" }))
    case "CursorRejected":
      return Effect.succeed(json(410, {}))
    case "AuthenticationFailed":
      // A token is refused by the one who gave it alone.
      return Effect.succeed(json(403, {}))
    default:
      return Effect.succeed(json(400, {}))
  }
}

const lost = (request: Request, code: "ECONNREFUSED" | "ECONNRESET") =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        cause: Object.assign(new Error(code), { code }),
        description: code
      })
    })
  )

const tokenResponse = Effect.fnUntraced(function* (
  tokens: TokenServer.TokenServer,
  process: Process,
  request: Request
): Effect.fn.Return<Response, HttpClientError.HttpClientError> {
  const text = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
  const answer = yield* tokens.call(process, new URLSearchParams(text).get("refresh_token") ?? "")
  switch (answer._tag) {
    case "Given":
      return json(200, {
        access_token: answer.accessToken,
        refresh_token: answer.refreshToken,
        expires_in: answer.expiresIn,
        token_type: "Bearer"
      })
    case "Refused":
      return json(
        answer.status,
        answer.status === 400 ? { error: "invalid_grant" } : {},
        answer.wait === undefined ? {} : { "retry-after": String(answer.wait) }
      )
    case "Lost":
      return yield* lost(request, "ECONNRESET")
  }
})
