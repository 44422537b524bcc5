/**
 * How far one stream is: taken from its events, worded as a line or drawn as a bar. Times come in from outside, as
 * epoch milliseconds.
 *
 * @since 0.1.0
 */
import type { SyncEvent } from "@innlet/core/engine"
import * as Wording from "./Wording.ts"

interface Sample {
  readonly at: number
  readonly records: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StreamProgress {
  readonly label: string
  /** Received since the sweep began. */
  readonly records: number
  readonly pages: number
  readonly pass: number
  /** How far this pass is, in records; undefined where that is not known. */
  readonly position: number | undefined
  readonly total: number | undefined
  /** What is waited for, until the next page is there. */
  readonly wait: string | undefined
  /** Of the last seconds, oldest first; the rate is taken over them. */
  readonly samples: ReadonlyArray<Sample>
}

/**
 * An event of one partition.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamEvent = Extract<SyncEvent.SyncEvent, { readonly partition: string }>

/**
 * Names the stream of an event; a part of a split stream is named with it.
 *
 * @category getters
 * @since 0.1.0
 */
export const labelOf = ({ connector, partition, stream }: StreamEvent): string =>
  partition === "all" ? `${connector}/${stream}` : `${connector}/${stream} ${partition}`

const initial = (label: string): StreamProgress => ({
  label,
  records: 0,
  pages: 0,
  pass: 1,
  position: undefined,
  total: undefined,
  wait: undefined,
  samples: []
})

/**
 * The progress after an event.
 *
 * @category combinators
 * @since 0.1.0
 */
export const advance = (before: StreamProgress | undefined, event: StreamEvent, now: number): StreamProgress => {
  const progress = before ?? initial(labelOf(event))
  if (event._tag === "RetryScheduled") return { ...progress, wait: waitOf(event) }
  const { pages, received } = event.counts
  return {
    ...progress,
    records: received,
    pages,
    wait: undefined,
    samples: sampled(progress.samples, { at: now, records: received }),
    ...(event._tag === "PageCommitted" && { pass: event.pass, position: event.position, total: event.total })
  }
}

/**
 * `QuotaExceeded, waits 30 s`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const waitOf = ({ delayMs, error }: Extract<SyncEvent.SyncEvent, { readonly _tag: "RetryScheduled" }>): string =>
  `${error.reason._tag}, waits ${Wording.time(delayMs)}`

const span = 5_000
const spacing = 250

const sampled = (samples: ReadonlyArray<Sample>, sample: Sample): ReadonlyArray<Sample> => {
  const last = samples.at(-1)
  if (last !== undefined && sample.at - last.at < spacing) return samples
  const recent = samples.filter(({ at }) => sample.at - at <= span)
  return [...(recent.length === 0 && last !== undefined ? [last] : recent), sample]
}

/** In records a second; undefined before there is anything to divide by. */
const rateOf = ({ records, samples }: StreamProgress, now: number): number | undefined => {
  const first = samples[0]
  if (first === undefined || now - first.at < spacing || records <= first.records) return undefined
  return ((records - first.records) * 1000) / (now - first.at)
}

const paceOf = (progress: StreamProgress, now: number): ReadonlyArray<string> => {
  if (progress.wait !== undefined) return [progress.wait]
  const rate = rateOf(progress, now)
  if (rate === undefined) return []
  const { position, total } = progress
  const left = position === undefined || total === undefined || total <= position ? 0 : (total - position) / rate
  return [
    `${Wording.count(rate)} records/s`,
    ...(left > 0 ? [`about ${Wording.time(Math.max(1, Math.round(left)) * 1000)} left`] : [])
  ]
}

const amountOf = ({ position, records, total }: StreamProgress): string =>
  position === undefined || total === undefined
    ? `${Wording.count(records)} records`
    : `${Wording.count(position)} of ${Wording.count(total)}`

/**
 * `booking/rates: 12,300 of 25,000, page 123, 8,200 records/s, about 2 s left`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const line = (progress: StreamProgress, now: number): string => {
  const page = `page ${Wording.count(progress.pages)}`
  const pass = progress.pass > 1 ? [`pass ${progress.pass}`] : []
  return `${progress.label}: ${[amountOf(progress), page, ...pass, ...paceOf(progress, now)].join(", ")}`
}

const cells = 24

/**
 * `booking/rates  ████████████░░░░░░░░░░░░  49 %  12,300 of 25,000  pass 1  8,200 records/s  about 2 s left`, cut to
 * `columns` characters.
 *
 * @category formatting
 * @since 0.1.0
 */
export const bar = (progress: StreamProgress, now: number, columns: number): string => {
  const { position, total } = progress
  const share = position === undefined || total === undefined || total === 0 ? undefined : Math.min(1, position / total)
  const full = Math.floor((share ?? 0) * cells)
  const drawn = [
    progress.label,
    "█".repeat(full) + "░".repeat(cells - full),
    ...(share === undefined ? [] : [`${Math.floor(share * 100)} %`.padStart(5)]),
    amountOf(progress),
    `pass ${progress.pass}`,
    ...paceOf(progress, now)
  ].join("  ")
  return drawn.length <= columns ? drawn : `${drawn.slice(0, Math.max(0, columns - 1))}…`
}
