/**
 * What is to happen when, in order; what is due at one time stays in the order in which it was put.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface TimeQueue<A> {
  /** Gives the way to take it out again. */
  readonly add: (time: number, value: A) => () => void
  /** The time of the first. */
  readonly next: () => number | undefined
  /** Takes the first out, if its time has come. */
  readonly due: (now: number) => A | undefined
}

interface Entry<A> {
  readonly time: number
  readonly value: A
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = <A>(): TimeQueue<A> => {
  // Few wait at a time, so a sorted list beats a heap.
  const entries: Array<Entry<A>> = []
  return {
    add: (time, value) => {
      const entry = { time, value }
      let at = entries.length
      while (at > 0 && entries[at - 1]!.time > time) at -= 1
      entries.splice(at, 0, entry)
      return () => {
        const found = entries.indexOf(entry)
        if (found >= 0) entries.splice(found, 1)
      }
    },
    next: () => entries[0]?.time,
    due: (now) => (entries.length > 0 && entries[0]!.time <= now ? entries.shift()?.value : undefined)
  }
}
