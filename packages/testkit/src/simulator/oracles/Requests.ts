/**
 * The requests of a history, each with what became of it.
 *
 * @since 0.1.0
 */
import type { History, Timed } from "../History.ts"

type Of<Tag extends Timed["_tag"]> = Extract<Timed, { readonly _tag: Tag }>

/**
 * @category models
 * @since 0.1.0
 */
export interface Exchange {
  readonly sent: Of<"Sent">
  /** Moments; nothing where it did not happen. */
  readonly sentMoment: number
  readonly acted: Of<"Acted"> | undefined
  readonly actedMoment: number | undefined
  readonly answered: Of<"Answered"> | undefined
  readonly answeredMoment: number | undefined
}

/**
 * In the order of their sending.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = ({ entries }: Pick<History, "entries">): ReadonlyArray<Exchange> => {
  const found = new Map<number, Exchange>()
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "Sent") {
      found.set(entry.request, {
        sent: entry,
        sentMoment: moment,
        acted: undefined,
        actedMoment: undefined,
        answered: undefined,
        answeredMoment: undefined
      })
    }
    if (entry._tag === "Acted" || entry._tag === "Answered") {
      const known = found.get(entry.request)
      if (known === undefined) continue
      found.set(
        entry.request,
        entry._tag === "Acted"
          ? { ...known, acted: entry, actedMoment: moment }
          : { ...known, answered: entry, answeredMoment: moment }
      )
    }
  }
  return [...found.values()]
}

/**
 * Did a page come?
 *
 * @category guards
 * @since 0.1.0
 */
export const brought = ({ answered }: Exchange): boolean => answered?.answer._tag === "Page"
