/**
 * A time as providers write it, and back. Everything is UTC: no text depends on the zone of the machine.
 *
 * @since 0.1.0
 */
import { CivilDate } from "@innlet/core/domain"
import type { TimeFormat } from "./TimeFormat.ts"

const second = 1000
const day = 86_400_000

/** From 0000-01-01 to the last moment of 9999, which every format can write. */
const earliest = -62_167_219_200_000
const latest = 253_402_300_799_999

/**
 * What a format tells apart, in milliseconds: a day for `date`.
 *
 * @category getters
 * @since 0.1.0
 */
export const unitOf = (as: TimeFormat): number => {
  switch (as) {
    case "date":
      return day
    case "instant":
    case "epochMillis":
      return 1
    case "seconds":
    case "offset":
    case "plain":
    case "epochSeconds":
      return second
  }
}

/**
 * The text of an instant, epoch milliseconds, rounded down to what the format tells apart: what is asked for since a time is
 * rather asked for twice than never. Years before 0 and after 9999 are the first and the last moment between.
 *
 * @category constructors
 * @since 0.1.0
 */
export const format = (as: TimeFormat, millis: number): string | number => {
  const unit = unitOf(as)
  const at = Math.floor(Math.min(latest, Math.max(earliest, millis)) / unit) * unit
  if (as === "epochMillis") return at
  if (as === "epochSeconds") return at / second
  const iso = new Date(at).toISOString()
  switch (as) {
    case "date":
      return iso.slice(0, 10)
    case "instant":
      return iso
    case "seconds":
      return `${iso.slice(0, 19)}Z`
    case "offset":
      return `${iso.slice(0, 19)}+00:00`
    case "plain":
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
  }
}

const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i

/**
 * The instant of a provider's text, epoch milliseconds, rounded down; undefined for anything else. A time without a zone is
 * one for `plain` alone, since elsewhere it could mean any; a date alone is one for `date` alone.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (as: TimeFormat, text: string | number): number | undefined => {
  if (as === "epochSeconds" || as === "epochMillis") {
    const count = typeof text === "number" ? text : /^-?\d{1,15}$/.test(text) ? Number(text) : NaN
    const at = as === "epochSeconds" ? count * second : count
    return Number.isFinite(at) && at >= earliest && at <= latest ? Math.floor(at) : undefined
  }
  const parts = typeof text === "string" && text.length <= 40 ? form.exec(text.trim()) : null
  if (parts === null) return undefined
  const [, date, hours, minutes, seconds, fraction = "", zone] = parts
  if (date === undefined || !CivilDate.isCivilDate(date)) return undefined
  if (hours === undefined) return as === "date" && zone === undefined ? CivilDate.dayOf(date) * day : undefined
  if (zone === undefined && as !== "plain") return undefined
  const time = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * second
  return CivilDate.dayOf(date) * day + time + Number(fraction.slice(0, 3).padEnd(3, "0")) - shiftOf(zone)
}

/** How far a zone in digits is ahead of UTC, in milliseconds. */
const shiftOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === "Z" || zone === "z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith("-") ? -minutes : minutes) * 60 * second
}
