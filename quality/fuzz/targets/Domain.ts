/** Decimals, dates and instants, against the platform's calendar. */
import { Result, Schema } from "effect"
import * as CivilDate from "../../../packages/core/src/domain/CivilDate.ts"
import * as Decimal from "../../../packages/core/src/domain/Decimal.ts"
import * as Instant from "../../../packages/core/src/domain/Instant.ts"
import type { Chance } from "../Chance.ts"
import { holds, same, type Target } from "../Target.ts"

const decodeDecimal = Schema.decodeUnknownResult(Decimal.FromWire)
const isDecimal = Schema.is(Decimal.Decimal)
const decodeInstant = Schema.decodeUnknownResult(Instant.FromWire)
const isInstant = Schema.is(Instant.Instant)

/** A date that the platform has too: year, month and day come back as they were. */
const exists = (text: string): boolean => {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (found === null) return false
  const date = new Date(0)
  date.setUTCFullYear(Number(found[1]), Number(found[2]) - 1, Number(found[3]))
  return date.getUTCMonth() === Number(found[2]) - 1 && date.getUTCDate() === Number(found[3])
}

const make = (isCivilDate: typeof CivilDate.isCivilDate): Target => ({
  name: "domain",
  what: "decimals, dates, instants",
  form: "text",
  sources: ["core/src/domain/", "fuzz/targets/Domain.ts"],
  seeds: [
    "2026-11-21",
    "2024-02-29",
    "1900-02-29",
    "0000-01-01",
    "9999-12-31",
    "120.50",
    "-0",
    "1e-7",
    "0.1",
    "2026-11-21T12:00:00Z",
    "2026-11-21T12:00:00.123456789+01:30",
    "0000-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00"
  ],
  words: [
    "-02-29",
    "-04-31",
    "T24:00:00Z",
    "+23:59",
    "-00:00",
    ".000000001",
    "Z",
    "0000",
    "9999",
    "\u0660",
    "e21",
    "00"
  ],
  maxLength: 120,
  weight: 10,
  generate,
  run: (input) => {
    const isDate = isCivilDate(input)
    holds(isDate === exists(input), isDate ? "a day that does not exist" : "a day that exists is refused")
    if (isDate) {
      const day = CivilDate.dayOf(input)
      same(CivilDate.ofDay(day), input, "the day, there and back")
      const date = new Date(0)
      date.setUTCFullYear(Number(input.slice(0, 4)), Number(input.slice(5, 7)) - 1, Number(input.slice(8)))
      same(day, date.getTime() / 86_400_000, "the number of the day")
    }
    let told = isDate ? "date" : ""
    for (const value of [input, Number(input)]) {
      const decimal = decodeDecimal(value)
      if (Result.isFailure(decimal)) continue
      const text = Decimal.textOf(decimal.success)
      holds(isDecimal(text), `${text} is no decimal`)
      holds(typeof value === "number" ? Number(text) === value : text === value, `${value} becomes ${text}`)
      told += " decimal"
    }
    const instant = decodeInstant(input)
    if (Result.isFailure(instant)) return told
    const utc = Instant.utcOf(instant.success)
    holds(isInstant(utc), `${input} becomes ${utc}, which is no instant`)
    same(Date.parse(utc), Date.parse(input), "the instant")
    return `${told} instant`
  }
})

function generate(chance: Chance): string {
  const two = (limit: number) => String(chance.below(limit)).padStart(2, "0")
  const date = `${String(chance.pick([0, 1, 4, 100, 400, 1900, 2000, 2024, 2026, 9999])).padStart(4, "0")}-${two(14)}-${two(33)}`
  if (chance.hits(0.4)) return date
  const zone = chance.pick(["Z", "+00:00", "-12:00", "+14:00", `+${two(25)}:${two(61)}`])
  return `${date}T${two(25)}:${two(61)}:${two(61)}${chance.pick(["", ".1", ".123456", ".999999999"])}${zone}`
}

export const target = make(CivilDate.isCivilDate)

/** Takes every fourth year for a leap year. */
export const planted = make((text) => CivilDate.isCivilDate(text) || /^\d\d00-02-29$/.test(text))
