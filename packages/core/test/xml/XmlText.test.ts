import { assert, describe, it } from "@effect/vitest"
import { Buffer } from "node:buffer"
import { Result } from "effect"
import { XmlText } from "../../src/xml/index.ts"

const decode = (bytes: Uint8Array, contentType?: string): string => {
  const text = XmlText.decode(bytes, contentType)
  const streamed = inPieces(bytes, contentType)
  assert.strictEqual(streamed, Result.isSuccess(text) ? text.success : text.failure.message)
  return streamed
}

/** Byte by byte, to the end even behind a failure. */
const inPieces = (bytes: Uint8Array, contentType?: string): string => {
  const text = XmlText.make(contentType)
  let whole = ""
  let failure: string | undefined
  for (const piece of [
    ...Array.from(bytes, (_, at) => text.write(bytes.subarray(at, at + 1))),
    text.end(),
    text.end()
  ]) {
    if (Result.isSuccess(piece)) {
      assert.isUndefined(failure)
      whole += piece.success
    } else {
      assert.strictEqual(failure ?? piece.failure.message, piece.failure.message)
      failure = piece.failure.message
    }
  }
  return failure ?? whole
}

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex")
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16()
const text = "<a>é€🏨\u0000\uffff</a>"

describe("XmlText", () => {
  for (const [what, bytes, contentType, expected] of [
    ["UTF-8 without any word of it", Buffer.from(text), undefined, text],
    ["nothing", Buffer.alloc(0), "text/xml", ""],
    ["one byte", Buffer.from("<"), undefined, "<"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), undefined, text],
    ["only the first mark is dropped", Buffer.from("\ufeff\ufeff<a/>"), undefined, "\ufeff<a/>"],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${text}`, "utf16le"), undefined, text],
    ["UTF-16BE with a mark", utf16be(`\ufeff${text}`), undefined, text],
    ["UTF-16LE without a mark", Buffer.from(text, "utf16le"), undefined, text],
    ["UTF-16BE without a mark", utf16be(text), undefined, text],
    ["utf-16 by the content type, little-endian", Buffer.from(text, "utf16le"), "text/xml; charset=utf-16", text],
    ["utf-16 by the content type, big-endian", utf16be(text), "text/xml; charset=UTF-16", text],
    ["utf-16be by the content type", utf16be(text), "text/xml; charset=utf-16be", text],
    ["a mark over the content type", Buffer.from("\ufeff<a>é</a>"), "text/xml; charset=iso-8859-1", "<a>é</a>"],
    [
      "a mark over the declaration",
      Buffer.from('\ufeff<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'),
      undefined,
      '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'
    ],
    [
      "the content type over the declaration",
      Buffer.from("<?xml version='1.0' encoding='utf-7'?><a>é</a>"),
      'text/xml; action="; charset=x"; charset="utf-8"',
      "<?xml version='1.0' encoding='utf-7'?><a>é</a>"
    ],
    [
      "ISO-8859-1 by the declaration",
      Buffer.from("<?xml version='1.0' encoding = 'ISO-8859-1'?>\xe9", "latin1"),
      undefined,
      "<?xml version='1.0' encoding = 'ISO-8859-1'?>é"
    ],
    ["windows-1252 by the content type", bytesOf("3c 80 85 9f e9"), "text/xml;charset=Windows-1252", "<€…Ÿé"],
    [
      "a declared utf-16 that is UTF-8",
      Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>é</a>'),
      "text/xml",
      '<?xml version="1.0" encoding="utf-16"?><a>é</a>'
    ],
    [
      "an instruction that is no declaration",
      Buffer.from('<?xml-a encoding="utf-7"?><a/>'),
      undefined,
      '<?xml-a encoding="utf-7"?><a/>'
    ],
    [
      "an encoding named behind the declaration",
      Buffer.from('<?xml version="1.0"?><a encoding="utf-7"?>'),
      undefined,
      '<?xml version="1.0"?><a encoding="utf-7"?>'
    ]
  ] as const) {
    it(`reads ${what}`, () => assert.strictEqual(decode(bytes, contentType), expected))
  }

  for (const [what, bytes, contentType, message] of [
    ["an overlong character", bytesOf("3c c0 af 3e"), undefined, "the document is not utf-8"],
    ["a surrogate in UTF-8 (CESU-8)", bytesOf("3c eda0bc edbfa8 3e"), undefined, "the document is not utf-8"],
    ["a code point beyond Unicode", bytesOf("3c f4908080"), undefined, "the document is not utf-8"],
    [
      "Latin-1 called UTF-8",
      Buffer.from("<?xml version='1.0' encoding='utf-8'?>\xe9<", "latin1"),
      undefined,
      "the document is not utf-8"
    ],
    ["an unfinished character", bytesOf("3c 61 3e e2 82"), undefined, "the document ends within a character of utf-8"],
    ["half a UTF-16 unit", bytesOf("fffe 3c00 61"), undefined, "the document ends within a character of utf-16le"],
    [
      "a high surrogate at the end",
      bytesOf("fffe 3c00 3cd8"),
      undefined,
      "the document ends within a character of utf-16le"
    ],
    ["a lone high surrogate", bytesOf("feff 003c d83c 0061 0061"), undefined, "the document is not utf-16be"],
    ["a lone low surrogate", bytesOf("fffe 3c00 e8df"), undefined, "the document is not utf-16le"],
    [
      "UTF-32",
      bytesOf("fffe0000 3c000000"),
      undefined,
      'the charset "utf-32" is not read; utf-8, utf-16, iso-8859-1 and windows-1252 are'
    ],
    [
      "UTF-8 that the content type calls utf-16",
      Buffer.from("<a/>"),
      "text/xml; charset=utf-16",
      "the content type says utf-16, and the bytes are not"
    ],
    [
      "a byte that windows-1252 has not",
      bytesOf("3c 81 3c"),
      "text/xml; charset=windows-1252",
      "the document is not windows-1252"
    ],
    [
      "a declared UTF-7",
      Buffer.from("<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>"),
      undefined,
      'the charset "utf-7" is not read; utf-8, utf-16, iso-8859-1 and windows-1252 are'
    ],
    [
      "an unknown charset of any length",
      Buffer.from("<a/>"),
      `text/xml; charset=${"x".repeat(99)}`,
      `the charset "${"x".repeat(40)}" is not read; utf-8, utf-16, iso-8859-1 and windows-1252 are`
    ],
    [
      "a declaration without an end",
      Buffer.from(`<?xml version="1.0"${" ".repeat(2000)}encoding="iso-8859-1"?>`),
      undefined,
      "the XML declaration is longer than 1024 bytes"
    ]
  ] as const) {
    it(`refuses ${what}`, () => assert.strictEqual(decode(bytes, contentType), `Encoding: ${message}`))
  }
})
