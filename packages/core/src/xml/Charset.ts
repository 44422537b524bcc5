/**
 * Text out of chunks of bytes in one charset, each chunk decoded when it comes. What is no text in that charset is
 * refused, never replaced.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import { isUtf8 } from "node:buffer"
import * as XmlError from "./XmlError.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Charset = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

/**
 * @category models
 * @since 0.1.0
 */
export interface Decoder {
  readonly write: (bytes: Buffer) => Result.Result<string, XmlError.XmlError>
  /** Fails when a character is unfinished. */
  readonly end: () => Result.Result<string, XmlError.XmlError>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const decoder = (charset: Charset): Decoder => {
  const { decode, unfinished } = codecs[charset]
  let cut: Buffer | undefined
  return {
    write: (bytes) => {
      const all = cut === undefined ? bytes : Buffer.concat([cut, bytes])
      const end = all.length - unfinished(all)
      // Copied, lest three bytes hold on to a whole chunk.
      cut = end === all.length ? undefined : Buffer.from(all.subarray(end))
      const text = decode(end === all.length ? all : all.subarray(0, end))
      return text === undefined
        ? Result.fail(XmlError.make("Encoding", `the document is not ${charset}`))
        : Result.succeed(text)
    },
    end: () =>
      cut === undefined
        ? Result.succeed("")
        : Result.fail(XmlError.make("Encoding", `the document ends within a character of ${charset}`))
  }
}

interface Codec {
  /** Nothing where the bytes are refused. */
  readonly decode: (bytes: Buffer) => string | undefined
  /** How many bytes at the end begin a character that the next chunk may finish. */
  readonly unfinished: (bytes: Buffer) => number
}

const utf16 = (toLittleEndian: (bytes: Buffer) => Buffer, highByte: 0 | 1): Codec => ({
  decode: (bytes) => {
    const text = toLittleEndian(bytes).toString("utf16le")
    return text.isWellFormed() ? text : undefined
  },
  unfinished: (bytes) => {
    const odd = bytes.length % 2
    const unit = bytes.length - odd - 2
    return unit >= 0 && (bytes[unit + highByte]! & 0xfc) === 0xd8 ? odd + 2 : odd
  }
})

/** Of the character that a leading byte begins. */
const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2)

// What 0x80 to 0x9f stand for; a blank where they stand for nothing.
const windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

const codecs: { readonly [charset in Charset]: Codec } = {
  "utf-8": {
    decode: (bytes) => (isUtf8(bytes) ? bytes.toString("utf8") : undefined),
    unfinished: (bytes) => {
      for (let back = 1; back <= 3 && back <= bytes.length; back++) {
        const byte = bytes[bytes.length - back]!
        if (byte < 0x80) return 0
        if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0
      }
      return 0
    }
  },
  "utf-16le": utf16((bytes) => bytes, 1),
  "utf-16be": utf16((bytes) => Buffer.from(bytes).swap16(), 0),
  "windows-1252": {
    decode: (bytes) => {
      let known = true
      const text = bytes.toString("latin1").replaceAll(/[\x80-\x9f]/g, (control) => {
        const character = windows1252[control.charCodeAt(0) - 0x80]!
        known &&= character !== " "
        return character
      })
      return known ? text : undefined
    },
    unfinished: () => 0
  }
}
