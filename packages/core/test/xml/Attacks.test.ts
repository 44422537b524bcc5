import { assert, describe, it } from "@effect/vitest"
import { Buffer } from "node:buffer"
import { Result } from "effect"
import { XmlItems, XmlReader, XmlText } from "../../src/xml/index.ts"

interface Outcome {
  readonly kind: string | undefined
  readonly result: XmlItems.Items | undefined
}

const piece = 65_536

/** As a connector does it: bytes in pieces, text, events, items; and within two seconds of CPU, however busy the machine is. */
const attempt = (body: string | Uint8Array, contentType?: string): Outcome => {
  const begun = process.cpuUsage()
  const bytes = typeof body === "string" ? Buffer.from(body) : body
  const items = XmlItems.make({ items: [["R", "i"]] })
  const reader = XmlReader.make(items)
  const text = XmlText.make(contentType)
  const take = (decoded: ReturnType<typeof text.end>): string | undefined =>
    Result.isFailure(decoded) ? decoded.failure.kind : reader.write(decoded.success)?.kind
  let kind: string | undefined
  for (let at = 0; at < bytes.length; at += piece) kind ??= take(text.write(bytes.subarray(at, at + piece)))
  kind ??= take(text.end()) ?? reader.end()?.kind
  assert.isBelow(process.cpuUsage(begun).user, 2_000_000)
  return { kind, result: kind === undefined ? items.result() : undefined }
}

const times = (count: number, text: string) => text.repeat(count)
const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${times(10, `&l${i};`)}">`).join("")

describe("what is refused", () => {
  for (const [kind, attacks] of Object.entries({
    Doctype: {
      "a DTD": "<!DOCTYPE R><R/>",
      "a DTD behind a comment that looks like one's end": "<!-- --><?x <!DOCTYPE?>\n<!DOCTYPE R><R/>",
      "internal entities": '<?xml version="1.0"?><!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>',
      "a billion laughs": `<!DOCTYPE R [<!ENTITY l0 "ha">${laughs}]><R>&l9;</R>`,
      "quadratic blow-up": `<!DOCTYPE R [<!ENTITY a "${times(100_000, "a")}">]><R>${times(100_000, "&a;")}</R>`,
      "an external entity": '<!DOCTYPE R [<!ENTITY a SYSTEM "file:///etc/passwd">]><R>&a;</R>',
      "an external subset": '<!DOCTYPE R PUBLIC "-//X" "http://127.0.0.1:1/x.dtd"><R/>',
      "a parameter entity": '<!DOCTYPE R [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x">%a;]><R/>',
      "a DTD that never ends": `<!DOCTYPE R [${times(1_000_000, "<!ENTITY a 'b'>")}`,
      "a DTD within the root": "<R><!DOCTYPE R [<!ENTITY a 'b'>]>&a;</R>",
      "a DTD behind the root": "<R/><!DOCTYPE R>",
      "a DTD in UTF-16": Buffer.from("\ufeff<!DOCTYPE R><R/>", "utf16le"),
      "a DTD behind two marks": "\ufeff\ufeff<!DOCTYPE R><R/>"
    },
    CharRef: {
      "a reference to NUL": "<R>&#0;</R>",
      "a reference to a surrogate": "<R>&#xD83C;&#xDFE8;</R>",
      "a reference beyond Unicode": "<R>&#9999999;</R>",
      "a reference to U+FFFE": "<R>&#xFFFE;</R>",
      "a reference to a control character": "<R b='&#x1B;'/>",
      "a reference of a megabyte": `<R>&#${times(1_000_000, "9")};</R>`,
      "a reference without a number": "<R>&#;</R>",
      "a reference with an X": "<R>&#X41;</R>"
    },
    Limit: {
      "100,000 elements within each other": times(100_000, "<R>"),
      "100,000 attributes": `<R ${Array.from({ length: 100_000 }, (_, i) => `a${i}=""`).join(" ")}/>`,
      "100,000 namespaces": `<R ${Array.from({ length: 100_000 }, (_, i) => `xmlns:a${i}="u"`).join(" ")}/>`,
      "a name of a megabyte": `<${times(1_000_000, "R")}/>`,
      "an attribute's name of a megabyte": `<R ${times(1_000_000, "a")}=""/>`,
      "a text of 20 MB": `<R>${times(20_000_000, "a")}</R>`,
      "a comment of 20 MB": `<R><!--${times(20_000_000, "a")}`,
      "a tag of 20 MB": `<R${times(20_000_000, " ")}`,
      "a reference of 20 MB": `<R>&${times(20_000_000, "a")}`,
      "an instruction of 20 MB before the root": `<?a ${times(20_000_000, "b")}`
    },
    NotWellFormed: {
      "an undefined entity": "<R>&nbsp;</R>",
      "an entity that objects inherit": "<R>&constructor;&__proto__;</R>",
      "a bare ampersand": "<R>a & b</R>",
      "an unclosed root": "<R><i/>",
      "an unclosed element": "<R><i></R>",
      "crossed elements": "<R><i><j></i></j></R>",
      "a tag of another prefix": "<R><a:i></b:i></R>",
      "a closing tag too many": "<R/></R>",
      "two roots": "<R/><R/>",
      "text behind the root": "<R/>x",
      "a reference behind the root": "<R/>&#32;",
      "text before the root": "x<R/>",
      "CDATA behind the root": "<R/><![CDATA[ ]]>",
      "CDATA before the root": "<![CDATA[<!DOCTYPE]]><R/>",
      "no root": "<!-- -->",
      nothing: "",
      "an attribute twice": "<R a='1' a='1'/>",
      "an attribute without quotes": "<R a=1/>",
      "an attribute without a value": "<R a/>",
      "attributes without a blank": "<R a='1'b='2'/>",
      "a less-than in an attribute": "<R a='<'/>",
      "an end of CDATA in a text": "<R>]]></R>",
      "an end of CDATA in pieces": "<R>]<!---->]]></R>",
      "CDATA in CDATA": "<R><![CDATA[<![CDATA[]]>]]></R>",
      "two hyphens in a comment": "<R><!-- -- --></R>",
      "a second declaration": "<?xml version='1.0'?><?xml version='1.0'?><R/>",
      "a declaration behind a blank": " <?xml version='1.0'?><R/>",
      "a declaration of XML 2": "<?xml version='2.0'?><R/>",
      "a doctype in small letters": "<!doctype R><R/>",
      NUL: "<R>\u0000</R>",
      "NUL in a name": "<R\u0000/>",
      "U+FFFE": "<R>\ufffe</R>",
      "U+FFFF": "<R a='\uffff'/>",
      "a control character": "<R>\u001b</R>",
      "an element with an empty local name": "<R><a:/></R>",
      "a name with two colons": "<R a:b:c=''/>",
      "UTF-7 that nothing declares": "+/v8-+ADw-R/+AD4-",
      "UTF-16 called UTF-8": Buffer.from("\u0000<R/>", "utf16le")
    },
    Encoding: {
      "overlong UTF-8": Buffer.from([0x3c, 0x52, 0x3e, 0xc0, 0xbc, 0x69, 0x3e]),
      "CESU-8": Buffer.from([0x3c, 0x52, 0x3e, 0xed, 0xa0, 0xbc, 0xed, 0xbf, 0xa8]),
      "UTF-7": "<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE+AD4-",
      EBCDIC: Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]),
      "a cut character": Buffer.from([0x3c, 0x52, 0x2f, 0x3e, 0xe2, 0x82])
    }
  })) {
    for (const [what, body] of Object.entries<string | Uint8Array>(attacks)) {
      it(`${what}: ${kind}`, () => assert.strictEqual(attempt(body).kind, kind))
    }
  }

  it("a lone surrogate, also one that would swallow a tag", () => {
    for (const chunks of [
      ["<R>\ud83cx</R>"],
      ["<R>\ud83c</R>"],
      ["<R>\ud83c", "</R>"],
      ["<R>\udfe8</R>"],
      ["<R>\udfe8\ud83c</R>"],
      ["<R/>\ud83c"]
    ]) {
      const items = XmlItems.make({ items: [] })
      const reader = XmlReader.make(items)
      for (const chunk of chunks) reader.write(chunk)
      assert.strictEqual(reader.end()?.kind, "NotWellFormed")
    }
  })
})

