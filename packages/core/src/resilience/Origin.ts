/**
 * Where a connector may send its credentials: one origin, over TLS, or plainly to this machine only.
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
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return Result.fail(`Expected https, not ${url.protocol.slice(0, -1)}`)
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return Result.fail("Expected https; http would send the token in clear, except to this machine")
  }
  return Result.succeed(url.href.replace(/\/+$/, ""))
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
