/**
 * A simulated provider's side of one kind of paging: what it declares, and what it answers.
 *
 * @since 0.1.0
 */
import type { ConnectorError, ConnectorStream, Partition, Traversal } from "@innlet/core/contract"
import type { Choices } from "../Choices.ts"
import type { Item, Listing } from "../Listing.ts"
import type { Plan } from "../Plan.ts"

/**
 * A request as it reaches the provider.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ask {
  readonly partition: string
  /** Nothing for the first page. */
  readonly cursor: string | undefined
  readonly pageSize: number
  readonly changed: Partition.Changes | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type Told =
  | {
      readonly _tag: "Page"
      readonly items: ReadonlyArray<Item>
      readonly next: string | undefined
      readonly evidence: ReadonlyArray<Traversal.EndSignal>
      /** Is there nothing behind this page? */
      readonly reachesEnd: boolean
      readonly total?: number | undefined
      readonly offset?: number | undefined
      readonly advances?: boolean | undefined
    }
  | { readonly _tag: "Refused"; readonly reason: ConnectorError.Reason }

/**
 * @category models
 * @since 0.1.0
 */
export interface Server {
  readonly traversal: Traversal.Traversal<string>
  readonly changes: ConnectorStream.ChangesFilter | undefined
  /** Where in the list a request is about to read, in records. */
  readonly place: (ask: Ask) => number
  readonly answer: (ask: Ask) => Told
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Context {
  readonly plan: Plan
  readonly choices: Choices
  readonly listing: (partition: string) => Listing
  /** By the provider's clock; epoch milliseconds. */
  readonly now: () => number
}

/**
 * The total that an answer declares: the truth, or where it is no more than an advice now and then another number.
 *
 * @category getters
 * @since 0.1.0
 */
export const totalOf = ({ choices, plan }: Context, count: number): { readonly total?: number } => {
  if (plan.total === "none") return {}
  if (plan.total === "exact" || !choices.chance("list", 0.3)) return { total: count }
  return { total: choices.pick("list", [Math.floor(count * 0.7), Math.ceil(count * 1.3), 0]) }
}

/** What the provider counts modification times in; milliseconds. */
const resolution = 1000
/**
 * How long a change takes to be shown among the changes; milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const lag = 2000
/**
 * How far behind the last look every look has to begin; milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const lookBack = 30_000

/**
 * How changes are listed, where the plan wants it: by whole seconds, the edge left out, shown with a lag.
 *
 * @category constructors
 * @since 0.1.0
 */
export const changesOf = (plan: Plan): ConnectorStream.ChangesFilter | undefined =>
  plan.has("incremental") ? { resolution, from: "exclusive", lookBack } : undefined

/**
 * The records that a request is about. Those that changed just now are listed among the changes as they were before.
 *
 * @category getters
 * @since 0.1.0
 */
export const listed = (
  { listing, now }: Pick<Context, "listing" | "now">,
  { changed, partition }: Ask
): ReadonlyArray<Item> => {
  const { asOf, items } = listing(partition)
  if (changed === undefined) return items()
  return items().flatMap((item) => {
    const shown = asOf(item, now() - lag)
    return shown !== undefined && isShown(shown, changed, now()) ? [{ ...shown, rank: item.rank }] : []
  })
}

/**
 * Is a record, as it is, among the changes since then?
 *
 * @category guards
 * @since 0.1.0
 */
export const isShown = ({ modifiedAt }: Item, { from, to }: Partition.Changes, now: number): boolean => {
  const step = Math.floor(modifiedAt / resolution)
  return step > Math.floor(from / resolution) && modifiedAt + lag <= now && (to === undefined || modifiedAt < to)
}
