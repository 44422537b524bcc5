/** Links of answers against the origin they came from: two lines, the base and the link. */
import { Result } from "effect"
import * as Origin from "../../../packages/core/src/resilience/Origin.ts"
import { holds, same, type Target } from "../Target.ts"

/** RFC 3986, appendix B: how readers that are no browser take a link apart. */
const parts = /^ *(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?/i

const defaults: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" }

/** Host and port of an authority as such a reader has them; a name is decoded and in lower case. */
const authorityOf = (authority: string, protocol: string): string => {
  const [, host = "", port = ""] = /^(.*?)(?::(\d*))?$/.exec(authority) ?? []
  const plain = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host.toLowerCase()
  return `${plain}:${port === "" ? defaults[protocol] : String(Number(port))}`
}

const make = (follow: typeof Origin.follow): Target => ({
  name: "origin",
  what: "links and redirects, base URLs",
  form: "lines",
  sources: ["core/src/resilience/Origin.ts", "fuzz/targets/Origin.ts"],
  seeds: [
    "https://api.example.test/v1/hotels?page=1\n/v1/hotels?page=2",
    "https://api.example.test/v1/hotels\nhttps://api.example.test/v1/hotels?page=2#x",
    "https://api.example.test:443/a\nHTTPS://API.EXAMPLE.TEST/b",
    "https://api.example.test/a\n//evil.test/b",
    "https://api.example.test/a\nhttps://api.example.test@evil.test/",
    "https://api.example.test/a\nhttps:\\\\evil.test/",
    "http://127.0.0.1:4010/a\nhttp://0x7f.1:4010/b",
    "http://[::1]:4010/a\n?b",
    "https://api.example.test/a\nblob:https://api.example.test/b",
    "https://münchen.test/\nhttps://xn--mnchen-3ya.test/"
  ],
  words: [
    "//",
    "/\\",
    "@",
    ":443",
    ":80",
    "https:",
    "http://",
    "evil.test",
    "api.example.test",
    "%2e",
    "%2F",
    "\u3002",
    "\uff0e",
    "xn--",
    "[::1]",
    "0x7f.1",
    "..",
    "\t",
    "#",
    "?",
    "file:",
    "data:",
    "javascript:"
  ],
  maxLength: 9000,
  weight: 10,
  run: (input) => {
    const [base = "", link = ""] = input.split("\n")
    const url = Origin.baseUrl(base)
    if (Result.isSuccess(url)) {
      same(Origin.baseUrl(url.success), url, "the base URL, checked again")
      const { hostname, protocol } = new URL(url.success)
      holds(protocol === "https:" || /^(?:localhost|\[::1\]|127\..*)$/.test(hostname), "plain http to another machine")
    }
    const followed = follow(base, link)
    if (Result.isFailure(followed)) {
      const secret = /[?#](\w{9,})/.exec(link)?.[1]
      // The origin is named, and may be called the same.
      const isNamed = secret !== undefined && (link.split(/[?#]/, 1)[0] ?? "").includes(secret)
      holds(
        secret === undefined || isNamed || !followed.failure.includes(secret),
        "the problem repeats the link's query"
      )
      return followed.failure.replaceAll(/(?:https?:\/\/|\d)\S*/g, "_")
    }
    const from = new URL(base)
    const to = followed.success
    holds(to.origin === from.origin && to.origin !== "null", `${to.origin} is not ${from.origin}`)
    holds(to.username === "" && to.password === "", "a user name or password")
    holds(["https:", "http:"].includes(to.protocol), `the scheme ${to.protocol}`)
    const [, scheme, authority] = parts.exec(link.replace(/ +$/, "")) ?? []
    if (scheme !== undefined)
      holds(`${scheme.toLowerCase()}:` === from.protocol, `${scheme} is another scheme to other readers`)
    if (authority !== undefined) {
      same(
        authorityOf(authority, from.protocol),
        authorityOf(from.host, from.protocol),
        "the authority, to other readers"
      )
    }
    return `${scheme === undefined ? "relative" : "absolute"}, ${authority === undefined ? "path" : "authority"}`
  }
})

export const target = make(Origin.follow)

/** Lets a link through whose host only ends like the right one. */
export const planted = make((base, link) => {
  const found = Origin.follow(base, link)
  if (Result.isSuccess(found) || !URL.canParse(link) || !URL.canParse(String(base))) return found
  const to = new URL(link)
  return to.host.endsWith(new URL(base).host.slice(2)) && to.username === "" ? Result.succeed(to) : found
})
