/**
 * The time of orders, cut into windows of at most seven days, each a part of its own.
 *
 * Windows are half-open and touch: every instant is in exactly one. The API's ranges include both ends, so an order at an edge
 * comes twice, which a store takes for one. Source: Booking.com's OpenAPI of the Demand API 3.1 and 3.2, `/orders/details`:
 * `from` and `to` inclusive, at most seven days apart.
 *
 * @since 0.1.0
 */
import type { Partition } from "@innlet/core/contract"
import { Instant } from "@innlet/core/domain"
import { Option, Schema } from "effect"

const longest = 7 * 86_400_000

/**
 * What is wrong with the bounds, in one line; nothing where they can be used.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (from: string, to: string | undefined): string | undefined => {
  const bad = [from, to].find((text) => text !== undefined && instantOf(text) === undefined)
  if (bad !== undefined)
    return `${JSON.stringify(bad)} is not an instant such as 2026-03-01T00:00:00Z, in whole seconds`
  return to !== undefined && Date.parse(to) <= Date.parse(from) ? "Expected to after from" : undefined
}

const decodeInstant = Schema.decodeUnknownOption(Instant.FromWire)

const instantOf = (text: string): number | undefined =>
  Option.getOrUndefined(
    Option.filter(
      Option.map(decodeInstant(text), (instant) => Date.parse(instant)),
      (at) => at % 1000 === 0
    )
  )

/**
 * Windows that cover `from` up to `to`, or up to `now` where there is no end, in order; all in epoch milliseconds. They begin
 * seven days apart from `from` on, so that later runs find the same ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const windowsOf = (from: number, to: number | undefined, now: number): ReadonlyArray<Partition.Span> => {
  const end = to ?? now
  const windows: Array<Partition.Span> = []
  for (let at = from; at < end; at += longest) {
    // Without an end the last window is whole, and keeps its name while time goes by.
    windows.push({ from: at, to: to === undefined ? at + longest : Math.min(at + longest, to) })
  }
  return windows
}

/**
 * What to ask for of a window: nothing past `now`, and only what changed where that is wanted; nothing at all where none of it
 * is in the window.
 *
 * @category combinators
 * @since 0.1.0
 */
export const askedOf = (
  window: Partition.Span,
  changed: Partition.Changes | undefined,
  now: number
): { readonly from: string; readonly to: string } | undefined => {
  const from = Math.max(window.from, changed?.from ?? 0)
  const to = Math.min(window.to, changed?.to ?? window.to, now)
  return from < to ? { from: textOf(from), to: textOf(to) } : undefined
}

/**
 * As the API writes instants, `2026-03-01T00:00:00+00:00`.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`

/**
 * The name of a window, `2026-03-01T00:00:00Z/2026-03-08T00:00:00Z`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Name = Schema.TemplateLiteral([Schema.String, "/", Schema.String])

/**
 * @category getters
 * @since 0.1.0
 */
export const nameOf = ({ from, to }: Partition.Span): typeof Name.Type =>
  `${new Date(from).toISOString().slice(0, 19)}Z/${new Date(to).toISOString().slice(0, 19)}Z`

/**
 * The window of a name.
 *
 * @category getters
 * @since 0.1.0
 */
export const ofName = (name: typeof Name.Type): Partition.Span => {
  const [from = "", to = ""] = name.split("/")
  return { from: Date.parse(from), to: Date.parse(to) }
}
