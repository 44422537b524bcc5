import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Document from "../src/Document.ts"

const parsed = (format: Document.Format, text: string) => Result.merge(Document.parse(format, text))
const written = (format: Document.Format, tree: unknown) => Result.merge(Document.write(format, tree))
const head = '<?xml version="1.0" encoding="UTF-8"?>'

describe("Document.parse", () => {
  it("gives nothing for an empty or blank text", () => {
    for (const text of ["", " \r\n\t", "\ufeff"]) {
      assert.isUndefined(parsed("json", text))
      assert.isUndefined(parsed("xml", text))
    }
  })

  it("keeps the digits of long numbers", () => {
    assert.deepStrictEqual(parsed("json", '\ufeff{"id":9007199254740993,"n":1.5}'), { id: "9007199254740993", n: 1.5 })
  })

  it("says in one line that a text is not whole JSON, and repeats none of it", () => {
    const line = parsed("json", '{"password":"hunter2')
    assert.strictEqual(line, "the answer is not whole JSON (20 characters)")
  })

  it("is a failure and no crash for a text that is nested too deep", () => {
    const depth = 200_000
    assert.match(
      String(parsed("json", `{"id":12345678901234567890,"deep":${"[".repeat(depth)}${"]".repeat(depth)}}`)),
      /^the answer is nested too deep to be read \(\d+ characters\)$/
    )
  })

  it("makes a tree of XML: attributes, texts, and elements that come more than once", () => {
    const text = '<?xml version="1.0"?>\n<RS a="1" xmlns="urn:x">\n <H n="1">x</H><H/><T> &lt;y&gt; </T></RS>\n'
    assert.deepStrictEqual(parsed("xml", text), { RS: { "@a": "1", H: [{ "@n": "1", "#text": "x" }, ""], T: " <y> " } })
  })

  it("refuses an XML document that is cut anywhere, since a cut list looks like a short one", () => {
    const text = "<RS><H>1</H><H>2</H></RS>"
    for (let at = 1; at < text.length; at++) {
      const result = Document.parse("xml", text.slice(0, at))
      assert.isTrue(Result.isFailure(result), text.slice(0, at))
    }
    assert.deepStrictEqual(parsed("xml", text), { RS: { H: ["1", "2"] } })
  })

  it("refuses a DTD, a second root and text behind the root", () => {
    for (const [text, kind] of [
      ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "Doctype"],
      ["<a/><b/>", "NotWellFormed"],
      ["<a/>x", "NotWellFormed"],
      ["{}", "NotWellFormed"],
      ["<a>&nope;</a>", "NotWellFormed"]
    ] as const) {
      assert.match(
        String(parsed("xml", text)),
        new RegExp(`^the answer is not whole XML \\(\\d+ characters\\): ${kind}`)
      )
    }
  })

  it("is asked for once where it is lazy", () => {
    const document = Document.lazily("json", '{"a":1}')
    assert.deepStrictEqual(Result.merge(document()), { a: 1 })
    assert.strictEqual(Result.merge(document()), Result.merge(document()))
  })
})

