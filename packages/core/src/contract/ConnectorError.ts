/**
 * The one error of a connector: who failed, and a tagged reason that says who acts, whether a retry can help, and
 * whether the provider may have acted on the request.
 *
 * A bad record is never an error: it becomes a dead letter.
 *
 * @since 0.1.0
 */
import { Duration, Schema } from "effect"

/**
 * Did the provider act on the request? `no` when it certainly did not (the connection was refused), `yes` when it
 * answered, `maybe` when the answer was lost. A cursor that must not be replayed is never sent again after `maybe`.
 *
 * @category models
 * @since 0.1.0
 */
export type Processed = "no" | "maybe" | "yes"

const Processed = Schema.Literals(["no", "maybe", "yes"])

/**
 * The credentials were refused. An operator has to renew them.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AuthenticationFailed extends Schema.TaggedError<AuthenticationFailed>()("AuthenticationFailed", {
  detail: Schema.String
}) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * The credentials are good but lack a right. An operator has to ask the provider.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AccessDenied extends Schema.TaggedError<AccessDenied>()("AccessDenied", { detail: Schema.String }) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * The provider's quota is used up: status 429 or the provider's own form of it.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  detail: Schema.String,
  /** The wait the provider asked for; a retry never comes earlier. */
  retryAfter: Schema.UndefinedOr(Schema.Duration)
}) {
  readonly isRetryable = true
  readonly processed: Processed = "no"
}

/**
 * The store that processes share their quotas in can't be asked, so nothing may be sent. An operator has to mend it.
 *
 * @category reasons
 * @since 0.1.0
 */
export class QuotaUnavailable extends Schema.TaggedError<QuotaUnavailable>()("QuotaUnavailable", {
  detail: Schema.String
}) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "no"
}

/**
 * No usable answer: refused or lost connection, time-out, status 5xx.
 *
 * @category reasons
 * @since 0.1.0
 */
export class ProviderUnavailable extends Schema.TaggedError<ProviderUnavailable>()("ProviderUnavailable", {
  detail: Schema.String,
  retryAfter: Schema.UndefinedOr(Schema.Duration),
  processed: Processed
}) {
  readonly isRetryable = true
}

/**
 * The provider refused the request as wrong: another status 4xx. A developer has to mend it.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RequestRejected extends Schema.TaggedError<RequestRejected>()("RequestRejected", {
  detail: Schema.String
}) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * The provider refused the cursor. The walk starts again; nobody has to act.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CursorRejected extends Schema.TaggedError<CursorRejected>()("CursorRejected", {
  why: Schema.Literals(["expired", "invalid", "foreign", "spent"]),
  detail: Schema.String
}) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * The answer is not what the provider's documents say: not JSON, no list, a cut body.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>()("UnexpectedResponse", {
  detail: Schema.String
}) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * A redirect or a next link leads to another origin, where the credentials must not go.
 *
 * @category reasons
 * @since 0.1.0
 */
export class OriginRefused extends Schema.TaggedError<OriginRefused>()("OriginRefused", { detail: Schema.String }) {
  readonly isRetryable = false
  readonly retryAfter: Duration.Duration | undefined = undefined
  readonly processed: Processed = "yes"
}

/**
 * @category models
 * @since 0.1.0
 */
export const Reason = Schema.Union([
  AuthenticationFailed,
  AccessDenied,
  QuotaExceeded,
  QuotaUnavailable,
  ProviderUnavailable,
  RequestRejected,
  CursorRejected,
  UnexpectedResponse,
  OriginRefused
])

/**
 * @category models
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * @category errors
 * @since 0.1.0
 */
export class ConnectorError extends Schema.TaggedError<ConnectorError>()("ConnectorError", {
  connector: Schema.String,
  stream: Schema.String,
  reason: Reason
}) {
  override get message(): string {
    return `${this.connector}/${this.stream}: ${this.reason._tag}: ${this.reason.detail}`
  }

  /** Can the same request succeed later? */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }

  /** The wait the provider asked for, if it did. */
  get retryAfter(): Duration.Duration | undefined {
    return this.reason.retryAfter
  }

  get processed(): Processed {
    return this.reason.processed
  }
}
