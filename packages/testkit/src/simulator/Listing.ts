/**
 * The list of a simulated provider: records that come, go, change and move, and everything that each of them ever was.
 *
 * @since 0.1.0
 */
import type { Choices } from "./Choices.ts"
import type { Life } from "./History.ts"
import type { Plan } from "./Plan.ts"

/**
 * A record as the provider gives it out.
 *
 * @category models
 * @since 0.1.0
 */
export interface Item {
  /** By which the provider itself knows it. */
  readonly id: string
  /** As a reader knows it; nothing for a record that shows none. */
  readonly key: string | undefined
  /** Raised by every change of any record. */
  readonly rev: number
  /** By the provider's clock; epoch milliseconds. */
  readonly modifiedAt: number
  /** Can't it be decoded? */
  readonly isBad: boolean
  /** Where it stands in its list. */
  readonly rank: number
  readonly raw: unknown
  /** The raw record as JSON. */
  readonly text: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Listing {
  readonly items: () => ReadonlyArray<Item>
  /** What may happen before a request is answered at a place of the list. */
  readonly change: (place: number) => void
  /** What a record was before its last change, where it was anything. */
  readonly before: (item: Item) => Item | undefined
  /** What a record was then, by the provider's clock; nothing where it was not there yet. */
  readonly asOf: (item: Item, time: number) => Item | undefined
  /** Takes records out, as an acknowledgement does. */
  readonly remove: (revs: ReadonlySet<number>) => void
  /** Takes a share of the records out at once. */
  readonly shrink: (share: number) => void
  /** Nothing changes any more. */
  readonly calm: () => void
  readonly lives: () => ReadonlyArray<Life>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly plan: Plan
  readonly choices: Choices
  readonly partition: string
  /** Is it the first of the provider's? */
  readonly first: boolean
  /** Of the next entry in the history. */
  readonly moment: () => number
  /** By the provider's clock; epoch milliseconds. */
  readonly now: () => number
  readonly nextRev: () => number
  readonly onChange: (what: string) => void
}

interface Living {
  readonly id: string
  readonly born: number
  died: number | undefined
  readonly states: Array<{ readonly from: number; readonly item: Item }>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ choices, first, moment, nextRev, now, onChange, partition, plan }: Options): Listing => {
  const lives: Array<Living> = []
  const current = new Map<Item, Living>()
  const gone: Array<Pick<Item, "id" | "rank">> = []
  let items: Array<Item> = []
  let serial = 0
  let isCalm = false

  let changes = 0
  const itemOf = (id: string, rank: number, bad: number): Item => {
    const rev = nextRev()
    changes += 1
    const modifiedAt = now()
    const raw = rawOf({ id, rev, modifiedAt, bad, wide: plan.has("bad") && rev % 3 === 0 })
    return { id, key: keyIn(raw), rev, modifiedAt, isBad: bad > 0, rank, raw, text: JSON.stringify(raw) }
  }
  let bads = 0
  const badness = () => {
    if (isCalm || bads >= plan.faults || plan.bad === 0 || !choices.chance("list", plan.bad)) return 0
    bads += 1
    return 1 + choices.int("list", 4)
  }
  const insert = (at: number, item: Item) => {
    const life: Living = { id: item.id, born: moment(), died: undefined, states: [{ from: moment(), item }] }
    lives.push(life)
    current.set(item, life)
    items.splice(at, 0, item)
  }
  const drop = (item: Item) => {
    const life = current.get(item)
    if (life !== undefined) life.died = moment()
    current.delete(item)
    gone.push(item)
  }
  const replace = (at: number, item: Item) => {
    const old = items[at]!
    const life = current.get(old)
    current.delete(old)
    items[at] = item
    if (life === undefined) return
    life.states.push({ from: moment(), item })
    current.set(item, life)
  }
  const rankAt = (at: number): number => {
    const [left, right] = [items[at - 1]?.rank, items[at]?.rank]
    if (left === undefined) return right === undefined ? 0 : right - 1
    return right === undefined ? left + 1 : (left + right) / 2
  }
  const placeOf = (rank: number): number => {
    const at = items.findIndex((item) => item.rank > rank)
    return at < 0 ? items.length : at
  }
  const newKey = () => `${partition}-${String((serial += 1)).padStart(4, "0")}`

  for (let n = 0; n < plan.rows; n++) {
    insert(n, itemOf(plan.emptyKey && n === 0 && first ? "" : newKey(), n, badness()))
  }

  /** Near the place that is being read, where changes make a difference, or anywhere. */
  const somewhere = (place: number, below: number) =>
    choices.int("list", 2) === 1
      ? Math.max(0, Math.min(below - 1, place - 3 + choices.int("list", 6)))
      : choices.int("list", below)

  const isStable = plan.order === "immutable" || plan.order === "append"
  return {
    items: () => items,
    asOf: (item, time) => current.get(item)?.states.findLast(({ item: state }) => state.modifiedAt <= time)?.item,
    before: (item) => current.get(item)?.states.at(-2)?.item,
    change: (place) => {
      // A list that never comes to rest is never read to its end.
      if (isCalm || changes > plan.rows * 2 + 8) return
      const { deletes, inserts, moves, updates } = plan.changes
      // Now and then most of what was read goes at once, so that the place is far behind the end.
      if (deletes > 0 && place > 1 && choices.chance("list", 0.03)) {
        const many = Math.ceil((place * (3 + choices.int("list", 5))) / 10)
        for (const item of items.splice(0, Math.min(many, items.length))) drop(item)
        onChange(`-${many}`)
      }
      for (let n = choices.count("list", deletes); n > 0 && items.length > 0; n--) {
        const at = somewhere(place, items.length)
        const [item] = items.splice(at, 1)
        if (item !== undefined) drop(item)
        onChange(`-${item?.id}`)
      }
      for (let n = choices.count("list", inserts); n > 0; n--) {
        const fresh =
          plan.order === "append" || plan.kind === "queue" ? items.length : somewhere(place, items.length + 1)
        const again =
          gone.length > 0 && choices.int("list", 5) === 4
            ? gone.splice(choices.int("list", gone.length), 1)[0]
            : undefined
        // In a stable order, what comes back stands where it stood.
        const at = again === undefined || !isStable ? fresh : placeOf(again.rank)
        const isFree = again !== undefined && isStable && items.every(({ rank }) => rank !== again.rank)
        const rank = isFree ? again.rank : rankAt(at)
        const item = itemOf(again?.id ?? newKey(), rank, badness())
        insert(at, item)
        onChange(`+${item.id}`)
      }
      for (let n = choices.count("list", updates); n > 0 && items.length > 0; n--) {
        const at = choices.int("list", items.length)
        const old = items[at]!
        // A bad one is mended, or stays as bad as it is.
        replace(at, itemOf(old.id, old.rank, badness()))
        onChange(`~${old.id}`)
      }
      if (isStable) return
      for (let n = choices.count("list", moves); n > 0 && items.length > 1; n--) {
        const [item] = items.splice(choices.int("list", items.length), 1)
        if (item === undefined) continue
        const at = somewhere(place, items.length + 1)
        const moved = { ...item, rank: rankAt(at) }
        const life = current.get(item)
        current.delete(item)
        items.splice(at, 0, moved)
        if (life !== undefined) current.set(moved, life)
        onChange(`>${item.id}`)
      }
    },
    remove: (revs) => {
      for (const item of items) if (revs.has(item.rev)) drop(item)
      items = items.filter(({ rev }) => !revs.has(rev))
    },
    shrink: (share) => {
      for (const item of items.splice(0, Math.floor(items.length * share))) drop(item)
      onChange(`-${Math.round(share * 100)} %`)
    },
    calm: () => {
      isCalm = true
      // As long as too many are bad, no sweep is completed.
      for (const [at, item] of items.entries()) if (item.isBad) replace(at, itemOf(item.id, item.rank, 0))
    },
    lives: () => lives
  }
}

interface Making {
  readonly id: string
  readonly rev: number
  readonly modifiedAt: number
  readonly bad: number
  readonly wide: boolean
}

const rawOf = ({ bad, id, modifiedAt, rev, wide }: Making): unknown => {
  const record = { id, rev, price: rev * 10, note: notes[rev % notes.length], modifiedAt }
  switch (bad) {
    case 1:
      return { ...record, price: "on request" }
    case 2:
      return { rev, price: rev, note: null, modifiedAt }
    case 3:
      return { ...record, id: 0 }
    case 4:
      return { ...record, note: { nested: [rev] }, password }
    default:
      return wide ? { ...record, extra: { rooms: rev } } : record
  }
}

/**
 * Stands in some of the bad records.
 *
 * @category constants
 * @since 0.1.0
 */
export const password = "hunter2"

const notes = [null, "plain", 'it\'s "quoted"\n\\', "\u202e\u{1f3e8} \u2028", ""]

const keyIn = (raw: unknown): string | undefined =>
  typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "string" ? raw.id : undefined
