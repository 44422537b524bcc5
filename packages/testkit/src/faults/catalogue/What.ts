/**
 * Short forms for writing the catalogue.
 *
 * @since 0.1.0
 */
import type { AnswerFault, Refusal } from "../AnswerFault.ts"
import type { Connection, ConnectionFault } from "../ConnectionFault.ts"
import type { Damage, DamageFault } from "../DamageFault.ts"
import type { ClockTrouble, HostFault, ProcessTrouble, StoreTrouble } from "../HostFault.ts"
import type { Page, PageFault } from "../PageFault.ts"
import type { FieldFault, RecordChange, RecordFault } from "../RecordFault.ts"
import type { TokenFault } from "../TokenFault.ts"
import type { WorldFault } from "../WorldFault.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const answer = (
  answer: number | Refusal,
  more: Partial<Omit<AnswerFault, "_tag" | "answer">> = {}
): AnswerFault => ({ _tag: "Answer", answer, ...more })

/**
 * A wait in whole seconds, or as the text says.
 *
 * @category constructors
 * @since 0.1.0
 */
export const wait = (status: number, wait: number | string): AnswerFault =>
  answer(status, { retryAfter: typeof wait === "string" ? wait : { form: "seconds", seconds: wait } })

/**
 * @category constructors
 * @since 0.1.0
 */
export const connection = (connection: Connection): ConnectionFault => ({ _tag: "Connection", connection })

/**
 * @category constructors
 * @since 0.1.0
 */
export const damage = (damage: Damage): DamageFault => ({ _tag: "Damage", damage })

/**
 * @category constructors
 * @since 0.1.0
 */
export const page = (page: Page): PageFault => ({ _tag: "Page", page })

/**
 * @category constructors
 * @since 0.1.0
 */
export const total = (total: string | undefined): PageFault => ({ _tag: "Page", page: { total } })

/**
 * @category constructors
 * @since 0.1.0
 */
export const record = (record: RecordChange, share?: number): RecordFault => ({ _tag: "Record", record, share })

/**
 * A field's value as it stands in JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const field = (field: FieldFault["field"], value: string | undefined, share?: number): RecordFault => ({
  _tag: "Record",
  record: { field, value },
  share
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const expiresIn = (expiresIn: string | undefined): TokenFault => ({ _tag: "Token", expiresIn })

/**
 * @category constructors
 * @since 0.1.0
 */
export const world = (world: WorldFault["world"]): WorldFault => ({ _tag: "World", world })

/**
 * @category constructors
 * @since 0.1.0
 */
export const store = (store: StoreTrouble): HostFault => ({ _tag: "Store", store })

/**
 * @category constructors
 * @since 0.1.0
 */
export const process = (process: ProcessTrouble): HostFault => ({ _tag: "Process", process })

/**
 * @category constructors
 * @since 0.1.0
 */
export const clock = (clock: ClockTrouble): HostFault => ({ _tag: "Clock", clock })
