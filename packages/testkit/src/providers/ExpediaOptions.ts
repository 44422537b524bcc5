/**
 * How the mock of Expedia Rapid behaves.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { ListOptions } from "./ListOptions.ts"

/**
 * What `Link` looks like where there is a next page.
 *
 * - `absolute`: one link, to the same origin.
 * - `relative`: its target has no origin.
 * - `two`: a link with `rel="first"` stands before it in the same header.
 * - `crossOrigin`: its target is another host, to which no credentials belong.
 *
 * @category models
 * @since 0.1.0
 */
export type Link = "absolute" | "relative" | "two" | "crossOrigin"

/**
 * The first quota of `throttle` is told as the minute's, the second as the day's; Rapid publishes no numbers.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExpediaOptions extends ListOptions {
  /** @default "test-key" */
  readonly apiKey?: string | undefined
  /** @default "test-secret" */
  readonly secret?: string | undefined
  /** Rows of a page, which the provider chooses. Assumed. @default 100 */
  readonly pageSize?: number | undefined
  /** How long a link lives; the documents name no time. Assumed. @default "30 minutes" */
  readonly linkTtl?: Duration.Input | undefined
  /** @default "absolute" */
  readonly link?: Link | undefined
  /** What an absolute link begins with. @default `http://` and the request's `Host`, and nothing where it has none */
  readonly origin?: string | undefined
  /**
   * Filters sent with a token: the documents refuse them for another list of Rapid, so here it is assumed.
   *
   * @default "rejected"
   */
  readonly filtersWithToken?: "rejected" | "ignored" | undefined
  /** A request without `Accept-Encoding: gzip` gets status 400; the documents only say that it is required. Assumed. @default false */
  readonly strictHeaders?: boolean | undefined
}
