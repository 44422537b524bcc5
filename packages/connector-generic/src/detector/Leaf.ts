/**
 * The single values of a document, with the names they stand under.
 *
 * @since 0.1.0
 */
import { JsonPointer } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Leaf {
  readonly at: string
  /** The last name of the pointer, in lower case and without its signs: `next_page` and `@nextPage` are `nextpage`. */
  readonly name: string
  readonly value: string | number | boolean | null
}

/** Further down nobody speaks of pages. */
const deepest = 4

/**
 * All of a document but those inside of lists and of what stands at `except`.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (document: unknown, except: string | undefined): ReadonlyArray<Leaf> => {
  const leaves: Array<Leaf> = []
  const walk = (value: unknown, at: string, name: string, depth: number): void => {
    if (at === except && at !== "") return
    if (isScalar(value)) leaves.push({ at, name: plain(name), value })
    if (!isRecord(value) || depth > deepest) return
    for (const [key, member] of Object.entries(value)) {
      walk(member, `${at}/${JsonPointer.escapeToken(key)}`, key, depth + 1)
    }
  }
  walk(document, "", "", 0)
  return leaves
}

/**
 * @category getters
 * @since 0.1.0
 */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/gu, "")

/**
 * @category guards
 * @since 0.1.0
 */
export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): value is Leaf["value"] =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean"

/**
 * A whole number of 0 or more, also as a text of digits.
 *
 * @category getters
 * @since 0.1.0
 */
export const countOf = ({ value }: Pick<Leaf, "value">): number | undefined => {
  const count = typeof value === "string" && /^\d{1,15}$/u.test(value) ? Number(value) : value
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}
