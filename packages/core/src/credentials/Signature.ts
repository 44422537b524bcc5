/**
 * Credentials that sign each request with the time, so that a signature seen by others is soon worth nothing.
 *
 * The time is this machine's: where its clock is off by more than the provider forgives, every request is refused.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import { type Credentials, custom, type InvalidCredentials, refuse } from "./Credentials.ts"
import * as Secret from "./Secret.ts"

/** Seconds for which a signature counts as a secret that an answer may repeat. Each costs a search of every answer. */
const remembered = 10

/**
 * Expedia Rapid: `Authorization: EAN APIKey=…,Signature=…,timestamp=…`, the signature being the SHA-512 of key, secret and
 * Unix seconds in hex digits. The server forgives five minutes.
 * https://developers.expediagroup.com/docs/products/rapid/resources/reference/signature-authentication
 *
 * @category constructors
 * @since 0.1.0
 */
export const expedia = (options: {
  readonly apiKey: Redacted.Redacted
  readonly sharedSecret: Redacted.Redacted
}): Effect.Effect<Credentials, InvalidCredentials> =>
  signing({
    kind: "expedia",
    key: options.apiKey,
    secret: options.sharedSecret,
    algorithm: "sha512",
    headers: ["authorization"],
    add: (request, key, signature, seconds) =>
      HttpClientRequest.setHeader(
        request,
        "authorization",
        `EAN APIKey=${key},Signature=${signature},timestamp=${seconds}`
      )
  })

/**
 * Hotelbeds: `Api-key` and `X-Signature`, the SHA-256 of key, secret and Unix seconds in hex digits.
 * https://developer.hotelbeds.com, "Getting started", section "Authentication".
 *
 * @category constructors
 * @since 0.1.0
 */
export const hotelbeds = (options: {
  readonly apiKey: Redacted.Redacted
  readonly secret: Redacted.Redacted
}): Effect.Effect<Credentials, InvalidCredentials> =>
  signing({
    kind: "hotelbeds",
    key: options.apiKey,
    secret: options.secret,
    algorithm: "sha256",
    headers: ["api-key", "x-signature"],
    add: (request, key, signature) =>
      HttpClientRequest.setHeaders(request, { "api-key": key, "x-signature": signature })
  })

const signing = (options: {
  readonly kind: string
  readonly key: Redacted.Redacted
  readonly secret: Redacted.Redacted
  readonly algorithm: "sha256" | "sha512"
  readonly headers: ReadonlyArray<string>
  readonly add: (
    request: HttpClientRequest.HttpClientRequest,
    key: string,
    signature: string,
    seconds: number
  ) => HttpClientRequest.HttpClientRequest
}): Effect.Effect<Credentials, InvalidCredentials> => {
  const flaw = Secret.isToken(Redacted.value(options.key))
    ? undefined
    : (Secret.headerFlaw(options.key) ?? "holds a space")
  if (flaw !== undefined) return refuse(`the API key of ${options.kind}`, flaw)
  const secretFlaw = Secret.headerFlaw(options.secret)
  if (secretFlaw !== undefined) return refuse(`the shared secret of ${options.kind}`, secretFlaw)
  return Effect.sync(() => {
    const key = Redacted.value(options.key)
    const signatures = new Map<number, Redacted.Redacted>()
    return custom({
      kind: options.kind,
      identity: [key],
      secretNames: { headers: options.headers },
      secrets: Effect.sync(() => [options.key, options.secret, ...signatures.values()]),
      sign: Effect.fnUntraced(function* (request) {
        const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const signature = Secret.hash(options.algorithm, `${key}${Redacted.value(options.secret)}${seconds}`)
        for (const second of signatures.keys()) if (second < seconds - remembered) signatures.delete(second)
        signatures.set(seconds, Redacted.make(signature))
        return options.add(request, key, signature, seconds)
      })
    })
  })
}
