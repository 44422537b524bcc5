/**
 * The share of bad records among the last pages: one bad record never stops a stream, many mean that its shape has changed.
 *
 * @since 0.1.0
 */

/** How many pages are looked at together. */
const window = 10
const maxShare = 0.2

/**
 * @category models
 * @since 0.1.0
 */
export interface BadRecords {
  /** Takes in a page, its bad records by their hashes; one clear line when there are too many. */
  readonly add: (received: number, bad: ReadonlyArray<string>) => string | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): BadRecords => {
  const pages: Array<{ readonly received: number; readonly bad: ReadonlyArray<string> }> = []
  return {
    add: (received, bad) => {
      pages.push({ received, bad })
      if (pages.length > window) pages.shift()
      const all = pages.reduce((sum, page) => sum + page.received, 0)
      const badOnes = pages.reduce((sum, page) => sum + page.bad.length, 0)
      return badOnes > all * maxShare && severalOf(pages.map((page) => page.bad))
        ? `${badOnes} of the last ${all} records are bad, more than ${maxShare * 100} %; they are kept as dead letters`
        : undefined
    }
  }
}

/** Is it more than one record? Where pages overlap, the same one comes again. */
const severalOf = (pages: ReadonlyArray<ReadonlyArray<string>>): boolean =>
  pages.some((bad) => bad.length > 1) || new Set(pages.flat()).size > 1
