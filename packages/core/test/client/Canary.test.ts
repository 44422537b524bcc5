/**
 * Secrets that a hostile provider repeats wherever it can, pulled with everything real: sockets, SQLite, OAuth. None of
 * them may show in anything that is kept or shown.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Logger, Metric, Option, Redacted, References, Schema, Tracer } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { readdirSync, readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { inspect } from "node:util"
import { gzipSync } from "node:zlib"
import * as ProviderClient from "../../src/client/ProviderClient.ts"
import { ConnectorError, UnexpectedResponse } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as AllCredentials from "../../src/credentials/AllCredentials.ts"
import * as Credentials from "../../src/credentials/Credentials.ts"
import * as OAuth from "../../src/credentials/OAuth.ts"
import * as Signature from "../../src/credentials/Signature.ts"
import * as TokenFile from "../../src/credentials/TokenFile.ts"
import * as Sync from "../../src/engine/Sync.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"
import * as SqliteFile from "../store/SqliteFile.ts"

/** Long, and with what URLs, JSON and base64 spell in another way. */
const canary = (name: string) => `canary-${name}-Zq8/+"&=7xK2`
/** Fit for a header or a token. */
const token = (name: string) => `canary-${name}-Zq8-7xK2-wM4v`

interface Seen {
  readonly request: IncomingMessage
  readonly url: URL
  readonly nth: number
}

type Respond = (response: ServerResponse, seen: Seen) => void

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Respond =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify(body))
  }

const text =
  (status: number, body: string, headers: Record<string, string> = {}): Respond =>
  (response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

/** A server that answers as it is told, and never more than 50 times. */
const serve = (respond: Respond) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<ReturnType<typeof createServer>>((resume) => {
        let nth = 0
        const server = createServer((request, response) => {
          request.resume()
          request.on("end", () =>
            ++nth > 50
              ? response.destroy()
              : respond(response, { request, nth, url: new URL(request.url ?? "/", "http://server") })
          )
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    ),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  )

const Offer = Schema.Struct({ id: Schema.String, price: Schema.Int, note: Schema.NullOr(Schema.String) })

const fail = (detail: string) =>
  new ConnectorError({ connector: "test", stream: "offers", reason: new UnexpectedResponse({ detail }) })

/** A connector as one would write it: a page is `{"results": […], "next": "<link>"}`. */
const connectorOf = (http: HttpClient.HttpClient, baseUrl: string, credentials: Credentials.Credentials) => {
  const client = ProviderClient.make(http, { connector: "test", baseUrl, credentials })
  const stream = ConnectorStream.make({
    name: "offers",
    record: Offer,
    key: ["id"],
    traversal: Traversal.linked("link", { replay: "safe", end: ["absentCursor"] }),
    pageSize: { default: 10, min: 1, max: 100, step: 1 },
    partition: Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ cursor }) {
      const { body } = yield* client.send("offers", HttpClientRequest.get(Option.getOrElse(cursor, () => "/offers")))
      const parsed: unknown = yield* Effect.try({ try: (): unknown => JSON.parse(body), catch: () => fail("not JSON") })
      if (typeof parsed !== "object" || parsed === null || !("results" in parsed) || !Array.isArray(parsed.results)) {
        return yield* fail("no results")
      }
      const next = "next" in parsed && typeof parsed.next === "string" ? parsed.next : undefined
      return Page.make<unknown, string>({
        records: parsed.results,
        next: Option.fromUndefinedOr(next),
        evidence: next === undefined ? ["absentCursor"] : []
      })
    })
  })
  return { name: "test", version: "1", streams: [stream], quotas: [] }
}

