/**
 * A sweep's state as the text that a checkpoint keeps.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import * as AnchoredWalk from "./AnchoredWalk.ts"
import * as Sweep from "./Sweep.ts"

/**
 * The text of a sweep.
 *
 * @category codecs
 * @since 0.1.0
 */
export const encode = (sweep: Sweep.Sweep): string =>
  JSON.stringify({
    ...sweep,
    format,
    walk: sweep.walk._tag === "AnchoredWalk" ? AnchoredWalk.kept(sweep.walk) : sweep.walk
  })

/**
 * The sweep that a checkpoint keeps, or in one line why it can't be read.
 *
 * @category codecs
 * @since 0.1.0
 */
export const decode = (walk: string): Result.Result<Sweep.Sweep, string> => {
  const known = decodeFormat(walk)
  if (Result.isFailure(known)) return Result.fail("the state of its walk is not whole")
  const { format: written = format } = known.success
  if (written > format) {
    return Result.fail(
      `the state of its walk has format ${written}, and this Innlet reads up to ${format}; use the newer one`
    )
  }
  return Result.mapError(decodeSweep(walk), () => "the state of its walk is not one of this Innlet")
}

/** Of the walks' states in checkpoints; raised when an earlier Innlet could misread one. */
const format = 1

const decodeFormat = Schema.decodeUnknownResult(
  Schema.fromJsonString(Schema.Struct({ format: Schema.optionalKey(Schema.Int) }))
)
const decodeSweep = Schema.decodeUnknownResult(Schema.fromJsonString(Sweep.Sweep))
