/**
 * The time whose changes a sync fills in again, as `--backfill FROM..TO` names it.
 *
 * @since 0.1.0
 */
import type { Connector } from "@innlet/core/contract"
import { CivilDate, Instant } from "@innlet/core/domain"
import { Effect, Option, Schema } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"

/**
 * From `from` up to but not including `to`, epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Backfill {
  readonly from: number
  readonly to: number
}

const decodeInstant = Schema.decodeUnknownOption(Instant.FromWire)

/** A civil date is its first moment in UTC. */
const momentOf = (text: string): number | undefined => {
  if (CivilDate.isCivilDate(text)) return Date.parse(`${text}T00:00:00.000Z`)
  const instant = Option.getOrUndefined(decodeInstant(text))
  return instant === undefined ? undefined : Date.parse(instant)
}

/**
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string): Effect.Effect<Backfill, HostFailure> => {
  const [from, to, ...others] = text.split("..").map(momentOf)
  if (from === undefined || to === undefined || others.length > 0) {
    return usage(
      `--backfill ${text}: Expected FROM..TO, each a date YYYY-MM-DD or an instant such as 2026-03-01T12:00:00Z`
    )
  }
  return from < to
    ? Effect.succeed({ from, to })
    : usage(`--backfill ${text}: Expected a time that ends after it begins`)
}

/**
 * Refuses streams that can't list what changed, before anything is asked of a provider.
 *
 * @category combinators
 * @since 0.1.0
 */
export const allowed = (
  { name, streams }: Connector.Connector,
  names: ReadonlyArray<string>
): Effect.Effect<void, HostFailure> => {
  const whole = streams.find((stream) => names.includes(stream.name) && stream.changes === undefined)
  return whole === undefined
    ? Effect.void
    : usage(
        `${name}/${whole.name}: it can't list what changed in a time, so there is no backfill; sync it with --fresh`
      )
}
