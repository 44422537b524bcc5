/**
 * Where the records of an answer most likely stand: the longest list of objects, an object whose members are records, or a list
 * of ids.
 *
 * @since 0.1.0
 */
import { JsonPointer } from "effect"
import type { Records } from "../StreamManifest.ts"
import * as Leaf from "./Leaf.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface RecordsGuess {
  readonly records: typeof Records.Type
  readonly list: ReadonlyArray<unknown>
  /** The keys of a map. */
  readonly keys: ReadonlyArray<string>
  readonly score: number
}

/**
 * The likeliest first; none where nothing looks like records.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (document: unknown): ReadonlyArray<RecordsGuess> => {
  const found: Array<RecordsGuess> = []
  const walk = (value: unknown, at: string, name: string, depth: number): void => {
    if (Array.isArray(value)) {
      found.push({ records: { at }, list: value, keys: [], score: scoreOf(value, name, depth) })
      return
    }
    if (!Leaf.isRecord(value) || depth > 4) return
    const members = Object.entries(value)
    if (isMap(members)) {
      found.push({
        records: { at, map: true },
        list: members.map(([, member]) => member),
        keys: members.map(([key]) => key),
        score: scoreOf(members, name, depth)
      })
      return
    }
    for (const [key, member] of members) walk(member, `${at}/${JsonPointer.escapeToken(key)}`, key, depth + 1)
  }
  walk(document, "", "", 0)
  return found.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)
}

const usual = new Set(["data", "results", "result", "items", "records", "entries", "list", "rows", "values", "content"])

const beside = new Set(["errors", "warnings", "links", "messages", "includes", "included", "facets"])

const scoreOf = (list: ReadonlyArray<unknown>, name: string, depth: number): number => {
  const plain = Leaf.plain(name)
  if (beside.has(plain)) return 0
  const objects = list.length > 0 && list.every((member) => typeof member === "object" && member !== null)
  const ids = list.length > 0 && list.every((member) => typeof member === "string" || typeof member === "number")
  if (list.length > 0 && !objects && !ids) return 0
  return (objects ? 40 : 10) + Math.min(list.length, 20) + (usual.has(plain) ? 10 : 0) - 3 * depth
}

/** Two members at least whose keys are ids, or one that repeats its key. */
const isMap = (members: ReadonlyArray<readonly [string, unknown]>): boolean => {
  if (members.length === 0 || !members.every(([, member]) => Leaf.isRecord(member))) return false
  const repeats = members.every(
    ([key, member]) => Leaf.isRecord(member) && Object.values(member).map(String).includes(key)
  )
  return repeats || (members.length > 1 && members.every(([key]) => /^(?:\d+|[\da-f]{8}-[\da-f-]{27})$/iu.test(key)))
}
