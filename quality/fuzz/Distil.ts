/**
 * The fewest inputs of a corpus, short ones first, that reach all it reaches and have all results it has.
 *
 * @since 0.1.0
 */
import type * as Coverage from "./Coverage.ts"
import { minimise } from "./Minimise.ts"
import type { Target } from "./Target.ts"

const longest = 4096

/**
 * At most `most` inputs, those that add most.
 *
 * @category constructors
 * @since 0.1.0
 */
export const distil = async (
  target: Target,
  coverage: Coverage.Coverage,
  corpus: ReadonlyArray<string>,
  most: number,
  begin: (input: string) => void
): Promise<ReadonlyArray<string>> => {
  const signOf = async (input: string): Promise<ReadonlySet<string>> => {
    coverage.look()
    begin(input)
    try {
      const result = await target.run(input)
      return new Set([...coverage.places(), `result:${result}`])
    } catch {
      return new Set()
    }
  }
  const signed: Array<{ readonly input: string; readonly signs: ReadonlySet<string> }> = []
  // oxlint-disable-next-line no-await-in-loop -- what one input reaches is told apart from the others
  for (const input of corpus) if (input.length <= longest) signed.push({ input, signs: await signOf(input) })

  const kept: Array<string> = []
  const known = new Set<string>()
  const added = (signs: ReadonlySet<string>) => [...signs].filter((sign) => !known.has(sign)).length
  while (kept.length < most) {
    const [best] = signed
      .map((one) => ({ ...one, adds: added(one.signs) }))
      .toSorted((a, b) => b.adds - a.adds || a.input.length - b.input.length)
    if (best === undefined || best.adds === 0) break
    const needed = [...best.signs].filter((sign) => !known.has(sign))
    // oxlint-disable-next-line no-await-in-loop -- the next choice depends on this one
    const smaller = await minimise(
      best.input,
      async (one) => {
        const signs = await signOf(one)
        return needed.every((sign) => signs.has(sign))
      },
      60
    )
    kept.push(smaller)
    for (const sign of best.signs) known.add(sign)
  }
  return kept
}
