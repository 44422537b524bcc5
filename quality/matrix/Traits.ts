/**
 * What a list is like, as far as outcomes depend on it: of its traversal, its wire, and a run in which nothing goes wrong.
 */
import type { Wire } from "@innlet/testkit"
import type { Cell } from "./Cell.ts"

export type Trait =
  | "fixedCredentials"
  | "replayable"
  | "scroll"
  | "namedCursors"
  | "echoesOffset"
  | "passes"
  | "noPageOfOne"
  | "stableOrder"

export const traitsOf = (
  { first: { exchanges }, stream: { traversal } }: Cell,
  page: Wire.PageWire
): ReadonlySet<Trait> => {
  const traits: ReadonlyArray<readonly [Trait, boolean]> = [
    ["fixedCredentials", !exchanges.some(({ request }) => /\/tokens?$/i.test(request.path))],
    ["replayable", traversal.replay === "safe"],
    ["scroll", traversal.cursor === "scroll"],
    ["namedCursors", page.next !== undefined && traversal.cursor !== "scroll"],
    ["echoesOffset", page.offset !== undefined && traversal.cursor === "offset"],
    ["passes", ["offset", "pageNumber", "opaqueOffset"].includes(traversal.cursor)],
    ["stableOrder", traversal.order === "immutable" || traversal.order === "append"],
    ["noPageOfOne", !exchanges.some(({ records }) => records === 1)]
  ]
  return new Set(traits.flatMap(([trait, has]) => (has ? [trait] : [])))
}
