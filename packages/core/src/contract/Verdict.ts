/**
 * How complete a finished partition is, with the ground for it.
 *
 * - `Proven`: every record that was present from the first request to the last is in the store.
 * - `Attested`: several passes agree; nothing speaks against it, but the provider's order allows no proof.
 * - `Unproven`: records may be missing, for the named reasons.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category schemas
 * @since 0.1.0
 */
export const Verdict = Schema.Union([
  Schema.TaggedStruct("Proven", { method: Schema.String }),
  Schema.TaggedStruct("Attested", { method: Schema.String, passes: Schema.Int }),
  Schema.TaggedStruct("Unproven", { reasons: Schema.Array(Schema.String) })
])

/**
 * @category models
 * @since 0.1.0
 */
export type Verdict = typeof Verdict.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const proven = (method: string): Verdict => ({ _tag: "Proven", method })

/**
 * @category constructors
 * @since 0.1.0
 */
export const attested = (method: string, passes: number): Verdict => ({ _tag: "Attested", method, passes })

/**
 * @category constructors
 * @since 0.1.0
 */
export const unproven = (reasons: ReadonlyArray<string>): Verdict => ({ _tag: "Unproven", reasons })

/**
 * What the verdict rests on, one line each: the reasons of an `Unproven`, else the method and the passes.
 *
 * @category getters
 * @since 0.1.0
 */
export const reasons = (verdict: Verdict): ReadonlyArray<string> => {
  switch (verdict._tag) {
    case "Proven":
      return [verdict.method]
    case "Attested":
      return [`${verdict.method}, ${verdict.passes} ${verdict.passes === 1 ? "pass" : "passes"}`]
    case "Unproven":
      return verdict.reasons
  }
}

const strength = { Unproven: 0, Attested: 1, Proven: 2 } as const

/**
 * The verdict over several partitions: the weakest of them, all reasons kept.
 *
 * @category combinators
 * @since 0.1.0
 */
export const weakest = (verdicts: ReadonlyArray<Verdict>): Verdict => {
  const all = verdicts.filter((verdict) => verdict._tag === "Unproven").flatMap((verdict) => verdict.reasons)
  if (all.length > 0) return unproven([...new Set(all)])
  return verdicts.reduce(
    (worst, verdict) => (strength[verdict._tag] < strength[worst._tag] ? verdict : worst),
    verdicts[0] ?? unproven(["no partition was read"])
  )
}
