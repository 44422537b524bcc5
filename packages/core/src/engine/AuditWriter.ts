/**
 * The audit of one page: an entry for every request that was sent for it.
 *
 * @since 0.1.0
 */
import type { AuditEntry } from "../contract/AuditEntry.ts"
import type { RecentExchange } from "../contract/Health.ts"
import * as Fingerprint from "../pagination/Fingerprint.ts"
import type * as Walk from "../pagination/Walk.ts"
import type { Answer } from "./PageReader.ts"

/**
 * What is known of the page beside its requests.
 *
 * @category models
 * @since 0.1.0
 */
export interface Shown {
  readonly pass: number
  /** Number of the page in its sweep, from 1. */
  readonly page: number
  /** Records; 0 where no page came. */
  readonly received: number
  readonly total: number | undefined
  readonly contentHash: string | undefined
  readonly outcome: string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const of = ({ exchanges, request }: Answer, shown: Shown): ReadonlyArray<AuditEntry> => {
  const last = exchanges.length - 1
  return exchanges.map((exchange, at) => entryOf(exchange, at + 1, request, at === last ? shown : withoutPage(shown)))
}

/**
 * Of requests that brought no page.
 *
 * @category constructors
 * @since 0.1.0
 */
export const failed = (answer: Answer, pass: number, page: number): ReadonlyArray<AuditEntry> =>
  of(answer, { pass, page, received: 0, total: undefined, contentHash: undefined, outcome: "failed" })

const withoutPage = (shown: Shown): Shown => ({
  ...shown,
  received: 0,
  total: undefined,
  contentHash: undefined,
  outcome: "retried"
})

const entryOf = (exchange: RecentExchange, attempt: number, request: Walk.Request, shown: Shown): AuditEntry => ({
  pass: shown.pass,
  page: shown.page,
  attempt,
  cursor: cursorLabel(request),
  limit: request.pageSize,
  status: exchange.status,
  problem: exchange.problem,
  sentAt: exchange.sentAt,
  latency: exchange.latency,
  waited: exchange.waited,
  received: shown.received,
  total: shown.total ?? null,
  correlationId: exchange.correlationId ?? null,
  contentHash: shown.contentHash ?? null,
  outcome: shown.outcome
})

/** An offset as it is, an opaque cursor by its hash, since it may be a credential. */
const cursorLabel = ({ cursor }: Walk.Request): string | null =>
  typeof cursor === "string" ? Fingerprint.of([cursor]) : cursor === undefined ? null : String(cursor)