describe("what is harmless", () => {
  for (const [what, body, expected] of [
    [
      "XInclude, which nobody follows",
      '<R xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></R>',
      { include: { "@href": "file:///etc/passwd" } }
    ],
    [
      "a schema location, which nobody fetches",
      '<R xmlns:x="i" x:schemaLocation="u http://127.0.0.1:1/x.xsd"/>',
      { "@schemaLocation": "u http://127.0.0.1:1/x.xsd" }
    ],
    ["a stylesheet, which nobody applies", '<?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?><R/>', {}],
    [
      "a DTD that is a comment, CDATA or an instruction",
      "<!-- <!DOCTYPE R> --><?a <!DOCTYPE?><R><![CDATA[<!DOCTYPE R [<!ENTITY a 'b'>]>&a;]]></R>",
      { "#text": "<!DOCTYPE R [<!ENTITY a 'b'>]>&a;" }
    ],
    ["comments and instructions within a text", "<R>admin<!-- -->@<?a b?>evil</R>", { "#text": "admin@evil" }],
    ["markup that was escaped twice", "<R>&amp;lt;!DOCTYPE&#38;#48;</R>", { "#text": "&lt;!DOCTYPE&#48;" }],
    ["UTF-8 that declares utf-16", '<?xml version="1.0" encoding="utf-16"?><R>é</R>', { "#text": "é" }]
  ] as const) {
    it(`reads ${what}`, () => assert.deepStrictEqual<unknown>(attempt(body).result?.rest, expected))
  }

  it("a million numeric references in one text", () => {
    const { result } = attempt(`<R>${times(1_000_000, "&#65;")}</R>`)
    assert.strictEqual(result?.rest["#text"], times(1_000_000, "A"))
  })

  it("a million empty elements of inherited names", () => {
    const { result } = attempt(`<R>${times(100_000, "<i><__proto__/></i>")}</R>`)
    assert.strictEqual(result?.count, 100_000)
    assert.isUndefined(Reflect.get(Object.prototype, "x"))
  })
})
