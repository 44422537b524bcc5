/**
 * Where the slots of an account's requests are written down: one decision at a time, over all the rules at once. Every time
 * in here is in whole milliseconds.
 *
 * @since 0.1.0
 */
import type { Effect } from "effect"
import type { QuotaGateError } from "./QuotaGateError.ts"

/**
 * What a wait was for: a quota, a spacing or a rate; a pause the provider asked for; another request that tries whether the
 * provider answers.
 *
 * @category models
 * @since 0.1.0
 */
export type Because = "quota" | "pause" | "probe"

/**
 * @category models
 * @since 0.1.0
 */
export interface QuotaRule {
  readonly counting: "sliding" | "fixed" | "bucket"
  /** A whole number, at least 1. */
  readonly limit: number
  readonly window: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface QuietRule {
  /** Minutes of the UTC day. */
  readonly from: number
  readonly to: number
  readonly factor: number
}

/**
 * A request as a ledger sees it: checked, in plain numbers, with the quotas of its kind alone.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rules {
  readonly account: string
  readonly kind: string
  /** A whole number, at least 1, and no more than any quota's limit. */
  readonly weight: number
  readonly quotas: ReadonlyArray<QuotaRule>
  /** 0 for none. */
  readonly spacing: number
  readonly quiet?: QuietRule
}

/**
 * `remaining` requests, 0 or more, for the next `reset` milliseconds, above 0.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reading {
  readonly name: string
  readonly remaining: number
  readonly reset: number
}

/**
 * `Granted`: the slot is taken, `wait` from now. `Later`: nothing is taken; ask again after `wait`. `TooLong`: nothing is
 * taken, and nothing is to be had within the greatest wait.
 *
 * @category models
 * @since 0.1.0
 */
export type Decision = Granted | Later | TooLong

/**
 * @category models
 * @since 0.1.0
 */
export interface Granted {
  readonly _tag: "Granted"
  readonly wait: number
  readonly because: Because | undefined
  /** The slot, in epoch milliseconds of the ledger's clock. */
  readonly sentAfter: number
  /** To be asked when `wait` was above 0 and is over. */
  readonly confirm: Effect.Effect<Confirmation, QuotaGateError>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Later {
  readonly _tag: "Later"
  readonly wait: number
  readonly because: Because
}

/**
 * @category models
 * @since 0.1.0
 */
export interface TooLong {
  readonly _tag: "TooLong"
  /** Epoch milliseconds of the ledger's clock. */
  readonly resumeAt: number
  readonly because: Because
}

/**
 * May the slot still be used? `Back`: no, something changed while the request waited; the slot counts as used.
 *
 * @category models
 * @since 0.1.0
 */
export type Confirmation =
  | { readonly _tag: "Send"; readonly late: number }
  | { readonly _tag: "Early"; readonly wait: number }
  | { readonly _tag: "Back" }

/**
 * @category models
 * @since 0.1.0
 */
export interface Ledger {
  readonly admit: (rules: Rules, maxWait: number) => Effect.Effect<Decision, QuotaGateError>
  /** `chance` is between 0 and 1; gives the pause in force. */
  readonly throttled: (
    account: string,
    wait: number | undefined,
    chance: number,
    sentAfter: number | undefined
  ) => Effect.Effect<number, QuotaGateError>
  readonly pause: (account: string, wait: number) => Effect.Effect<void, QuotaGateError>
  readonly ended: (
    account: string,
    how: "answered" | "lost",
    sentAfter: number | undefined
  ) => Effect.Effect<void, QuotaGateError>
  readonly observed: (
    account: string,
    kind: string,
    readings: ReadonlyArray<Reading>
  ) => Effect.Effect<void, QuotaGateError>
}

/**
 * How long a request that tries whether the provider answers keeps the others waiting, at most. It outlasts the sixty
 * seconds a page is given.
 */
export const lease = 90_000

/** How often a request asks whether the one that tries has come to an end. */
export const poll = 250

/** An account that nobody asked for so long is forgotten, unless a window or a pause lasts longer. */
export const idle = 3_600_000

/** A pause of a throttle that told none, and the longest it grows to while throttles go on. */
export const cooldown = { first: 5_000, most: 60_000 } as const

/** A pause asked for beyond this is taken for a mistake, and for this long. */
export const longestPause = 31 * 86_400_000

/** The share of what the provider says is left that is used. */
export const useOfRemaining = 0.9

/** Readings of one window differ by as much: providers tell whole seconds, and answers overtake each other. */
export const sameReset = 2_000

/** How many of a provider's names are kept for one kind of request. */
export const mostReadings = 16

/** A clock that goes back by up to this stands still instead; by more, it was set, and the ledger goes on from there. */
export const clockSlack = 1_000

/** Beyond this no slot is looked for. */
export const horizon = 400 * 86_400_000