/** Everything that a pull keeps or shows, as one text. */
const everything = Effect.fnUntraced(function* (
  baseUrl: string,
  credentials: Effect.Effect<Credentials.Credentials, unknown, HttpClient.HttpClient>
) {
  const told: Array<string> = []
  const tell = (value: unknown) => told.push(inspect(value, { depth: 12 }), String(value), safeJson(value))
  class RecordedSpan extends Tracer.NativeSpan {
    override end(at: bigint, exit: Exit.Exit<unknown, unknown>): void {
      tell([this.name, [...this.attributes], this.events, exit])
      super.end(at, exit)
    }
  }
  const tracer = Tracer.make({ span: (options) => new RecordedSpan(options) })
  const directory = yield* SqliteFile.newDirectory
  const filename = join(directory, "innlet.db")
  const pull = Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const made = yield* credentials
    tell(made)
    const connector = connectorOf(http, baseUrl, made)
    const exit = yield* Effect.exit(Sync.run(connector, { onEvent: (event) => Effect.sync(() => tell(event)) }))
    tell(exit)
    if (Exit.isFailure(exit)) {
      told.push(Cause.pretty(exit.cause))
      yield* Effect.logError("the pull failed", exit.cause)
    }
    const store = yield* SyncStore
    tell(yield* store.checkpoints)
    tell(yield* store.health)
    tell(yield* Metric.snapshot)
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        SqlStore.layer({ filename, synchronous: "normal" }),
        NodeClient.layer({ body: "2 seconds", head: "2 seconds" }),
        QuotaGate.layerMemory,
        Breaker.layerMemory
      ),
      { local: true }
    ),
    // A host that wants to see headers in spans names those it wants; this one wants all that are known.
    Effect.provideService(HttpClient.TracerHeaderFilter, (name) => name !== "x-why"),
    Effect.withTracer(tracer),
    Effect.provide(
      Logger.layer([
        Logger.make(({ cause, message }) => {
          tell(message)
          told.push(Cause.pretty(cause))
        })
      ])
    ),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provideService(Metric.MetricRegistry, new Map())
  )
  const ended = yield* Effect.exit(pull)
  if (Exit.isFailure(ended)) told.push(Cause.pretty(ended.cause))
  for (const file of readdirSync(directory)) told.push(readFileSync(join(directory, file), "latin1"))
  return told.join("\n")
}, Effect.scoped)

const safeJson = (value: unknown): string => {
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? ""
  } catch {
    return ""
  }
}

const good = { id: "a", price: 1, note: null }
const page = (...results: ReadonlyArray<unknown>) => ({ results })
const nonce = token("bearer")
const bearer = Credentials.bearer(Redacted.make(nonce))

interface Place {
  readonly where: string
  readonly secrets: ReadonlyArray<string>
  readonly credentials: Effect.Effect<Credentials.Credentials, unknown, HttpClient.HttpClient>
  readonly respond: Respond
  /** The pull must have got so far that this shows. */
  readonly shows?: string
}

/** What a provider does with our bearer token. */
const echo = (where: string, respond: Respond, shows?: string): Place => ({
  where,
  secrets: [nonce],
  credentials: bearer,
  respond,
  ...(shows !== undefined && { shows })
})

/** A request of its own: everything it carried comes back in a refusal. */
const carried = (where: string, secrets: ReadonlyArray<string>, credentials: Place["credentials"]): Place => ({
  where,
  secrets,
  credentials,
  respond: (response, { request, url }) =>
    json(400, { message: `refused ${url.href} with ${JSON.stringify(request.headers)}`, got: secrets })(response, {
      request,
      url,
      nth: 1
    }),
  shows: "RequestRejected"
})

const tokens =
  (answer: Respond, then: Respond): Respond =>
  (response, seen) =>
    (seen.url.pathname === "/token" ? answer : then)(response, seen)

