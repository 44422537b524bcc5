/**
 * Schedules as a table of them: any choice of up to so many changes out of a fixed set of (request, insert or delete, place), where
 * a place behind the end inserts there and deletes nothing. It holds schedules that come to the same, and is how the losses of
 * walks were first counted; `Schedules` has each once.
 *
 * @since 0.1.0
 */
import * as Schedules from "./Schedules.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Scope extends Schedules.Scope {
  /** In rows; it sets before how many requests there are changes. */
  readonly pageSize: number
}

interface Change {
  readonly before: number
  readonly inserts: boolean
  readonly at: number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const run = <State>(walker: Schedules.Walker<State>, { changes, pageSize, rows }: Scope): Schedules.Count => {
  const requests = Math.floor(rows / pageSize) + 3
  const table: Array<Change> = []
  for (let before = 1; before <= requests; before++) {
    for (let at = 0; at <= rows + changes; at++) {
      for (const inserts of [true, false]) table.push({ before, inserts, at })
    }
  }
  let sum = Schedules.none
  const extend = (chosen: ReadonlyArray<Change>, from: number) => {
    sum = Schedules.add(sum, one(walker, rows, chosen))
    if (chosen.length === changes) return
    for (let i = from; i < table.length; i++) extend([...chosen, table[i]!], i)
  }
  extend([], 0)
  return sum
}

const one = <State>(walker: Schedules.Walker<State>, rows: number, changes: ReadonlyArray<Change>): Schedules.Count => {
  const list = Array.from({ length: rows }, (_, i) => `k${i}`)
  const present = new Set(list)
  const seen = new Set<string>()
  let state = walker.start
  for (let request = 0; request < 400; request++) {
    for (const { at, before, inserts } of changes) {
      if (before !== request) continue
      if (inserts) list.splice(Math.min(at, list.length), 0, `n${list.length}${request}${at}`)
      else if (at < list.length) present.delete(list.splice(at, 1)[0]!)
    }
    const { limit, offset } = walker.ask(state)
    const page = list.slice(offset, offset + limit)
    for (const key of page) seen.add(key)
    const next = walker.take(state, page, list.length)
    if ("state" in next) {
      state = next.state
      continue
    }
    const isLost = [...present].some((key) => !seen.has(key))
    return {
      schedules: 1,
      proven: next.ended === "proven" ? 1 : 0,
      provenLost: isLost && next.ended === "proven" ? 1 : 0,
      unprovenLost: isLost && next.ended === "unproven" ? 1 : 0,
      stalled: next.ended === "stalled" ? 1 : 0,
      requests: request + 1,
      example:
        isLost && next.ended === "proven"
          ? changes.map(({ at, before, inserts }) => `${before}${inserts ? "+" : "-"}${at}`).join(" ")
          : undefined
    }
  }
  throw new Error(`no end: ${JSON.stringify(changes)}`)
}
