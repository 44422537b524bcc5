import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as LegacyRequest from "../../src/providers/LegacyRequest.ts"

const shown = (element: LegacyRequest.Element): unknown => ({
  name: `{${element.namespace}}${element.name}`,
  attributes: Object.fromEntries(element.attributes),
  text: element.text,
  children: element.children.map(shown)
})

const read = (xml: string): unknown => Result.getOrThrow(Result.map(LegacyRequest.read(xml), shown))

const text = (xml: string): string => Result.getOrThrow(LegacyRequest.read(xml)).text

describe("LegacyRequest.read", () => {
  it("reads elements, attributes, text and namespaces", () => {
    const xml = `\uFEFF<?xml version="1.0" encoding="utf-8"?>
      <p:a xmlns:p="urn:p" xmlns="urn:d" x='1 "'><!-- no --><b y="&lt;&#10;"/><p:c xmlns="">t<d>é🏨</d>u</p:c ></p:a>`

    assert.deepStrictEqual(read(xml), {
      name: "{urn:p}a",
      attributes: { x: '1 "' },
      text: "",
      children: [
        { name: "{urn:d}b", attributes: { y: "<\n" }, text: "", children: [] },
        {
          name: "{urn:p}c",
          attributes: {},
          text: "tu",
          children: [{ name: "{}d", attributes: {}, text: "é🏨", children: [] }]
        }
      ]
    })
  })

  it.each([
    ["<a>&amp;&lt;&gt;&quot;&apos;</a>", `&<>"'`],
    ["<a>&#13;&#x1F3E8;&#233;</a>", "\r🏨é"],
    ["<a>one\r\ntwo\rthree</a>", "one\ntwo\nthree"],
    ["<a><![CDATA[<&amp;]]]]><![CDATA[>]]></a>", "<&amp;]]>"],
    ["<a> &#32; </a>", "   "]
  ])("reads the text of %j", (xml, expected) => {
    assert.strictEqual(text(xml), expected)
  })

  it.each([
    ["nothing", ""],
    ["text alone", "a"],
    ["an open root", "<a>"],
    ["a cut tag", "<a><b></b"],
    ["a wrong end", "<a><b></a></b>"],
    ["an end too many", "<a></a></a>"],
    ["two roots", "<a/><b/>"],
    ["text after the root", "<a/>b"],
    ["CDATA after the root", "<a/><![CDATA[ ]]>"],
    ["a bare ampersand", "<a>R&B</a>"],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["a reference to no character", "<a>&#0;</a>"],
    ["a reference to half a character", "<a>&#xD800;</a>"],
    ["a reference beyond all characters", "<a>&#x110000;</a>"],
    ["a control character", "<a>\u0001</a>"],
    ["]]> in text", "<a>]]></a>"],
    ["< in a value", `<a b="<"/>`],
    ["a bare value", "<a b=1/>"],
    ["no space between attributes", `<a b="1"c="2"/>`],
    ["an attribute twice", `<a b="1" b="2"/>`],
    ["an undeclared prefix", "<p:a/>"],
    ["an undeclared prefix of an attribute", `<a p:b="1"/>`],
    ["a prefix of no namespace", `<a xmlns:p=""/>`],
    ["a prefix out of its scope", `<a><b xmlns:p="urn:p"/><p:c/></a>`],
    ["a document type", "<!DOCTYPE a><a/>"],
    ["a processing instruction", "<a><?b?></a>"],
    ["a late declaration", ` <?xml version="1.0"?><a/>`],
    ["another encoding", `<?xml version="1.0" encoding="utf-16"?><a/>`],
    ["-- in a comment", "<a><!-- -- --></a>"]
  ])("refuses %s", (_, xml) => {
    assert.isTrue(Result.isFailure(LegacyRequest.read(xml)))
  })
})
