/** Bytes of XML and of JSON as text: charsets, byte order marks, declarations, in any pieces. */
import { Result } from "effect"
import * as Utf8 from "../../../packages/core/src/client/Utf8.ts"
import * as XmlText from "../../../packages/core/src/xml/XmlText.ts"
import * as Chance from "../Chance.ts"
import { holds, same, type Target } from "../Target.ts"
import * as XmlEvents from "../XmlEvents.ts"

const types = [
  undefined,
  "text/xml; charset=utf-8",
  'text/xml;charset="UTF-16"',
  "text/xml; charset=iso-8859-1",
  "application/xml; charset=koi8-r"
] as const

type Decode = typeof XmlText.decode

const inPieces = (chunks: ReadonlyArray<string>, type: string | undefined): string => {
  const text = XmlText.make(type)
  let read = ""
  for (const chunk of chunks) {
    const piece = text.write(Buffer.from(chunk, "latin1"))
    if (Result.isFailure(piece)) return piece.failure.kind
    holds(piece.success.isWellFormed(), "a piece parts a character")
    read += piece.success
  }
  const rest = text.end()
  return Result.isFailure(rest) ? rest.failure.kind : `=${read}${rest.success}`
}

const platform = (bytes: Buffer, charset: string): string | undefined => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const utf8In = (chunks: ReadonlyArray<string>): string | undefined => {
  const text = Utf8.make()
  for (const chunk of chunks) if (text.add(Buffer.from(chunk, "latin1")) !== undefined) return undefined
  return Result.getOrUndefined(text.whole())
}

const make = (decode: Decode): Target => ({
  name: "xml-text",
  what: "charset and prolog of XML, UTF-8",
  form: "bytes",
  sources: ["core/src/xml/XmlText.ts", "core/src/xml/Charset.ts", "core/src/client/Utf8.ts", "fuzz/targets/XmlText.ts"],
  seeds: [
    "<a>x</a>",
    '<?xml version="1.0" encoding="utf-8"?><a>\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80</a>',
    '<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9\x80\x81</a>',
    "\xef\xbb\xbf<a/>",
    '\xef\xbb\xbf<?xml version="1.0"?><a/>',
    "\xff\xfe<\0a\0/\0>\0",
    "\xfe\xff\0<\0a\0/\0>\xd8\x3d\xde\x00",
    "\0<\0a\0/\0>",
    "\xff\xfe\0\0<\0\0\0",
    "<?xml encoding='utf-16'?><a/>",
    "\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80"
  ],
  words: [],
  maxLength: 1500,
  weight: 2,
  run: (input) => {
    const bytes = Buffer.from(input, "latin1")
    const chance = Chance.make(input.length, input.slice(0, 24))
    let told = ""
    for (const type of types) {
      const whole = decode(bytes, type)
      const text = Result.isFailure(whole) ? whole.failure.kind : `=${whole.success}`
      for (const chunks of [input.split(""), XmlEvents.anywhere(input, chance)]) {
        same(inPieces(chunks, type), text, `as ${type} in ${chunks.length} pieces`)
      }
      if (Result.isSuccess(whole)) holds(whole.success.isWellFormed(), "the text parts a character")
      told += Result.isFailure(whole) ? "-" : "+"
    }
    // What is UTF-8 by its type alone is what the platform reads.
    const utf8 = decode(bytes, "text/xml; charset=utf-8")
    const hasOtherMark = /^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff)/.test(input)
    if (!hasOtherMark) same(Result.getOrUndefined(utf8), platform(bytes, "utf-8"), "as UTF-8")
    for (const chunks of [[input], input.split(""), XmlEvents.anywhere(input, chance)]) {
      same(utf8In(chunks), platform(bytes, "utf-8"), "a body as UTF-8")
    }
    if (input.startsWith("\xff\xfe") && !input.startsWith("\xff\xfe\0\0")) {
      same(Result.getOrUndefined(decode(bytes, undefined)), platform(bytes, "utf-16le"), "as UTF-16")
    }
    return told
  }
})

export const target = make(XmlText.decode)

/** Keeps a byte order mark of UTF-8 before a declaration. */
export const planted = make((bytes, type) =>
  Result.map(XmlText.decode(bytes, type), (text) =>
    bytes[0] === 0xef && text.startsWith("<?xml") ? `\ufeff${text}` : text
  )
)
