/** The header `Link`, read, written and read again, and the next page that is taken from it. */
import { Result } from "effect"
import * as LinkField from "../../../packages/connector-generic/src/LinkField.ts"
import * as LinkHeader from "../../../packages/connector-generic/src/pagination/LinkHeader.ts"
import { holds, same, type Target } from "../Target.ts"

const url = "https://api.example.test/v1/hotels?page=1"

const strategy = LinkHeader.make({ type: "linkHeader", expires: "expires" }, { order: "immutable" })
const first = { cursor: undefined, pageSize: 10, now: 0, changed: undefined }

const written = (links: ReadonlyArray<LinkField.Link>): string =>
  links
    .map(
      ({ params, target: to }) =>
        `<${to}>${[...params].map(([name, value]) => `; ${name}="${value.replaceAll(/[\\"]/g, "\\$&")}"`).join("")}`
    )
    .join(", ")

const plain = (links: ReadonlyArray<LinkField.Link>) =>
  links.map(({ params, rels, target: to }) => ({ to, rels, params: [...params] }))

const make = (parse: typeof LinkField.parse): Target => ({
  name: "link-header",
  what: "Link and the next page in it",
  form: "text",
  sources: [
    "connector-generic/src/LinkField.ts",
    "connector-generic/src/pagination/LinkHeader.ts",
    "core/src/resilience/Origin.ts",
    "fuzz/targets/LinkHeader.ts"
  ],
  seeds: [
    '<https://api.example.test/v1/hotels?page=2>; rel="next"',
    '</v1/hotels?page=2>; rel=next; expires="2026-11-21T12:00:00Z", </v1/hotels?page=9>; rel="last"',
    '<?page=2>; rel="prev next"; title="a, \\"b\\"; c"; anchor="#x"',
    '<a>;rel=next,<a>;rel="NEXT"',
    "<>; rel=next",
    ", ,<a>;;;b=,"
  ],
  words: [
    '; rel="next"',
    "rel=next",
    '; anchor="',
    ", <",
    ">;",
    '\\"',
    "//evil.test/",
    "https://api.example.test",
    "\\",
    "https:evil"
  ],
  maxLength: 66_000,
  weight: 8,
  run: (input) => {
    const links = parse(input)
    const answer = { headers: { link: input }, url, status: 200, text: "", document: undefined }
    const followed = strategy.follow(answer, first, [])
    if (Result.isFailure(links)) {
      holds(Result.isFailure(followed), "a header that can't be read names a next page, or an end")
      holds(!/[\n\r]/.test(links.failure) && links.failure.length < 120, "the problem is more than one short line")
      return links.failure.replaceAll(/\d+/g, "0")
    }
    for (const { rels, target: to } of links.success) {
      holds(!to.includes(">"), "a target holds >")
      holds(
        rels.every((rel) => rel !== "" && rel === rel.toLowerCase()),
        "a relation is empty or not in lower case"
      )
    }
    const again = parse(written(links.success))
    same(Result.isSuccess(again) ? plain(again.success) : again.failure, plain(links.success), "read again")
    if (Result.isFailure(followed)) return followed.failure._tag
    const { next } = followed.success
    if (next === undefined || next._tag === "None") return `${Math.min(3, links.success.length)} links, an end`
    holds(new URL(next.value).origin === new URL(url).origin, "the next page has another origin")
    holds(
      links.success.some(({ rels }) => rels.includes("next")),
      "a next page without the relation"
    )
    return `${Math.min(3, links.success.length)} links, a next page`
  }
})

export const target = make(LinkField.parse)

/** A quoted text ends one letter behind a backslash. */
export const planted = make((text) =>
  Result.map(LinkField.parse(text), (links) =>
    links.map((link) => ({
      ...link,
      params: new Map([...link.params].map(([name, value]) => [name, value.replace(/\\"./, '\\"')]))
    }))
  )
)
