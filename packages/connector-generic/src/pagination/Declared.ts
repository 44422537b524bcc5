/**
 * What several kinds of pagination declare alike.
 *
 * @since 0.1.0
 */
import type { Traversal } from "@innlet/core/contract"
import { Length } from "@innlet/core/domain"
import { Duration, Option } from "effect"
import { type Answer, countAt } from "../Answer.ts"
import type { Source } from "../Place.ts"

type Total = { readonly at: Source; readonly trust?: "exact" | "advisory" } | undefined

/**
 * @category getters
 * @since 0.1.0
 */
export const trustOf = (total: Total): Traversal.Traversal<string>["total"] =>
  total === undefined ? "none" : (total.trust ?? "advisory")

/**
 * The total of an answer, in records.
 *
 * @category getters
 * @since 0.1.0
 */
export const totalAt = (answer: Answer, total: Total): Option.Option<number> =>
  Option.fromUndefinedOr(countAt(answer, total?.at))

/**
 * @category getters
 * @since 0.1.0
 */
export const lifetimeOf = (
  lifetime: { readonly fixed: string } | { readonly sliding: string } | undefined
): Traversal.Lifetime => {
  if (lifetime === undefined) return { _tag: "Unlimited" }
  return "fixed" in lifetime
    ? { _tag: "Fixed", ttl: Length.of(lifetime.fixed) }
    : { _tag: "Sliding", ttl: Length.of(lifetime.sliding) }
}

/**
 * The sign of an answer that says itself that there is no more.
 *
 * @category constants
 * @since 0.1.0
 */
export const noMore = "code:noMore"

/**
 * A length in milliseconds, at least 1.
 *
 * @category getters
 * @since 0.1.0
 */
export const millisOf = (length: string): number => Math.max(1, Math.round(Duration.toMillis(Length.of(length))))
