import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { XmlReader } from "../../src/xml/index.ts"
import { everyCharacter, randomOf, read, sample } from "./Events.ts"

const eventsOf = (document: string): ReadonlyArray<string> => {
  const { events, failure } = read([document])
  assert.isUndefined(failure)
  return events
}

/** What a text may be made of, and what may not be in one. */
const parts = [
  "x",
  "]",
  ">",
  "&lt;",
  "&#x1F3E8;",
  "&",
  ";",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "-",
  "<?p ",
  "?>",
  "?",
  "\r",
  "\n",
  "🏨",
  "<b>",
  "</b>",
  "<b c='>'/>"
] as const

const x = (count: number) => "x".repeat(count)

const piecesOf = (chunks: Iterable<string>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  const reader = XmlReader.make({
    open: () => undefined,
    text: (piece) => {
      pieces.push(piece)
    },
    close: () => undefined
  })
  for (const chunk of chunks) assert.isUndefined(reader.write(chunk))
  assert.isUndefined(reader.end())
  return pieces
}
/** Chunks of that length, the last one shorter. */
const chunksOf = (text: string, length: number) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length))

describe("XmlReader", () => {
  it("tells of the sample in its order", () => {
    assert.deepStrictEqual(eventsOf(sample), [
      "<Envelope",
      '@plain=a "quoted" <&> value',
      "@must=1",
      '"\n  ',
      "<Hotel",
      "@code=é",
      '"Hôtel 🏨 🏨 日本\n<!DOCTYPE x> ]] > & ]>]]>]]',
      "/Hotel",
      '"\n  ',
      "<Empty",
      "/Empty",
      "<Empty",
      "/Empty",
      '"\t',
      "<a",
      "<b",
      "<c",
      '"deep',
      "/c",
      "/b",
      "/a",
      '"tail\rmore',
      "<x",
      "/x",
      '"\n',
      "/Envelope"
    ])
  })

  it("tells the same however the document is cut into chunks", () => {
    const whole = read([sample])
    assert.deepStrictEqual(read(everyCharacter(sample)), whole)
    for (let at = 0; at <= sample.length; at++) {
      assert.deepStrictEqual(read([sample.slice(0, at), "", sample.slice(at)]), whole, `cut at ${at}`)
    }
    const random = randomOf(1)
    for (let round = 0; round < 300; round++) {
      const chunks: Array<string> = []
      for (let at = 0; at < sample.length;) {
        const next = at + random(40)
        chunks.push(sample.slice(at, next))
        at = next
      }
      assert.deepStrictEqual(read(chunks), whole)
    }
  })

  it("refuses the sample cut at every place before the end of its root", () => {
    const end = sample.indexOf("</s:Envelope>") + "</s:Envelope>".length
    for (let at = 0; at < end; at++) {
      const { events, failure } = read([sample.slice(0, at)])
      assert.isDefined(failure, `cut at ${at}`)
      assert.isFalse(events.includes("/Envelope"), `cut at ${at}`)
    }
    assert.isUndefined(read([sample.slice(0, end)]).failure)
  })

  it("gives random texts back that were escaped", () => {
    const random = randomOf(2)
    const alphabet = Array.from("ab <>&\"'\n\t\r;#x]-?!é日🏨\ue000\ufffd")
    const escape = (text: string) =>
      text.replaceAll(/[<>&"'\n\t\r]/g, (one) =>
        random(2) === 0 ? `&#${one.charCodeAt(0)};` : `&#x${one.charCodeAt(0).toString(16)};`
      )
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 1 + random(30) }, () => alphabet[random(alphabet.length)]!).join("")
      const document = `<a b="${escape(text)}">${escape(text)}</a>`
      const expected = { events: ["<a", `@b=${text}`, `"${text}`, "/a"], failure: undefined, kind: undefined }
      assert.deepStrictEqual(read([document]), expected)
      assert.deepStrictEqual(read(everyCharacter(document)), expected)
    }
  })

  it("neither throws nor tells differently when mutated documents come in chunks", () => {
    const random = randomOf(3)
    const pieces = [
      "<",
      ">",
      "&",
      "]]>",
      "<!--",
      "--",
      "<![CDATA[",
      "<?",
      "?>",
      "<!",
      "/",
      '"',
      "'",
      "=",
      "\r",
      "\u0000",
      "\ud83c",
      "\ufffe",
      "&#0;",
      "<!DOCTYPE",
      ":",
      " ",
      "x",
      ""
    ]
    const kinds = new Set<string>()
    for (let round = 0; round < 4000; round++) {
      let document = sample
      for (let times = 1 + random(3); times > 0; times--) {
        const at = random(document.length + 1)
        document = document.slice(0, at) + pieces[random(pieces.length)] + document.slice(at + random(3))
      }
      const whole = read([document])
      const at = random(document.length + 1)
      const { events, kind } = read([document.slice(0, at), document.slice(at)])
      assert.deepStrictEqual({ events, kind }, { events: whole.events, kind: whole.kind }, JSON.stringify(document))
      kinds.add(whole.kind ?? "fine")
    }
    assert.deepStrictEqual([...kinds].toSorted(), ["CharRef", "Doctype", "NotWellFormed", "fine"])
  }, 30_000)

  it("drops a byte order mark before the document", () => {
    assert.deepStrictEqual(eventsOf('\ufeff<?xml version="1.0"?><a/>'), ["<a", "/a"])
  })

  it("reads a document that declares XML 1.1 as XML 1.0", () => {
    assert.deepStrictEqual(eventsOf('<?xml version="1.1"?><a>\u0085</a>'), ["<a", '"\u0085', "/a"])
    assert.strictEqual(read(['<?xml version="1.1"?><a>&#1;</a>']).kind, "CharRef")
  })

  it("refuses a local name that no name begins like, which the prefix hides", () => {
    for (const name of ["x:", ":x", "x:y:z", "x:.", "x:-y", "x:1", "x:\u00b7", "x:\u0300y", "x:\u203f"]) {
      assert.match(read([`<a ${name}=""/>`]).failure ?? "", /^NotWellFormed: .*malformed name /)
      assert.match(read([`<${name}/>`]).failure ?? "", /^NotWellFormed: .*malformed name /)
    }
    assert.isUndefined(read(['<x:y-1.\u00b7 z:_1=""/>']).failure)
  })

  it("gives the local name to the attribute without a prefix, and loses none", () => {
    assert.deepStrictEqual(eventsOf('<a x:t="1" t="2" y:t="3" y:u="4" z:u="5" xmlns:x="n" xmlns="m"/>'), [
      "<a",
      "@t=2",
      "@x:t=1",
      "@y:t=3",
      "@u=4",
      "@z:u=5",
      "/a"
    ])
  })

  it("tells not of an element that another's tag closes, nor of more", () => {
    for (const chunks of [["<a><b><c>1</b></a>"], everyCharacter("<a><b><c>1</b></a>")]) {
      const { events, failure } = read(chunks)
      assert.deepStrictEqual(events, ["<a", "<b", "<c"])
      assert.strictEqual(failure, "NotWellFormed: 1:14: unexpected close tag")
    }
  })

  it("refuses a DTD at its first word, however what stands before it is cut", () => {
    const document = "<!-- <!DOCTYPE - --><?a <!DOCTYPE ??>\n<!DOCTYPE R ["
    for (let at = 0; at <= document.length; at++) {
      assert.strictEqual(
        read([document.slice(0, at), document.slice(at)]).failure,
        "Doctype: 2:0: a <!DOCTYPE is not allowed",
        `cut at ${at}`
      )
    }
    assert.strictEqual(read(everyCharacter(document)).failure, "Doctype: 2:0: a <!DOCTYPE is not allowed")
  })

  it("says line and column, in one line that is never long", () => {
    assert.strictEqual(read(["<a>\n <b>\n&nope;</b></a>"]).failure, "NotWellFormed: 3:6: undefined entity")
    const { failure = "" } = read([`<a><${"x".repeat(1000)}>`])
    assert.match(failure, /^NotWellFormed: 1:1005: unclosed tag: x+…$/)
    assert.isBelow(failure.length, 250)
  })

  it("takes nothing behind its end, and ends once", () => {
    const reader = XmlReader.make({ open: () => undefined, text: () => undefined, close: () => undefined })
    reader.write("<a/>")
    assert.isUndefined(reader.end())
    assert.isUndefined(reader.end())
    assert.strictEqual(reader.write("<!-- -->")?.kind, "NotWellFormed")
    assert.strictEqual(reader.end()?.kind, "NotWellFormed")
  })

  it("throws on what a handler throws, and is broken then", () => {
    const thrown = new Error("mine")
    const reader = XmlReader.make({
      open: () => {
        throw thrown
      },
      text: () => undefined,
      close: () => undefined
    })
    assert.throws(() => reader.write("<a>"), thrown)
    assert.strictEqual(reader.write("</a>")?.kind, "NotWellFormed")
    assert.strictEqual(reader.end()?.kind, "NotWellFormed")
  })

  describe("a long text", () => {
    // The greatest piece, and what may be kept back of the one before it.
    const longest = 65_536 + 16
    const long = 200_000

    for (const [what, written, text] of [
      ["plain", "x", "x"],
      ["of references", "&lt;a&#x1F3E8;", "<a🏨"],
      ["of references with many zeros", `&#${"0".repeat(40)}65;`, "A"],
      ["of characters of two units", "🏨", "🏨"],
      ["of line ends", "\r\n\r", "\n\n"],
      ["of brackets", "]] ", "]] "],
      ["with comments and instructions", "a<!-- - -- >-->b<?c ?d?>".replace(" -- >", " ->"), "ab"],
      ["in CDATA", "<![CDATA[a<b>&]]]>", "a<b>&]"]
    ] as const) {
      it(`comes in pieces when it is ${what}, however it is cut into chunks`, () => {
        const times = Math.ceil(long / written.length)
        const document = `<a>${written.repeat(times)}</a>`
        for (const length of [1009, 65_521, document.length]) {
          const pieces = piecesOf(chunksOf(document, length))
          assert.strictEqual(pieces.join(""), text.repeat(times))
          assert.isBelow(Math.max(...pieces.map((piece) => piece.length)), Math.min(longest, length + 64))
          assert.isTrue(pieces.every((piece) => piece !== "" && piece.isWellFormed()))
        }
      })
    }

    it("comes in pieces when it is one section of CDATA, and ends in brackets wherever it is cut", () => {
      const text = "x]>]] >&amp;<!---->🏨\n]".repeat(long / 20)
      for (const length of [1, 2, 3, 1009, 65_521, text.length * 2]) {
        const part = length < 4 ? text.slice(0, 2000) : text
        for (const end of ["", "]", "]]", "]]]"]) {
          const pieces = piecesOf(chunksOf(`<a><![CDATA[${part}${end}]]></a>`, length))
          assert.strictEqual(pieces.join(""), part + end)
          assert.isBelow(Math.max(...pieces.map((piece) => piece.length)), Math.min(longest, length + 16))
        }
      }
    })

    it("comes in pieces behind comments, instructions and tags, wherever those are cut", () => {
      for (const before of [
        "<a><!-- - -->",
        "<a><!-->-->",
        "<a><?p ??>",
        "<a><?p ><!--?>",
        "<a><b c='>'/>",
        "<a>&#65;<b></b>"
      ]) {
        for (let at = 0; at <= before.length; at++) {
          const pieces = piecesOf([before.slice(0, at), before.slice(at), ...chunksOf(x(5000), 1000), "</a>"])
          assert.strictEqual(pieces.join("").replace("A", ""), x(5000), `${before} cut at ${at}`)
          assert.strictEqual(Math.max(...pieces.map((piece) => piece.length)), 1000, `${before} cut at ${at}`)
        }
      }
    })

    it("comes with the chunk that it is in, not with the next tag", () => {
      const pieces: Array<string> = []
      const reader = XmlReader.make({
        open: () => undefined,
        text: (piece) => pieces.push(piece),
        close: () => undefined
      })
      reader.write("<a>one ")
      assert.deepStrictEqual(pieces, ["one "])
      reader.write("<!-- --> two <![CDATA[three")
      assert.strictEqual(pieces.join(""), "one  two three")
      reader.write(" ]")
      assert.strictEqual(pieces.join(""), "one  two three ")
      reader.write("]>&#x")
      reader.write("41; four")
      assert.strictEqual(pieces.join(""), "one  two three A four")
    })

    it("is refused where the chunks part what it may not have", () => {
      for (const document of [
        "<a>x]]></a>",
        "<a>x]]]></a>",
        "<a>&nope;</a>",
        "<a>x &#0;</a>",
        "<a>& </a>",
        "<a><![CDATA[x]] ></a>",
        "<a><!-- x -- x --></a>",
        "<a><?x></a>",
        "<a>x<![CDATA[x<!--]]>--></a>]]>"
      ]) {
        const { kind } = read([document])
        assert.isDefined(kind)
        assert.strictEqual(read(everyCharacter(document)).kind, kind, document)
        for (let at = 0; at <= document.length; at++) {
          assert.strictEqual(read([document.slice(0, at), document.slice(at)]).kind, kind, `${document} cut at ${at}`)
        }
      }
    })

    it("is refused where it is too long, however it is cut", () => {
      for (const text of [x(200), "&lt;".repeat(200), `\n${x(50)}${"&#65;".repeat(100)}`, `<![CDATA[${x(200)}]]>`]) {
        const { kind } = read([`<a>${text}</a>`], { textLength: 100 })
        assert.strictEqual(kind, "Limit")
        assert.strictEqual(read(everyCharacter(`<a>${text}</a>`), { textLength: 100 }).kind, "Limit")
      }
    })

    it("moves no line and no column of a failure behind it", () => {
      const document = `<a>${x(100)}\n${x(100)}<![CDATA[${x(50)}]]>${x(50)}&nope;</a>`
      const { failure } = read([document])
      assert.strictEqual(failure, "NotWellFormed: 2:218: undefined entity")
      assert.strictEqual(read(everyCharacter(document)).failure, failure)
      for (let at = 0; at <= document.length; at++) {
        assert.strictEqual(read([document.slice(0, at), document.slice(at)]).failure, failure, `cut at ${at}`)
      }
    })

    it.prop(
      "is the same put together, wherever it is cut and whatever stands in it",
      [Schema.Array(Schema.Literals(parts)), Schema.NonEmptyArray(Schema.Literals([1, 2, 3, 5, 8, 40]))],
      ([inside, lengths]) => {
        const document = `<a>${inside.join("")}</a>`
        const chunks: Array<string> = []
        for (let at = 0; at < document.length;) {
          const next = at + lengths[chunks.length % lengths.length]!
          chunks.push(document.slice(at, next))
          at = next
        }
        const { events, kind } = read([document])
        const inChunks = read(chunks)
        assert.deepStrictEqual([inChunks.events, inChunks.kind], [events, kind], JSON.stringify([inside, lengths]))
      },
      { arbitrary: { runs: 500 }, timeout: 30_000 }
    )
  })

  describe("limits", () => {
    const limits = { depth: 3, attributes: 2, nameLength: 4, textLength: 100 }
    for (const [what, fits, exceeds] of [
      ["depth", "<a><b><c/><c/></b></a>", "<a><b><c><d/></c></b></a>"],
      ["attributes", "<a b='' c=''><a b='' c=''/></a>", "<a b='' c='' d=''/>"],
      ["a name", "<abcd/>", "<abcde/>"],
      ["an attribute's name", "<a bcde=''/>", "<a bcdef=''/>"],
      ["a text", `<a>${x(100)}<b/>${x(100)}</a>`, `<a>${x(101)}</a>`],
      ["a text in pieces", `<a>${x(50)}<![CDATA[${x(50)}]]></a>`, `<a>${x(50)}<![CDATA[${x(51)}]]></a>`],
      ["a text with a comment in it", `<a>${x(50)}<!-- -->${x(50)}</a>`, `<a>${x(50)}<!-- -->${x(51)}</a>`],
      ["an attribute", `<a b="${x(100)}"/>`, `<a b="${x(101)}"/>`],
      ["a comment", `<a><!--${x(100)}--></a>`, `<a><!--${x(200)}--></a>`],
      ["an instruction", `<a><?b ${x(100)}?></a>`, `<a><?b ${x(200)}?></a>`],
      ["an unfinished comment", `<!--${x(100)}--><a/>`, `<!--${x(200)}`],
      ["an unfinished tag", `<a${" ".repeat(100)}/>`, `<a${" ".repeat(200)}`],
      ["an unfinished reference", `<a>&#${"0".repeat(90)}97;</a>`, `<a>&${x(200)}`],
      ["an unfinished closing tag", `<a></a${" ".repeat(100)}>`, `<a></a${" ".repeat(200)}`]
    ] as const) {
      it(`holds for ${what}`, () => {
        for (const cut of [everyCharacter, (text: string) => [text]]) {
          assert.isUndefined(read(cut(fits), limits).failure)
          assert.strictEqual(read(cut(exceeds), limits).kind, "Limit")
        }
      })
    }
  })
})