const places = (baseUrl: () => string, directory: string): ReadonlyArray<Place> => {
  const oauth = (options: Partial<OAuth.Options> = {}, refreshToken?: string) => {
    const all: OAuth.Options = {
      tokenUrl: `${baseUrl()}/token`,
      clientId: "client",
      clientSecret: Redacted.make(canary("client-secret")),
      ...options
    }
    return Effect.provide(
      refreshToken === undefined
        ? OAuth.clientCredentials(all)
        : OAuth.refreshToken({ ...all, refreshToken: Redacted.make(refreshToken) }),
      TokenFile.layer({ directory, key: Redacted.make("k".repeat(40)) }),
      { local: true }
    )
  }
  const refusing = json(400, {
    message: `no ${token("access")}, no ${token("rotated")}, no ${canary("client-secret")}`
  })
  const granted = {
    access_token: token("access"),
    refresh_token: token("rotated"),
    token_type: "bearer",
    expires_in: 3600
  }
  return [
    carried("a bearer token", [nonce], bearer),
    carried("a key in a header", [canary("key")], Credentials.header("apikey", Redacted.make(canary("key")))),
    carried("a key in an odd header", [canary("id")], Credentials.header("X-Partner", Redacted.make(canary("id")))),
    carried("a key in the query", [canary("query")], Credentials.queryParam("q", Redacted.make(canary("query")))),
    carried(
      "user and password",
      [canary("user"), canary("password")],
      Credentials.basic(Redacted.make(canary("user")), Redacted.make(canary("password")))
    ),
    carried(
      "Expedia's key and secret",
      [token("eps-key"), canary("eps-secret")],
      Signature.expedia({ apiKey: Redacted.make(token("eps-key")), sharedSecret: Redacted.make(canary("eps-secret")) })
    ),
    carried(
      "Hotelbeds' key and secret",
      [token("hb-key"), canary("hb-secret")],
      Signature.hotelbeds({ apiKey: Redacted.make(token("hb-key")), secret: Redacted.make(canary("hb-secret")) })
    ),
    carried(
      "two credentials at once",
      [nonce, canary("second")],
      Effect.flatMap(
        Effect.all([bearer, Credentials.header("x-second", Redacted.make(canary("second")))]),
        AllCredentials.all
      )
    ),
    {
      where: "a client secret, an access token and a rotated refresh token",
      secrets: [canary("client-secret"), token("access"), token("rotated"), token("refresh")],
      credentials: Effect.suspend(() => oauth({}, token("refresh"))),
      respond: tokens(json(200, granted), refusing),
      shows: "RequestRejected"
    },
    {
      where: "a client secret in a form, repeated by the token endpoint",
      secrets: [canary("client-secret")],
      credentials: Effect.suspend(() => oauth({ clientAuthentication: "body", scope: "form" })),
      respond: tokens(
        json(401, { error: "invalid_client", error_description: `${canary("client-secret")} is wrong` }),
        refusing
      ),
      shows: "invalid_client"
    },
    {
      where: "a secret form field, repeated by a token endpoint that sends HTML",
      secrets: [canary("audience"), canary("client-secret")],
      credentials: Effect.suspend(() =>
        oauth({ scope: "html", form: { assertion: Redacted.make(canary("audience")) } })
      ),
      respond: tokens(text(500, `<h1>${canary("audience")} ${canary("client-secret")}</h1>`), refusing)
    },
    {
      where: "an access token with a line break",
      secrets: [token("broken")],
      credentials: Effect.suspend(() => oauth({ scope: "broken" })),
      respond: tokens(json(200, { ...granted, access_token: `${token("broken")}\r\nx: y` }), refusing)
    },
    echo("the message of an error", json(400, { message: `${nonce} is not known` }), "RequestRejected"),
    echo("the code of an error", json(400, { errors: [{ code: nonce, message: "no" }] }), "RequestRejected"),
    echo("problem details", json(403, { title: "no", detail: nonce, type: `https://x.test/${nonce}` }), "AccessDenied"),
    echo("a plain text error", text(403, `token ${nonce} was refused`), "AccessDenied"),
    echo("an HTML error", text(503, `<p>${nonce}</p>`, { "retry-after": "3600" }), "ProviderUnavailable"),
    echo("a throttle in plain text", text(429, `slow down, ${nonce}`, { "retry-after": "3600" }), "QuotaExceeded"),
    echo("an unreadable Retry-After", text(429, "", { "retry-after": "3600", "x-why": nonce }), "QuotaExceeded"),
    echo("WWW-Authenticate", text(401, "", { "www-authenticate": `Bearer error="${nonce}"` }), "AuthenticationFailed"),
    echo("a redirect to another origin", text(302, "", { location: `https://evil.test/?t=${nonce}` }), "OriginRefused"),
    echo("a redirect that can't be read", text(302, "", { location: `http://[${nonce}` }), "OriginRefused"),
    echo(
      "a cookie and a link header",
      text(400, "", { "set-cookie": `s=${nonce}`, link: `<https://x.test/${nonce}>` })
    ),
    echo("a page's link to itself", json(200, { ...page(good), self: `http://x.test/?t=${nonce}` }), "SweepCompleted"),
    echo("a record", json(200, page({ ...good, note: `see ${nonce}` })), "<redacted>"),
    echo("a dead letter", json(200, page(good, { id: "b", price: nonce, note: null })), "<redacted>"),
    echo("the name of a field", json(200, page({ ...good, [nonce]: 1 }))),
    echo(
      "a next link to another origin",
      json(200, { ...page(good), next: `https://evil.test/?t=${nonce}` }),
      "OriginRefused"
    ),
    echo("a next link that goes on", (response, seen) =>
      json(
        200,
        seen.nth === 1 ? { ...page(good), next: `${baseUrl()}/offers?page=2&t=${nonce}` } : page({ ...good, id: "b" })
      )(response, seen)
    ),
    echo("a next link that fails", (response, seen) =>
      seen.nth === 1
        ? json(200, { ...page(good), next: `${baseUrl()}/offers?page=2&t=${nonce}` })(response, seen)
        : json(404, { message: `no ${seen.url.href}` })(response, seen)
    ),
    echo("a spelling for URLs", json(400, { message: encodeURIComponent(`x ${nonce} y`) }), "RequestRejected"),
    echo("base64", json(400, { message: Buffer.from(`me:${nonce}`).toString("base64") }), "RequestRejected"),
    echo("a page that is no JSON", text(200, `<html>${nonce}</html>`), "UnexpectedResponse"),
    echo("a cut body", (response) => {
      response.writeHead(200, { "content-length": "1000" })
      response.write(`{"results":["${nonce}`)
      setTimeout(() => response.destroy(), 20)
    }),
    echo("a cut gzip body", (response) => {
      const whole = gzipSync(JSON.stringify(page({ ...good, note: nonce })))
      response.writeHead(200, { "content-encoding": "gzip" })
      response.end(whole.subarray(0, -9))
    }),
    echo("a status line that is none", (response) => {
      response.socket?.end(`HTTP/1.1 2x0 ${nonce}\r\n\r\n`)
    }),
    echo("a body that is not UTF-8", (response) => {
      response.writeHead(200)
      response.end(Buffer.concat([Buffer.from(nonce), Buffer.from([0xff, 0xfe])]))
    })
  ]
}

const closing: Respond = (response) => response.destroy()

/** How somebody who greps for a secret would look for it. */
const spellings = (secret: string): ReadonlyArray<string> => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64").replace(/=+$/, "")
]

describe("a canary secret", { timeout: 20_000 }, () => {
  const count = places(() => "http://127.0.0.1:1", "").length
  it("is put in at least thirty places", () => assert.isAtLeast(count, 30))

  for (let at = 0; at < count; at++) {
    const { where } = places(() => "http://127.0.0.1:1", "")[at]!
    it.live(`shows nowhere when it is in ${where}`, () =>
      Effect.gen(function* () {
        let respond = closing
        const baseUrl = yield* serve((response, seen) => respond(response, seen))
        const directory = yield* SqliteFile.newDirectory
        const place = places(() => baseUrl, join(directory, "tokens"))[at]!
        respond = place.respond
        const told = yield* everything(baseUrl, place.credentials)

        assert.include(told, place.shows ?? "offers")
        for (const secret of place.secrets.flatMap(spellings)) {
          const found = told.indexOf(secret)
          assert.strictEqual(found, -1, `...${told.slice(Math.max(0, found - 300), found + 100)}...`)
        }
      }).pipe(Effect.scoped)
    )
  }
})
