/**
 * Explains a sweep from its audit alone: what was asked for each page and what came, what the walk did and why, and what
 * does not add up.
 *
 * @since 0.1.0
 */
import type { StoredAuditEntry } from "../contract/AuditEntry.ts"
import type { Checkpoint, Counts } from "../contract/Checkpoint.ts"
import * as AuditRemark from "./AuditRemark.ts"

/**
 * One page with all that was sent for it.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageReplay {
  readonly partition: string
  readonly pass: number
  /** Its number in the sweep, from 1. */
  readonly page: number
  /** In order, at least one. */
  readonly requests: ReadonlyArray<StoredAuditEntry>
  /** Milliseconds waited before the requests. */
  readonly waited: number
  /** Of all requests, in milliseconds. */
  readonly latency: number
  /** Records. */
  readonly received: number
  readonly total: number | null
  readonly outcome: string
  /** What the walk did with it and why, in plain words; the first is about the outcome. */
  readonly remarks: ReadonlyArray<string>
  /** What a person ought to look at, a line each. */
  readonly problems: ReadonlyArray<string>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface PassReplay {
  readonly pass: number
  readonly pages: number
  /** Records, repetitions included. */
  readonly received: number
  /** The first and the last total the provider declared in it. */
  readonly firstTotal: number | null
  readonly lastTotal: number | null
  readonly ended: boolean
}

/**
 * Sums over the audit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sums {
  /** Pages that came. */
  readonly pages: number
  readonly requests: number
  readonly retries: number
  readonly received: number
  /** Milliseconds. */
  readonly waited: number
  readonly latency: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface AuditReplay {
  readonly pages: ReadonlyArray<PageReplay>
  readonly passes: ReadonlyArray<PassReplay>
  readonly sums: Sums
  /** The checkpoint's counts, where it is still of this sweep. */
  readonly counts: Counts | undefined
  /** What is wrong with the sweep as a whole, a line each; those of pages stand with them. */
  readonly problems: ReadonlyArray<string>
}

/**
 * Explains the requests of one sweep, in the order they were committed. With its checkpoint, the sums are compared.
 *
 * @category constructors
 * @since 0.1.0
 */
export const explain = (
  entries: ReadonlyArray<StoredAuditEntry>,
  checkpoint?: Pick<Checkpoint, "counts" | "status">
): AuditReplay => {
  const groups = pagesOf(entries)
  const look = AuditRemark.start()
  const pages = groups.map((requests): PageReplay => {
    const last = requests.at(-1)!
    return {
      partition: last.partition,
      pass: last.pass,
      page: last.page,
      requests,
      waited: sum(requests.map(({ waited }) => waited)),
      latency: sum(requests.map(({ latency }) => latency)),
      received: sum(requests.map(({ received }) => received)),
      total: last.total,
      outcome: last.outcome,
      ...look(requests)
    }
  })
  const sums: Sums = {
    pages: pages.filter((page) => came(page.requests)).length,
    requests: entries.length,
    retries: sum(groups.map((requests) => requests.length - 1)),
    received: sum(pages.map(({ received }) => received)),
    waited: sum(pages.map(({ waited }) => waited)),
    latency: sum(pages.map(({ latency }) => latency))
  }
  return {
    pages,
    passes: passesOf(pages),
    sums,
    counts: checkpoint?.counts,
    problems: [
      ...missing(pages),
      ...(checkpoint === undefined ? [] : [...conservation(checkpoint.counts), ...differences(sums, checkpoint)]),
      ...(entries.length === 0 ? ["no request of this run is in the audit"] : [])
    ]
  }
}

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

const came = (requests: ReadonlyArray<StoredAuditEntry>): boolean => requests.some(AuditRemark.isPage)

/** A page that is asked for again after a page came, such as by the run that took over, is a page of its own. */
const pagesOf = (entries: ReadonlyArray<StoredAuditEntry>): ReadonlyArray<ReadonlyArray<StoredAuditEntry>> => {
  const groups: Array<Array<StoredAuditEntry>> = []
  for (const entry of entries) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const same =
      last !== undefined &&
      last.partition === entry.partition &&
      last.pass === entry.pass &&
      last.page === entry.page &&
      entry.attempt > last.attempt &&
      !AuditRemark.isPage(last)
    if (same) group?.push(entry)
    else groups.push([entry])
  }
  return groups
}

const passesOf = (pages: ReadonlyArray<PageReplay>): ReadonlyArray<PassReplay> =>
  [...new Set(pages.map(({ pass }) => pass))].map((pass) => {
    const own = pages.filter((page) => page.pass === pass)
    const totals = own.flatMap(({ total }) => (total === null ? [] : [total]))
    return {
      pass,
      pages: own.filter(({ requests }) => came(requests)).length,
      received: sum(own.map(({ received }) => received)),
      firstTotal: totals[0] ?? null,
      lastTotal: totals.at(-1) ?? null,
      ended: own.at(-1)?.outcome === "end"
    }
  })

const missing = (pages: ReadonlyArray<PageReplay>): ReadonlyArray<string> => {
  const gaps: Array<string> = []
  let before = 0
  for (const { page } of pages) {
    if (page > before + 1) gaps.push(`the audit has no ${rangeOf(before + 1, page - 1)}`)
    before = Math.max(before, page)
  }
  return gaps
}

const rangeOf = (from: number, to: number): string => (from === to ? `page ${from}` : `pages ${from} to ${to}`)

const conservation = ({ deadLettered, inserted, received, unchanged, updated }: Counts): ReadonlyArray<string> => {
  const kept = inserted + updated + unchanged + deadLettered
  return kept === received
    ? []
    : [`received ${received}, but inserted + updated + unchanged + dead letters are ${kept}`]
}

/** A sweep that still runs may have sent what is not committed yet. */
const differences = (sums: Sums, { counts, status }: Pick<Checkpoint, "counts" | "status">): ReadonlyArray<string> =>
  status === "running"
    ? []
    : (["pages", "requests", "received"] as const)
        .filter((name) => sums[name] !== counts[name])
        .map((name) => `the audit has ${sums[name]} ${nounOf[name]}, the checkpoint counts ${counts[name]}`)

const nounOf = { pages: "pages", requests: "requests", received: "records" } as const
