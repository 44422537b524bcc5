/**
 * Text out of chunks of UTF-8, each decoded when it comes: bytes that wait for the rest of the body lie outside of the heap
 * and make V8 collect garbage several times as often.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import { isUtf8 } from "node:buffer"
import { ClientFailure } from "./ClientFailure.ts"
import type { Collector } from "./Collector.ts"

/**
 * Refuses bytes that are not UTF-8, and drops a byte order mark.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Collector<string> => {
  let text = ""
  let cut: Buffer | undefined
  return {
    add: (bytes) => {
      const all = cut === undefined ? bytes : Buffer.concat([cut, bytes])
      const end = all.length - unfinished(all)
      // Copied, lest three bytes hold on to a whole chunk.
      cut = end === all.length ? undefined : Buffer.from(all.subarray(end))
      const whole = end === all.length ? all : all.subarray(0, end)
      if (!isUtf8(whole)) return notUtf8
      text += whole.toString("utf8")
      return undefined
    },
    whole: () =>
      cut === undefined ? Result.succeed(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) : Result.fail(notUtf8)
  }
}

/** How many bytes at the end begin a character that the next chunk may finish. */
const unfinished = (bytes: Buffer): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0
  }
  return 0
}

/** Of the character that a leading byte begins. */
const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2)

const notUtf8 = new ClientFailure({ kind: "Encoding", detail: "the body is not UTF-8" })
