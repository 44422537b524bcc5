/**
 * What changed in the shape of a provider's records, in words.
 *
 * @since 0.1.0
 */
import type { Drift } from "@innlet/core/contract"
import * as Wording from "./Wording.ts"

/**
 * `booking/rates: drift: price was a number and is a string now (12 records, such as "n/a")`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const line = (
  { connector, stream }: { readonly connector: string; readonly stream: string },
  { count, detail, sample }: Drift.Drift
): string => {
  const example = sample === "" ? "" : `, such as ${sample}`
  return Wording.plain(`${connector}/${stream}: drift: ${detail} (${Wording.counted(count, "record")}${example})`)
}
