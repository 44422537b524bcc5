/**
 * One request to the legacy service, and what its answer means.
 *
 * @since 0.1.0
 */
import { type AnswerReason, ProviderClient, Redaction } from "@innlet/core/client"
import { ConnectorError, Page } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { XmlText } from "@innlet/core/xml"
import { Effect, Option, Redacted, Result } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { XmlRecord } from "@innlet/core/xml"
import * as LegacyAnswer from "./LegacyAnswer.ts"
import type { LegacyOperation } from "./LegacyOperation.ts"
import * as SoapRequest from "./SoapRequest.ts"

/**
 * What a client needs to know; checked by `LegacyOptions.check`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  readonly stream: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Of the service, from the base URL. */
  readonly path: string
  readonly account: SoapRequest.Account
}

/**
 * @category models
 * @since 0.1.0
 */
export interface LegacyClient {
  /** Reads the page at `token`, which holds `expectedRange` records and up to 999 more; both count for paged lists only. */
  readonly page: (
    token: Option.Option<string>,
    expectedRange: number
  ) => Effect.Effect<Page.Page<XmlRecord.XmlValue, string>, ConnectorError.ConnectorError>
}

/** In bytes. Source: Travelgate documentation, quotas: the hub refuses a request of more than 128 KB. */
const maxRequest = 131_072

/**
 * The client of one list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, operation: LegacyOperation, options: Options): LegacyClient => {
  const { account, connector, path, stream } = options
  const credentials = credentialsOf(account)
  const secrets = secretsOf(account)
  const say = sayer(secrets)
  const client = ProviderClient.make(http, {
    connector,
    baseUrl: options.baseUrl,
    credentials,
    textOf: (bytes, type) =>
      Result.mapBoth(XmlText.decode(bytes, type), {
        onFailure: ({ message }) => message,
        onSuccess: (text) => withoutSecrets(text, secrets)
      }),
    reasonOf: (answer) => refusalOf(answer, operation, say)
  })
  const fail = (reason: ConnectorError.Reason) => new ConnectorError.ConnectorError({ connector, stream, reason })
  return {
    page: Effect.fnUntraced(function* (token, expectedRange) {
      if (SoapRequest.flawOf(Option.getOrElse(token, () => "")) !== undefined) {
        const detail = "the kept token holds what no XML document can"
        return yield* fail(new ConnectorError.CursorRejected({ why: "invalid", detail }))
      }
      const place = operation.paged ? { expectedRange, token } : undefined
      const body = SoapRequest.body(operation, account, place)
      const size = new TextEncoder().encode(body).length
      if (size > maxRequest) {
        const detail = `a request of ${size} bytes is not sent: the hub takes ${maxRequest} at most`
        return yield* fail(new ConnectorError.RequestRejected({ detail }))
      }
      const request = HttpClientRequest.post(path).pipe(
        HttpClientRequest.setHeaders({ soapaction: SoapRequest.actionOf(operation), accept: "text/xml" }),
        HttpClientRequest.bodyText(body, "text/xml; charset=utf-8")
      )
      const page = pageOf(yield* client.send(stream, request), operation, say)
      return Result.isSuccess(page) ? page.success : yield* fail(page.failure)
    })
  }
}

/**
 * The user names and passwords as credentials, for what core does with them: they stand in the body already.
 *
 * @category constructors
 * @since 0.1.0
 */
export const credentialsOf = (account: SoapRequest.Account): Credentials.Credentials =>
  Credentials.custom({
    kind: "usernameToken",
    identity: [account.username, account.supplier],
    secretNames: {},
    secrets: secretsOf(account),
    sign: Effect.succeed
  })

/** As they are, and as a document, one inside of it and one escaped once more would repeat them. */
const secretsOf = ({ password, supplierPassword }: SoapRequest.Account): ReadonlyArray<Redacted.Redacted> => {
  const plain = [password, ...(supplierPassword === undefined ? [] : [supplierPassword])].map(Redacted.value)
  const once = plain.map(SoapRequest.escape)
  const twice = once.map(SoapRequest.escape)
  const forms = new Set([...plain, ...once, ...twice, ...twice.map(SoapRequest.escape)])
  return [...forms].map((text) => Redacted.make(text))
}

/** Shorter ones may well be data. */
const minSecret = 16

/** Core would put a word in their place that is markup here. */
const withoutSecrets = (text: string, secrets: ReadonlyArray<Redacted.Redacted>): string =>
  secrets
    .map(Redacted.value)
    .filter((secret) => secret.length >= minSecret)
    .toSorted((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, "(redacted)"), text)

/** Longer words of the provider help nobody. */
const maxWords = 200

const sayer =
  (secrets: ReadonlyArray<Redacted.Redacted>) =>
  (words: string): string =>
    Redaction.scrub(secrets, words.slice(0, 4 * maxWords))
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
      .slice(0, maxWords)
      .trim()

/** A refusal is short. It is read here and once more with its page, so that it counts as one wherever exchanges are kept. */
const maxRefusal = 65_536

/** Faults come with status 500, and with 400 from newer servers; application errors with 200. */
const refusalOf = (
  { body, status }: AnswerReason.Answer,
  operation: LegacyOperation,
  say: (words: string) => string
): ConnectorError.Reason | undefined => {
  if ((status !== 200 && status !== 400 && status !== 500) || body.length > maxRefusal) return undefined
  const read = LegacyAnswer.read(body, operation, { say })
  if (Result.isSuccess(read)) return undefined
  // Under these statuses a body that says nothing means what the status means.
  return status !== 200 && read.failure._tag === "UnexpectedResponse" ? undefined : read.failure
}

const pageOf = (
  { body, status }: AnswerReason.Answer,
  operation: LegacyOperation,
  say: (words: string) => string
): Result.Result<Page.Page<XmlRecord.XmlValue, string>, ConnectorError.Reason> => {
  if (status !== 200) {
    return Result.fail(new ConnectorError.UnexpectedResponse({ detail: `status ${status} instead of 200` }))
  }
  return Result.map(LegacyAnswer.read(body, operation, { say }), ({ items, nothingFound, token }) =>
    Page.make<XmlRecord.XmlValue, string>({
      records: items,
      next: token,
      evidence: nothingFound ? ["code:11204"] : Option.isNone(token) ? ["absentCursor"] : []
    })
  )
}
