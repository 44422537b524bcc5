/**
 * Reads the page a walk asks for under the read policy, and says what it showed.
 *
 * @since 0.1.0
 */
import { Clock, DateTime, Duration, Effect, Option } from "effect"
import { ConnectorError, CursorRejected } from "../contract/ConnectorError.ts"
import type { RecentExchange } from "../contract/Health.ts"
import type { Page } from "../contract/Page.ts"
import type { Changes } from "../contract/Partition.ts"
import type { Lifetime } from "../contract/Traversal.ts"
import type * as Walk from "../pagination/Walk.ts"
import * as Monotonic from "../quota/Monotonic.ts"
import * as ReadPolicy from "../resilience/ReadPolicy.ts"
import type { StreamContext } from "./StreamContext.ts"

/**
 * What came of one request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Answer {
  readonly request: Walk.Request
  /** The last of its requests, whatever was waited for before; epoch milliseconds. */
  readonly sentAt: number
  readonly read: ReadPolicy.PageRead<Page<unknown, unknown>>
  /** Every request that was sent for it, in order. */
  readonly exchanges: ReadonlyArray<RecentExchange>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* <R>(
  context: StreamContext<R>,
  partition: unknown,
  request: Walk.Request,
  /** When its cursor stops working; epoch milliseconds. */
  expiresAt: number | undefined,
  changed: Changes | undefined
): Effect.fn.Return<Answer, never, R> {
  const { asking, connector, run, stream } = context
  const begun = yield* Clock.currentTimeMillis
  const start = yield* Monotonic.millis
  const dies = request.cursor === undefined ? undefined : expiresAt
  // An instant that the provider stated is one of its clock, which may be off, so only its answer tells.
  const certain = stream.traversal.lifetime._tag !== "Stated"
  if (certain && dies !== undefined && dies <= begun) {
    return { request, sentAt: begun, exchanges: [], read: expired(context, "its time was over before it was sent", 0) }
  }
  const exchanges: Array<RecentExchange> = []
  const read = yield* ReadPolicy.read(readOnce(context, partition, request, changed), {
    connector: connector.name,
    stream,
    provider: run.provider,
    asking,
    budget: run.budget,
    deadline: stream.deadline,
    // The first page has no cursor that could have moved.
    replay: request.cursor === undefined ? "safe" : stream.traversal.replay,
    expiresAt: dies,
    onExchange: (exchange) => {
      exchanges.push(exchange)
      return run.onExchange(exchange)
    },
    onPause: run.onPause,
    onRetry: (error, delay) =>
      context.onEvent({
        _tag: "RetryScheduled",
        connector: connector.name,
        stream: stream.name,
        partition: context.encodePartition(partition),
        error,
        delayMs: Duration.toMillis(delay)
      })
  })
  const answer = { request, sentAt: exchanges.at(-1)?.sentAt ?? begun, read, exchanges }
  if (!certain || dies === undefined || read._tag !== "Read" || Option.isSome(read.page.next)) return answer
  // Providers answer a dead cursor as they answer the end, so an end that came too late is none.
  const isAlive = (yield* Clock.currentTimeMillis) <= dies && (yield* Monotonic.millis) - start <= dies - begun
  return isAlive
    ? answer
    : { ...answer, read: expired(context, "the list seemed to end after its time was over", read.retries) }
})

const expired = <R>(
  { connector, stream }: StreamContext<R>,
  why: string,
  retries: number
): ReadPolicy.PageRead<Page<unknown, unknown>> => ({
  _tag: "Failed",
  retries,
  error: new ConnectorError({
    connector: connector.name,
    stream: stream.name,
    reason: new CursorRejected({ why: "expired", detail: `the cursor expired: ${why}` })
  })
})

const readOnce = <R>(
  context: StreamContext<R>,
  partition: unknown,
  { cursor, pageSize }: Walk.Request,
  changed: Changes | undefined
): Effect.Effect<Page<unknown, unknown>, ConnectorError, R> => {
  const { connector, stream } = context
  const { traversal } = stream
  if (cursor === undefined) return stream.read({ partition, cursor: Option.none(), pageSize, changed })
  const decoded =
    typeof cursor === "string"
      ? context.decodeCursor(cursor)
      : traversal.cursor === "offset"
        ? { cursor: traversal.at(cursor) }
        : undefined
  if (decoded === undefined) {
    const reason = new CursorRejected({ why: "invalid", detail: "the kept cursor is not one of this stream" })
    return Effect.fail(new ConnectorError({ connector: connector.name, stream: stream.name, reason }))
  }
  return stream.read({ partition, cursor: Option.some(decoded.cursor), pageSize, changed })
}

/**
 * @category getters
 * @since 0.1.0
 */
export const factsOf = (
  page: Page<unknown, unknown>,
  keys: ReadonlyArray<string>,
  encodeCursor: (cursor: unknown) => string
): Walk.Facts => ({
  keys,
  total: Option.getOrUndefined(page.total),
  offset: Option.getOrUndefined(page.offset),
  next: Option.getOrUndefined(Option.map(page.next, encodeCursor)),
  advances: page.advances,
  evidence: page.evidence
})

/**
 * When the cursor that a page gave stops working, counted from when the page was asked for; epoch milliseconds.
 *
 * @category getters
 * @since 0.1.0
 */
export const deadlineOf = (lifetime: Lifetime, page: Page<unknown, unknown>, sentAt: number): number | undefined => {
  switch (lifetime._tag) {
    case "Unlimited":
      return undefined
    case "Stated":
      return Option.getOrUndefined(Option.map(page.expiresAt, DateTime.toEpochMillis))
    case "Fixed":
    case "Sliding":
      return sentAt + Duration.toMillis(lifetime.ttl)
  }
}
