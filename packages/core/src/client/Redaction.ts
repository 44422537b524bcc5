/**
 * Keeps credentials out of URLs, headers, spans and error texts.
 *
 * @since 0.1.0
 */
import { Effect, Option, Redacted } from "effect"
import { Headers, HttpBody, HttpClient, HttpClientRequest, UrlParams } from "effect/http"

/**
 * Header and query names whose values are secrets, beside the usual ones. A string matches whatever its case; an
 * expression matches anywhere in the name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Names {
  readonly headers?: ReadonlyArray<string | RegExp> | undefined
  readonly params?: ReadonlyArray<string | RegExp> | undefined
}

const secretHeader =
  /auth|token|secret|passw|pwd|passphrase|credential|signature|api[-_]?key|access[-_]?key|session|cookie|^key$|^location$|^link$/i

const secretParam =
  /auth|token|secret|passw|pwd|passphrase|credential|signature|api[-_]?key|access[-_]?key|session|^(?:key|sig|code|assertion)$/i

/**
 * What is always redacted. Effect's own lists are part of it, since setting a list replaces the one before.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaults = {
  headers: ["x-affiliate-id", secretHeader],
  params: [secretParam]
} satisfies Names

/**
 * A URL for logs: origin, path and query, its secret values replaced, without user name, password and fragment. A text
 * that is no URL gives `<no URL>`. `params` are the names of secret parameters beside the usual ones.
 *
 * @category redacting
 * @since 0.1.0
 */
export const url = (text: string, params: ReadonlyArray<string | RegExp> = []): string =>
  URL.canParse(text)
    ? place(text) + UrlParams.redactUrl(new URL(text).search, [...defaults.params, ...params])
    : "<no URL>"

/**
 * Origin and path of a URL alone.
 *
 * @category redacting
 * @since 0.1.0
 */
export const place = (text: string): string => {
  if (!URL.canParse(text)) return "<no URL>"
  const { host, pathname, protocol } = new URL(text)
  return `${protocol}//${host}${pathname}`
}

/**
 * The request as an error may keep it: its method and where it went.
 *
 * @category redacting
 * @since 0.1.0
 */
export const bare = (request: HttpClientRequest.HttpClientRequest): HttpClientRequest.HttpClientRequest =>
  HttpClientRequest.makeWith(
    request.method,
    place(request.url),
    UrlParams.empty,
    Option.none(),
    Headers.empty,
    HttpBody.empty
  )

/**
 * Replaces live secrets in a text, such as an error body that echoes them: as they are, percent-encoded, escaped as in
 * JSON and XML, and in base64, where also the pair `user:password` of any two of them. Secrets of fewer than four
 * characters are left alone, since they would be found in any text.
 *
 * @category redacting
 * @since 0.1.0
 */
export const scrub = (secrets: ReadonlyArray<Redacted.Redacted>, text: string): string => {
  const values = secrets.map(Redacted.value).filter((secret) => secret.length >= 4)
  const forms = new Set(values.flatMap((value) => [...spellings(value), ...encoded(value)]))
  for (const user of values) {
    for (const password of values) {
      for (const form of encoded(`${user}:${password}`)) forms.add(form)
    }
  }
  let clean = text
  // A secret may be part of another one.
  for (const form of [...forms].toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(form, "<redacted>")
  return clean
}

/**
 * The client with spans that hold no secret value of a header or a query, and without the tracing headers that partners
 * reject. Names that are redacted already stay so.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withRedaction = <E, R>(
  client: HttpClient.HttpClient.With<E, R>,
  names: Names = {}
): HttpClient.HttpClient.With<E, R> => {
  const headers = withMore([...defaults.headers, ...(names.headers ?? [])])
  const params = withMore([...defaults.params, ...(names.params ?? [])])
  return HttpClient.transformResponse(client, (response) =>
    response.pipe(
      Effect.updateService(Headers.CurrentRedactedNames, headers),
      Effect.updateService(UrlParams.CurrentRedactedNames, params),
      Effect.provideService(HttpClient.TracerPropagationEnabled, false)
    )
  )
}

type List = ReadonlyArray<string | RegExp>

/** The names there were and these. A fiber's list is nearly always the one of its last request. */
const withMore = (names: List) => {
  let before: List | undefined
  let after: List = names
  return (current: List): List => {
    if (current !== before) {
      before = current
      after = [...names, ...current.filter((name) => typeof name !== "string" || !Headers.isRedactedName(name, names))]
    }
    return after
  }
}

const spellings = (value: string): ReadonlyArray<string> => {
  const percent = encodeURIComponent(value.toWellFormed())
  return [
    value,
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    percent.replaceAll("%20", "+"),
    new URLSearchParams([["", value]]).toString().slice(1),
    ...inJson(value),
    ...inXml(value)
  ]
}

const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`

/** Writers of JSON may escape the slash, and all that is not ASCII. */
const inJson = (value: string): ReadonlyArray<string> => {
  const json = JSON.stringify(value).slice(1, -1)
  const ascii = json.replaceAll(/[\u007f-\uffff]/g, escape)
  const upper = json.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${escape(unit).slice(2).toUpperCase()}`)
  return [json, ascii, upper].flatMap((form) => [form, form.replaceAll("/", "\\/")])
}

/** Writers of XML have to escape two characters, and may escape three more; the apostrophe in as many ways as there are. */
const inXml = (value: string): ReadonlyArray<string> => {
  const text = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
  return [text, text.replaceAll(">", "&gt;")]
    .flatMap((form) => [form, form.replaceAll('"', "&quot;"), form.replaceAll('"', "&#34;")])
    .flatMap((form) => [form, ...apostrophes.map((escape) => form.replaceAll("'", escape))])
}

const apostrophes = ["&apos;", "&#39;", "&#039;", "&#x27;"]

/**
 * Base64 of the value, and of what is left of it inside of a longer text that was encoded, at each of the three
 * positions it can begin at there. The first and last digits hold bits of the neighbours, so they are left out.
 */
const encoded = (value: string): ReadonlyArray<string> => {
  const bytes = Buffer.from(value)
  const whole = bytes.toString("base64")
  const within =
    bytes.length < 8
      ? []
      : [0, 1, 2].map((at) => {
          const digits = Buffer.concat([Buffer.alloc(at), bytes])
            .toString("base64")
            .replaceAll("=", "")
          const bits = (at + bytes.length) * 8
          return digits.slice(Math.ceil((at * 8) / 6), Math.floor(bits / 6))
        })
  return [whole, whole.replaceAll("=", ""), ...within].flatMap((digits) => [
    digits,
    digits.replaceAll("+", "-").replaceAll("/", "_")
  ])
}
