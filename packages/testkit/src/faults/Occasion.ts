/**
 * The requests at which a fault happens: which of them are counted, and when.
 *
 * @since 0.1.0
 */
import type { Request } from "../providers/Provider.ts"
import type { Moment } from "./Moment.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Occasion extends Moment {
  /** Which requests are counted: those for lists, or those for access tokens. @default "lists" */
  readonly of?: "lists" | "tokens" | undefined
  /** Only requests are counted whose path holds this text. @default all */
  readonly path?: string | undefined
  /**
   * With `page`, a request that was sent before keeps its number, so that a page that is asked for again has the same
   * trouble again. @default "request"
   */
  readonly per?: "request" | "page" | undefined
}

/**
 * Is the request counted at all?
 *
 * @category guards
 * @since 0.1.0
 */
export const counts = (occasion: Occasion, request: Request): boolean =>
  (occasion.of === "tokens") === isForToken(request) &&
  (occasion.path === undefined || request.path.includes(occasion.path))

/**
 * Is the request one for an access token? Those of all mock providers go to a path that ends so, and none for a list does.
 *
 * @category guards
 * @since 0.1.0
 */
export const isForToken = ({ path }: Request): boolean => /\/(access)?tokens?$/i.test(path)