describe("Document.write", () => {
  it("writes JSON as it is", () => {
    assert.strictEqual(written("json", { a: [1, null, "é"] }), '{"a":[1,null,"é"]}')
  })

  it("refuses in JSON what would become another value", () => {
    assert.strictEqual(written("json", { a: [{ size: Number.NaN }] }), 'the number "size" is not finite')
    assert.strictEqual(written("json", undefined), "there is nothing to write")
  })

  it("writes elements in the order of the object, a list as its element again and again, and nothing for null", () => {
    assert.strictEqual(
      written("xml", {
        RQ: { "@v": 1.5, b: "x", a: [1, null, { "@c": "d" }], gone: null, left: undefined, none: [], on: true, e: {} }
      }),
      `${head}<RQ v="1.5"><b>x</b><a>1</a><a c="d"></a><on>true</on><e></e></RQ>`
    )
  })

  it("writes names with a prefix", () => {
    assert.strictEqual(
      written("xml", { "s:Envelope": { "@xmlns:s": "urn:s", "s:Body": "" } }),
      `${head}<s:Envelope xmlns:s="urn:s"><s:Body></s:Body></s:Envelope>`
    )
  })

  it("lets no text out of its place", () => {
    assert.strictEqual(
      written("xml", { a: { "@q": "\"'<&>\n\t\r", "#text": "</a>]]>&amp;\r\n" } }),
      `${head}<a q="&#34;'&lt;&amp;&gt;&#10;&#9;&#13;">&lt;/a&gt;]]&gt;&amp;amp;&#13;\n</a>`
    )
  })

  it("says what it can't write by its place, and not its value", () => {
    for (const [tree, line] of [
      [{ a: { b: ["x", "secret\u0000"] } }, "/a/b holds a character that XML can't hold"],
      [{ a: { "@b": "secret\ud800" } }, "/a/@b holds a character that XML can't hold"],
      [{ a: "\ufffe" }, "/a holds a character that XML can't hold"],
      [{ a: { "b c": 1 } }, "/a/b c has a name that XML does not allow"],
      [{ a: { "b><c": 1 } }, "/a/b><c has a name that XML does not allow"],
      [{ a: { "@1": 1 } }, "/a/@1 has a name that XML does not allow"],
      [{ a: { b: [["x"]] } }, "/a/b is neither a text nor a number"],
      [{ a: { "#text": {} } }, "/a/#text is neither a text nor a number"],
      [{ a: Number.POSITIVE_INFINITY }, "/a is neither a text nor a number"],
      [{ a: [1] }, "/a is neither a text nor a number"],
      [{}, "an XML document has one root element, and this has 0"],
      [{ a: 1, b: 2 }, "an XML document has one root element, and this has 2"],
      [{ a: null }, "an XML document has one root element, and this has 0"],
      ["a", "an XML document has one root element, and this has 0"],
      [undefined, "an XML document has one root element, and this has 0"]
    ] as const) {
      assert.strictEqual(written("xml", tree), line)
    }
  })

  const Name = Schema.Literals(["a", "b", "Hotel", "Ä-1.x", "_", "constructor", "__proto__"])
  const Text = Schema.Literals(["", " ", "\r\n", "\t", "]]>", "&amp;", "<![CDATA[", "'\"", "\u0085\u2028", "😀", " x "])
  const Attributes = Schema.Array(Schema.Tuple([Name, Text]))
  const inside = (inner: Schema.Codec<Given>): Schema.Codec<Given> =>
    Schema.Union([
      Text,
      Schema.Struct({
        attributes: Attributes,
        text: Text,
        children: Schema.Array(Schema.Tuple([Name, Schema.NonEmptyArray(inner)]))
      })
    ])

  it.prop(
    "writes what the reader reads as the same tree",
    [Name, inside(inside(inside(Text)))],
    ([name, given]) => {
      const tree = { [name]: treeOf(given) }
      const text = Result.getOrThrow(Document.write("xml", tree))
      const again = Result.getOrThrow(Document.parse("xml", text))

      assert.strictEqual(JSON.stringify(again), JSON.stringify(tree))
    },
    { arbitrary: { runs: 300 }, timeout: 30_000 }
  )

  it("writes every character such that it is read again, or refuses it", () => {
    const wrong: Array<string> = []
    const refused: Array<number> = []
    for (let unit = 0; unit <= 0xffff; unit += unit < 0x300 || unit >= 0xd700 ? 1 : 97) {
      const tree = { a: { "@b": `x${String.fromCharCode(unit)}y`, "#text": `x${String.fromCharCode(unit)}y` } }
      const text = Document.write("xml", tree)
      if (Result.isFailure(text)) refused.push(unit)
      else if (JSON.stringify(Result.merge(Document.parse("xml", text.success))) !== JSON.stringify(tree)) {
        wrong.push(unit.toString(16))
      }
    }
    assert.deepStrictEqual(wrong, [])
    assert.strictEqual(refused.length, 29 + 0x800 + 2)
  })
})

interface Element {
  readonly attributes: ReadonlyArray<readonly [string, string]>
  readonly text: string
  readonly children: ReadonlyArray<readonly [string, readonly [Given, ...Array<Given>]]>
}
type Given = string | Element

/** The tree in the reader's own form: a lone child is no list, blank text beside children is none, and it comes last. */
const treeOf = (given: Given): unknown => {
  if (typeof given === "string") return given
  const members = new Map<string, unknown>()
  for (const [name, value] of given.attributes) members.set(`@${name}`, value)
  for (const [name, inner] of given.children) {
    const all = inner.map(treeOf)
    members.set(name, all.length === 1 ? all[0] : all)
  }
  if (members.size === 0) return given.text
  if (/[^ \n\t\r]/.test(given.text)) members.set("#text", given.text)
  return Object.fromEntries(members)
}
