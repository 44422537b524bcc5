/**
 * What a request must not hold: characters that would end a header or the request line early, an origin it may not go
 * to, credentials in its URL.
 *
 * @since 0.1.0
 */
import { Option, Result } from "effect"
import { HttpClientRequest } from "effect/http"
import { ClientFailure } from "./ClientFailure.ts"

/** RFC 9110, section 5.5, without the characters that Node would cut to a byte. */
const notInValue = /[^\t\x20-\x7e\x80-\xff]/

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * `new URL` drops tabs and line ends silently, so the text is looked at before it is parsed. Query parameters that are
 * given apart are percent-encoded and may hold anything.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const notInUrl = /[\u0000-\u001f\u007f]/

/**
 * The URL a request goes to, or why it is not sent.
 *
 * @category guards
 * @since 0.1.0
 */
export const check = (
  request: HttpClientRequest.HttpClientRequest,
  origins: ReadonlyArray<string> | undefined
): Result.Result<URL, ClientFailure> => {
  if (notInUrl.test(request.url)) return invalid("the URL holds a control character")
  for (const name in request.headers) {
    if (!token.test(name)) return invalid("a header's name holds a character that is not allowed")
    const value: unknown = request.headers[name]
    if (typeof value !== "string" || notInValue.test(value)) {
      return invalid(`the header ${name} holds a character that is not allowed`)
    }
  }
  const parsed = HttpClientRequest.toUrl(request)
  if (Option.isNone(parsed)) return invalid("the URL is none")
  const url = parsed.value
  if (url.protocol !== "https:" && url.protocol !== "http:") return refused("only https and http are requested")
  if (url.username !== "" || url.password !== "") return refused("the URL holds a user name or a password")
  return origins === undefined || origins.includes(url.origin)
    ? Result.succeed(url)
    : refused(`${url.origin} is not among the origins of this client`)
}

const invalid = (detail: string) => Result.fail(new ClientFailure({ kind: "HeaderInvalid", detail }))

const refused = (detail: string) => Result.fail(new ClientFailure({ kind: "OriginRefused", detail }))
