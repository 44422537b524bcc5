/**
 * Windows of civil dates, half open.
 *
 * @since 0.1.0
 */
import type { Partition as Part } from "@innlet/core/contract"
import { CivilDate } from "@innlet/core/domain"
import { Result } from "effect"

/**
 * What is asked for: by the run, else by the horizon around today, which begins `past` days before it and ends before the day
 * `future` days after it; undefined where neither says anything. Fails in one line on a window without days.
 *
 * @category constructors
 * @since 0.1.0
 */
export const windowOf = (
  horizon: { readonly past: number; readonly future: number } | undefined,
  asked: Part.Window | undefined,
  today: string
): Result.Result<Part.Window | undefined, string> => {
  if (asked !== undefined) {
    if (!CivilDate.isCivilDate(asked.from) || !CivilDate.isCivilDate(asked.to)) {
      return Result.fail("the window asked for: Expected dates YYYY-MM-DD that exist")
    }
    return asked.from < asked.to
      ? Result.succeed(asked)
      : Result.fail(`the window asked for: Expected an end after ${asked.from}, not ${asked.to}`)
  }
  if (horizon === undefined) return Result.succeed(undefined)
  if (horizon.past + horizon.future === 0) return Result.fail("the horizon of the partition has no day")
  const day = CivilDate.dayOf(today)
  return Result.succeed({ from: CivilDate.ofDay(day - horizon.past), to: CivilDate.ofDay(day + horizon.future) })
}

/**
 * Its windows of so many days, in order, without a gap and without a day twice: cut at multiples of `days` since 1970-01-01,
 * the first and the last to the window's own edges.
 *
 * @category combinators
 * @since 0.1.0
 */
export const cut = (
  { from, to }: Part.Window,
  days: number
): ReadonlyArray<{ readonly from: string; readonly to: string }> => {
  const first = Math.floor(CivilDate.dayOf(from) / days)
  const last = Math.floor((CivilDate.dayOf(to) - 1) / days)
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: i === 0 ? from : CivilDate.ofDay((first + i) * days),
    to: first + i === last ? to : CivilDate.ofDay((first + i + 1) * days)
  }))
}

/**
 * How many days a window has.
 *
 * @category getters
 * @since 0.1.0
 */
export const daysOf = ({ from, to }: Part.Window): number => CivilDate.dayOf(to) - CivilDate.dayOf(from)
