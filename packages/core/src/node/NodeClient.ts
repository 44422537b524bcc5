/**
 * Hardened clients on Node: over `node:http`, and over undici, which speaks HTTP/2 where the provider prefers it. Both
 * need `@effect/platform-node`.
 *
 * Certificates are always verified.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Duration, Effect, Layer, Result, type Scope } from "effect"
import { HttpClient } from "effect/http"
import * as Http from "node:http"
import * as Https from "node:https"
import type { Socket } from "node:net"
import { ClientFailure } from "../client/ClientFailure.ts"
import * as HardenedClient from "../client/HardenedClient.ts"
import * as Limits from "../client/Limits.ts"
import * as Redaction from "../client/Redaction.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends Limits.Options {
  /** Certificates to trust instead of those that come with Node, in PEM. */
  readonly ca?: string | ReadonlyArray<string> | undefined
  /** Headers and query parameters that hold secrets, beside the usual ones. */
  readonly redact?: Redaction.Names | undefined
}

/**
 * Over `node:http` and `node:https`, with connections kept for further requests.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<HttpClient.HttpClient, Limits.InvalidClient> =>
  hardened(options, (limits) =>
    Effect.flatMap(agents(limits, options.ca), (agents) =>
      Effect.provideService(NodeHttpClient.makeNodeHttp, NodeHttpClient.HttpAgent, agents)
    )
  )

/**
 * Over undici.
 *
 * **Gotchas**
 *
 * An answer by HTTP/2 that states neither its length nor a coding is refused when its body is read: neither undici nor
 * Node tell whether it was cancelled. Use `layer` for a provider that sends such answers.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerUndici = (options: Options = {}): Layer.Layer<HttpClient.HttpClient, Limits.InvalidClient> =>
  hardened(options, (limits) =>
    Effect.flatMap(
      NodeHttpClient.makeDispatcherOptions({
        connections: limits.maxSockets,
        allowH2: true,
        maxHeaderSize: limits.headerBytes,
        // No pipelining; zero closes every connection after its answer.
        pipelining: Duration.isZero(limits.keepAlive) ? 0 : 1,
        keepAliveTimeout: Math.max(1, Duration.toMillis(limits.keepAlive)),
        keepAliveMaxTimeout: Math.max(1, Duration.toMillis(limits.keepAlive)),
        connect: { timeout: Duration.toMillis(limits.connect), ...verified(options.ca) }
      }),
      (dispatcher) => Effect.provideService(NodeHttpClient.makeUndici, NodeHttpClient.Dispatcher, dispatcher)
    )
  )

const hardened = (
  options: Options,
  make: (limits: Limits.Limits) => Effect.Effect<HttpClient.HttpClient, never, Scope.Scope>
): Layer.Layer<HttpClient.HttpClient, Limits.InvalidClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.suspend(() => {
      const limits = Limits.make(options)
      if (Result.isFailure(limits)) return Effect.fail(limits.failure)
      // Node reads it from the process's environment, whatever a ConfigProvider says.
      if (process.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
        return Effect.fail(
          new Limits.InvalidClient({
            option: "NODE_TLS_REJECT_UNAUTHORIZED",
            detail: "it is 0, which would leave certificates unverified; unset it and pass your own authority as `ca`"
          })
        )
      }
      return Effect.map(make(limits.success), (client) =>
        Redaction.withRedaction(HardenedClient.harden(client, limits.success), options.redact)
      )
    })
  )

const verified = (ca: Options["ca"]) => ({
  rejectUnauthorized: true,
  ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] })
})

const agents = (limits: Limits.Limits, ca: Options["ca"]) => {
  const idle = Duration.toMillis(limits.keepAlive)
  const pool = {
    keepAlive: idle > 0,
    maxSockets: limits.maxSockets,
    maxFreeSockets: limits.maxSockets,
    ...(idle > 0 ? { timeout: idle } : {})
  }
  return Effect.acquireRelease(
    Effect.sync(() => ({
      http: guarded(new Http.Agent(pool), "connect", limits),
      https: guarded(new Https.Agent({ ...pool, ...verified(ca) }), "secureConnect", limits)
    })),
    ({ http, https }) =>
      Effect.sync(() => {
        http.destroy()
        https.destroy()
      })
  )
}

/** Gives an agent's connections a deadline to come about, and its answers the limit of header bytes. */
const guarded = <A extends Http.Agent>(agent: A, connected: "connect" | "secureConnect", limits: Limits.Limits): A => {
  const createConnection: unknown = Reflect.get(agent, "createConnection")
  const addRequest: unknown = Reflect.get(agent, "addRequest")
  const withDeadline = (...args: ReadonlyArray<unknown>): unknown => {
    const socket: unknown =
      typeof createConnection === "function" ? Reflect.apply(createConnection, agent, args) : undefined
    if (isSocket(socket)) arm(socket, connected, limits)
    return socket
  }
  const withLimit = (request: Http.ClientRequest, ...rest: ReadonlyArray<unknown>): unknown => {
    // Zero is no limit: beyond one, Node leaves headers out silently. Their bytes are what is limited.
    request.maxHeadersCount = 0
    Reflect.set(request, "maxHeaderSize", limits.headerBytes)
    return typeof addRequest === "function" ? Reflect.apply(addRequest, agent, [request, ...rest]) : undefined
  }
  return Object.assign(agent, { createConnection: withDeadline, addRequest: withLimit })
}

const isSocket = (value: unknown): value is Socket =>
  typeof value === "object" && value !== null && "setTimeout" in value

const arm = (socket: Socket, connected: "connect" | "secureConnect", limits: Limits.Limits) => {
  // A socket's own timeout measures idleness, which a handshake in small pieces never shows.
  const timer = setTimeout(() => {
    socket.destroy(
      new ClientFailure({
        kind: "ConnectTimeout",
        detail: `no connection came about within ${Duration.format(limits.connect)}`
      })
    )
  }, Duration.toMillis(limits.connect))
  timer.unref()
  const disarm = () => clearTimeout(timer)
  socket.once(connected, disarm)
  socket.once("close", disarm)
}
