/**
 * Why a request got no whole answer, below HTTP status codes: one kind a cause, with a line that holds no secret, and
 * whether the provider may have acted.
 *
 * Effect's clients fail with `HttpClientError`, so a failure travels as its `cause`; `of` digs it out, and makes one of
 * what another client fails with.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import type { HttpClientError } from "effect/http"
import * as ConnectorError from "../contract/ConnectorError.ts"

/**
 * `Unreachable`: refused, no such host, no route. `Reset`: the connection was lost before the head of the answer, or
 * reset amid its body. `Incomplete`: the answer is cut or its framing is broken. `TooLarge`, `Bomb`: over a limit as
 * sent or inflated, or inflated beyond the ratio. `Encoding`: a coding or characters that can't be decoded.
 *
 * @category models
 * @since 0.1.0
 */
export const Kind = Schema.Literals([
  "Unreachable",
  "ConnectTimeout",
  "Tls",
  "HeadTimeout",
  "BodyTimeout",
  "Reset",
  "Incomplete",
  "TooLarge",
  "Bomb",
  "Encoding",
  "HeaderTooLarge",
  "HeaderInvalid",
  "RedirectRefused",
  "RedirectLimit",
  "OriginRefused"
])

/**
 * @category models
 * @since 0.1.0
 */
export type Kind = typeof Kind.Type

/**
 * @category errors
 * @since 0.1.0
 */
