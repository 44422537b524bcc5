/**
 * Where a connector may send its credentials: one origin, over TLS, or plainly to this machine only.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

/**
 * Checks a provider's base URL and gives it without a trailing slash, or says in one line what is wrong with it. `http`
 * is accepted for loopback only.
 *
 * @category parsing
 * @since 0.1.0
 */
export const baseUrl = (text: string): Result.Result<string, string> => {
  if (!URL.canParse(text)) return Result.fail(`"${text}" is not a URL`)
  const url = new URL(text)
  if (url.username !== "" || url.password !== "") return Result.fail("a base URL holds no user name or password")
  if (url.search !== "" || url.hash !== "")
    return Result.fail(`"${text}" has a query or a fragment; a base URL has none`)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return Result.fail(`"${text}" has to begin with https://`)
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return Result.fail(`"${text}" is not encrypted; http is accepted for 127.0.0.1, [::1] and localhost only`)
  }
  return Result.succeed(url.href.replace(/\/+$/, ""))
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
