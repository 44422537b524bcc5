/**
 * What a strategy knows of the stream it pages.
 *
 * @since 0.1.0
 */
import type { ConnectorStream, Traversal } from "@innlet/core/contract"
import type { Draft } from "../Draft.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Context {
  /** What the provider promises about the order of the list. */
  readonly order: Traversal.Order
  readonly pageSize: ConnectorStream.PageSize
  /** The request that acknowledges messages by their ids; for a queue. */
  readonly acknowledge?: ((ids: ReadonlyArray<string | number>) => Draft) | undefined
}
