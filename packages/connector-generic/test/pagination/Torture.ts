/**
 * What providers do wrong, kind by kind, through the real engine: how many of the rows that exist were stored, and how the pull
 * ended. The figures of others come of the same scenarios, measured with their own paginators, at most 60 requests each.
 */
import { MemoryStore } from "@innlet/core/store"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Scene from "./Scene.ts"

export interface Case {
  readonly scenario: keyof typeof scenarios
  readonly kind: string
  readonly pagination: unknown
  readonly serve: Scene.Serve
  /** Rows that the provider would give to who asks rightly. */
  readonly exist: number
  /** How it has to end; a verdict only with all rows. */
  readonly end: string
  readonly options?: Scene.Options
}

export const scenarios = {
  S1: "the same token with every page, the rows new",
  S2: "the same token and the same page for ever",
  S3: "tokens in a circle of two",
  S5: "tokens in circles of three, four and five",
  S4: "an empty page in the middle",
  S6: "100 asked for, 50 given, 200 exist",
  S7: "more is claimed for ever",
  S8: "more is claimed, and no way there is given"
} as const

/** Rows got of rows that exist, as others got them; `S5` and `S8` were not measured. */
export const others: { readonly [scenario in keyof typeof scenarios]?: { readonly [name: string]: string } } = {
  S1: {
    "dlt cursor": "10/10",
    "Singer JSONPath": "4/10 raises",
    "Nango cursor": "10/10",
    "Nango link": "4/10 silent",
    "smithy default": "10/10",
    "smithy stopOnSameToken": "4/10 silent",
    "got link": "10/10",
    "Effect paginate": "10/10"
  },
  S2: {
    "dlt cursor": "unbounded",
    "Singer JSONPath": "raises",
    "Nango cursor": "unbounded",
    "Nango link": "stops, 1 page twice",
    "smithy default": "unbounded",
    "smithy stopOnSameToken": "stops, 1 page twice",
    "got link": "unbounded",
    "Effect paginate": "unbounded"
  },
  S3: {
    "dlt cursor": "unbounded",
    "Singer JSONPath": "unbounded",
    "Nango cursor": "unbounded",
    "Nango link": "unbounded",
    "smithy default": "unbounded",
    "smithy stopOnSameToken": "unbounded",
    "got link": "unbounded",
    "Effect paginate": "unbounded"
  },
  S4: {
    "dlt cursor": "4/4",
    "Singer JSONPath": "2/4 silent",
    "Nango cursor": "2/4 silent",
    "Nango link": "4/4",
    "smithy default": "4/4",
    "smithy stopOnSameToken": "4/4",
    "got link": "4/4",
    "Effect paginate": "4/4"
  },
  S6: { "dlt offset": "100/200 silent", "Singer offset": "100/200 silent", "Nango offset": "50/200 silent" },
  S7: { "dlt maximum_page": "unbounded" }
}

const limit = { query: "limit" }
const cursor = { type: "cursor", next: "/next", cursor: { query: "cursor" }, limit }
const more = "/more"
const scroll = { ...cursor, kind: "scroll" }
const linkHeader = { type: "linkHeader", limit }
const nextUrl = { type: "nextUrl", next: "/next", limit }
const offset = { type: "offset", offset: { query: "offset" }, limit, total: { at: "/total" } }
const range = { type: "range", from: { query: "from" }, to: { query: "to" }, total: { at: "/total" } }
const pageNumber = { type: "pageNumber", page: { query: "page" }, size: { query: "size" } }
const lastRecord = { type: "lastRecord", value: "/id", cursor: { query: "after" }, limit }
const tied = { type: "lastRecord", value: "/at", cursor: { query: "since" }, limit, unique: false }
const start = { at: "2026-01-01T00:00:00Z" }
const feed = { type: "feed", since: { query: "since" }, as: "epochSeconds", next: "/next", start }
const queue = {
  type: "queue",
  id: "/id",
  acknowledge: { path: ["ack"], ids: { body: "/ids" } }
}
const acknowledge = (named: ReadonlyArray<string | number>) => ({
  ...Scene.start,
  method: "POST" as const,
  path: "/ack",
  body: { ids: named }
})

/** Of the kinds whose answers name the next page, how they do it. */
const naming = {
  cursor,
  scroll,
  linkHeader,
  nextUrl
} as const

const named = (kind: keyof typeof naming, rows: ReadonlyArray<unknown>, next: string | undefined, document = {}) => {
  if (kind === "linkHeader") {
    const headers: { [name: string]: string } =
      next === undefined ? {} : { link: `</v3/rows?cursor=${next}>; rel="next"` }
    return { document: { rows, ...document }, headers }
  }
  const value = kind === "nextUrl" && next !== undefined ? `/v3/rows?cursor=${next}` : (next ?? null)
  return { document: { rows, next: value, ...document } }
}

