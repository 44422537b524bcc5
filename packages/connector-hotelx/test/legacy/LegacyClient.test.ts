import { assert, describe, it } from "@effect/vitest"
import type { ConnectorError, Page } from "@innlet/core/contract"
import { Effect, Option, Redacted } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { LegacyClient, LegacyOperation, type SoapRequest } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

const account: SoapRequest.Account = {
  username: "hub-user",
  password: Redacted.make("hub&password-of-20ch"),
  supplier: "SUPP",
  supplierUser: "user",
  supplierPassword: Redacted.make("supplier<password"),
  supplierUrl: undefined,
  accessCode: "2",
  accessParameters: ["HotelXAccessCode"],
  language: "en",
  timeoutMilliseconds: 180_000
}

type Answer = (request: HttpClientRequest.HttpClientRequest, url: URL) => Response

const client = (answer: Answer) =>
  LegacyClient.make(
    HttpClient.make((request, url) => Effect.sync(() => HttpClientResponse.fromWeb(request, answer(request, url)))),
    LegacyOperation.hotels,
    { connector: "hotelx_legacy", stream: "hotels", baseUrl: "https://hub.test", path: "/Batch.svc", account }
  )

const xml = (body: string | Uint8Array<ArrayBuffer>, status = 200, type = "text/xml; charset=utf-8"): Response =>
  new Response(body, { status, headers: { "content-type": type } })

const pageOf = (answer: Answer): Effect.Effect<Page.Page<unknown, string>> =>
  Effect.orDie(client(answer).page(Option.none(), 1000))

const reasonOf = (answer: Answer, token = "t"): Effect.Effect<ConnectorError.Reason> =>
  client(answer)
    .page(Option.some(token), 1000)
    .pipe(
      Effect.flip,
      Effect.map((error) => error.reason),
      Effect.orDie
    )

const named = (text: string, encoding: BufferEncoding, mark = ""): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(mark + text, encoding))

