/**
 * Everything that happened in a simulated world, in the order in which it happened. The place of an entry is its moment. Oracles
 * judge it, and nothing else.
 *
 * @since 0.1.0
 */
import type { SyncEvent, SyncReport } from "@innlet/core/engine"
import type { Item } from "./Listing.ts"
import type { Plan } from "./Plan.ts"
import type { Change } from "./Snapshot.ts"

/**
 * What the provider did when a request reached it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Acted {
  /** What it put into its answer, in order, whether that arrived or not. */
  readonly served: ReadonlyArray<Item>
  /** Does the page reach the end of the list? */
  readonly reachesEnd: boolean
  /** The cursor it gave, where it gave one. */
  readonly next: string | undefined
}

/**
 * How a request ended for the one who sent it.
 *
 * @category models
 * @since 0.1.0
 */
export type Answer =
  | { readonly _tag: "Page" }
  /** `wait` in milliseconds, where the provider asked for one. */
  | { readonly _tag: "Refused"; readonly reason: string; readonly wait: number | undefined }

/**
 * How a process came to its end by itself.
 *
 * @category models
 * @since 0.1.0
 */
export type End =
  | { readonly how: "report"; readonly report: SyncReport.SyncReport }
  /** `died` is a defect of the engine. */
  | { readonly how: "failed" | "interrupted" | "died"; readonly problem: string }

/**
 * @category models
 * @since 0.1.0
 */
export type Entry =
  | { readonly _tag: "Started"; readonly process: number }
  | {
      readonly _tag: "Sent"
      readonly process: number
      readonly request: number
      readonly partition: string
      /** As a checkpoint would keep it; nothing for the first page. */
      readonly cursor: string | undefined
      readonly pageSize: number
      readonly since: number | undefined
      /** By the sender's clock; epoch milliseconds. */
      readonly sentAt: number
    }
  | ({ readonly _tag: "Acted"; readonly request: number } & Acted)
  | { readonly _tag: "Answered"; readonly request: number; readonly answer: Answer }
  /** Nobody waits for its answer any more. */
  | { readonly _tag: "Abandoned"; readonly request: number }
  | { readonly _tag: "Told"; readonly process: number; readonly event: SyncEvent.SyncEvent }
  /** Another state of the database became visible to everybody; `process` ran the last step. */
  | { readonly _tag: "Stored"; readonly process: number; readonly change: Change }
  | { readonly _tag: "Trouble"; readonly what: string }
  | { readonly _tag: "Killed" | "Interrupted" | "Paused" | "Resumed"; readonly process: number }
  | ({ readonly _tag: "Ended"; readonly process: number; readonly leavesLocked: boolean } & End)
  /** The checkpoints of these partitions are as a newer version would have written them. */
  | { readonly _tag: "Upgraded"; readonly process: number; readonly partitions: ReadonlyArray<string> }
  /** A process asks for a token, is given one by the provider, learns of it, and keeps it. */
  | { readonly _tag: "TokenAsked"; readonly process: number; readonly call: number }
  | {
      readonly _tag: "TokenGiven"
      readonly call: number
      readonly token: string
      readonly expiresAt: number
      readonly life: number
    }
  | { readonly _tag: "TokenAnswered"; readonly call: number; readonly answer: "Given" | "Refused" | "Lost" }
  | { readonly _tag: "TokenKept"; readonly process: number; readonly token: string | undefined }
  /** A token reaches the provider with a request. */
  | { readonly _tag: "TokenUsed"; readonly process: number; readonly token: string; readonly taken: boolean }
  /** A request went to another host; the token that it carried. */
  | { readonly _tag: "Strayed"; readonly process: number; readonly url: string; readonly token: string | undefined }
  | { readonly _tag: "Logged"; readonly process: number; readonly line: string }

/**
 * An entry with the virtual time at which it happened; epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export type Timed = Entry & { readonly at: number }

/**
 * @category models
 * @since 0.1.0
 */
export interface History {
  readonly plan: Plan
  readonly entries: ReadonlyArray<Timed>
  /** Every record that ever was, by partition. */
  readonly truth: ReadonlyMap<string, ReadonlyArray<Life>>
  /** Did the host get all the sweeps it wanted, within its patience? */
  readonly finished: boolean
  /** By how much the provider's clock is ahead; milliseconds. */
  readonly skew: number
}

/**
 * A record from when it came to when it went.
 *
 * @category models
 * @since 0.1.0
 */
export interface Life {
  /** By which the provider itself knows it. */
  readonly id: string
  /** Moments; nothing for one that never went. */
  readonly born: number
  readonly died: number | undefined
  /** What it was like from which moment on. */
  readonly states: ReadonlyArray<{ readonly from: number; readonly item: Item }>
}