export class ClientFailure extends Schema.TaggedError<ClientFailure>()("ClientFailure", {
  kind: Kind,
  /** One line without a secret and without the query of a URL. */
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.kind}: ${this.detail}`
  }

  /** `no` only when nothing was sent, `yes` only when the head of an answer came. */
  get processed(): ConnectorError.Processed {
    return processedOf[this.kind]
  }
}

const processedOf: { readonly [K in Kind]: ConnectorError.Processed } = {
  Unreachable: "no",
  ConnectTimeout: "no",
  Tls: "no",
  HeadTimeout: "maybe",
  BodyTimeout: "maybe",
  Reset: "maybe",
  Incomplete: "maybe",
  TooLarge: "yes",
  Bomb: "yes",
  Encoding: "yes",
  HeaderTooLarge: "yes",
  HeaderInvalid: "no",
  RedirectRefused: "yes",
  RedirectLimit: "yes",
  OriginRefused: "no"
}

/**
 * What came between us and the answer, for the errors of any client.
 *
 * @category classification
 * @since 0.1.0
 */
export const of = (error: HttpClientError.HttpClientError): ClientFailure => {
  const { reason } = error
  switch (reason._tag) {
    case "TransportError":
      return ofCause(reason.cause, "head")
    case "DecodeError":
      return ofCause(reason.cause, "body")
    case "EmptyBodyError":
      return failure("Incomplete", "the answer has no body")
    case "StatusCodeError":
      return failure("Encoding", `the answer has status ${reason.response.status}`)
    case "EncodeError":
    case "InvalidUrlError":
      return foundIn(reason.cause) ?? failure("HeaderInvalid", `the request could not be made: ${reason._tag}`)
  }
}

/**
 * Classifies what a transport threw while it waited for the head of an answer, or while it read the body.
 *
 * @category classification
 * @since 0.1.0
 */
export const ofCause = (cause: unknown, awaiting: "head" | "body"): ClientFailure => {
  const found = foundIn(cause)
  if (found !== undefined) return found
  const { code, name, syscall } = systemErrorIn(cause)
  if (code === undefined) {
    if (name === "SyntaxError") return failure("Encoding", "the body is not JSON")
    if (name === "HTTPParserError") return failure("Incomplete", "the answer is not well-formed HTTP")
    return awaiting === "head" ? failure("Reset", "the connection was lost") : failure("Incomplete", "the body is cut")
  }
  if (awaiting === "head") {
    if (notConnected.has(code) || (unreachable.has(code) && syscall === "connect")) {
      return failure("Unreachable", `no connection came about (${code})`)
    }
    if (code === "UND_ERR_CONNECT_TIMEOUT" || (code === "ETIMEDOUT" && syscall === "connect")) {
      return failure("ConnectTimeout", `no connection came about in time (${code})`)
    }
    if (isTls(code)) return failure("Tls", `the TLS connection was refused (${code})`)
  }
  if (refusedBefore.has(code)) return failure("HeaderInvalid", `the request could not be made (${code})`)
  if (code === "UND_ERR_HEADERS_TIMEOUT") return failure("HeadTimeout", `no answer came in time (${code})`)
  if (code === "UND_ERR_BODY_TIMEOUT") return failure("BodyTimeout", `the body did not come in time (${code})`)
  if (code === "HPE_HEADER_OVERFLOW" || code === "UND_ERR_HEADERS_OVERFLOW") {
    return failure("HeaderTooLarge", `the headers of the answer are too large (${code})`)
  }
  if (code.startsWith("Z_") || code.startsWith("ERR_BROTLI") || code.startsWith("ERR__ERROR")) {
    return code === "Z_BUF_ERROR"
      ? failure("Incomplete", "the coded body is cut")
      : failure("Encoding", `the body is not in its stated coding (${code})`)
  }
  if (code.startsWith("HPE_") || code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH") {
    return failure("Incomplete", `the answer is not well-formed HTTP (${code})`)
  }
  return awaiting === "head" || lost.has(code)
    ? failure("Reset", `the connection was lost (${code})`)
    : failure("Incomplete", `the body is cut (${code})`)
}

/**
 * What the engine has to know: who acts, whether a retry may help, and whether the provider may have acted.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOf = (error: HttpClientError.HttpClientError): ConnectorError.Reason => {
  const { _tag } = error.reason
  const { detail, kind, processed } = of(error)
  if (_tag === "EncodeError" || _tag === "InvalidUrlError" || _tag === "StatusCodeError") {
    return new ConnectorError.RequestRejected({ detail })
  }
  switch (kind) {
    case "Unreachable":
    case "ConnectTimeout":
    case "HeadTimeout":
    case "BodyTimeout":
    case "Reset":
    case "Incomplete":
      return new ConnectorError.ProviderUnavailable({ detail, retryAfter: undefined, processed })
    case "Tls":
    case "TooLarge":
    case "Bomb":
    case "Encoding":
    case "HeaderTooLarge":
      return new ConnectorError.UnexpectedResponse({ detail })
    case "RedirectRefused":
    case "RedirectLimit":
    case "OriginRefused":
      return new ConnectorError.OriginRefused({ detail })
    case "HeaderInvalid":
      return new ConnectorError.RequestRejected({ detail })
  }
}

const failure = (kind: Kind, detail: string) => new ClientFailure({ kind, detail })

const notConnected: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"])

/** These come of an open connection too; only the system call tells. */
const unreachable: ReadonlySet<string> = new Set([
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
  "EMFILE"
])

const lost: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETRESET"
])

const refusedBefore: ReadonlySet<string> = new Set([
  "ERR_INVALID_URL",
  "ERR_INVALID_CHAR",
  "ERR_INVALID_HTTP_TOKEN",
  "ERR_UNESCAPED_CHARACTERS",
  "ERR_INVALID_PROTOCOL",
  "UND_ERR_INVALID_ARG"
])

/** The names of OpenSSL's verification results, as Node's documentation of `node:tls` lists them, and Node's own. */
const isTls = (code: string): boolean =>
  code === "EPROTO" ||
  code === "HOSTNAME_MISMATCH" ||
  code === "INVALID_CA" ||
  code === "INVALID_PURPOSE" ||
  code === "PATH_LENGTH_EXCEEDED" ||
  tlsPrefixes.some((prefix) => code.startsWith(prefix))

const tlsPrefixes = ["CERT_", "CRL_", "ERROR_IN_C", "ERR_TLS_", "ERR_SSL_", "UNABLE_TO_", "DEPTH_ZERO_", "SELF_SIGNED_"]

const depth = 8

/** A failure of ours, wherever in the chain of causes a transport put it. */
const foundIn = (cause: unknown): ClientFailure | undefined => {
  let at = cause
  for (let n = 0; n < depth && typeof at === "object" && at !== null; n++) {
    if (at instanceof ClientFailure) return at
    at = causeOf(at)
  }
  return undefined
}

const systemErrorIn = (cause: unknown): { code?: string; syscall?: string; name?: string } => {
  let at = cause
  let name: string | undefined
  for (let n = 0; n < depth && typeof at === "object" && at !== null; n++) {
    if ("name" in at && typeof at.name === "string") name ??= at.name
    if ("code" in at && typeof at.code === "string") {
      const under: unknown = "syscall" in at ? at : causeOf(at)
      const syscall = typeof under === "object" && under !== null && "syscall" in under ? under.syscall : undefined
      return { code: at.code, ...(typeof syscall === "string" ? { syscall } : {}) }
    }
    at = causeOf(at)
  }
  return name === undefined ? {} : { name }
}

/** A connection to a name with several addresses fails with the errors of each. */
const causeOf = (error: object): unknown => {
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) return error.errors[0]
  return "cause" in error ? error.cause : undefined
}
