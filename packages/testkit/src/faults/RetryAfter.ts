/**
 * The forms in which providers write `Retry-After`: the two of RFC 9110 section 10.2.3, the two obsolete dates of
 * section 5.6.7 that a recipient has to accept, and those that no recipient can trust.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export type Form =
  | "none"
  /** `120`, rounded up */
  | "seconds"
  /** `Sun, 06 Nov 1994 08:49:37 GMT` */
  | "imfFixdate"
  /** `Sunday, 06-Nov-94 08:49:37 GMT` */
  | "rfc850"
  /** `Sun Nov  6 08:49:37 1994` */
  | "asctime"
  /** `1.5` */
  | "fractional"
  /** `-1` */
  | "negative"
  /** `soon` */
  | "garbage"

/**
 * Every form, in the order of the type.
 *
 * @category constants
 * @since 0.1.0
 */
export const forms = [
  "none",
  "seconds",
  "imfFixdate",
  "rfc850",
  "asctime",
  "fractional",
  "negative",
  "garbage"
] as const satisfies ReadonlyArray<Form>

/**
 * The header's value for a wait of `wait` milliseconds by a server clock of `now` epoch milliseconds. Dates are rounded
 * up to a second, so that they never ask for less than the wait.
 *
 * @category constructors
 * @since 0.1.0
 */
export const valueOf = (form: Form, wait: number, now: number): string | undefined => {
  const date = new Date(Math.ceil((now + wait) / 1000) * 1000)
  switch (form) {
    case "none":
      return undefined
    case "seconds":
      return String(Math.ceil(wait / 1000))
    case "imfFixdate":
      return date.toUTCString()
    case "rfc850":
      return rfc850(date)
    case "asctime":
      return asctime(date)
    case "fractional":
      return String(Math.floor(wait / 1000) + 0.5)
    case "negative":
      return "-1"
    case "garbage":
      return "soon"
  }
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

const rfc850 = (date: Date): string => {
  const [, day, month, year, time] = date.toUTCString().split(" ")
  return `${weekdays[date.getUTCDay()]}, ${day}-${month}-${year?.slice(-2)} ${time} GMT`
}

const asctime = (date: Date): string => {
  const [weekday, day, month, year, time] = date.toUTCString().split(" ")
  return `${weekday?.slice(0, 3)} ${month} ${day?.replace(/^0/, " ")} ${time} ${year}`
}
