/**
 * The distinct values of one path, while they may be a closed set such as board codes or currencies.
 *
 * @since 0.1.0
 */
import * as Evidence from "./Evidence.ts"
import { maxValues } from "./Shape.ts"

/** Longer ones are no codes. */
const maxLength = 64

/** Room for the values a closed set didn't have, so that a report can name some. */
const maxNovel = 32

const code = /^[A-Za-z][A-Za-z_-]{0,31}$/

/** Names of fields whose values name things: a new one is new data. */
const naming = [
  /(?:^|[-_.:@])(?:ids?|uuid|key|ref|reference|name|title|token|hash|text|url|email)$/i,
  /[a-z](?:Ids?|ID|Key|Ref|Reference|Name|Title|Token|Hash|Text|Url|URL|Email)$/
]

/**
 * @category models
 * @since 0.1.0
 */
export interface Value {
  /** How often it came in earlier runs. */
  readonly kept: number
  /** How often it came in this one. */
  seen: number
  /** Is it outside of the closed set? */
  readonly isNovel: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Values {
  readonly known: Map<string, Value>
  /** Those the schema allows, where it allows no others. */
  readonly declared: ReadonlySet<string> | undefined
  /** Is a value beside the known ones drift? */
  readonly isClosed: boolean
  /** They are no codes, or too many: they are no longer looked at. */
  isOpen: boolean
  /** Are there values outside of the closed set that are not known, since they are too long or too many? */
  hasMore: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  declared: ReadonlySet<string> | undefined,
  kept: ReadonlyArray<readonly [string, number]>,
  isJudged: boolean
): Values => ({
  known: new Map([
    ...[...(declared ?? [])].map((text) => [text, { kept: 0, seen: 0, isNovel: false }] as const),
    ...kept.map(([text, count]) => [text, { kept: count, seen: 0, isNovel: false }] as const)
  ]),
  declared,
  isClosed: isJudged && (declared !== undefined || Evidence.isClosed(kept.map(([, count]) => count))),
  isOpen: false,
  hasMore: false
})

/**
 * May the values of a field of that name be codes?
 *
 * @category guards
 * @since 0.1.0
 */
export const mayBeCodes = (name: string): boolean => !naming.some((form) => form.test(name))

/**
 * Counts a value. Is it outside of the closed set?
 *
 * @category combinators
 * @since 0.1.0
 */
export const note = (values: Values, text: string): boolean => {
  const value = values.known.get(text)
  if (value === undefined) return noteNew(values, text)
  value.seen++
  return value.isNovel
}

/**
 * Is the value outside of the closed set? Counts nothing.
 *
 * @category guards
 * @since 0.1.0
 */
export const isNovel = (values: Values, text: string): boolean =>
  values.known.get(text)?.isNovel ?? (values.isClosed && !isBlank(values, text))

const noteNew = (values: Values, text: string): boolean => {
  if (isBlank(values, text)) return false
  const size = values.known.size - (values.declared?.size ?? 0)
  const fits = text.length <= maxLength && size < (values.isClosed ? maxValues + maxNovel : maxValues)
  if (fits && (values.isClosed || values.declared !== undefined || code.test(text))) {
    values.known.set(text, { kept: 0, seen: 1, isNovel: values.isClosed })
  } else if (values.isClosed) {
    values.hasMore = true
  } else {
    values.isOpen = true
  }
  return values.isClosed
}

/** Providers send a code that they don't have as an empty text. */
const isBlank = (values: Values, text: string): boolean => text === "" && values.declared === undefined

/**
 * Is a value that was not among those of earlier runs news, however rare it is? It is not where a known one came but
 * once: then there may be others as rare.
 *
 * @category guards
 * @since 0.1.0
 */
export const isComplete = (values: Values): boolean =>
  values.declared !== undefined || [...values.known.values()].every(({ kept }) => kept !== 1)

/**
 * The values of both, as those of one path.
 *
 * @category combinators
 * @since 0.1.0
 */
export const union = (a: Values, b: Values): Values => {
  const known = new Map<string, Value>()
  for (const { known: each } of [a, b]) {
    for (const [text, { kept, seen }] of each) {
      const other = known.get(text)
      known.set(text, { kept: kept + (other?.kept ?? 0), seen: seen + (other?.seen ?? 0), isNovel: false })
    }
  }
  return {
    known,
    declared: undefined,
    isClosed: false,
    isOpen: a.isOpen || b.isOpen || known.size > maxValues,
    hasMore: false
  }
}

/**
 * What is kept for the next run, or nothing when the values are no closed set. `accepts` says whether novel values belong
 * to it from now on.
 *
 * @category getters
 * @since 0.1.0
 */
export const toKeep = (values: Values, accepts: boolean): ReadonlyArray<readonly [string, number]> | undefined => {
  if (values.isOpen || (values.hasMore && accepts)) return undefined
  const kept = [...values.known].flatMap(([text, value]) => {
    const count = value.kept + value.seen
    if (count === 0 || values.declared?.has(text) === true || (value.isNovel && !accepts)) return []
    // A value that was told is known, and no sign of others as rare.
    return [[text, value.isNovel ? Math.max(2, count) : count] as const]
  })
  return kept.length <= maxValues ? kept : undefined
}
