/**
 * A request to a served provider as a line that a person reads: when, what was asked, what was answered, and what went wrong.
 *
 * @since 0.1.0
 */
import type { What } from "../faults/Fault.ts"
import * as FaultCatalogue from "../faults/FaultCatalogue.ts"
import type { Exchange } from "../faults/Faulty.ts"

/**
 * `now` is in epoch milliseconds; `number` counts requests from 1.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = ({ happening, request, response }: Exchange, number: number, now: number): string => {
  const target = printable(request.query === "" ? request.path : `${request.path}?${request.query}`)
  const wrong = happening.map((what) => `  ! ${nameOf(what)}`).join("")
  const time = new Date(now).toISOString().slice(11, 23)
  return `${time} ${String(number).padStart(4)} ${printable(request.method)} ${target} ${response?.status ?? "-"}${wrong}`
}

const nameOf = (what: What): string => {
  const entry = FaultCatalogue.entries.find((entry) => entry.what === what)
  if (entry !== undefined) return `${entry.id} ${entry.title}`
  return what._tag === "Connection" ? `the connection is "${what.connection}"` : what._tag.toLowerCase()
}

/** A client's bytes don't write on the terminal. */
const printable = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