const namingKinds = ["cursor", "scroll", "linkHeader", "nextUrl"] as const

const numberOf = (text: string | undefined, otherwise = 0): number => (text === undefined ? otherwise : Number(text))

const ten = Scene.rowsOf(Scene.ids(10))
const four = Scene.rowsOf(Scene.ids(4))
const hundreds = { pageSize: { default: 100, max: 100 } }
const twoHundred = Scene.ids(200).map((id, i) => ({ id, at: i }))

const sameToken: ReadonlyArray<Case> = [
  ...namingKinds.map((kind): Case => ({
    scenario: "S1",
    kind,
    pagination: naming[kind],
    exist: 10,
    // Only a scroll is declared to move by itself; elsewhere a token that comes again is no way on.
    end: kind === "scroll" ? "Attested" : "CursorRepeated",
    serve: (_request, nth) => named(kind, ten.slice(2 * nth - 2, 2 * nth), nth < 5 ? "same" : undefined)
  })),
  ...namingKinds.map((kind): Case => ({
    scenario: "S2",
    kind,
    pagination: naming[kind],
    exist: 10,
    end: kind === "scroll" ? "PageRepeated" : "CursorRepeated",
    serve: () => named(kind, ten.slice(0, 2), "same")
  })),
  {
    scenario: "S2",
    kind: "offset",
    pagination: offset,
    exist: 10,
    end: "PageRepeated",
    serve: () => ({ document: { rows: ten.slice(0, 2), total: 10 } })
  },
  {
    scenario: "S2",
    kind: "range",
    pagination: range,
    exist: 10,
    end: "PageRepeated",
    serve: () => ({ document: { rows: ten.slice(0, 2), total: 10 } })
  },
  {
    scenario: "S2",
    kind: "pageNumber",
    pagination: pageNumber,
    exist: 10,
    end: "PageRepeated",
    serve: () => ({ document: { rows: ten.slice(0, 2) } })
  },
  {
    scenario: "S2",
    kind: "lastRecord",
    pagination: lastRecord,
    exist: 10,
    end: "CursorRepeated",
    serve: () => ({ document: { rows: ten.slice(0, 2) } })
  },
  {
    scenario: "S2",
    kind: "lastRecord, tied",
    pagination: tied,
    exist: 10,
    // The page does not begin with the cursor's value, so the walk begins anew, in vain.
    end: "NoProgress",
    serve: () => ({ document: { rows: twoHundred.slice(0, 2) } })
  },
  {
    scenario: "S2",
    kind: "feed",
    pagination: feed,
    exist: 10,
    end: "CursorRepeated",
    serve: () => ({ document: { rows: ten.slice(0, 2), next: Date.parse(start.at) / 1000 } })
  },
  {
    scenario: "S2",
    kind: "queue",
    pagination: queue,
    exist: 10,
    end: "PageRepeated",
    options: { acknowledge },
    serve: () => ({ document: { rows: ten.slice(0, 2) } })
  }
]

const circles: ReadonlyArray<Case> = [2, 3, 4, 5].flatMap((length): ReadonlyArray<Case> => {
  const scenario = length === 2 ? "S3" : "S5"
  const at = (nth: number) => (nth - 1) % length
  const page = (nth: number) => ten.slice(2 * at(nth), 2 * at(nth) + 2)
  return [
    ...namingKinds.map((kind): Case => ({
      scenario,
      kind: `${kind}, ${length}`,
      pagination: naming[kind],
      exist: 2 * length,
      end: kind === "scroll" ? "PageRepeated" : "CursorRepeated",
      serve: (_request, nth) => named(kind, page(nth), `t${at(nth)}`)
    })),
    {
      scenario,
      kind: `pageNumber, ${length}`,
      pagination: pageNumber,
      exist: 2 * length,
      end: "PageRepeated",
      serve: ({ query }) => ({ document: { rows: page(numberOf(query["page"])) } })
    },
    {
      scenario,
      kind: `lastRecord, ${length}`,
      pagination: lastRecord,
      exist: 2 * length,
      end: "CursorRepeated",
      serve: (_request, nth) => ({ document: { rows: page(nth) } })
    },
    {
      scenario,
      kind: `feed, ${length}`,
      pagination: feed,
      exist: 2 * length,
      end: "UnexpectedResponse",
      serve: (_request, nth) => ({ document: { rows: page(nth), next: Date.parse(start.at) / 1000 + 1 + at(nth) } })
    }
  ]
})

