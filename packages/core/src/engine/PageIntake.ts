/**
 * Takes a page in: decodes it, moves the walk, and accounts for it. It writes nothing.
 *
 * @since 0.1.0
 */
import { Option, Result } from "effect"
import { ConnectorError, UnexpectedResponse } from "../contract/ConnectorError.ts"
import type * as Ledger from "../contract/Ledger.ts"
import type { Page } from "../contract/Page.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as SweepLedger from "../pagination/SweepLedger.ts"
import type * as Walk from "../pagination/Walk.ts"
import * as AuditWriter from "./AuditWriter.ts"
import * as PageReader from "./PageReader.ts"
import type { DecodedPage } from "./RecordDecoder.ts"
import type { SweepContext } from "./SweepContext.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Intake {
  readonly decoded: DecodedPage
  readonly step: Walk.Step<Sweep.Sweep>
  readonly audit: ReturnType<typeof AuditWriter.of>
  readonly account: (ledger: Ledger.Ledger) => Ledger.Ledger
  /** When the next cursor stops working; epoch milliseconds. */
  readonly expiresAt: number | undefined
  readonly total: number | undefined
  /** Number of the page in its sweep, from 1. */
  readonly number: number
  /** Requests it took, and how many of them were retries. */
  readonly counted: { readonly requests: number; readonly retries: number }
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const take = <R>(
  { source, stream: context, writer }: SweepContext<R>,
  sweep: Sweep.Sweep,
  answer: PageReader.Answer,
  page: Page<unknown, unknown>
): Result.Result<Omit<Intake, "counted">, ConnectorError> => {
  const { connector, stream } = source
  return Result.map(
    Result.try({
      try: () => context.decode(page.records, answer.sentAt),
      catch: () =>
        new ConnectorError({
          connector,
          stream,
          reason: new UnexpectedResponse({ detail: "a record is nested too deep to be kept" })
        })
    }),
    (decoded) => {
      const step = Sweep.step(context.plan, sweep, PageReader.factsOf(page, decoded.keys, context.encodeCursor))
      const number = writer.counts().pages + 1
      const total = Option.getOrUndefined(page.total)
      const outcome = outcomeOf(step)
      return {
        decoded,
        step,
        number,
        total,
        audit: AuditWriter.of(answer, {
          pass: sweep.pass,
          page: number,
          received: decoded.keys.length,
          total,
          contentHash: decoded.contentHash,
          outcome
        }),
        account: SweepLedger.accountOf(sweep, step, {
          at: answer.sentAt,
          pageSize: answer.request.pageSize,
          keys: decoded.keys,
          total
        }),
        expiresAt: PageReader.deadlineOf(context.stream.traversal.lifetime, page, answer.sentAt)
      }
    }
  )
}

const outcomeOf = (step: Walk.Step<unknown>): string => {
  switch (step._tag) {
    case "Next":
      return step.outcome
    case "PassEnd":
      return "end"
    case "Stalled":
      return step.stall
  }
}
