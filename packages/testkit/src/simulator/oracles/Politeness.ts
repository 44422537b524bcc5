/**
 * I14 and I15: how often a provider is asked, and when.
 *
 * @since 0.1.0
 */
import type { History, Timed } from "../History.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Requests from "./Requests.ts"

/** Tries of one page. */
const tries = 4
/** Retries of one run: a share of its first tries, and so many at least. */
const budget = { share: 0.1, least: 10 }
/** What is decided in one millisecond may be sent in the next. */
const grace = 1

/**
 * @category oracles
 * @since 0.1.0
 */
export const patient: Oracle = {
  name: "I14",
  invariant:
    "A page is asked for four times at most, retries are few, and nothing is sent before the provider wants it",
  check: (history) => [...tooOften(history), ...tooEarly(history), ...forgetful(history)]
}

const tooOften = (history: History): ReadonlyArray<Found> => {
  const found: Array<Found> = []
  const last = new Map<string, { readonly name: string; readonly failed: number }>()
  const counts = new Map<number, { first: number; again: number }>()
  for (const one of Requests.of(history)) {
    const { cursor, pageSize, partition, process } = one.sent
    const walk = `${process} ${partition}`
    const name = `${cursor} ${pageSize}`
    const before = last.get(walk)
    const again = before?.name === name ? before.failed : 0
    const failed = Requests.brought(one) || isCursorLost(one) ? 0 : again + 1
    if (again >= tries)
      found.push({
        moment: one.sentMoment,
        detail: `process ${process} asks for a page of ${partition} for the ${again + 1}th time`
      })
    last.set(walk, { name, failed })
    const count = counts.get(process) ?? { first: 0, again: 0 }
    counts.set(process, count)
    if (again === 0) count.first += 1
    else count.again += 1
  }
  for (const [process, { again, first }] of counts) {
    const most = Math.max(budget.least, Math.floor(first * budget.share))
    if (again > most)
      found.push({
        moment: history.entries.length,
        detail: `process ${process} made ${again} retries beside ${first} first tries`
      })
  }
  return found
}

/** The walk then begins again, which may mean the same request. */
const isCursorLost = ({ answered }: Requests.Exchange): boolean =>
  answered?.answer._tag === "Refused" && answered.answer.reason === "CursorRejected"

const tooEarly = (history: History): ReadonlyArray<Found> => {
  const found: Array<Found> = []
  const until = new Map<number, { readonly from: number; readonly to: number }>()
  const sender = new Map<number, number>()
  for (const [moment, entry] of history.entries.entries()) {
    if (entry._tag === "Resumed") {
      // What came while it stood still, it reads now.
      const wait = until.get(entry.process)
      if (wait !== undefined) until.set(entry.process, { from: Math.max(wait.from, entry.at), to: wait.to })
    }
    if (entry._tag === "Sent") {
      sender.set(entry.request, entry.process)
      const wait = until.get(entry.process)
      if (wait !== undefined && entry.at > wait.from + grace && entry.at < wait.to - grace) {
        found.push({
          moment,
          detail: `process ${entry.process} sends ${entry.request} ${wait.to - entry.at} ms before it may`
        })
      }
    }
    if (entry._tag !== "Answered" || entry.answer._tag === "Page" || entry.answer.wait === undefined) continue
    const process = sender.get(entry.request) ?? 0
    const to = entry.at + entry.answer.wait
    if (to > (until.get(process)?.to ?? 0)) until.set(process, { from: entry.at, to })
  }
  return found
}

/** What one process kept of a wait, or told the host of it, the next one has to know. */
const forgetful = ({ entries, plan }: History): ReadonlyArray<Found> => {
  if (plan.has("clock") || plan.has("stall")) return []
  const found: Array<Found> = []
  const known = new Map<number, number>()
  let until = 0
  let told = 0
  // A store that fails, or that one who sleeps keeps locked, may have kept nothing of it.
  const isOpen = !plan.has("store") && !plan.has("zombie")
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "Stored") until = entry.change.pausedUntil
    if (entry._tag === "Told" && entry.event._tag === "AccountPaused" && isOpen)
      told = Math.max(told, entry.event.until)
    if (entry._tag === "Started") known.set(entry.process, Math.max(until, told))
    if (entry._tag === "Sent" && entry.at < (known.get(entry.process) ?? 0) - grace) {
      found.push({ moment, detail: `process ${entry.process} sends, though the one before was told to wait longer` })
    }
  }
  return found
}

/** How late to its slot a request may be, since credentials were looked up or its process got no turn; milliseconds. */
const lateness = 250

type Sent = Extract<Timed, { readonly _tag: "Sent" }>

/**
 * @category oracles
 * @since 0.1.0
 */
export const slow: Oracle = {
  name: "I15",
  invariant: "In every window a process sends no more than the declared quota",
  check: ({ entries, plan }) => {
    const { quota } = plan
    if (quota === undefined) return []
    const found: Array<Found> = []
    const slack = grace + (plan.http || plan.has("stall") ? lateness : 0)
    const sent = new Map<number, Array<Sent>>()
    const resumed = new Map<number, number>()
    for (const [moment, entry] of entries.entries()) {
      if (entry._tag === "Resumed") resumed.set(entry.process, entry.at)
      if (entry._tag !== "Sent") continue
      const wasStopped = resumed.get(entry.process) === entry.at
      resumed.delete(entry.process)
      // It was stopped between its slot and the wire, where nothing can look at the clock any more.
      if (wasStopped) continue
      const before = sent.get(entry.process) ?? []
      sent.set(entry.process, before)
      before.push(entry)
      const inWindow = before.filter(({ at }) => at > entry.at - quota.window + slack)
      if (inWindow.length * quota.weight > quota.limit) {
        found.push({
          moment,
          detail: `process ${entry.process} sends ${inWindow.length} requests of weight ${quota.weight} in ${quota.window} ms`
        })
      }
    }
    return found
  }
}