const emptyMiddle: ReadonlyArray<Case> = [
  ...namingKinds.map((kind): Case => ({
    scenario: "S4",
    kind,
    pagination: naming[kind],
    exist: 4,
    // A second pass of other page sizes finds the same pages, which attests nothing.
    end: kind === "scroll" ? "Attested" : "Unproven",
    serve: (_request, nth) => {
      const page = (nth - 1) % 3
      return named(kind, [four.slice(0, 2), [], four.slice(2)][page] ?? [], page < 2 ? `t${page + 1}` : undefined)
    }
  })),
  ...[{ more }, { pages: "/pages" }].map((says): Case => ({
    scenario: "S4",
    kind: `pageNumber with ${"more" in says ? "more" : "pages"}`,
    pagination: { ...pageNumber, ...says },
    exist: 4,
    end: "Attested",
    // Pages of other sizes come in the second pass.
    serve: ({ query }) => {
      const page = numberOf(query["page"])
      const size = numberOf(query["size"])
      const pages = 4 / size + 1
      const rows = page === 1 ? four.slice(0, size) : page === 2 ? [] : four.slice((page - 2) * size, (page - 1) * size)
      return { document: { rows, more: page < pages, pages } }
    }
  })),
  {
    scenario: "S4",
    kind: "offset",
    pagination: offset,
    exist: 4,
    end: "Attested",
    serve: ({ query }, nth) => ({
      document: {
        rows: nth === 2 ? [] : four.slice(numberOf(query["offset"])).slice(0, numberOf(query["limit"])),
        total: 4
      }
    })
  },
  {
    scenario: "S4",
    kind: "lastRecord with more",
    pagination: { ...lastRecord, more },
    exist: 4,
    end: "EndWithoutEvidence",
    serve: (_request, nth) => ({ document: { rows: nth === 2 ? [] : four.slice(0, 2), more: true } })
  }
]

const capped = (from: number, size: number) => twoHundred.slice(from, from + Math.min(size, 50))

const caps: ReadonlyArray<Case> = [
  {
    scenario: "S6",
    kind: "offset",
    pagination: offset,
    exist: 200,
    end: "Attested",
    options: hundreds,
    serve: ({ query }) => ({
      document: { rows: capped(numberOf(query["offset"]), numberOf(query["limit"])), total: 200 }
    })
  },
  {
    scenario: "S6",
    kind: "offset, order promised",
    pagination: offset,
    exist: 200,
    end: "Proven",
    options: { ...hundreds, order: "immutable" },
    serve: ({ query }) => ({
      document: { rows: capped(numberOf(query["offset"]), numberOf(query["limit"])), total: 200 }
    })
  },
  {
    scenario: "S6",
    kind: "range",
    pagination: range,
    exist: 200,
    end: "Attested",
    options: hundreds,
    serve: ({ query }) => {
      const from = numberOf(query["from"]) - 1
      return { document: { rows: capped(from, numberOf(query["to"]) - from), total: 200 } }
    }
  },
  {
    scenario: "S6",
    kind: "pageNumber",
    pagination: pageNumber,
    exist: 200,
    end: "Attested",
    options: hundreds,
    serve: ({ query }) => {
      const size = Math.min(50, numberOf(query["size"]))
      return { document: { rows: capped((numberOf(query["page"]) - 1) * size, size) } }
    }
  },
  {
    scenario: "S6",
    kind: "pageNumber, counted by what was asked",
    pagination: pageNumber,
    exist: 200,
    end: "Attested",
    options: hundreds,
    serve: ({ query }) => {
      const size = numberOf(query["size"])
      return { document: { rows: capped((numberOf(query["page"]) - 1) * size, size) } }
    }
  },
  ...(["cursor", "linkHeader", "nextUrl"] as const).map((kind): Case => ({
    scenario: "S6",
    kind,
    pagination: naming[kind],
    exist: 200,
    // A cursor that nothing more is known of may be an offset, and pages of one size prove nothing of it.
    end: "Unproven",
    options: hundreds,
    serve: ({ query }) => {
      const from = numberOf(query["cursor"])
      return named(kind, capped(from, 100), from < 150 ? String(from + 50) : undefined)
    }
  })),
  {
    scenario: "S6",
    kind: "lastRecord",
    pagination: lastRecord,
    exist: 200,
    end: "Proven",
    options: { ...hundreds, order: "immutable" },
    serve: ({ query }) => {
      const after = query["after"]
      const from = after === undefined ? 0 : twoHundred.findIndex(({ id }) => id > after)
      return { document: { rows: from < 0 ? [] : capped(from, numberOf(query["limit"])) } }
    }
  },
  {
    scenario: "S6",
    kind: "lastRecord, tied by threes",
    pagination: tied,
    exist: 200,
    end: "Attested",
    options: { ...hundreds, order: "append" },
    serve: ({ query }) => ({ document: { rows: tiedSince(twoHundred, 3, query["since"]) } })
  },
  {
    scenario: "S6",
    kind: "lastRecord, tied by sixties",
    pagination: tied,
    exist: 200,
    end: "UnexpectedResponse",
    options: { ...hundreds, order: "append" },
    serve: ({ query }) => ({ document: { rows: tiedSince(twoHundred, 60, query["since"]) } })
  }
]

