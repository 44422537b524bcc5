/**
 * Our reader of one provider: a name and its streams.
 *
 * @since 0.1.0
 */
import type * as ConnectorStream from "./ConnectorStream.ts"
import type { Pace, Quota } from "./Quota.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Connector<R = never> {
  /** Unique in a host, `[a-z][a-z0-9_]*`. Keys checkpoints and names tables. */
  readonly name: string
  /** Of the connector's package; kept with every checkpoint. */
  readonly version: string
  readonly streams: ReadonlyArray<ConnectorStream.Any<R>>
  /** What the provider allows, where it is known. */
  readonly quotas: ReadonlyArray<Quota>
  readonly pace?: Pace | undefined
  /**
   * Whom the provider counts requests by, as a name that tells no secret. Connectors of one account share its quotas and
   * its pauses. @default the connector's name
   */
  readonly account?: string | undefined
  /** Whose failures count together; connectors of one provider share its circuit breaker. @default the connector's name */
  readonly provider?: string | undefined
}
