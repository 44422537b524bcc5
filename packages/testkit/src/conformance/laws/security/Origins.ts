/**
 * That a connector speaks to its provider's origins alone, wherever it is told to go.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Opened } from "../../Bench.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Trial from "../../Trial.ts"
import * as Walker from "../../Walker.ts"
import * as Wire from "../../Wire.ts"

const elsewhere = "https://elsewhere.test"

/** Fails when something was sent to an origin that an undisturbed walk has no use for. */
const strayed = (
  known: ReadonlySet<string>,
  { wire }: Opened,
  what: string,
  place: object = {}
): Effect.Effect<void, Broken> => {
  const stray = wire.sent.find(({ url }) => !known.has(url.origin))
  return stray === undefined
    ? Effect.void
    : new Broken({ detail: `${what} a request went to ${stray.url.origin}`, ...place })
}

const originsOf = ({ wire }: Opened): ReadonlySet<string> => new Set(wire.sent.map(({ url }) => url.origin))

/**
 * @category laws
 * @since 0.1.0
 */
export const redirects: Law = {
  name: "follows no redirect to another origin",
  group: "security",
  check: Effect.fnUntraced(function* (bench) {
    const usual = yield* bench.open()
    const places = yield* Trial.places(usual)
    const known = originsOf(usual)
    const opened = yield* bench.open()
    const kinds = [301, 302, 303, 307, 308].map((status) => ({
      status,
      meddling: (sent: Wire.Sent): Wire.Meddling => ({
        answer: () =>
          Effect.succeed({
            status,
            headers: { location: `${elsewhere}${sent.url.pathname}${sent.url.search}` },
            body: ""
          })
      })
    }))
    yield* Trial.each(opened, places, kinds, ({ came }, { status }) => {
      if (!("reason" in came))
        return `a redirect with status ${status} is taken for a page of ${came.records.length} records`
      const { _tag } = came.reason
      return _tag === "OriginRefused" || _tag === "RequestRejected" || _tag === "UnexpectedResponse"
        ? undefined
        : `a redirect with status ${status} is a ${_tag}, and has to be OriginRefused`
    }).pipe(
      // Where it went comes first.
      Effect.catch((broken) => Effect.andThen(strayed(known, opened, "after a redirect", broken), broken))
    )
    yield* strayed(known, opened, "after a redirect")
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const links: Law = {
  name: "follows no link to another origin",
  group: "security",
  appliesTo: ({ stream: { traversal } }) => traversal.cursor === "link",
  check: Effect.fnUntraced(function* (bench) {
    const usual = yield* bench.open()
    const reads = yield* Pages.walked(usual)
    const known = originsOf(usual)
    const named = reads.find(({ next }) => typeof next === "string")
    if (named === undefined || typeof named.next !== "string") return
    const hosts = [...known].map((origin) => new URL(origin).host)
    const told = (text: string) => hosts.reduce((some, host) => some.replaceAll(host, new URL(elsewhere).host), text)
    const poisoned = [
      told(named.next),
      `${elsewhere}/`,
      "//elsewhere.test/",
      `${[...known][0]}@elsewhere.test/`,
      "https:elsewhere.test"
    ]
    const opened = yield* bench.open()
    for (const cursor of poisoned) {
      const asked = { partition: named.partition, cursor, page: named.page + 1 }
      const tried = yield* Effect.result(Walker.attempt(opened, opened, asked))
      yield* strayed(known, opened, "after a cursor from a checkpoint", Walker.at(asked))
      if (tried._tag === "Success") {
        return yield* new Broken({ detail: `the cursor "${cursor}" brings a page`, ...Walker.at(asked) })
      }
    }
    // The provider itself says to go elsewhere.
    opened.wire.meddle(() => ({
      answer: (real) =>
        Effect.map(real, (answer) => ({
          ...answer,
          body: told(Wire.textOf(answer)),
          headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, told(value)]))
        }))
    }))
    const [partition] = yield* Walker.partsOf(opened)
    if (partition === undefined) return
    const tried = yield* Effect.result(Walker.walk(opened, partition, { pages: 2 }))
    yield* strayed(known, opened, "after a link in an answer")
    if (tried._tag === "Success" && tried.success.length > 1) {
      return yield* new Broken({ page: 2, detail: "a link to another origin brings a page" })
    }
  })
}

/**
 * Of tokens, keys and the like; a link is a request by itself.
 *
 * @category laws
 * @since 0.1.0
 */
export const injection: Law = {
  name: "sends a cursor as a value, which can't change the rest of the request",
  group: "security",
  appliesTo: ({ stream: { traversal } }) => traversal.cursor !== "link" && traversal.cursor !== "offset",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const reads = yield* Pages.walked(opened)
    const named = reads.find(({ next }) => typeof next === "string")
    if (named === undefined || typeof named.next !== "string") return
    const usual = new Set(opened.wire.sent.map(shapeOf))
    for (const [at, tail] of ["\r\nx-evil: 1", "&evil=1#", "/../../evil?evil=1", '","evil":"1', "<evil/>"].entries()) {
      const asked = { partition: named.partition, cursor: `${named.next}${tail}`, page: named.page + 1 }
      const before = opened.wire.sent.length
      yield* Effect.result(Walker.attempt(opened, opened, asked))
      const strange = opened.wire.sent.slice(before).find((sent) => !usual.has(shapeOf(sent)))
      if (strange === undefined) continue
      const detail = `a cursor that ends with ${JSON.stringify(tail)} makes it ${strange.method} ${strange.url.pathname} with other names (${at + 1})`
      return yield* new Broken({ detail, ...Walker.at(asked) })
    }
  })
}

/** The names of a request without its values; a header with a line break would be two. */
const shapeOf = ({ body, headers, method, url }: Wire.Sent): string => {
  const broken = Object.values(headers).some((value) => /[\r\n]/.test(String(value)))
  const fields = body.startsWith("{") ? namesIn(body) : (body.match(/<[a-z:]+/gi) ?? [])
  const names = [...url.searchParams.keys(), ...Object.keys(headers), ...fields].toSorted()
  return JSON.stringify([method, url.origin, url.pathname, names, url.hash, broken])
}

const namesIn = (body: string): ReadonlyArray<string> => {
  const names: Array<string> = []
  try {
    JSON.parse(body, (name, value: unknown) => {
      // Places in a list have no names.
      if (!/^\d+$/.test(name)) names.push(name)
      return value
    })
  } catch {
    return ["no JSON"]
  }
  return names
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [redirects, links, injection]
