/**
 * What is wrong with how a stream is paged: placements that collide or that its requests have no room for, page sizes that
 * nothing sends, windows and starts that contradict each other, changes that nothing asks for.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Duration } from "effect"
import type * as Pagination from "../pagination/Pagination.ts"
import type { Placement } from "../Place.ts"
import * as RequestCheck from "./RequestCheck.ts"
import type { Site } from "./Site.ts"

/**
 * A placement of a stream's requests.
 *
 * @category models
 * @since 0.1.0
 */
export interface Placed {
  readonly at: string
  readonly placement: Placement
  /** Does it say how many records a page is to have? */
  readonly isSize: boolean
}

/**
 * @category getters
 * @since 0.1.0
 */
export const placedOf = (at: string, pagination: Pagination.Pagination): ReadonlyArray<Placed> => {
  const put = (name: string, placement: Placement | undefined, isSize = false): ReadonlyArray<Placed> =>
    placement === undefined ? [] : [{ at: `${at}.${name}`, placement, isSize }]
  switch (pagination.type) {
    case "offset":
      return [...put("offset", pagination.offset), ...put("limit", pagination.limit, true)]
    case "range":
      return [...put("from", pagination.from), ...put("to", pagination.to, true)]
    case "pageNumber":
      return [...put("page", pagination.page), ...put("size", pagination.size, true)]
    case "cursor":
    case "lastRecord":
      return [...put("cursor", pagination.cursor), ...put("limit", pagination.limit, true)]
    case "feed":
      return [...put("since", pagination.since), ...put("limit", pagination.limit, true)]
    case "linkHeader":
    case "nextUrl":
    case "queue":
      return put("limit", pagination.limit, true)
    case "single":
      return []
    case "timeWindow": {
      const inside = pagination.within === undefined ? [] : placedOf(`${at}.within`, pagination.within)
      return [...put("from", pagination.from), ...put("to", pagination.to), ...inside]
    }
  }
}

/**
 * @category checks
 * @since 0.1.0
 */
export const of = (site: Site): ReadonlyArray<string> => {
  const { at, stream } = site
  const { changes, pagination } = stream
  const placed = placedOf(`${at}.pagination`, pagination)
  const asked = [
    ...(changes?.from === undefined ? [] : [{ at: `${at}.changes.from`, placement: changes.from, isSize: false }]),
    ...(changes?.to === undefined ? [] : [{ at: `${at}.changes.to`, placement: changes.to, isSize: false }])
  ]
  return [
    ...placements(site, [...placed, ...asked]),
    ...sizes(site, placed),
    ...times(`${at}.pagination`, pagination),
    ...changesProblems(site)
  ]
}

const wordOf = (placement: Placement): string => {
  if ("query" in placement) return `query parameter ${placement.query}`
  return "header" in placement ? `header ${placement.header.toLowerCase()}` : `place ${placement.body} of the body`
}

const placements = (site: Site, placed: ReadonlyArray<Placed>): ReadonlyArray<string> => {
  const { manifest, stream } = site
  const { body, format, headers, method = "GET", query } = stream.request
  const fixed = new Set<string>([
    ...Object.keys({ ...manifest.request?.query, ...query }).map((name) => `query parameter ${name}`),
    ...Object.keys({ ...manifest.request?.headers, ...headers }).map((name) => `header ${name.toLowerCase()}`)
  ])
  const root = typeof body === "object" && body !== null && !Array.isArray(body) ? Object.keys(body)[0] : undefined
  return placed.flatMap(({ at, placement }, index): ReadonlyArray<string> => {
    const word = wordOf(placement)
    const before = placed.slice(0, index).find((other) => wordOf(other.placement) === word)
    if (before !== undefined) return [`${at}: The ${word} is taken by ${before.at}`]
    if (fixed.has(word)) return [`${at}: The ${word} is taken by the request's own`]
    if ("header" in placement) {
      const problem = RequestCheck.headerProblem(placement.header)
      return problem === undefined ? [] : [`${at}.header: ${problem}`]
    }
    if (!("body" in placement)) return []
    if (method !== "POST") return [`${at}: Only a POST carries a body, and ${site.name} is asked by ${method}`]
    if (placement.body === "") return [`${at}.body: Expected a place inside of the body`]
    return format === "xml" && root !== undefined && placement.body.split("/")[1] !== root
      ? [`${at}.body: Expected a place inside of the root element, "/${root}/…"`]
      : []
  })
}

