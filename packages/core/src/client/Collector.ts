/**
 * What a body becomes while its chunks come.
 *
 * @since 0.1.0
 */
import type { Result } from "effect"
import type { ClientFailure } from "./ClientFailure.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Collector<A> {
  /** A failure ends the reading. */
  readonly add: (bytes: Buffer) => ClientFailure | undefined
  /** To be asked once, after the last chunk. */
  readonly whole: () => Result.Result<A, ClientFailure>
}
