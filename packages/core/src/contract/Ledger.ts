/**
 * The account of one sweep of a partition: what was seen of what the provider declares, and what the verdict rests on.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { Verdict } from "./Verdict.ts"

/** How many samples a ledger keeps; when they are full, every other one goes. */
const maxSamples = 64

/**
 * How far the sweep was at one moment.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Sample = Schema.Struct({
  /** Epoch milliseconds. */
  at: Schema.Finite,
  pass: Schema.Int,
  /** Distinct keys of this pass; overlaps and repetitions counted once. */
  distinct: Schema.Int,
  /** Records, as the provider declares them at that moment. */
  total: Schema.NullOr(Schema.Finite)
})

/**
 * @category schemas
 * @since 0.1.0
 */
export const PassAccount = Schema.Struct({
  /** From 1. */
  pass: Schema.Int,
  pageSize: Schema.Int,
  pages: Schema.Int,
  /** Records, repetitions included. */
  received: Schema.Int,
  /** Distinct keys: records that no page before, as far as the walk remembers, had brought. */
  distinct: Schema.Int,
  /** Records that no pass before had seen, counted when the pass ended; nothing where that is not counted. */
  newKeys: Schema.NullOr(Schema.Int),
  /** Pages that held an anchor, or needed none. */
  anchored: Schema.Int,
  /** Gaps: pages without an anchor, after which the walk went back. */
  gaps: Schema.Int,
  /** The last total the provider declared in it. */
  total: Schema.NullOr(Schema.Finite)
})

/**
 * @category models
 * @since 0.1.0
 */
export type PassAccount = typeof PassAccount.Type

/**
 * What became of the rows that a `Proven` sweep did not see.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Deletions = Schema.Struct({
  /** Rows of the partition before, deleted ones apart. */
  standing: Schema.Int,
  /** Of these, not seen by the sweep. */
  unseen: Schema.Int,
  outcome: Schema.Literals(["marked", "guarded", "none"])
})

/**
 * @category schemas
 * @since 0.1.0
 */
export const Ledger = Schema.Struct({
  connector: Schema.String,
  stream: Schema.String,
  partition: Schema.String,
  run: Schema.String,
  /** Epoch milliseconds, as `updatedAt`. */
  startedAt: Schema.Finite,
  updatedAt: Schema.Finite,
  passes: Schema.Array(PassAccount),
  /** Over time, oldest first; at most 64. */
  samples: Schema.Array(Sample),
  /** How often a walk began again because its cursor was lost. */
  restarts: Schema.Int,
  /** What showed that a pass had ended, one line each. */
  evidence: Schema.Array(Schema.String),
  deletions: Schema.NullOr(Deletions),
  /** Nothing until the sweep is completed. */
  verdict: Schema.NullOr(Verdict)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Ledger = typeof Ledger.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const start = (sweep: Pick<Ledger, "connector" | "stream" | "partition" | "run" | "startedAt">): Ledger => ({
  connector: sweep.connector,
  stream: sweep.stream,
  partition: sweep.partition,
  run: sweep.run,
  startedAt: sweep.startedAt,
  updatedAt: sweep.startedAt,
  passes: [],
  samples: [],
  restarts: 0,
  evidence: [],
  deletions: null,
  verdict: null
})

/**
 * What one page adds.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageAccount {
  /** Epoch milliseconds. */
  readonly at: number
  readonly pass: number
  readonly pageSize: number
  readonly received: number
  readonly distinct: number
  readonly gap: boolean
  readonly total: number | undefined
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const addPage = (ledger: Ledger, page: PageAccount): Ledger => {
  const { at, distinct, gap, pageSize, pass, received } = page
  const before = ledger.passes.find((account) => account.pass === pass)
  const total = page.total ?? before?.total ?? null
  const account: PassAccount = {
    pass,
    pageSize,
    pages: (before?.pages ?? 0) + 1,
    received: (before?.received ?? 0) + received,
    distinct: (before?.distinct ?? 0) + distinct,
    newKeys: null,
    anchored: (before?.anchored ?? 0) + (gap ? 0 : 1),
    gaps: (before?.gaps ?? 0) + (gap ? 1 : 0),
    total
  }
  return {
    ...ledger,
    updatedAt: at,
    passes: [...ledger.passes.filter((other) => other.pass !== pass), account],
    samples: sampled(ledger.samples, { at, pass, distinct: account.distinct, total })
  }
}

const sampled = (samples: Ledger["samples"], sample: Ledger["samples"][number]): Ledger["samples"] =>
  samples.length < maxSamples ? [...samples, sample] : [...samples.filter((_, at) => at % 2 === 0), sample]

/**
 * A walk that began again counts its pass anew.
 *
 * @category combinators
 * @since 0.1.0
 */
export const restart = (ledger: Ledger, pass: number): Ledger => ({
  ...ledger,
  restarts: ledger.restarts + 1,
  passes: ledger.passes.filter((account) => account.pass !== pass)
})

/**
 * @category combinators
 * @since 0.1.0
 */
export const endPass = (ledger: Ledger, pass: number, newKeys: number | undefined, evidence: string): Ledger => ({
  ...ledger,
  passes: ledger.passes.map((account) => (account.pass === pass ? { ...account, newKeys: newKeys ?? null } : account)),
  evidence: [...ledger.evidence, `pass ${pass}: ${evidence}`]
})
