/**
 * One request to a declared provider, and its answer as a tree.
 *
 * @since 0.1.0
 */
import { type AnswerReason, ProviderClient } from "@innlet/core/client"
import { ConnectorError } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { XmlText } from "@innlet/core/xml"
import type { RateLimitHeaders } from "@innlet/core/resilience"
import { type Duration, Effect, Result } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { Answer } from "./Answer.ts"
import * as Document from "./Document.ts"
import type { Draft } from "./Draft.ts"
import * as RuleSet from "./RuleSet.ts"

/**
 * What the client of one stream needs to know.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  readonly stream: string
  /** As `Origin.baseUrl` gives it. */
  readonly baseUrl: string
  readonly credentials: Credentials.Credentials
  readonly rules: RuleSet.RuleSet
  readonly format: "json" | "xml"
  readonly dialect: RateLimitHeaders.Dialect
  readonly cooldown: Duration.Duration | undefined
}

/**
 * An answer to a page's request: one that holds a page, one that holds none since there is nothing, or one that says that too
 * much was asked for.
 *
 * @category models
 * @since 0.1.0
 */
export type Sent =
  | { readonly _tag: "Page"; readonly answer: Answer }
  /** `isSaid` by a rule; status 204 is empty by itself. */
  | { readonly _tag: "Empty"; readonly answer: Answer; readonly isSaid: boolean }
  | { readonly _tag: "TooLarge"; readonly detail: string }

/**
 * @category models
 * @since 0.1.0
 */
export interface GenericClient {
  readonly send: (draft: Draft) => Effect.Effect<Sent, ConnectorError.ConnectorError>
  /** The error of this stream for a reason. */
  readonly failure: (reason: ConnectorError.Reason) => ConnectorError.ConnectorError
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, options: Options): GenericClient => {
  const { baseUrl, connector, format, rules, stream } = options
  const client = ProviderClient.make(http, {
    connector,
    baseUrl,
    credentials: options.credentials,
    dialect: options.dialect,
    cooldown: options.cooldown,
    textOf: format === "xml" ? textOfXml : undefined,
    reasonOf: (answer, aid) => {
      const meaning = rules.meaningOf(answer, aid.scrub)
      if (meaning === undefined) return undefined
      // The cooldown is for throttles that tell no wait, and too short for those of a day.
      const wait = aid.wait ?? (meaning.means === "throttled" ? options.cooldown : undefined)
      return RuleSet.reasonOf(meaning.means, meaning.detail, wait) ?? "page"
    }
  })
  const failure = (reason: ConnectorError.Reason) => new ConnectorError.ConnectorError({ connector, stream, reason })
  const unexpected = (detail: string) => failure(new ConnectorError.UnexpectedResponse({ detail }))
  return {
    failure,
    send: Effect.fnUntraced(function* (draft) {
      const request = requestOf(draft)
      if (Result.isFailure(request)) {
        return yield* failure(new ConnectorError.RequestRejected({ detail: request.failure }))
      }
      const answer = yield* client.send(stream, request.success)
      const meaning = rules.meaningOf(answer)
      if (meaning?.means === "windowTooLarge") return { _tag: "TooLarge", detail: meaning.detail }
      const isSaid = meaning?.means === "empty"
      const url = urlOf(baseUrl, request.success)
      if (isSaid || answer.status === 204) {
        return { _tag: "Empty", isSaid, answer: { ...answer, url, text: "", document: undefined } }
      }
      const document = Document.parse(format, answer.body)
      return Result.isFailure(document)
        ? yield* unexpected(`${document.failure} (${described(answer)})`)
        : { _tag: "Page", answer: { ...answer, url, text: answer.body, document: document.success } }
    })
  }
}

const described = ({ body, headers, status }: AnswerReason.Answer): string =>
  `status ${status}, ${headers["content-type"] ?? "no content type"}, ${body.length} characters`

const textOfXml = (bytes: Uint8Array, type: string | undefined): Result.Result<string, string> =>
  Result.mapError(XmlText.decode(bytes, type), ({ message }) => message)

const requestOf = (draft: Draft): Result.Result<HttpClientRequest.HttpClientRequest, string> => {
  const { body, format, headers, method, path, query } = draft
  const type = format === "xml" ? "text/xml; charset=utf-8" : "application/json"
  const request = HttpClientRequest.make(method)(path).pipe(
    HttpClientRequest.appendUrlParams(query),
    HttpClientRequest.setHeaders({
      accept: format === "xml" ? "text/xml, application/xml" : "application/json",
      ...headers
    })
  )
  if (body === undefined) return Result.succeed(request)
  return Result.map(Document.write(format, body), (text) => HttpClientRequest.bodyText(request, text, type))
}

/** What links of the answer are relative to; the secrets are added after it. */
const urlOf = (baseUrl: string, request: HttpClientRequest.HttpClientRequest): string => {
  const url = HttpClientRequest.toUrl(
    request.url.startsWith("/") ? HttpClientRequest.setUrl(request, `${baseUrl}${request.url}`) : request
  )
  return url._tag === "Some" ? url.value.href : baseUrl
}
