/**
 * The feed of accommodations that changed, as `/accommodations/details/changes` tells it. Source: Booking.com's OpenAPI of the
 * Demand API.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface FeedEvent {
  readonly id: number
  /** Epoch milliseconds. */
  readonly at: number
  /** The list it is told in; version 3.1 knows one list of what closed. */
  readonly list: "changed" | "opened" | "fraud" | "permanently" | "temporarily"
}

/**
 * What is asked of the feed; times in epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly since: number
  readonly now: number
  readonly isWanted: (id: number) => boolean
  /** Events of one answer; those of the last second come on top. */
  readonly most: number
  readonly runningSecond: boolean
  readonly api: "3.1" | "3.2"
}

/**
 * The `data` of an answer, and how many ids it holds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const answer = (
  events: ReadonlyArray<FeedEvent>,
  { api, isWanted, most, now, runningSecond, since }: Asked
): { readonly data: Schema.Json; readonly told: number } => {
  const until = runningSecond ? now + 1 : secondOf(now)
  const found = events
    .filter(({ at, id }) => at >= since && at < until && isWanted(id))
    .toSorted((one, other) => one.at - other.at)
  const cut = found[most - 1]
  const told = cut === undefined ? found : found.filter(({ at }) => secondOf(at) <= secondOf(cut.at))
  const last = told.at(-1)
  const idsOf = (...lists: ReadonlyArray<FeedEvent["list"]>) => [
    ...new Set(told.filter(({ list }) => lists.includes(list)).map(({ id }) => id))
  ]
  return {
    told: told.length,
    data: {
      changes: {
        changed: idsOf("changed"),
        closed:
          api === "3.1"
            ? idsOf("fraud", "permanently", "temporarily")
            : { fraud: idsOf("fraud"), permanently: idsOf("permanently"), temporarily: idsOf("temporarily") },
        opened: idsOf("opened")
      },
      from: textOf(since),
      ...(last === undefined ? {} : { next: textOf(secondOf(last.at) + 1000) }),
      total_changes: told.length
    }
  }
}

const secondOf = (at: number): number => Math.floor(at / 1000) * 1000

const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`
