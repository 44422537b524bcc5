/** `Retry-After`: two lines, the header and the response's `Date`. */
import { Duration } from "effect"
import * as RetryAfter from "../../../packages/core/src/resilience/RetryAfter.ts"
import type { Chance } from "../Chance.ts"
import { holds, type Target } from "../Target.ts"

const now = Date.UTC(2026, 10, 21, 12)
const lastMillis = 8.64e15

type WaitOf = typeof RetryAfter.waitOf

const wait = (waitOf: WaitOf, header: string, date: string | undefined): number | undefined => {
  const found = waitOf(header, date, now)
  return found === undefined ? undefined : Duration.toMillis(found)
}

/** A day's name takes what follows for its date: `Sat, 21` is no wait of 21 seconds. */
const endsWithDay = /(?:^|,[ \t]+)(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?$/

const make = (waitOf: WaitOf): Target => ({
  name: "retry-after",
  what: "Retry-After and Date",
  form: "lines",
  sources: ["core/src/resilience/RetryAfter.ts", "fuzz/targets/RetryAfter.ts"],
  seeds: [
    "120",
    "0\nSat, 21 Nov 2026 12:00:00 GMT",
    "Sat, 21 Nov 2026 12:00:05 GMT\nSat, 21 Nov 2026 12:00:00 GMT",
    "Saturday, 21-Nov-26 12:00:05 GMT",
    "Sat Nov 21 12:00:05 2026",
    "Sun Nov  1 12:00:05 2026",
    "5, 7",
    "Sat, 21 Nov 2026 12:00:05 GMT, 7",
    "-5",
    "99999999999999999999"
  ],
  words: [
    "Sat, ",
    "Nov",
    " GMT",
    "Saturday, ",
    "12:00:60",
    "24:00:00",
    "29 Feb 2027",
    "31 Apr",
    "1969",
    "9999",
    ", ",
    ",\t"
  ],
  maxLength: 400,
  weight: 10,
  generate,
  run: (input) => {
    const [header = "", date] = input.split("\n")
    const millis = wait(waitOf, header, date)
    if (millis === undefined) {
      holds(!/^\d{1,15}$/.test(header), "whole seconds are not understood")
      return "none"
    }
    holds(Number.isFinite(millis) && millis >= 0, `a wait of ${millis} ms`)
    holds(now + millis <= lastMillis, `a wait until ${now + millis}, which no Date holds`)
    if (/^\d{1,12}$/.test(header)) holds(millis === Number(header) * 1000, `${millis} ms for ${header} s`)
    // A further line never makes the wait shorter, and its own counts where it is longer.
    const both = wait(waitOf, `${header.trim()}, 3600`, date)
    if (header.length < 200 && !endsWithDay.test(header.trim()))
      holds(both === Math.max(millis, 3_600_000), `${both} ms with a second line of an hour`)
    return date === undefined ? "wait" : millis === 0 ? "no wait" : "wait by Date"
  }
})

/** Dates that the platform writes have to be read as what they are. */
const generate = (chance: Chance): string => {
  const at = new Date(now + (chance.below(2_000_000) - 500_000) * 1000)
  const date = new Date(now + (chance.below(200) - 100) * 1000)
  const text = at.toUTCString()
  const [, day, month, year, time] = /^..., (..) (...) (....) (........) GMT$/.exec(text) ?? []
  const forms = [
    text,
    `${text.slice(0, 3)} ${month} ${String(Number(day)).padStart(2, " ")} ${time} ${year}`,
    `${at.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" })}, ${day}-${month}-${year?.slice(2)} ${time} GMT`
  ] as const
  const form = chance.pick(forms)
  const base = chance.hits(0.5) ? date.getTime() : now
  const found = wait(RetryAfter.waitOf, form, base === now ? undefined : date.toUTCString())
  holds(found === Math.max(0, Math.floor(at.getTime() / 1000) * 1000 - base), `${form} is read as ${found} ms`)
  return base === now ? form : `${form}\n${date.toUTCString()}`
}

export const target = make(RetryAfter.waitOf)

/** Takes whole seconds of ten digits for milliseconds. */
export const planted = make((header, date, at) =>
  header !== undefined && /^\d{10}$/.test(header)
    ? Duration.millis(Number(header))
    : RetryAfter.waitOf(header, date, at)
)
