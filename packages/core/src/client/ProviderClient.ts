/**
 * How a connector asks its provider: one request, signed anew, to one origin only, its answer whole and classified, every
 * exchange reported. A connector's client is this and what the provider's answers look like.
 *
 * @since 0.1.0
 */
import { Clock, type Duration, Effect, Redacted, Result } from "effect"
import { type HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import * as ConnectorError from "../contract/ConnectorError.ts"
import type { Credentials, Signed } from "../credentials/Credentials.ts"
import * as Attempt from "../resilience/Attempt.ts"
import * as Origin from "../resilience/Origin.ts"
import * as RateLimitHeaders from "../resilience/RateLimitHeaders.ts"
import * as AnswerReason from "./AnswerReason.ts"
import * as ClientFailure from "./ClientFailure.ts"
import * as Redaction from "./Redaction.ts"

/**
 * What a connector needs to tell a reason of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReasonAid {
  /** The provider's words without our secrets, should it echo them. */
  readonly scrub: (text: string) => string
  /** The wait that the answer's headers ask for. */
  readonly wait: Duration.Duration | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends Partial<AnswerReason.Options> {
  readonly connector: string
  /** As `Origin.baseUrl` gives it. Credentials go to its origin and nowhere else. */
  readonly baseUrl: string
  readonly credentials: Credentials
  /**
   * What the connector knows better than the usual classification: a reason, `"page"` for an answer that is one whatever its
   * status says, or nothing.
   */
  readonly reasonOf?:
    | ((answer: AnswerReason.Answer, aid: ReasonAid) => ConnectorError.Reason | "page" | undefined)
    | undefined
  /**
   * The text of a body whose bytes say how they are to be read, as those of XML do, or in one line why there is none. `type`
   * is the content type. @default UTF-8
   */
  readonly textOf?: ((bytes: Uint8Array, type: string | undefined) => Result.Result<string, string>) | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ProviderClient {
  /**
   * Sends a request whose URL is relative to the base URL, or absolute with the same origin, and gives the answer that
   * should hold a page. After a 401 the credentials are renewed and the request is sent once more, where they can be.
   */
  readonly send: (
    stream: string,
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<AnswerReason.Answer, ConnectorError.ConnectorError>
}

type Sent = AnswerReason.Answer | ConnectorError.Reason

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, options: Options): ProviderClient => {
  const { baseUrl, connector, credentials } = options
  const classification: AnswerReason.Options = {
    dialect: options.dialect ?? RateLimitHeaders.none,
    throttles: options.throttles ?? [],
    cooldown: options.cooldown
  }
  const client = Redaction.withRedaction(http, credentials.secretNames)

  const exchange = Effect.fnUntraced(function* (signed: Signed): Effect.fn.Return<Sent> {
    const { observe } = yield* Attempt.Current
    const sentAt = yield* Clock.currentTimeMillis
    const answered = yield* client.execute(signed.request).pipe(
      Effect.flatMap((response) =>
        Effect.map(bodyOf(response, options.textOf), (body) => ({
          status: response.status,
          headers: response.headers,
          body
        }))
      ),
      Effect.result
    )
    const now = yield* Clock.currentTimeMillis
    const secrets = yield* credentials.secrets
    const read = Result.isSuccess(answered) ? answered.success : undefined
    const answer =
      read === undefined
        ? undefined
        : {
            ...read,
            headers: headersWithoutSecrets(read.headers, secrets),
            body: withoutSecrets(read.body.text, secrets)
          }
    const reason = Result.isFailure(answered)
      ? ClientFailure.reasonOf(answered.failure)
      : answered.success.body.problem === undefined
        ? reasonOf({ ...answered.success, body: answered.success.body.text }, secrets, now)
        : new ConnectorError.UnexpectedResponse({ detail: answered.success.body.problem })
    yield* observe({
      method: signed.request.method,
      url: Redaction.url(urlOf(signed.request), credentials.secretNames.params),
      status: answer?.status,
      problem: reason === undefined ? undefined : `${reason._tag}: ${reason.detail}`,
      sentAt,
      latency: now - sentAt,
      throttled: reason?._tag === "QuotaExceeded",
      correlationId: answer === undefined ? undefined : correlationIdOf(answer.headers, secrets),
      // The wait that a refusal asks for comes of the same headers and wins over them.
      readings:
        answer === undefined || reason?.retryAfter !== undefined
          ? []
          : RateLimitHeaders.read(classification.dialect, answer.headers, now)
    })
    return reason ?? answer ?? new ConnectorError.UnexpectedResponse({ detail: "no answer" })
  })

  const reasonOf = (answer: AnswerReason.Answer, secrets: ReadonlyArray<Redacted.Redacted>, now: number) => {
    const own = options.reasonOf?.(answer, {
      scrub: (text) => Redaction.scrub(secrets, text),
      get wait() {
        return RateLimitHeaders.waitAsked(answer.headers, classification.dialect, now)
      }
    })
    if (own === "page") return undefined
    return own ?? AnswerReason.reasonOf(answer, classification, secrets, now)
  }

  const once = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
    const { ready } = yield* Attempt.Current
    let signed = yield* credentials.sign(request)
    // To sign may take a while, and all who waited for one token would send at once.
    while (!(yield* ready)) signed = yield* credentials.sign(request)
    return { signed, sent: yield* exchange(signed) }
  })

  const send = Effect.fnUntraced(function* (
    unplaced: HttpClientRequest.HttpClientRequest
  ): Effect.fn.Return<AnswerReason.Answer, ConnectorError.Reason> {
    const request = placed(baseUrl, unplaced)
    if (Result.isFailure(request)) return yield* request.failure
    let { sent, signed } = yield* once(request.success)
    if (isRefusedCredential(sent) && (yield* credentials.renew(signed))) {
      yield* (yield* Attempt.Current).admitAnother
      ;({ sent, signed } = yield* once(request.success))
      if (isRefusedCredential(sent)) yield* credentials.renew(signed)
    }
    if ("_tag" in sent) return yield* sent
    yield* credentials.accepted(signed)
    return sent
  })

  return {
    // No span: one keeps what it ends with, and so each page long after it was used. The request below has its own.
    send: (stream, request) =>
      Effect.mapError(send(request), (reason) => new ConnectorError.ConnectorError({ connector, stream, reason }))
  }
}

