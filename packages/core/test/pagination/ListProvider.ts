/** A list that answers by offset, in memory: the least a walk needs to be tried against. */
import type * as Walk from "../../src/pagination/Walk.ts"

export interface ListProvider {
  readonly answer: (offset: number, limit: number) => Walk.Facts | "refused"
}

export const facts = (keys: ReadonlyArray<string>, rest: Partial<Walk.Facts> = {}): Walk.Facts => ({
  keys,
  total: undefined,
  offset: undefined,
  next: undefined,
  advances: false,
  evidence: keys.length === 0 ? ["emptyPage"] : [],
  ...rest
})

export const keysOf = (count: number): Array<string> => Array.from({ length: count }, (_, i) => `k${i}`)

/** A list that holds still. */
export const still = (
  keys: ReadonlyArray<string>,
  options: {
    readonly cap?: number
    readonly offsets?: "any" | "multiplesOrReject" | "multiplesOrFloor" | "multiplesOrFloorSilently" | "ignored"
    readonly total?: "declared" | "absent"
  } = {}
): ListProvider => ({
  answer: (asked, limit) => {
    const size = Math.min(limit, options.cap ?? limit)
    const offsets = options.offsets ?? "any"
    if (offsets === "multiplesOrReject" && asked % limit !== 0) return "refused"
    const floors = offsets === "multiplesOrFloor" || offsets === "multiplesOrFloorSilently"
    const offset = offsets === "ignored" ? 0 : floors ? Math.floor(asked / limit) * limit : asked
    return facts(keys.slice(offset, offset + size), {
      offset: offsets === "multiplesOrFloor" ? offset : asked,
      total: options.total === "absent" ? undefined : keys.length
    })
  }
})