const sizes = ({ at, stream }: Site, placed: ReadonlyArray<Placed>): ReadonlyArray<string> => {
  const sent = placed.find(({ isSize }) => isSize)
  const { pageSize } = stream
  if (pageSize === undefined) return []
  const { default: size, max = size, min = sent === undefined ? size : 1, step = 1 } = pageSize
  if (sent === undefined && (min !== size || max !== size)) {
    return [`${at}.pageSize: Expected the default alone, since no request says how many records a page is to have`]
  }
  if (!(min <= size && size <= max))
    return [`${at}.pageSize: Expected min <= default <= max, not ${min}, ${size}, ${max}`]
  const off = [
    ["default", size],
    ["max", pageSize.max],
    ["min", pageSize.min]
  ] as const
  return off.flatMap(([name, count]) =>
    count === undefined || count % step === 0 ? [] : [`${at}.pageSize.${name}: Expected a multiple of the step ${step}`]
  )
}

const longer = (one: string, other: string): boolean => Duration.isGreaterThan(Length.of(one), Length.of(other))

const times = (at: string, pagination: Pagination.Pagination): ReadonlyArray<string> => {
  const problems: Array<string> = []
  if (pagination.type === "feed" && pagination.reach !== undefined) {
    if ("at" in pagination.start) {
      problems.push(
        `${at}.start: Expected {"ago": …}, since the provider looks back no further than ${pagination.reach}`
      )
    } else if (longer(pagination.start.ago, pagination.reach)) {
      problems.push(`${at}.start.ago: Expected no more than the reach of ${pagination.reach}`)
    }
  }
  if (pagination.type === "timeWindow") {
    const { as, length, shortest, within } = pagination
    if (as === "date" && longer("1 day", length))
      problems.push(`${at}.length: Expected a day at least, since dates are sent`)
    if (shortest !== undefined && longer(shortest, length)) {
      problems.push(`${at}.shortest: Expected no more than the length of ${length}`)
    }
    if (within?.type === "feed" || within?.type === "queue") {
      problems.push(`${at}.within.type: A ${within.type} has no place inside of windows of time`)
    }
    if (within !== undefined) problems.push(...times(`${at}.within`, within))
  }
  const start = pagination.type === "feed" || pagination.type === "timeWindow" ? pagination.start : undefined
  if (start !== undefined && "at" in start && Number.isNaN(Date.parse(start.at))) {
    problems.push(`${at}.start.at: There is no such time`)
  }
  const isReplaced = "body" in pagination && pagination.body === "replace"
  if (isReplaced && "cursor" in pagination && !("body" in pagination.cursor)) {
    problems.push(`${at}.body: Only a cursor in the body can replace it`)
  }
  return problems
}

const changesProblems = ({ at, stream }: Site): ReadonlyArray<string> => {
  const { changes, errors = [], pagination } = stream
  const asks = pagination.type === "feed" || pagination.type === "timeWindow"
  const problems =
    pagination.type === "timeWindow"
      ? []
      : errors.flatMap(({ means }, index) =>
          means === "windowTooLarge"
            ? [`${at}.errors.${index}.means: Only a timeWindow can be asked again in smaller windows`]
            : []
        )
  if (changes === undefined) return problems
  if (asks) {
    return changes.from === undefined && changes.to === undefined
      ? problems
      : [...problems, `${at}.changes: A ${pagination.type} asks by its own placements; leave out from and to`]
  }
  return changes.from === undefined
    ? [...problems, `${at}.changes.from: Missing; expected where a request says since when`]
    : problems
}
