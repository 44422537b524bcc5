/**
 * One answer that holds everything.
 *
 * @since 0.1.0
 */
import { Traversal } from "@innlet/core/contract"
import { Result } from "effect"
import type { Context } from "./Context.ts"
import * as Failure from "./Failure.ts"
import type { Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ order }: Pick<Context, "order">): Strategy => ({
  traversal: Traversal.linked("continuation", { replay: "safe", order }),
  place: (draft, { cursor }) => (cursor === undefined ? Result.succeed(draft) : Failure.foreignCursor),
  follow: () => Result.succeed({ evidence: ["absentCursor"] })
})
