/**
 * The feed of accommodations that changed: where a look at it begins, what an answer says, and where the look ends.
 *
 * **Details**
 *
 * An answer lists what changed since `last_change`, some 5000 ids at most, and `next`, a second after the last change that it
 * lists, the whole of that last second with it. Without changes there is no `next`. Source: Booking.com's OpenAPI of the Demand
 * API, `/accommodations/details/changes`.
 *
 * A look ends where nothing changed since, or where all was listed up to the moment it began, since on a busy day there is
 * always more. What comes later is the next look's.
 *
 * @since 0.1.0
 */
import { ConnectorError, Page, type Partition } from "@innlet/core/contract"
import { Instant } from "@innlet/core/domain"
import { Option, Schema } from "effect"
import * as DemandAnswer from "./DemandAnswer.ts"
import * as OrderWindow from "./OrderWindow.ts"

/**
 * How far the feed goes back. Source: the same.
 *
 * @category constants
 * @since 0.1.0
 */
export const horizon = 24 * 3_600_000

/** A look without an earlier one begins this much later than it could, for the way there and for clocks that differ. */
const margin = 60_000

/**
 * Where a look is, in epoch milliseconds: the next `last_change`, and the moment up to which it goes.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Cursor = Schema.fromJsonString(Schema.Struct({ lastChange: Schema.Int, until: Schema.Int }))

/**
 * @category models
 * @since 0.1.0
 */
export type Cursor = typeof Cursor.Type

/**
 * Where a look begins: at what is wanted, or as far back as the feed goes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const begin = (changed: Partition.Changes | undefined, now: number): Cursor => ({
  lastChange: Math.floor((changed?.from ?? now - horizon + margin) / 1000) * 1000,
  until: Math.min(changed?.to ?? now, now)
})

/**
 * Why the feed can't be asked for this any more, which would lose what changed before; nothing where it can.
 *
 * @category guards
 * @since 0.1.0
 */
export const lossOf = ({ lastChange }: Cursor, now: number): ConnectorError.RequestRejected | undefined =>
  lastChange < now - horizon
    ? loss(`changes are wanted since ${OrderWindow.textOf(lastChange)}, and the feed goes back 24 hours`)
    : undefined

const loss = (why: string): ConnectorError.RequestRejected =>
  new ConnectorError.RequestRejected({
    detail: `${why}, so that some would be lost; sync accommodations whole, then this stream with fresh`
  })

const utc = Schema.decodeUnknownOption(Instant.FromWire)

const instantOf = (value: unknown): number | undefined =>
  Option.getOrUndefined(Option.map(utc(value), (text) => Date.parse(text)))

/**
 * The page in an answer to `asked`: a record an accommodation, with the names of all lists that it stands in.
 *
 * @category constructors
 * @since 0.1.0
 */
export const page = (
  json: DemandAnswer.JsonObject,
  asked: Cursor
): Page.Page<unknown, Cursor> | ConnectorError.Reason => {
  const data = DemandAnswer.isObject(json["data"]) ? json["data"] : undefined
  if (data === undefined || !DemandAnswer.isObject(data["changes"]))
    return DemandAnswer.unexpected('the answer has no "changes"')
  const began = instantOf(data["from"])
  if (began !== undefined && began > asked.lastChange) {
    return loss(
      `changes were asked for since ${OrderWindow.textOf(asked.lastChange)}, and came since ${String(data["from"])}`
    )
  }
  const lists = listsOf(data["changes"], "")
  if (lists === undefined) return DemandAnswer.unexpected('the answer has "changes" that are no lists')
  const next = data["next"] ?? null
  if (next === null) {
    return lists.some(({ ids }) => ids.length > 0)
      ? DemandAnswer.unexpected('the answer holds changes and no "next", so that what follows them is unknown')
      : Page.make<unknown, Cursor>({ records: [], evidence: ["absentCursor"] })
  }
  const lastChange = instantOf(next)
  if (lastChange === undefined) return DemandAnswer.unexpected('the answer has a "next" that is no instant')
  if (lastChange <= asked.lastChange) {
    return DemandAnswer.unexpected('the answer has a "next" that is not after what was asked for')
  }
  const ended = lastChange > asked.until
  return Page.make<unknown, Cursor>({
    records: recordsOf(lists, OrderWindow.textOf(asked.lastChange), next),
    next: ended ? Option.none() : Option.some({ lastChange, until: asked.until }),
    advances: true,
    evidence: ended ? [caughtUp] : []
  })
}

/**
 * The sign of an answer that goes up to the moment the look began.
 *
 * @category constants
 * @since 0.1.0
 */
export const caughtUp = "code:caughtUp"

interface List {
  readonly name: string
  readonly ids: ReadonlyArray<unknown>
}

/** In 3.1 `closed` is a list; in 3.2 it holds lists by cause, such as `closed.fraud`. */
const listsOf = (value: DemandAnswer.JsonObject, above: string): ReadonlyArray<List> | undefined => {
  const lists: Array<List> = []
  for (const [name, inside] of Object.entries(value)) {
    if (Array.isArray(inside)) lists.push({ name: `${above}${name}`, ids: inside })
    else if (DemandAnswer.isObject(inside) && above === "") {
      const below = listsOf(inside, `${name}.`)
      if (below === undefined) return undefined
      lists.push(...below)
    } else if (inside !== null) return undefined
  }
  return lists
}

const recordsOf = (lists: ReadonlyArray<List>, from: string, next: unknown): ReadonlyArray<unknown> => {
  const records = new Map<string, { readonly id: unknown; readonly lists: ReadonlySet<string> }>()
  for (const { ids, name } of lists) {
    for (const id of ids) {
      const key = JSON.stringify(id) ?? ""
      records.set(key, { id, lists: new Set([...(records.get(key)?.lists ?? []), name]) })
    }
  }
  return [...records.values()].map((record) => ({
    id: record.id,
    lists: [...record.lists].toSorted((a, b) => (a < b ? -1 : 1)),
    from,
    next
  }))
}
