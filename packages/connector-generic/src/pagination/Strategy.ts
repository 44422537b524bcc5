/**
 * What a kind of pagination is made of: pure functions between a cursor, a request and an answer. A strategy never sends,
 * waits or remembers; core walks.
 *
 * @since 0.1.0
 */
import type { ConnectorError, Page, Traversal } from "@innlet/core/contract"
import type { Result } from "effect"
import type { Answer } from "../Answer.ts"
import type { Draft } from "../Draft.ts"

/**
 * The page that is asked for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  /** Nothing for the first page. */
  readonly cursor: string | undefined
  /** In records. */
  readonly pageSize: number
  /** When the request is made; epoch milliseconds. */
  readonly now: number
  /** What changed then, where a stream is asked for changes; epoch milliseconds, half open. */
  readonly changed: { readonly from: number; readonly to?: number | undefined } | undefined
}

/**
 * What an answer says about its place in the list.
 *
 * @category models
 * @since 0.1.0
 */
export type Followed = Partial<
  Pick<Page.Page<unknown, string>, "next" | "total" | "offset" | "limit" | "expiresAt" | "evidence" | "advances">
>

/**
 * @category models
 * @since 0.1.0
 */
export interface Strategy {
  readonly traversal: Traversal.Traversal<string>
  /** The request of the page: the stream's own with the cursor put into it. Fails on a cursor that is not one of its own. */
  readonly place: (draft: Draft, asked: Asked) => Result.Result<Draft, ConnectorError.Reason>
  /**
   * What the answer says. Fails where it contradicts itself or the declaration. `records` are the page's own, in order.
   */
  readonly follow: (
    answer: Answer,
    asked: Asked,
    records: ReadonlyArray<unknown>
  ) => Result.Result<Followed, ConnectorError.Reason>
  /** Is the request of this cursor no page, as an acknowledgement is? Then `follow` is given no records. */
  readonly isAside?: ((asked: Asked) => boolean) | undefined
  /**
   * Where to go on when the provider finds that this page covers too much: the same place in smaller steps. Nothing where it
   * can't be made smaller.
   */
  readonly narrower?: ((asked: Asked) => string | undefined) | undefined
}
