/**
 * Something that goes wrong at chosen requests: a value that prints and can be kept, and does nothing by itself.
 *
 * What acts on an answer, a page or a record is applied by `Faulty`, what acts on a connection by a transport, and what
 * acts on the data, the store, the process or the clock by whoever holds them.
 *
 * @since 0.1.0
 */
import type { AnswerFault } from "./AnswerFault.ts"
import type { ConnectionFault } from "./ConnectionFault.ts"
import type { DamageFault } from "./DamageFault.ts"
import type { HostFault } from "./HostFault.ts"
import type { Occasion } from "./Occasion.ts"
import type { PageFault } from "./PageFault.ts"
import type { RecordFault } from "./RecordFault.ts"
import type { TokenFault } from "./TokenFault.ts"
import type { WorldFault } from "./WorldFault.ts"

/**
 * What goes wrong.
 *
 * @category models
 * @since 0.1.0
 */
export type What =
  | AnswerFault
  | DamageFault
  | ConnectionFault
  | PageFault
  | RecordFault
  | TokenFault
  | WorldFault
  | HostFault

/**
 * @category models
 * @since 0.1.0
 */
export interface Fault {
  readonly when: Occasion
  readonly what: What
}

/**
 * It happens at the request with this number, from 1, and at those that follow if `times` says so.
 *
 * @category constructors
 * @since 0.1.0
 */
export const at = (request: number, what: What, times: number | "always" = 1): Fault => ({
  when: { at: request, times },
  what
})

/**
 * It happens at every request whose number is a multiple.
 *
 * @category constructors
 * @since 0.1.0
 */
export const every = (requests: number, what: What, times: number | "always" = "always"): Fault => ({
  when: { every: requests, times },
  what
})
