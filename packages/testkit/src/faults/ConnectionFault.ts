/**
 * What happens to the connection under an answer that the provider has already given.
 *
 * @since 0.1.0
 */
import { type Moment, includes } from "./Moment.ts"

/**
 * Requests are counted per transport, from 1.
 *
 * - `reset`: the connection is gone before the answer's first byte. The provider did act on the request.
 * - `cut`: the head and half of the body arrive, then the connection is gone.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConnectionFault extends Moment {
  readonly connection: "reset" | "cut"
}

/**
 * What happens at the request with this number, from 1: the first listed that applies.
 *
 * @category getters
 * @since 0.1.0
 */
export const connectionAt = (
  faults: ReadonlyArray<ConnectionFault>,
  request: number
): ConnectionFault["connection"] | undefined => faults.find((fault) => includes(fault, request))?.connection
