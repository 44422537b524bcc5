import { assert, describe, it } from "@effect/vitest"
import { XmlItems, XmlReader, XmlRecord } from "@innlet/core/xml"
import { Option, Redacted, Result } from "effect"
import { LegacyAnswer, LegacyOperation, SoapRequest } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

const account: SoapRequest.Account = {
  username: "hub <user>",
  password: Redacted.make("p&ss]]>"),
  supplier: "SUPP",
  supplierUser: "user",
  supplierPassword: Redacted.make('"secret"'),
  supplierUrl: "https://supplier.example.test/?a=1&b=2",
  accessCode: "2",
  accessParameters: ["HotelXAccessCode", "Access"],
  language: "es",
  timeoutMilliseconds: 180_000
}

const parse = (text: string): XmlRecord.XmlValue => {
  const builder = XmlRecord.builder(new Set())
  const reader = XmlReader.make(builder)
  const failure = reader.write(text) ?? reader.end()
  if (failure !== undefined) throw failure
  return builder.take() ?? ""
}

/** The inner request of a body, read as the service would read it. */
const innerOf = (body: string, name: string): XmlRecord.XmlRecord => {
  const items = XmlItems.make({
    items: [
      [
        "Envelope",
        "Body",
        name,
        `${name.charAt(0).toLowerCase()}${name.slice(1)}RQ`,
        "providerRQ",
        "rqXML",
        `${name}RQ`
      ]
    ]
  })
  const reader = XmlReader.make(items)
  const failure = reader.write(body) ?? reader.end()
  if (failure !== undefined) throw failure
  const [item] = items.result().items
  if (typeof item !== "object" || Array.isArray(item)) throw new Error("no inner request")
  return Object.fromEntries(Object.entries(item))
}

const sentBack = (token: string): unknown => {
  const body = SoapRequest.body(LegacyOperation.hotels, account, { expectedRange: 1000, token: Option.some(token) })
  return innerOf(body, "HotelListRQ".slice(0, -2))["ContinuationToken"]
}

/** Pseudo-random, so that a failure comes again. */
const randomly = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const shards = [
  "&amp;",
  "&",
  "<",
  ">",
  "]]>",
  "]]",
  "\r\n",
  "\r",
  "\n",
  "\t",
  " ",
  '"',
  "'",
  "&lt;",
  "&#13;",
  "😀",
  "é",
  "\u0085",
  "\u2028",
  '<?xml version="1.0" encoding="utf-16"?>',
  "<![CDATA[",
  "<!--",
  "-->",
  "1!12!bW9ja19TVVBQ",
  "\ufeff",
  "\ufffd",
  "a"
]

const tokenOf = (seed: number): string => {
  const next = randomly(seed)
  const length = 1 + next(40)
  return `${Array.from({ length }, () => shards[next(shards.length)]).join("")}x`
}

const readBack = (token: string, form: Answers.Form): string | undefined => {
  const read = LegacyAnswer.read(Answers.answer(Answers.page(["1"], token), form), LegacyOperation.hotels, {
    say: String
  })
  return Result.isFailure(read) ? read.failure.detail : Option.getOrUndefined(read.success.token)
}

describe("SoapRequest.body", () => {
  it("writes the elements in the order of the schema", () => {
    const body = SoapRequest.body(LegacyOperation.hotels, account, { expectedRange: 1000, token: Option.none() })
    const inner = innerOf(body, "HotelList")

    assert.deepStrictEqual(inner, {
      timeoutMilliseconds: "179700",
      source: { languageCode: "es" },
      filterAuditData: { registerTransactions: "false" },
      ContinuationToken: { "@expectedRange": "1000" },
      Configuration: {
        User: "user",
        Password: '"secret"',
        UrlGeneric: "https://supplier.example.test/?a=1&b=2",
        Parameters: {
          Parameter: [
            { "@key": "HotelXAccessCode", "@value": "2" },
            { "@key": "Access", "@value": "2" }
          ]
        }
      }
    })
    assert.deepStrictEqual(Object.keys(inner), [
      "timeoutMilliseconds",
      "source",
      "filterAuditData",
      "ContinuationToken",
      "Configuration"
    ])
  })

  it("writes the envelope with the hub's user name, password, timeout and supplier", () => {
    const body = SoapRequest.body(LegacyOperation.categories, account, undefined)
    const { Body, Header } = Object(parse(body))

    assert.deepStrictEqual(Header, {
      Security: { UsernameToken: { Username: "hub <user>", Password: "p&ss]]>" } }
    })
    const { providerRQ, ...request } = Body.CategoryList.categoryListRQ
    assert.deepStrictEqual(request, { timeoutMilliseconds: "180000", version: "1" })
    assert.deepStrictEqual(
      [providerRQ.code, providerRQ.id, Object.keys(providerRQ.rqXML)],
      ["SUPP", "1", ["CategoryListRQ"]]
    )
    assert.notInclude(body, "ContinuationToken")
  })

  it("leaves out what the supplier doesn't want and never gives it less than 50 ms", () => {
    const bare = { ...account, supplierUser: undefined, supplierPassword: undefined, supplierUrl: undefined }
    const body = SoapRequest.body(LegacyOperation.hotels, { ...bare, timeoutMilliseconds: 50 }, undefined)
    const inner = innerOf(body, "HotelList")

    assert.deepStrictEqual(Object.keys(Object(inner["Configuration"])), ["Parameters"])
    assert.strictEqual(inner["timeoutMilliseconds"], "50")
  })

  it("sends expectedRange on the first page and on the following ones", () => {
    assert.deepStrictEqual(sentBack("t"), { "@expectedRange": "1000", "#text": "t" })
  })

  for (const form of Answers.formNames) {
    it(`sends back the very token that it read out of a document that is ${form}`, () => {
      for (let seed = 1; seed <= 300; seed++) {
        const token = tokenOf(seed)
        const read = readBack(token, form)

        assert.strictEqual(read, token, `read, seed ${seed}`)
        assert.deepStrictEqual(sentBack(token), { "@expectedRange": "1000", "#text": token }, `sent, seed ${seed}`)
      }
    })

    it(`sends back a token of 64 KiB, ${form}`, () => {
      const token = `${"&amp;]]>\r\n".repeat(6553)}123456`

      assert.strictEqual(token.length, 65_536)
      assert.strictEqual(readBack(token, form), token)
      assert.deepStrictEqual(sentBack(token), { "@expectedRange": "1000", "#text": token })
    })
  }

  it("names the character that XML can't hold", () => {
    for (const text of ["a\u0000", "\u001b[2J", "\ufffe", "\uffff", "\ud800", "\udc00x"]) {
      assert.isString(SoapRequest.flawOf(text))
    }
    assert.include(SoapRequest.flawOf("\u000b") ?? "", "U+000B")
    assert.strictEqual(SoapRequest.flawOf("\t\r\n é 😀 \u0085 \ufffd"), undefined)
  })
})
