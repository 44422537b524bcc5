/**
 * Which faults happen at which request: the counting for one transport or one provider.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Request } from "../providers/Provider.ts"
import type { Fault, What } from "./Fault.ts"
import * as Moment from "./Moment.ts"
import * as Occasion from "./Occasion.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Schedule {
  /** What happens at the next request, which this is, in the order the faults were given. */
  readonly next: (request: Request) => ReadonlyArray<What>
}

/**
 * Creates a schedule that has counted nothing yet.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (faults: ReadonlyArray<Fault>): Effect.Effect<Schedule> =>
  Effect.sync(() => {
    const tallies = faults.map((fault) => ({ ...fault, count: numbering(fault.when) }))
    return {
      next: (request) =>
        tallies.flatMap(({ count, what, when }) =>
          Occasion.counts(when, request) && Moment.includes(when, count(request)) ? [what] : []
        )
    }
  })

const numbering = ({ per }: Occasion.Occasion): ((request: Request) => number) => {
  let sent = 0
  if (per !== "page") return () => (sent += 1)
  const pages = new Map<string, number>()
  return ({ body, method, path, query }) => {
    const page = JSON.stringify([method, path, query, body])
    const number = pages.get(page) ?? pages.size + 1
    pages.set(page, number)
    return number
  }
}
