/**
 * What faults make of the page in an answer: its cursors, its totals and its records. It remembers the pages that went
 * before, and which cursors it made up.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { type Body, type Provider, type Request, type Response, bytesOf } from "../providers/Provider.ts"
import type { What } from "./Fault.ts"
import type { Page, PageFault } from "./PageFault.ts"
import * as RecordChange from "./RecordChange.ts"
import { type EndForm, objectionOf, pageOf, type PageWire, type Wire } from "./Wire.ts"

/**
 * A provider whose pages change.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageChange {
  readonly handle: (request: Request, happening: ReadonlyArray<What>) => Effect.Effect<Response<Body>>
}

/** What is known of a list. */
interface Past {
  /** The last page that was right, as it went out. */
  page?: Response | undefined
  /** The next cursor of the first page. */
  second?: string | undefined
  /** Of the longest page so far. */
  longest: number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (provider: Provider, { pages, ...rest }: Wire): PageChange => {
  const changes = pages.map((page) => [page, inList(provider, page)] as const)
  return {
    handle: (request, happening) => {
      const page = pageOf({ pages, ...rest }, request)
      const change = changes.find(([each]) => each === page)?.[1]
      return change?.handle(request, happening) ?? provider.handle(request)
    }
  }
}

const inList = (provider: Provider, wire: PageWire): PageChange => {
  const pasts = new Map<string, Past>()
  const kept = new Map<string, Response>()

  /** A cursor of our own that leads to an answer. */
  const leadingTo = (request: Request, response: Response, length = 0): string => {
    const name = `again-${kept.size + 1}`
    const cursor =
      wire.links === undefined
        ? name.padEnd(length, "x")
        : `${request.path}?${request.query}&${name}=${"x".repeat(length)}`
    kept.set(cursor, response)
    return cursor
  }

  const asked = (request: Request): Effect.Effect<Response<Body>> => {
    const cursor = wire.cursorOf(request)
    const known = cursor === undefined ? undefined : kept.get(cursor)
    return known === undefined ? provider.handle(request) : Effect.succeed(known)
  }

  const following = (request: Request, response: Response): Effect.Effect<Response> | undefined => {
    const count = wire.list(response.body)?.records.length ?? 0
    const cursor = wire.byOffset ? String(Number(wire.cursorOf(request) ?? 0) + count) : wire.next?.read(response)
    return cursor === undefined || count === 0 ? undefined : Effect.map(asked(wire.withCursor(request, cursor)), asText)
  }

  const longer = (request: Request, response: Response, pages: number): Effect.Effect<Response> => {
    const more = pages === 0 ? undefined : following(request, response)
    return more === undefined
      ? Effect.succeed(response)
      : Effect.flatMap(more, (page) => {
          const added = wire.list(page.body)
          const list = wire.list(response.body)
          if (added === undefined || list === undefined) return Effect.succeed(response)
          const joined = RecordChange.withRecords(response, list, [...list.records, ...added.records])
          const next = wire.next?.read(page)
          return longer(request, next === undefined ? ended(wire, joined) : leadingOn(wire, joined, next), pages - 1)
        })
  }

  const changed = (request: Request, response: Response, past: Past, { page }: PageFault): Effect.Effect<Response> => {
    if (typeof page !== "string") return Effect.succeed(wire.total?.write(response, page.total) ?? response)
    if (page === "longer") return longer(request, response, 1)
    if (page === "threefold") return longer(request, response, 2)
    return Effect.sync(() => reshaped(request, response, past, page))
  }

  const reshaped = (request: Request, response: Response, past: Past, page: Page): Response => {
    const list = wire.list(response.body)
    if (list === undefined) return response
    const before = past.page === undefined ? undefined : wire.list(past.page.body)
    const { next } = wire
    const records = (these: ReadonlyArray<string>) => RecordChange.withRecords(response, list, these)
    const leading = (cursor: string | undefined) =>
      cursor === undefined || next === undefined ? response : next.write(response, cursor)
    const atEnd = (form: EndForm) =>
      next !== undefined && next.read(response) === undefined ? next.end(response, form) : response
    switch (page) {
      case "samePage":
        return past.page ?? response
      case "sameCursor":
        return next?.read(response) === undefined ? response : leading(wire.cursorOf(request))
      case "cycle":
        return next?.read(response) === undefined || wire.cursorOf(request) === past.second
          ? response
          : leading(past.second)
      case "sameRecords":
        return before === undefined ? response : records(before.records)
      case "emptyFirst":
        return next?.write(records([]), leadingTo(request, response)) ?? response
      case "emptyInstead":
        return records([])
      case "fewer":
        return records(list.records.slice(0, Math.ceil(past.longest / 2)))
      case "endLater":
        return next === undefined || next.read(response) !== undefined || list.records.length === 0
          ? response
          : next.write(response, leadingTo(request, records([])))
      case "endAsNull":
        return atEnd("null")
      case "endAsEmpty":
        return atEnd("empty")
      case "endAsBlank":
        return atEnd("blank")
      case "endAsMissing":
        return atEnd("missing")
      case "falseEnd":
        return ended(wire, records([]))
      case "otherOffset":
        return wire.offset?.write(response, String(Number(wire.offset.read(response)) + 1)) ?? response
      case "lastAgain":
        return before === undefined || list.records.length === 0
          ? response
          : records([...before.records.slice(-1), ...list.records])
      case "reversed":
        return records(list.records.toReversed())
      case "hugeCursor": {
        const right = next?.read(response)
        return right === undefined ? response : leading(right.padEnd(1_048_576, "x"))
      }
      case "elsewhere":
        return leading(`https://elsewhere.test${request.path}?${request.query}`)
      case "linkToItself":
        return leading(`${request.path}?${request.query}`)
      case "twoLinks":
        return { ...response, headers: { ...response.headers, link: twoLinks(response) } }
      case "oddLink":
        return { ...response, headers: { ...response.headers, link: oddLink(response) } }
      case "renamed":
        return records(list.records.map(wire.renamed))
      case "longer":
      case "threefold":
        return response
    }
  }

  return {
    handle: (request, happening) => {
      const { body, path, query } = wire.withCursor(request, "0")
      const name = wire.links === undefined ? JSON.stringify([path, query, body]) : request.path
      const past = pasts.get(name) ?? { longest: 0 }
      pasts.set(name, past)
      const pages = happening
        .filter((what) => what._tag === "Page")
        .filter((what) => objectionOf(wire, what) === undefined)
      const records = happening
        .filter((what) => what._tag === "Record")
        .filter((what) => objectionOf(wire, what) === undefined)
      if (pages.some(({ page }) => page === "samePage") && past.page !== undefined) return Effect.succeed(past.page)
      return Effect.flatMap(asked(request), (given) => {
        const list = wire.list(asText(given).body)
        if (list === undefined) return Effect.succeed(given)
        past.longest = Math.max(past.longest, list.records.length)
        return Effect.map(
          Effect.reduce(
            pages,
            () => asText(given),
            (response, what) => changed(request, response, past, what)
          ),
          (paged) => {
            const out = records.reduce((response, what) => RecordChange.changed(wire, response, what), paged)
            if (list.records.length > 0) past.page = out
            past.second ??= wire.next?.read(out)
            return pages.length === 0 && records.length === 0 ? given : out
          }
        )
      })
    }
  }
}

const asText = (response: Response<Body>): Response => ({ ...response, body: bytesOf(response).toString("utf8") })

const leadingOn = ({ next }: PageWire, response: Response, cursor: string): Response =>
  next?.write(response, cursor) ?? response

const ended = (wire: PageWire, response: Response): Response => wire.next?.end(response, wire.next.ownEnd) ?? response

const linkOf = (response: Response): string => response.headers["link"] ?? ""

const twoLinks = (response: Response): string => {
  const link = linkOf(response)
  return `${link}, ${link.replace(">", "&other=1>")}`
}

const oddLink = (response: Response): string =>
  linkOf(response).replace(
    /<([^>]*)>/,
    '<https://elsewhere.test/a,b;c>; rel="help"; title="a \\"b\\", c; d", <$1>; expires=2100-01-01T00:00:00.000Z'
  )
