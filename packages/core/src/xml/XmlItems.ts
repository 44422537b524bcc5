/**
 * The items of a document, as they come, and the rest of it without them.
 *
 * @since 0.1.0
 */
import type { Handlers } from "./XmlReader.ts"
import * as XmlRecord from "./XmlRecord.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * Paths of local names from the root, such as `["HotelListRS", "Hotels", "Hotel"]`. An item within an item is a part of
   * the outer one.
   */
  readonly items: ReadonlyArray<ReadonlyArray<string>>
  /** Local names that are always arrays. */
  readonly lists?: Iterable<string> | undefined
  /**
   * Takes batches of 500, the last one when the root is closed; the items are not kept then. They count only once the
   * reader's `end` gave no failure.
   */
  readonly onItems?: ((batch: ReadonlyArray<XmlRecord.XmlValue>) => void) | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Items {
  /** Local name of the root. */
  readonly root: string
  /** The root without its items; of a root with text only, that text as `#text`. */
  readonly rest: XmlRecord.XmlRecord
  /** Empty with `onItems`. */
  readonly items: ReadonlyArray<XmlRecord.XmlValue>
  readonly count: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface XmlItems extends Handlers {
  /** Throws before the root was closed. To be used only once the reader's `end` gave no failure. */
  readonly result: () => Items
}

interface Step {
  readonly next: Map<string, Step>
  isItem: boolean
}

const stepsOf = (paths: Options["items"]): Step => {
  const start: Step = { next: new Map(), isItem: false }
  for (const path of paths) {
    let step = start
    for (const name of path) {
      const known: Step = step.next.get(name) ?? { next: new Map(), isItem: false }
      step.next.set(name, known)
      step = known
    }
    if (path.length > 0) step.isItem = true
  }
  return start
}

const batchSize = 500

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): XmlItems => {
  const { onItems } = options
  const lists = new Set(options.lists)
  const item = XmlRecord.builder(lists)
  const outer = XmlRecord.builder(lists)
  const path: Array<Step | undefined> = [stepsOf(options.items)]
  let items: Array<XmlRecord.XmlValue> = []
  let count = 0
  /** Open elements of the item it is in. */
  let within = 0
  let root: string | undefined
  let rest: XmlRecord.XmlValue | undefined

  const closeRoot = (value: XmlRecord.XmlValue) => {
    rest = value
    if (onItems === undefined || items.length === 0) return
    const batch = items
    items = []
    onItems(batch)
  }

  return {
    open: (name, attributes) => {
      if (within > 0) {
        within++
        item.open(name, attributes)
        return
      }
      if (rest !== undefined) throw new Error("XmlItems was fed a second root")
      root ??= name
      const step = path.at(-1)?.next.get(name)
      if (step?.isItem === true) {
        within = 1
        if (path.length > 1) outer.skip()
        item.open(name, attributes)
      } else {
        path.push(step)
        outer.open(name, attributes)
      }
    },
    text: (text) => {
      if (within > 0) item.text(text)
      else outer.text(text)
    },
    close: (name) => {
      if (within === 0) {
        outer.close(name)
        path.pop()
        if (path.length === 1) closeRoot(outer.take() ?? "")
        return
      }
      item.close(name)
      if (--within > 0) return
      items.push(item.take() ?? "")
      count++
      if (path.length === 1) closeRoot("")
      else if (onItems !== undefined && items.length === batchSize) {
        const batch = items
        items = []
        onItems(batch)
      }
    },
    result: () => {
      if (root === undefined || rest === undefined) throw new Error("XmlItems has no result before its root is closed")
      return { root, rest: isRecord(rest) ? rest : rest === "" ? {} : { "#text": rest }, items, count }
    }
  }
}

const isRecord = (value: XmlRecord.XmlValue): value is XmlRecord.XmlRecord =>
  typeof value === "object" && !Array.isArray(value)
