/**
 * How a connector's provider has answered lately: what `status --debug` shows, and what the next process has to know
 * before it sends anything.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * One request of the recent past. It holds no secret: its URL is redacted and its problem scrubbed.
 *
 * @category models
 * @since 0.1.0
 */
export const RecentExchange = Schema.Struct({
  stream: Schema.String,
  method: Schema.String,
  url: Schema.String,
  /** Nothing when no answer came. */
  status: Schema.NullOr(Schema.Int),
  /** One line; nothing for a page. */
  problem: Schema.NullOr(Schema.String),
  /** Epoch milliseconds. */
  sentAt: Schema.Finite,
  /** Milliseconds from sending to the whole body, or to the failure. */
  latency: Schema.Finite,
  /** Which try of its page, from 1. */
  attempt: Schema.Int,
  /** Milliseconds waited before it was sent. */
  waited: Schema.Finite,
  /** What was waited for. */
  because: Schema.NullOr(Schema.Literals(["quota", "pause", "probe", "backoff"])),
  throttled: Schema.Boolean,
  /** The name the provider gave the exchange, such as its `x-request-id`; what its support asks for. */
  correlationId: Schema.optional(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type RecentExchange = typeof RecentExchange.Type

/**
 * @category models
 * @since 0.1.0
 */
export const Health = Schema.Struct({
  connector: Schema.String,
  /** Epoch milliseconds. */
  updatedAt: Schema.Finite,
  /** The provider wants nothing before; epoch milliseconds. */
  pausedUntil: Schema.NullOr(Schema.Finite),
  /** Of the last run, as the four that follow. */
  requests: Schema.Int,
  /** Requests that brought no page. */
  failures: Schema.Int,
  /** Requests the provider throttled. */
  throttled: Schema.Int,
  /** Milliseconds. */
  averageLatency: Schema.Finite,
  /** Milliseconds, of the last thousand requests. */
  p95Latency: Schema.Finite,
  /** The last ones, oldest first. */
  exchanges: Schema.Array(RecentExchange)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Health = typeof Health.Type

/**
 * `health` with a wait until `until`, epoch milliseconds, that another process was told of, where that is the later one.
 *
 * @category combinators
 * @since 0.1.0
 */
export const keepPause = (health: Health, until: number): Health =>
  until > Math.max(health.pausedUntil ?? 0, health.updatedAt) ? { ...health, pausedUntil: until } : health
