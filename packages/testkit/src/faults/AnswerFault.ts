/**
 * An answer that comes instead of the right one.
 *
 * @since 0.1.0
 */
import type * as RetryAfter from "./RetryAfter.ts"

/**
 * A refusal whose form is the provider's own.
 *
 * - `expiredCursor`, `foreignCursor`, `spentCursor`: the cursor is not, or no longer, good for this list.
 * - `quota`: too many requests, in the provider's own form of it, which may be status 200 or 403.
 * - `error`: an error under status 200.
 * - `partial`: a page beside an error that says the page is not whole.
 * - `pageSize`: the page is larger than the provider gives.
 * - `noResults`: nothing was found, as the provider says it of an empty list.
 *
 * @category models
 * @since 0.1.0
 */
export type Refusal =
  | "expiredCursor"
  | "foreignCursor"
  | "spentCursor"
  | "quota"
  | "error"
  | "partial"
  | "pageSize"
  | "noResults"

/**
 * @category models
 * @since 0.1.0
 */
export interface AnswerFault {
  readonly _tag: "Answer"
  /** A status, or what the provider answers in such a case. */
  readonly answer: number | Refusal
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** @default a short JSON text, or the provider's own */
  readonly body?: string | undefined
  /** Adds `Retry-After`: a wait of so many seconds, in this form, or in the words given. */
  readonly retryAfter?: { readonly form: RetryAfter.Form; readonly seconds: number } | string | undefined
  /** Has the provider acted on the request, as when a gateway behind it fails? @default false */
  readonly acted?: boolean | undefined
}
