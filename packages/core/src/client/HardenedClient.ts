/**
 * An `HttpClient` that a hostile or broken provider can neither hold, flood, mislead nor make take a part for the whole.
 *
 * It bounds time and bytes, follows redirects within one origin only, inflates bodies itself and ends a body well only
 * when all of it came. Every failure is a `HttpClientError` with a `ClientFailure` as its cause; none holds a header,
 * a query or a body.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Option, Result } from "effect"
import {
  Headers,
  HttpClient,
  HttpClientError,
  HttpClientRequest,
  type HttpClientResponse,
  UrlParams
} from "effect/http"
import * as Origin from "../resilience/Origin.ts"
import { ClientFailure, ofCause, type Kind } from "./ClientFailure.ts"
import * as HardenedResponse from "./HardenedResponse.ts"
import type { Limits } from "./Limits.ts"
import * as OutgoingCheck from "./OutgoingCheck.ts"
import * as Redaction from "./Redaction.ts"
import * as Wire from "./Wire.ts"

type Request = HttpClientRequest.HttpClientRequest
type Response = HttpClientResponse.HttpClientResponse
type HttpError = HttpClientError.HttpClientError

/**
 * Hardens a client whose responses are as they came over the wire: one of `node:http` or undici. One that inflates or
 * follows redirects by itself, as `fetch` does, hides what has to be checked, and most of its answers would be refused.
 *
 * **Gotchas**
 *
 * What is wrong with a body shows when it is read; the status and the headers of such an answer stay readable.
 *
 * @category combinators
 * @since 0.1.0
 */
export const harden = (client: HttpClient.HttpClient, limits: Limits): HttpClient.HttpClient => {
  const send = (request: Request, hops: number): Effect.Effect<Response, HttpError> => {
    const checked = OutgoingCheck.check(request, limits.origins)
    if (Result.isFailure(checked)) return Effect.fail(transportError(request, checked.failure))
    const url = checked.success
    return Effect.flatMap(headInTime(client, request, limits), ({ at, response }) => {
      const wire = Wire.of(response)
      const headers = response.headers
      const refused = refusalOf(response.status, headers, wire, limits)
      if (refused !== undefined) return abandon(request, wire, refused)
      if (response.status < 300 || response.status >= 400 || response.status === 304) {
        // Nothing would free the connection of an answer that nobody reads because it has no body.
        if (hasNoBody(request.method, response.status)) wire?.body.resume()
        return Effect.succeed(HardenedResponse.make(response, headers, wire, at, limits))
      }
      const next = redirected(request, url, response.status, headers["location"], hops, limits)
      return Result.isFailure(next)
        ? abandon(request, wire, next.failure)
        : Effect.andThen(release(wire), send(next.success, hops + 1))
    })
  }
  return HttpClient.makeWith(
    Effect.flatMap((request) => send(withAcceptEncoding(request), 0)),
    client.preprocess
  )
}

const withAcceptEncoding = (request: Request): Request =>
  request.headers["accept-encoding"] === undefined
    ? HttpClientRequest.setHeader(request, "accept-encoding", "gzip, deflate, br")
    : request

const headInTime = (client: HttpClient.HttpClient, request: Request, limits: Limits) =>
  client.postprocess(Effect.succeed(request)).pipe(
    Effect.flatMap((response) =>
      Clock.clockWith((clock) => Effect.succeed({ response, at: clock.monotonicTimeNanosUnsafe() }))
    ),
    Effect.mapError((error) => sanitized(request, error)),
    Effect.timeoutOrElse({
      duration: limits.head,
      orElse: () =>
        Effect.fail(
          transportError(
            request,
            new ClientFailure({
              kind: "HeadTimeout",
              detail: `no answer came within ${Duration.format(limits.head)}`
            })
          )
        )
    })
  )

/** So many fields no answer has; Node would leave out those beyond its own limit silently. */
const maxFields = 1000

const refusalOf = (
  status: number,
  headers: Headers.Headers,
  wire: Wire.Wire | undefined,
  limits: Limits
): ClientFailure | undefined => {
  if (status < 200) return failure("Reset", `the server left HTTP (status ${status}), which nobody asked it for`)
  const { bytes, fields } = wire ?? sizeOf(headers)
  return bytes > limits.headerBytes || fields > maxFields
    ? failure("HeaderTooLarge", `the answer has ${fields} headers of ${bytes} bytes`)
    : undefined
}

const sizeOf = (headers: Headers.Headers) => {
  let fields = 0
  let bytes = 0
  for (const name in headers) {
    fields++
    bytes += name.length + (headers[name]?.length ?? 0) + 4
  }
  return { fields, bytes }
}

const hasNoBody = (method: string, status: number) => method === "HEAD" || status === 204 || status === 304

/** RFC 9110, section 15.4: the request that a redirect asks for, or why it is not followed. */
const redirected = (
  request: Request,
  url: URL,
  status: number,
  location: string | undefined,
  hops: number,
  limits: Limits
): Result.Result<Request, ClientFailure> => {
  const refused = (why: string) =>
    Result.fail(failure("RedirectRefused", `a redirect (${status}) is not followed: ${why}`))
  if (!redirects.has(status)) return refused("its status names no place to go")
  if (location === undefined) return refused("it names no place to go")
  const to = Origin.follow(url, location)
  if (Result.isFailure(to)) return refused(to.failure)
  if (request.method !== "GET" && request.method !== "HEAD") {
    if (status !== 307 && status !== 308) return refused(`it would turn ${request.method} into GET`)
    if (request.body._tag === "Stream" || request.body._tag === "Raw") return refused("the body can't be sent again")
  }
  if (hops >= limits.redirects) {
    return Result.fail(failure("RedirectLimit", `more than ${limits.redirects} redirects in a row`))
  }
  to.success.hash = ""
  return Result.succeed(
    HttpClientRequest.makeWith(
      request.method,
      to.success.href,
      UrlParams.empty,
      Option.none(),
      request.headers,
      request.body
    )
  )
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const abandon = (request: Request, wire: Wire.Wire | undefined, cause: ClientFailure) =>
  Effect.andThen(release(wire), Effect.fail(transportError(request, cause)))

/** Closes the connection of an answer whose body is of no use. */
const release = (wire: Wire.Wire | undefined): Effect.Effect<void> =>
  Effect.sync(() => {
    if (wire === undefined) return
    // An error without a listener would end the process.
    wire.body.on("error", () => {})
    wire.body.destroy()
  })

/** What the client below fails with, without the headers, the query and the body of the request. */
const sanitized = (request: Request, error: HttpError): HttpError => {
  const { reason } = error
  switch (reason._tag) {
    case "EncodeError":
    case "InvalidUrlError": {
      const cause = failure("HeaderInvalid", `the request could not be made: ${reason._tag}`)
      const props = { request: Redaction.bare(request), cause, description: cause.detail }
      return new HttpClientError.HttpClientError({
        reason:
          reason._tag === "EncodeError"
            ? new HttpClientError.EncodeError(props)
            : new HttpClientError.InvalidUrlError(props)
      })
    }
    default:
      return transportError(request, ofCause(reason.cause, "head"))
  }
}

const transportError = (request: Request, cause: ClientFailure): HttpError =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request: Redaction.bare(request),
      cause,
      description: cause.message
    })
  })

const failure = (kind: Kind, detail: string) => new ClientFailure({ kind, detail })