describe("LegacyClient.page", () => {
  it.effect("posts SOAP with its action, and no secret outside of the body", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      yield* pageOf((request, url) => {
        const { body, headers, method } = request
        asked.push(method, url.href, String(headers["soapaction"]), body._tag === "Uint8Array" ? body.contentType : "")
        asked.push(String(JSON.stringify(headers).includes("password")))
        return xml(Answers.answer(Answers.page(["1"])))
      })

      assert.deepStrictEqual(asked, [
        "POST",
        "https://hub.test/Batch.svc",
        '"http://schemas.xmltravelgate.com/hub/2012/06/IServiceHotelBatch/HotelList"',
        "text/xml; charset=utf-8",
        "false"
      ])
    })
  )

  it.effect("gives the hotels as they came and the token as the cursor", () =>
    Effect.gen(function* () {
      const page = yield* pageOf(() => xml(Answers.answer(Answers.page(["007"], " <t>&amp; "))))

      assert.deepStrictEqual(page.records, [{ Code: "007", Name: "Hotel & Bar 007" }])
      assert.deepStrictEqual([page.next, page.total, page.evidence], [Option.some(" <t>&amp; "), Option.none(), []])
    })
  )

  it.effect("ends by an absent token, or by 11204, and says which", () =>
    Effect.gen(function* () {
      const absent = yield* pageOf(() => xml(Answers.answer(Answers.page(["1"]))))
      const nothing = yield* pageOf(() => xml(Answers.answer(Answers.listOf(Answers.applicationError("11204", "102")))))

      assert.deepStrictEqual([absent.evidence, nothing.evidence], [["absentCursor"], ["code:11204"]])
      assert.deepStrictEqual([nothing.records, nothing.next], [[], Option.none()])
    })
  )

  const text = Answers.answer(Answers.listOf("<Hotels><Hotel><Code>Hôtel</Code></Hotel></Hotels>"))
  const bodies: ReadonlyArray<readonly [what: string, body: Uint8Array<ArrayBuffer>, type: string]> = [
    ["UTF-8", named(text, "utf8"), "text/xml"],
    ["UTF-8 with a mark", named(text, "utf8", "\ufeff"), "text/xml; charset=utf-8"],
    ["UTF-16 with a mark", named(text, "utf16le", "\ufeff"), "text/xml; charset=utf-16"],
    ["UTF-16 with a mark and another name", named(text, "utf16le", "\ufeff"), "text/xml; charset=utf-8"],
    ["UTF-16 without a mark", named(text, "utf16le"), "text/xml; charset=utf-16le"],
    ["Latin-1 by its content type", named(text, "latin1"), "text/xml; charset=iso-8859-1"],
    ["Latin-1 by its declaration", named(`<?xml version="1.0" encoding="iso-8859-1"?>${text}`, "latin1"), "text/xml"],
    ["UTF-8 that declares UTF-16", named(`<?xml version="1.0" encoding="utf-16"?>${text}`, "utf8"), "text/xml"]
  ]
  for (const [what, body, type] of bodies) {
    it.effect(`reads ${what}`, () =>
      Effect.gen(function* () {
        const page = yield* pageOf(() => xml(body, 200, type))

        assert.deepStrictEqual(page.records, [{ Code: "Hôtel" }])
      })
    )
  }

  it.effect("takes bytes that are not the text they say for no page", () =>
    Effect.gen(function* () {
      const { _tag, detail } = yield* reasonOf(() => xml(named(text, "latin1"), 200))

      assert.strictEqual(_tag, "UnexpectedResponse")
      assert.include(detail, "utf-8")
    })
  )

  const refusals: ReadonlyArray<readonly [what: string, answer: Answer, reason: string]> = [
    ["InvalidSecurity under 500", () => xml(Answers.fault("a:InvalidSecurity"), 500), "AuthenticationFailed"],
    ["a server fault under 500", () => xml(Answers.fault("s:Server", "Boom"), 500), "ProviderUnavailable"],
    ["a client fault under 500", () => xml(Answers.fault("s:Client", "Wrong"), 500), "RequestRejected"],
    ["a client fault under 400", () => xml(Answers.fault("s:Client", "Wrong"), 400), "RequestRejected"],
    ["InvalidSecurity under 200", () => xml(Answers.fault("a:InvalidSecurity")), "AuthenticationFailed"],
    ["a page under 500", () => xml(Answers.answer(Answers.page(["1"])), 500), "ProviderUnavailable"],
    ["HTML under 500", () => xml("<html><br>", 500, "text/html"), "ProviderUnavailable"],
    ["HTML under 502", () => xml("<html><br>", 502, "text/html"), "ProviderUnavailable"],
    ["HTML under 200", () => xml("<html><br>", 200, "text/html"), "UnexpectedResponse"],
    ["a page under 202", () => xml(Answers.answer(Answers.page(["1"])), 202), "UnexpectedResponse"],
    ["nothing under 200", () => xml(""), "ProviderUnavailable"],
    ["status 401", () => xml("", 401), "AuthenticationFailed"],
    ["status 403", () => xml("", 403), "AccessDenied"],
    ["status 404", () => xml("", 404), "RequestRejected"],
    ["status 429", () => xml("", 429), "QuotaExceeded"],
    [
      "too many requests to the supplier",
      () => xml(Answers.answer(Answers.listOf(Answers.applicationError("x", "103")))),
      "QuotaExceeded"
    ]
  ]
  for (const [what, answer, reason] of refusals) {
    it.effect(`takes ${what} for ${reason}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf(answer))._tag, reason)
      })
    )
  }

  it.effect("says what the provider said in one short line without the passwords that it repeats", () =>
    Effect.gen(function* () {
      const words = `no &#10; ${Answers.escape("hub&password-of-20ch")} and ${Answers.escape("supplier<password")} ${"x".repeat(900)}`
      const { detail } = yield* reasonOf(() => xml(Answers.fault("s:Client", words), 500))

      assert.match(detail, /^SOAP fault Client: no {1,3}\(redacted\) and \(redacted\) x+$/)
      assert.isAtMost(detail.length, 200)
    })
  )

  it.effect("keeps a long password that a page repeats out of the records", () =>
    Effect.gen(function* () {
      const document = Answers.listOf(
        `<Hotels><Hotel><Code>${Answers.escape("hub&password-of-20ch")}</Code></Hotel></Hotels>`
      )
      const page = yield* pageOf(() => xml(Answers.answer(document)))

      assert.deepStrictEqual(page.records, [{ Code: "(redacted)" }])
    })
  )

  it.effect("sends no request that is too big or whose token no XML can hold", () =>
    Effect.gen(function* () {
      let sent = 0
      const counting: Answer = () => {
        sent++
        return xml(Answers.answer(Answers.page(["1"])))
      }
      const big = yield* reasonOf(counting, "&".repeat(30_000))
      const flawed = yield* reasonOf(counting, "a\u0000b")

      assert.deepStrictEqual([big._tag, flawed._tag, sent], ["RequestRejected", "CursorRejected", 0])
      assert.include(big.detail, "131072")
    })
  )

  it("counts requests by user name and supplier", () => {
    const { account: own } = LegacyClient.credentialsOf(account)
    const other = LegacyClient.credentialsOf({ ...account, supplier: "OTHER" }).account
    const renewed = LegacyClient.credentialsOf({ ...account, password: Redacted.make("new") }).account

    assert.match(own, /^[0-9a-f]{16}$/)
    assert.notStrictEqual(own, other)
    assert.strictEqual(own, renewed)
  })
})
