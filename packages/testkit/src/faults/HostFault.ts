/**
 * What happens on the reading side: to the store, the process or the clock. Applied by a simulator, or by a test that holds
 * them.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export type StoreTrouble =
  | "busy"
  | "full"
  | "ioError"
  | "lostCommit"
  | "zombie"
  | "tornTail"
  | "corruptCheckpoint"
  | "rowRefused"
  | "slow"
  | "lettersDown"
  | "foreignCheckpoint"

/**
 * @category models
 * @since 0.1.0
 */
export type ProcessTrouble =
  | "killAtStep"
  | "killAnytime"
  | "terminate"
  | "outOfMemory"
  | "defect"
  | "twoAtOnce"
  | "blocked"
  | "upgrade"
  | "killAfterRefresh"
  | "manyRefreshes"

/**
 * @category models
 * @since 0.1.0
 */
export type ClockTrouble =
  | "slowConsumer"
  | "longWait"
  | "jump"
  | "stopped"
  | "providerSkew"
  | "longTimer"
  | "daylightSaving"
  | "outage"

/**
 * @category models
 * @since 0.1.0
 */
export type HostFault =
  | { readonly _tag: "Store"; readonly store: StoreTrouble }
  | { readonly _tag: "Process"; readonly process: ProcessTrouble }
  | { readonly _tag: "Clock"; readonly clock: ClockTrouble }
