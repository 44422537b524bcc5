import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { LegacyAnswer, LegacyOperation } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

const say = (words: string) => words

const read = (text: string, operation = LegacyOperation.hotels) => LegacyAnswer.read(text, operation, { say })

const found = (text: string, operation = LegacyOperation.hotels) => {
  const result = read(text, operation)
  if (Result.isFailure(result)) return `${result.failure._tag}: ${result.failure.detail}`
  const { items, nothingFound, token } = result.success
  return { items, nothingFound, token: Option.getOrUndefined(token) }
}

const said = (result: ReturnType<typeof found>): string => (typeof result === "string" ? result : "a page")

const refused = (text: string): string => {
  const result = read(text)
  return Result.isFailure(result) ? result.failure._tag : "a page"
}

/** Pieces of every length, so that no border of them matters. */
const inPieces = (text: string, length: number) => {
  const answer = LegacyAnswer.make(LegacyOperation.hotels, { say })
  for (let at = 0; at < text.length; at += length) answer.write(text.slice(at, at + length))
  return answer.end()
}

const hotels = ["00123", "D#4"].map((code) => ({ Code: code, Name: `Hotel & Bar ${code}` }))

describe("LegacyAnswer.read", () => {
  for (const form of Answers.formNames) {
    it(`reads a page with a token out of a document that is ${form}`, () => {
      const token = `<?xml version="1.0" encoding="utf-16"?><T>1!4!a&b ]]></T>`

      assert.deepStrictEqual(found(Answers.answer(Answers.page(["00123", "D#4"], token), form)), {
        items: hotels,
        nothingFound: false,
        token
      })
    })

    it(`gives no page for any cut of an answer whose document is ${form}`, () => {
      const text = Answers.answer(Answers.page(["1", "2"], "t&1"), form)

      for (let end = 0; end < text.length; end++) {
        assert.include(["ProviderUnavailable", "UnexpectedResponse"], refused(text.slice(0, end)), `cut at ${end}`)
      }
      assert.strictEqual(refused(text), "a page")
    })

    it(`gives no page for any cut of the document alone, ${form}`, () => {
      const document = Answers.page(["1", "2"], "t&1")

      for (let end = 0; end < document.length; end++) {
        const cut = document.slice(0, end)
        // As elements it can't be cut alone: the answer around it would no longer be XML.
        assert.notStrictEqual(refused(Answers.answer(cut, form)), "a page", `cut at ${end}`)
      }
    })

    it(`reads the same in pieces of any length, ${form}`, () => {
      const text = Answers.answer(Answers.page(["00123", "D#4"], "😀 ]]> \r\n &amp;"), form)
      const whole = read(text)

      for (const length of [1, 2, 3, 5, 8, 13, 21, 300]) {
        assert.deepStrictEqual(inPieces(text, length), whole, `pieces of ${length}`)
      }
      assert.isTrue(Result.isSuccess(whole))
    })
  }

  it("says that a document without its end is cut, so that it is asked for again", () => {
    const cut = Answers.page(["1", "2"]).slice(0, -4)

    for (const form of ["escaped", "cdata", "doubleEscaped"] as const) {
      assert.include(said(found(Answers.answer(cut, form))), "ProviderUnavailable: the document in rs is cut", form)
    }
    assert.include(
      said(found(Answers.answer(Answers.page(["1"])).slice(0, -4))),
      "ProviderUnavailable: the answer is cut"
    )
    assert.include(said(found("")), "ProviderUnavailable")
  })

  it("takes one hotel for a list of one", () => {
    assert.deepStrictEqual(found(Answers.answer(Answers.page(["00123"]))), {
      items: hotels.slice(0, 1),
      nothingFound: false,
      token: undefined
    })
  })

  for (const token of ["", " \n ", undefined]) {
    it(`takes a token of ${JSON.stringify(token)} for none`, () => {
      const page = found(Answers.answer(Answers.page(["1"], token)))

      assert.strictEqual(typeof page === "string" ? page : page.token, undefined)
    })
  }

  it("takes a blank token without attributes for none", () => {
    const document = Answers.listOf(`<ContinuationToken> \n </ContinuationToken><Hotels>${Answers.hotel("1")}</Hotels>`)
    const page = found(Answers.answer(document))

    assert.deepStrictEqual(typeof page === "string" ? page : [page.items.length, page.token], [1, undefined])
  })

  it("refuses a text of a record that is too long to be kept, whatever form the document has", () => {
    const long = "x".repeat(16 * 1024 * 1024 + 1)
    for (const form of ["escaped", "cdata", "element"] as const) {
      const text = Answers.answer(Answers.listOf(`<Hotels><Hotel><Code>${long}</Code></Hotel></Hotels>`), form)

      assert.match(
        said(found(text)),
        /^UnexpectedResponse: rs holds no document to be read: .*a text .* 16777216 characters$/
      )
    }
  }, 30_000)

  it("takes a nil token for none", () => {
    const document = Answers.listOf('<ContinuationToken xsi:nil="true"/><Hotels><Hotel><Code>1</Code></Hotel></Hotels>')

    assert.deepStrictEqual(found(Answers.answer(document)), {
      items: [{ Code: "1" }],
      nothingFound: false,
      token: undefined
    })
  })

  for (const [code, type] of [
    ["11204", "102"],
    ["102", "11204"],
    ["11204", ""],
    [" 11204 ", "11204"]
  ] as const) {
    it(`takes 11204 in code "${code}" or type "${type}" for nothing found`, () => {
      const document = Answers.listOf(
        `<operationImplemented>true</operationImplemented>${Answers.applicationError(code, type)}`
      )

      assert.deepStrictEqual(found(Answers.answer(document)), { items: [], nothingFound: true, token: undefined })
    })
  }

  it("takes nothing found beside hotels or a token for an answer that contradicts itself", () => {
    const error = Answers.applicationError("11204", "102")
    const beside = [
      Answers.listOf(`${error}<Hotels>${Answers.hotel("1")}</Hotels>`),
      Answers.listOf(`<Hotels>${Answers.hotel("1")}</Hotels>${error}`),
      Answers.listOf(`${error}<ContinuationToken>t</ContinuationToken>`)
    ]

    for (const document of beside) {
      assert.include(said(found(Answers.answer(document))), "UnexpectedResponse: the document reports 11204")
    }
  })

  const errors: ReadonlyArray<readonly [code: string, type: string, words: string, reason: string]> = [
    ["x", "103", "Too many requests", "QuotaExceeded"],
    ["x", "101", "System error", "ProviderUnavailable"],
    ["x", "102", "Supplier error", "ProviderUnavailable"],
    ["x", "104", "Timeout", "ProviderUnavailable"],
    ["x", "105", "Communication error", "ProviderUnavailable"],
    ["x", "204", "", "RequestRejected"],
    ["x", "205", "", "RequestRejected"],
    ["x", "206", "", "RequestRejected"],
    ["x", "207", "", "RequestRejected"],
    ["x", "301", "", "RequestRejected"],
    ["x", "302", "", "RequestRejected"],
    ["x", "303", "", "RequestRejected"],
    ["22401", "102", "", "AuthenticationFailed"],
    ["x", "102", "Invalid user or password", "AuthenticationFailed"],
    ["x", "101", "User is not authorized", "AuthenticationFailed"],
    ["x", "999", "Not authorised", "AuthenticationFailed"],
    ["x", "104", "Timeout while authenticating", "ProviderUnavailable"],
    ["x", "999", "", "UnexpectedResponse"],
    ["", "", "", "UnexpectedResponse"]
  ]
  for (const [code, type, words, reason] of errors) {
    it(`takes code ${code}, type ${type}, "${words}" for ${reason}, with hotels or without`, () => {
      const error = Answers.applicationError(code, type, words)

      assert.strictEqual(refused(Answers.answer(Answers.listOf(error))), reason)
      assert.strictEqual(
        refused(Answers.answer(Answers.listOf(`<Hotels>${Answers.hotel("1")}</Hotels>${error}`))),
        reason
      )
    })
  }

  it("names an unknown error, and looks behind a nothing found for another one", () => {
    const two = Answers.applicationError("11204", "102") + Answers.applicationError("E7", "999", "odd")

    assert.strictEqual(
      found(Answers.answer(Answers.listOf(two))),
      "UnexpectedResponse: application error E7, type 999: odd"
    )
  })

  for (const name of ["operationImplemented", "OperationImplemented", "OPERATIONIMPLEMENTED"]) {
    it(`says that the supplier has no such list when ${name} is false`, () => {
      assert.strictEqual(
        found(Answers.answer(Answers.listOf(`<${name}>false</${name}>`))),
        "RequestRejected: the supplier has no HotelList"
      )
    })
  }

  const document = Answers.forms.escaped(Answers.page(["1"]))
  const bad: ReadonlyArray<readonly [what: string, text: string, found: string]> = [
    ["a hub status of 2", Answers.envelope(document, Answers.status("2")), "ProviderUnavailable"],
    [
      "an exception of the hub",
      Answers.envelope(document, Answers.status("1", "Boom")),
      "ProviderUnavailable: the hub's status is 1: Boom"
    ],
    [
      "a supplier status of 2",
      Answers.envelope(document, undefined, Answers.status("2")),
      "ProviderUnavailable: the supplier's status is 2"
    ],
    [
      "a hub status of 2 without a document",
      Answers.envelope("", Answers.status("2", "Boom")),
      "ProviderUnavailable: the hub's status is 2: Boom"
    ],
    [
      "an error of the supplier in the status",
      Answers.envelope(document, undefined, `${Answers.status()}<hubProviderError><code>7</code></hubProviderError>`),
      "ProviderUnavailable: the supplier's status is 1: 7"
    ],
    [
      "a supplier's error under a bad hub status",
      Answers.envelope(
        Answers.forms.escaped(Answers.listOf(Answers.applicationError("x", "103"))),
        Answers.status("2")
      ),
      "QuotaExceeded"
    ],
    [
      "nothing found under a bad hub status",
      Answers.envelope(
        Answers.forms.escaped(Answers.listOf(Answers.applicationError("11204", "102"))),
        Answers.status("2")
      ),
      "ProviderUnavailable"
    ],
    [
      "no document",
      Answers.envelope('<rs i:nil="true"/><rsXML i:nil="true"/>'),
      "UnexpectedResponse: the answer has no document"
    ],
    ["no result", Answers.soap(""), "UnexpectedResponse"],
    ["a page of HTML", "<html><body><br></body></html>", "UnexpectedResponse: the answer is no XML document"],
    ["a page of XHTML", "<html><body/></html>", "UnexpectedResponse: the answer is no SOAP envelope"],
    [
      "a document of another list",
      Answers.answer("<RoomListRS><operationImplemented>true</operationImplemented></RoomListRS>"),
      "UnexpectedResponse: the document is RoomListRS"
    ],
    ["an empty document", Answers.answer("<HotelListRS/>"), "UnexpectedResponse: the document has neither"],
    ["plain text in rs", Answers.envelope("<rs>Service unavailable</rs>"), "UnexpectedResponse: rs holds no document"],
    [
      "two elements in rs",
      Answers.envelope("<rs><HotelListRS/><HotelListRS/></rs>"),
      "UnexpectedResponse: rs holds no document"
    ],
    [
      "text beside an element",
      Answers.envelope("<rs><HotelListRS/>x</rs>"),
      "UnexpectedResponse: rs holds no document"
    ],
    [
      "two documents in rs",
      Answers.answer(`${Answers.page(["1"])}${Answers.page(["2"])}`),
      "UnexpectedResponse: rs holds no document"
    ],
    ["two of rs", Answers.envelope(document + document), "UnexpectedResponse: the answer has more than one rs"],
    [
      "a document type inside",
      Answers.answer(`<!DOCTYPE x [<!ENTITY y "z">]>${Answers.page(["1"])}`),
      "UnexpectedResponse: rs holds no document to be read: Doctype"
    ],
    [
      "a document type outside",
      `<!DOCTYPE x>${Answers.answer(Answers.page(["1"]))}`,
      "UnexpectedResponse: the answer is no XML document to be read: Doctype"
    ],
    [
      "a token that holds elements",
      Answers.answer(Answers.listOf("<ContinuationToken><T>1</T></ContinuationToken><Hotels/>")),
      "UnexpectedResponse: the ContinuationToken holds elements"
    ],
    [
      "two tokens",
      Answers.answer(
        Answers.listOf("<ContinuationToken>1</ContinuationToken><ContinuationToken>2</ContinuationToken>")
      ),
      "UnexpectedResponse: the document has more than one ContinuationToken"
    ],
    [
      "hotels under another name",
      Answers.answer(Answers.listOf("<Hotels><hotel/></Hotels>")),
      "UnexpectedResponse: Hotels holds hotel"
    ],
    [
      "a list under another name",
      Answers.answer(Answers.listOf("<hotels><Hotel/></hotels>")),
      "UnexpectedResponse: Hotels holds Hotel"
    ]
  ]
  for (const [what, text, expected] of bad) {
    it(`takes ${what} for no page`, () => {
      assert.include(said(found(text)), expected)
    })
  }

  const faults: ReadonlyArray<readonly [code: string, reason: string]> = [
    ["a:InvalidSecurity", "AuthenticationFailed"],
    ["a:FailedAuthentication", "AuthenticationFailed"],
    ["s:Server", "ProviderUnavailable"],
    ["a:InternalServiceFault", "ProviderUnavailable"],
    ["s:Client", "RequestRejected"],
    ["s:Client.Validation", "RequestRejected"],
    ["a:ActionNotSupported", "RequestRejected"],
    ["", "ProviderUnavailable"]
  ]
  for (const [code, reason] of faults) {
    it(`takes the fault "${code}" for ${reason}`, () => {
      assert.strictEqual(refused(Answers.fault(code)), reason)
    })
  }

  it("takes the document in rsXML when both places hold one", () => {
    const both = Answers.envelope(
      `${Answers.forms.escaped(Answers.page(["9"])).split("<rsXML")[0]}<rsXML>${Answers.page(["00123", "D#4"])}</rsXML>`
    )

    assert.deepStrictEqual(found(both), { items: hotels, nothingFound: false, token: undefined })
  })

  it("reads each of the other lists", () => {
    const lists = [
      [
        LegacyOperation.rooms,
        "<RoomListRS><RoomsInfo><RoomInfo><Code>A</Code></RoomInfo></RoomsInfo></RoomListRS>",
        { Code: "A" }
      ],
      [
        LegacyOperation.categories,
        "<CategoryListRS><Categories><Category><Code>A</Code></Category></Categories></CategoryListRS>",
        { Code: "A" }
      ],
      [
        LegacyOperation.boards,
        "<MealPlanListRS><MealPlans><MealPlan><Code>A</Code></MealPlan></MealPlans></MealPlanListRS>",
        { Code: "A" }
      ],
      [
        LegacyOperation.destinations,
        '<GeographicDestinationTreeRS><DestinationTree code="A"><DestinationLeaf code="B"/></DestinationTree></GeographicDestinationTreeRS>',
        { "@code": "A", DestinationLeaf: [{ "@code": "B" }] }
      ]
    ] as const
    for (const [operation, document, item] of lists) {
      assert.deepStrictEqual(found(Answers.answer(document), operation), {
        items: [item],
        nothingFound: false,
        token: undefined
      })
    }
  })

  it("refuses a token in a list that can't be asked for more", () => {
    const document = "<CategoryListRS><ContinuationToken>t</ContinuationToken><Categories/></CategoryListRS>"

    assert.include(said(found(Answers.answer(document), LegacyOperation.categories)), "can't be asked for more")
  })
})