interface Body {
  readonly text: string
  /** Why an answer that should hold a page has no text. */
  readonly problem?: string | undefined
}

/** The status and the headers of a refusal count even where its body is cut or can't be read. */
const bodyOf = (response: HttpClientResponse.HttpClientResponse, textOf: Options["textOf"]) => {
  const accepted = response.status >= 200 && response.status < 300
  const body = textOf === undefined ? Effect.map(response.text, asBody) : decoded(response, textOf, accepted)
  return accepted ? body : Effect.orElseSucceed(body, () => asBody(""))
}

const asBody = (text: string): Body => ({ text })

const decoded = (
  response: HttpClientResponse.HttpClientResponse,
  textOf: NonNullable<Options["textOf"]>,
  accepted: boolean
) =>
  Effect.map(response.arrayBuffer, (bytes) => {
    const text = textOf(new Uint8Array(bytes), response.headers["content-type"])
    if (Result.isSuccess(text)) return asBody(text.success)
    return accepted ? { text: "", problem: text.failure } : asBody("")
  })

/** Under which names providers and the gateways before them give an exchange a name. */
const correlationHeaders = [
  "x-request-id",
  "x-correlation-id",
  "request-id",
  "x-trace-id",
  "x-amzn-requestid",
  "x-ms-request-id"
]

const correlationIdOf = (
  headers: AnswerReason.Answer["headers"],
  secrets: ReadonlyArray<Redacted.Redacted>
): string | undefined => {
  const name = correlationHeaders.find((header) => headers[header] !== undefined)
  const id = name === undefined ? "" : (headers[name] ?? "")
  return /^[\x21-\x7e]{1,128}$/.test(id) ? Redaction.scrub(secrets, id) : undefined
}

/** Shorter ones may well be data. */
const minScrubbed = 16

/** What repeats our secrets, as a link of the provider to itself does, must not carry them into rows and cursors. */
const withoutSecrets = (body: string, secrets: ReadonlyArray<Redacted.Redacted>): string => {
  const found = secrets.filter((secret) => {
    const value = Redacted.value(secret)
    return value.length >= minScrubbed && (body.includes(value) || body.includes(encodeURIComponent(value)))
  })
  return found.length === 0 ? body : Redaction.scrub(found, body)
}

const headersWithoutSecrets = (
  headers: AnswerReason.Answer["headers"],
  secrets: ReadonlyArray<Redacted.Redacted>
): AnswerReason.Answer["headers"] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === undefined ? undefined : withoutSecrets(value, secrets)
    ])
  )

const isRefusedCredential = (sent: Sent): boolean => "_tag" in sent && sent._tag === "AuthenticationFailed"

const urlOf = (request: HttpClientRequest.HttpClientRequest): string => {
  const url = HttpClientRequest.toUrl(request)
  return url._tag === "Some" ? url.value.href : request.url
}

/** The request with its absolute URL, refused when that leads to another origin. */
const placed = (
  baseUrl: string,
  request: HttpClientRequest.HttpClientRequest
): Result.Result<HttpClientRequest.HttpClientRequest, ConnectorError.Reason> => {
  const url = request.url.startsWith("/") && !request.url.startsWith("//") ? `${baseUrl}${request.url}` : request.url
  return Result.match(Origin.follow(baseUrl, url), {
    onFailure: (detail) => Result.fail(new ConnectorError.OriginRefused({ detail })),
    onSuccess: ({ href }) => Result.succeed(HttpClientRequest.setUrl(request, href))
  })
}