/** Rows of which each `tie` share a value, from that value on, silently 50 at most. */
const tiedSince = (rows: ReadonlyArray<{ readonly id: string; readonly at: number }>, tie: number, since = "0") =>
  rows
    .map(({ at, id }) => ({ id, at: Math.floor(at / tie) }))
    .filter(({ at }) => at >= Number(since))
    .slice(0, 50)

const claims: ReadonlyArray<Case> = [
  {
    scenario: "S7",
    kind: "cursor with more, pages go empty",
    pagination: { ...cursor, more },
    exist: 4,
    end: "EmptyRun",
    serve: (_request, nth) => named("cursor", four.slice(2 * nth - 2, 2 * nth), `t${nth}`, { more: true })
  },
  {
    scenario: "S7",
    kind: "cursor with more, the last page again",
    pagination: { ...cursor, more },
    exist: 4,
    end: "PageRepeated",
    serve: (_request, nth) => named("cursor", nth === 1 ? four.slice(0, 2) : four.slice(2), `t${nth}`, { more: true })
  },
  {
    scenario: "S7",
    kind: "pageNumber with more and pages",
    pagination: { ...pageNumber, more, pages: "/pages" },
    exist: 4,
    end: "EmptyRun",
    serve: ({ query }) => {
      const page = numberOf(query["page"])
      return { document: { rows: four.slice(2 * page - 2, 2 * page), more: true, pages: 2 } }
    }
  },
  {
    scenario: "S7",
    kind: "pageNumber, the last page again",
    pagination: { ...pageNumber, more },
    exist: 4,
    end: "PageRepeated",
    serve: ({ query }) => {
      const page = Math.min(2, numberOf(query["page"]))
      return { document: { rows: four.slice(2 * page - 2, 2 * page), more: true } }
    }
  },
  {
    scenario: "S8",
    kind: "cursor",
    pagination: { ...cursor, more },
    exist: 4,
    end: "EndWithoutEvidence",
    serve: () => named("cursor", four.slice(0, 2), undefined, { more: true })
  },
  {
    scenario: "S8",
    kind: "lastRecord",
    pagination: { ...lastRecord, more },
    exist: 4,
    end: "EndWithoutEvidence",
    serve: (_request, nth) => ({ document: { rows: nth === 1 ? four.slice(0, 2) : [], more: true } })
  },
  {
    scenario: "S8",
    kind: "lastRecord, its value missing",
    pagination: { ...lastRecord, value: "/key", more },
    exist: 4,
    end: "UnexpectedResponse",
    serve: () => ({ document: { rows: four.slice(0, 2), more: true } })
  }
]

export const cases: ReadonlyArray<Case> = [...sameToken, ...circles, ...emptyMiddle, ...caps, ...claims]

/** A feed goes by time itself, and a queue has no place in a window. */
export const fitsWindow = ({ kind }: Case): boolean => !kind.startsWith("queue") && !kind.startsWith("feed")

/** The same list inside of one long window of time. */
export const inWindow = (torture: Case): Case => ({
  ...torture,
  kind: `timeWindow of ${torture.kind}`,
  pagination: {
    type: "timeWindow",
    from: { query: "window_from" },
    to: { query: "window_to" },
    as: "seconds",
    length: "365 days",
    start: { ago: "1 day" },
    within: torture.pagination
  }
})

export interface Got {
  readonly rows: number
  readonly end: string
  readonly requests: number
}

const begun = Date.UTC(2026, 2, 1)

export const run = Effect.fnUntraced(
  function* ({ options, pagination, serve }: Case) {
    yield* TestClock.setTime(begun)
    const scene = Scene.make(pagination, serve, options)
    const report = yield* Scene.pull(scene)
    const rows = (yield* Scene.stored(scene)).length
    const got: Got = { rows, end: Scene.endOf(report), requests: scene.requests.length }
    return got
  },
  Effect.provide(MemoryStore.layer, { local: true })
)

const verdicts = new Set(["Proven", "Attested", "Unproven"])

/** Did the pull claim an end without all that exists? */
export const isSilent = ({ exist }: Case, { end, rows }: Got): boolean => verdicts.has(end) && rows < exist
