/**
 * How a host wants a stream synced and kept.
 *
 * @since 0.1.0
 */
import type * as Drift from "../contract/Drift.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface StreamOptions {
  /** What a change in the shape of raw records does. @default "warn" */
  readonly drift?: Drift.Policy | undefined
  /**
   * `mark` gives rows a deletion time that a sweep proven complete did not see, unless they are more than 20 % of the
   * partition. @default "keep"
   */
  readonly deletions?: "keep" | "mark" | undefined
  /** Keep every content a row ever had, beside the table. @default false */
  readonly history?: boolean | undefined
  /** Ask only for what changed since the last complete sweep, where the stream can. @default false */
  readonly incremental?: boolean | undefined
  /** How many bytes of received pages may wait to be committed, where a cursor lives too short to wait. @default 256 MiB */
  readonly stagingBytes?: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type Resolved = { readonly [option in keyof StreamOptions]-?: NonNullable<StreamOptions[option]> }

/**
 * @category constants
 * @since 0.1.0
 */
export const defaults: Resolved = {
  drift: "warn",
  deletions: "keep",
  history: false,
  incremental: false,
  stagingBytes: 256 * 1024 * 1024
}

/**
 * The options of one stream: its own, then those for all, then the defaults.
 *
 * @category getters
 * @since 0.1.0
 */
export const resolve = (all: StreamOptions, own: StreamOptions | undefined): Resolved => ({
  drift: own?.drift ?? all.drift ?? defaults.drift,
  deletions: own?.deletions ?? all.deletions ?? defaults.deletions,
  history: own?.history ?? all.history ?? defaults.history,
  incremental: own?.incremental ?? all.incremental ?? defaults.incremental,
  stagingBytes: own?.stagingBytes ?? all.stagingBytes ?? defaults.stagingBytes
})
