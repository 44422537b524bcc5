/**
 * Where a connector may send its credentials: one origin, over TLS, or plainly to this machine only; and where a link of
 * its answers may lead.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

/**
 * Checks a provider's base URL and gives it without a trailing slash, or says in one line what is wrong with it without
 * repeating it, since it may hold a secret. `http` is accepted for loopback only.
 *
 * @category parsing
 * @since 0.1.0
 */
export const baseUrl = (text: string): Result.Result<string, string> => {
  if (!URL.canParse(text)) return Result.fail("Expected a URL such as https://api.example.com")
  const url = new URL(text)
  if (url.username !== "" || url.password !== "") return Result.fail("Expected a URL without a user name or password")
  if (url.search !== "" || url.hash !== "") return Result.fail("Expected a URL without a query or a fragment")
  if (!isHttp(url)) return Result.fail(`Expected https, not ${url.protocol.slice(0, -1)}`)
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return Result.fail("Expected https; http would send the token in clear, except to this machine")
  }
  return Result.succeed(url.href.replace(/\/+$/, ""))
}

/**
 * Resolves a next link or the target of a redirect against the URL it came from, and takes it only when it leads to
 * exactly the same origin: scheme, host and port as the WHATWG URL standard reads them. Spellings that other parsers
 * read otherwise are refused whatever they lead to: control characters, backslashes, a scheme without `//`, `//` without a
 * host behind it.
 *
 * Fails with one line that doesn't repeat the link's path, query or credentials.
 *
 * @category parsing
 * @since 0.1.0
 */
export const follow = (base: URL | string, link: string): Result.Result<URL, string> => {
  const source = String(base)
  if (!URL.canParse(source)) return Result.fail("Expected the URL the link came from")
  const from = new URL(source)
  if (!isHttp(from)) return Result.fail("Expected a link that came from https")
  if (link.length > maxLinkLength) return Result.fail(`Expected a link of at most ${maxLinkLength} characters`)
  if (misread.test(link)) return Result.fail("Expected a link without control characters and backslashes")
  if (schemeAlone.test(link)) return Result.fail("Expected a link with // after its scheme")
  if (noHost.test(link)) return Result.fail("Expected a link with a host behind //")
  if (!URL.canParse(link, from.href)) return Result.fail("Expected a link that is a URL")
  const to = new URL(link, from.href)
  // The origin of a blob: URL is that of the URL inside.
  if (!isHttp(to)) return Result.fail(`Expected a link to ${from.origin}, not to another scheme`)
  if (to.origin !== from.origin) return Result.fail(`Expected a link to ${from.origin}, not to ${to.origin}`)
  if (to.username !== "" || to.password !== "") return Result.fail("Expected a link without a user name or password")
  return Result.succeed(to)
}

/** Servers commonly take no longer request line. */
const maxLinkLength = 8192

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const misread = /[\u0000-\u001f\u007f\\]/

const schemeAlone = /^ *[a-z][a-z0-9+.-]*:(?!\/\/)/i

/** Browsers take the next part of the path for the host. */
const noHost = /^ *(?:[a-z][a-z0-9+.-]*:)?\/\/\//i

const isHttp = (url: URL): boolean => url.protocol === "https:" || url.protocol === "http:"

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
