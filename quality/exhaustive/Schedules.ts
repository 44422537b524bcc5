/**
 * Every way in which a short list can change between the requests of a walk: rows inserted and deleted at every place, in every
 * order, before every request but the first.
 *
 * Schedules with a common beginning share it: a walk is a pure machine, so what follows a state does not depend on how it was
 * come by. Nothing is left out, and nothing is counted twice.
 *
 * @since 0.1.0
 */

/**
 * A walk as far as schedules know it. `State` is never changed in place.
 *
 * @category models
 * @since 0.1.0
 */
export interface Walker<State> {
  readonly start: State
  /** Where the next page begins, and how many rows it may have. */
  readonly ask: (state: State) => { readonly offset: number; readonly limit: number }
  readonly take: (state: State, page: ReadonlyArray<string>, length: number) => Next<State>
}

/**
 * What follows a page: the next request, or the end and whether it is said to be proven.
 *
 * @category models
 * @since 0.1.0
 */
export type Next<State> = { readonly state: State } | { readonly ended: "proven" | "unproven" | "stalled" }

/**
 * @category models
 * @since 0.1.0
 */
export interface Scope {
  /** Rows at the first request. */
  readonly rows: number
  /** Inserts and deletes, together at most. */
  readonly changes: number
}

/**
 * How the schedules ended. A schedule loses when a row that was there throughout was never on a page.
 *
 * @category models
 * @since 0.1.0
 */
export interface Count {
  readonly schedules: number
  readonly proven: number
  /** Lost, though the walk says that it proved the list complete. */
  readonly provenLost: number
  /** Lost, and not said to be proven. */
  readonly unprovenLost: number
  readonly stalled: number
  /** Answered pages, those that schedules share counted once. */
  readonly requests: number
  /** The first schedule that was lost though proven, a change or a request a word. */
  readonly example: string | undefined
}

/** A walk of a list of nine rows that sends more than so many requests goes on for ever. */
const maxRequests = 400

/**
 * Runs all schedules. Throws when one does not end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = <State>(walker: Walker<State>, { changes, rows }: Scope): Count => {
  const count = { schedules: 0, proven: 0, provenLost: 0, unprovenLost: 0, stalled: 0, requests: 0 }
  let example: string | undefined
  const script: Array<string> = []

  const close = (ended: "proven" | "unproven" | "stalled", present: number, seen: number) => {
    count.schedules++
    if (ended === "stalled") {
      count.stalled++
      return
    }
    const isLost = (present & ~seen) !== 0
    if (ended === "proven") count.proven++
    if (isLost && ended === "unproven") count.unprovenLost++
    if (isLost && ended === "proven") {
      count.provenLost++
      example ??= script.join(" ")
    }
  }
  /** `present` and `seen`: the first rows, a bit each. */
  const request = (
    state: State,
    list: ReadonlyArray<string>,
    present: number,
    seen: number,
    left: number,
    sent: number
  ) => {
    if (sent > maxRequests) throw new Error(`no end: ${script.join(" ")}`)
    count.requests++
    const { limit, offset } = walker.ask(state)
    const page = list.slice(offset, offset + limit)
    let now = seen
    for (const key of page) now |= bitOf(key)
    const next = walker.take(state, page, list.length)
    if ("ended" in next) return close(next.ended, present, now)
    script.push("?")
    change(next.state, list, present, now, left, sent + 1)
    script.pop()
  }
  const change = (
    state: State,
    list: ReadonlyArray<string>,
    present: number,
    seen: number,
    left: number,
    sent: number
  ) => {
    request(state, list, present, seen, left, sent)
    if (left === 0) return
    for (let at = 0; at <= list.length; at++) {
      script.push(`+${at}`)
      change(state, list.toSpliced(at, 0, `n${left}`), present, seen, left - 1, sent)
      script.pop()
    }
    for (let at = 0; at < list.length; at++) {
      script.push(`-${at}`)
      change(state, list.toSpliced(at, 1), present & ~bitOf(list[at]!), seen, left - 1, sent)
      script.pop()
    }
  }
  request(
    walker.start,
    Array.from({ length: rows }, (_, i) => String(i)),
    2 ** rows - 1,
    0,
    changes,
    1
  )
  return { ...count, example }
}

/** New rows, whose names are no numbers, have none. */
const bitOf = (key: string): number => {
  const code = key.charCodeAt(0) - 48
  return code >= 0 && code <= 9 ? 1 << code : 0
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const add = (a: Count, b: Count): Count => ({
  schedules: a.schedules + b.schedules,
  proven: a.proven + b.proven,
  provenLost: a.provenLost + b.provenLost,
  unprovenLost: a.unprovenLost + b.unprovenLost,
  stalled: a.stalled + b.stalled,
  requests: a.requests + b.requests,
  example: a.example ?? b.example
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const none: Count = {
  schedules: 0,
  proven: 0,
  provenLost: 0,
  unprovenLost: 0,
  stalled: 0,
  requests: 0,
  example: undefined
}
