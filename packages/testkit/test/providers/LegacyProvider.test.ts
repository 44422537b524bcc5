import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { InMemory, LegacyProvider, Serve } from "@innlet/testkit"
import type { LegacyOptions, Provider } from "@innlet/testkit"
import { Effect, Result, Schema } from "effect"
import { HttpBody, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import * as LegacyAnswer from "../../src/providers/LegacyAnswer.ts"
import * as LegacyList from "../../src/providers/LegacyList.ts"
import * as LegacyRequest from "../../src/providers/LegacyRequest.ts"

const path = "/Service/Travel/v2/HotelBatchSecure.svc"
const hub = "http://schemas.xmltravelgate.com/hub/2012/06"

interface Ask {
  readonly operation?: string
  /** As XML. */
  readonly token?: string
  readonly parameter?: string
  readonly supplier?: string
  readonly password?: string
  /** Changes the finished body. */
  readonly body?: (body: string) => string
  readonly headers?: Readonly<Record<string, string>>
}

const bodyOf = ({ operation = "HotelList", parameter, password, supplier, token }: Ask): string => {
  const wrapper = `${operation.slice(0, 1).toLowerCase()}${operation.slice(1)}RQ`
  return `<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:h="${hub}" xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">
    <e:Header><w:Security><w:UsernameToken><w:Username>hub-user</w:Username>
      <w:Password>${password ?? "hub-password"}</w:Password></w:UsernameToken></w:Security></e:Header>
    <e:Body><h:${operation}><h:${wrapper}><h:timeoutMilliseconds>180000</h:timeoutMilliseconds><h:version>1</h:version>
      <h:providerRQ><h:code>${supplier ?? "SUPP"}</h:code><h:id>7</h:id><h:rqXML><${operation}RQ>
        <timeoutMilliseconds>179700</timeoutMilliseconds><source><languageCode>de</languageCode></source>
        <filterAuditData><registerTransactions>false</registerTransactions></filterAuditData>${token ?? ""}
        <Configuration><Parameters>${parameter ?? '<Parameter key="HotelXAccessCode" value="2"/>'}</Parameters>
        </Configuration></${operation}RQ></h:rqXML></h:providerRQ></h:${wrapper}></h:${operation}></e:Body></e:Envelope>`
}

const headersOf = ({ headers, operation = "HotelList" }: Ask): Readonly<Record<string, string>> => ({
  "content-type": "text/xml; charset=utf-8",
  soapaction: `"${hub}/IServiceHotelBatch/${operation}"`,
  ...headers
})

const post = (ask: Ask = {}): Provider.Request => ({
  method: "POST",
  path,
  query: "",
  headers: headersOf(ask),
  body: (ask.body ?? ((body) => body))(bodyOf(ask))
})

const send = (options: LegacyOptions.LegacyOptions, ask?: Ask, now = 0): Provider.Response =>
  LegacyProvider.respond(options)(post(ask), now, LegacyProvider.start(options))[0]

/** The token as an element of a request. */
const tokenOf = (token: string, range?: number): string => {
  const escaped = token.replace(/[&<>\r]/g, (character) => `&#${character.codePointAt(0)};`)
  return `<ContinuationToken${range === undefined ? "" : ` expectedRange="${range}"`}>${escaped}</ContinuationToken>`
}

const first = (range: number): string => `<ContinuationToken expectedRange="${range}"></ContinuationToken>`

const root = (xml: string): LegacyRequest.Element => Result.getOrThrow(LegacyRequest.read(xml))

/** What is inside the envelope, by the way documents tell readers to go. */
const inner = (body: string): LegacyRequest.Element => {
  const result = root(body).children.find(({ name }) => name === "Body")?.children[0]?.children[0]
  const answer = LegacyRequest.at(result, ["providerRS"], hub)
  const xml = LegacyRequest.at(answer, ["rsXML"], hub)?.children[0]
  const rs = LegacyRequest.at(answer, ["rs"], hub)
  const text = rs?.text ?? ""
  return xml ?? rs?.children[0] ?? root(text.startsWith("&lt;") ? root(`<a>${text}</a>`).text : text)
}

const child = (element: LegacyRequest.Element | undefined, name: string): LegacyRequest.Element | undefined =>
  element?.children.find((each) => each.name === name)

const codesOf = (document: LegacyRequest.Element): ReadonlyArray<string | undefined> => {
  const list = child(document, "Hotels") ?? child(document, "RoomsInfo") ?? child(document, "Categories")
  const records = (list ?? child(document, "MealPlans") ?? document).children
  return list === undefined && child(document, "MealPlans") === undefined
    ? records.filter(({ name }) => name === "DestinationTree").map(({ attributes }) => attributes.get("code"))
    : records.map((record) => child(record, "Code")?.text)
}

const errorOf = (response: Provider.Response): ReadonlyArray<string | undefined> => {
  const error = child(inner(response.body), "applicationErrors")
  return ["code", "type", "description"].map((name) => child(error, name)?.text)
}

const faultOf = (response: Provider.Response): readonly [number, string | undefined] => {
  const fault = root(response.body).children[0]?.children[0]
  return [response.status, child(fault, "faultcode")?.text]
}

interface Walk {
  readonly pages: ReadonlyArray<ReadonlyArray<string | undefined>>
  readonly last: LegacyRequest.Element
}

/** Reads to the end by tokens; `answer` posts one request. */
const walk = Effect.fnUntraced(function* <E, R>(
  operation: string,
  range: number,
  answer: (ask: Ask) => Effect.Effect<string, E, R>
) {
  const pages: Array<ReadonlyArray<string | undefined>> = []
  let token = first(range)
  for (;;) {
    const last = inner(yield* answer({ operation, token }))
    if (child(last, "applicationErrors") !== undefined) return { pages, last } satisfies Walk
    pages.push(codesOf(last))
    const next = child(last, "ContinuationToken")?.text ?? ""
    if (next === "") return { pages, last } satisfies Walk
    token = tokenOf(next, range)
  }
})

const handled = (provider: LegacyProvider.LegacyProvider) => (ask: Ask) =>
  Effect.map(provider.handle(post(ask)), (response) => response.body)

const posted = (url: string) => (ask: Ask) =>
  HttpClient.post(`${url}${path}`, {
    headers: headersOf(ask),
    body: HttpBody.text(bodyOf(ask), "text/xml; charset=utf-8")
  }).pipe(Effect.flatMap((response) => response.text))

const forms = ["escaped", "cdata", "element", "rsXML", "doubleEscaped"] as const

describe("LegacyProvider.respond", () => {
  it("answers in the documented envelope", () => {
    const { body, headers, status } = send({ hotels: 3 })

    assert.deepStrictEqual([status, headers["content-type"]], [200, "text/xml; charset=utf-8"])
    assert.match(body, /<HotelListResponse xmlns="http:..schemas.xmltravelgate.com.hub.2012.06"><HotelListResult /)
    assert.match(body, /<hubStatus><code>1<.code><warnings i:nil="true"\/><exceptionString i:nil="true"\/><.hubStatus>/)
    assert.match(body, /<refId>7<.refId><rs>&lt;HotelListRS xmlns="" xmlns:xsi=.*<rsXML i:nil="true"\/><.providerRS>/s)
    assert.deepStrictEqual(
      inner(body).children.map(({ name }) => name),
      ["auditData", "operationImplemented", "UpgradeUTCDate", "Hotels"]
    )
  })

  it.each([
    ["RoomList", "rooms"],
    ["GeographicDestinationTree", "destinations"],
    ["CategoryList", "categories"],
    ["MealPlanList", "boards"],
    ["HotelList", "hotels"]
  ] as const)("answers %s with every code once", (operation, stream) =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ hotels: 120, rooms: 110 })
      const expected = yield* provider.codes(stream)
      const codes = codesOf(inner(yield* handled(provider)({ operation })))

      assert.deepStrictEqual(codes, expected)
      assert.isAbove(expected.length, 7)
      assert.strictEqual(new Set(expected).size, expected.length)
    }).pipe(Effect.runPromise)
  )

  it("has codes that aren't numbers and texts with every special character", () => {
    const { body } = send({ hotels: 200 })
    const codes = codesOf(inner(body))
    const names = child(inner(body), "Hotels")?.children.map((hotel) => child(hotel, "Name")?.text ?? "") ?? []

    for (const code of ["001", "1", "1.0", "1e5", "0x1F", "A1#B", "a1", "A1", "__proto__"]) assert.include(codes, code)
    for (const part of ["]]>", "&amp;", "<Kro>", "\r\n", "🏖", "ホテル", "  Two  Spaces\tand"]) {
      assert.isTrue(names.some((name) => name.includes(part)))
    }
  })

  it("gives the same bytes for the same seed and others for another", () => {
    const [one, again, two] = [1, 1, 2].map((seed) => send({ hotels: 100, seed }).body)

    assert.strictEqual(one, again)
    assert.notStrictEqual(one, two)
  })

  it("has a destination tree in which every node but the roots has one parent", () => {
    const nodes = inner(send({}, { operation: "GeographicDestinationTree" }).body).children.slice(3)
    const children = nodes.flatMap((node) => node.children.map(({ attributes }) => attributes.get("code")))
    const codes = nodes.map(({ attributes }) => attributes.get("code"))

    assert.deepStrictEqual(children, codes.slice(2))
    assert.isTrue(nodes.some((node) => node.children.length === 1))
  })

  it.each([
    ["a missing parameter", { parameter: "" }, "the parameter HotelXAccessCode is missing"],
    ["another access", { parameter: '<Parameter key="Access" value="3"/>' }, "is of no access"],
    ["no language", { body: (body: string) => body.replace("de</lang", "</lang") }, "source/languageCode is missing"],
    ["a range of 0", { token: first(0) }, "expectedRange must be"],
    ["a blank token", { token: tokenOf(" ", 10) }, "byte for byte"],
    ["an unknown token", { token: tokenOf("abc", 10) }, "byte for byte"]
  ] as const)("reports 207 for %s", (_, ask, problem) => {
    const [code, type, description] = errorOf(send({}, ask))

    assert.deepStrictEqual([code, type], ["207", "207"])
    assert.include(description, problem)
  })

  it("takes the parameter by its other name", () => {
    const [code] = errorOf(send({ hotels: 1 }, { parameter: '<Parameter key="Access" value="2"/>' }))

    assert.isUndefined(code)
  })

  it.each([
    ["a wrong password", { password: "other" }, "a:InvalidSecurity"],
    ["no action", { headers: { soapaction: "" } }, "a:ActionNotSupported"],
    ["another action", { headers: { soapaction: `"${hub}/IServiceHotelBatch/RoomList"` } }, "a:ActionNotSupported"],
    ["an unknown operation", { operation: "toString" }, "a:ActionNotSupported"],
    [
      "a document in a namespace",
      { body: (b: string) => b.replace("<HotelListRQ>", '<HotelListRQ xmlns="urn:x">') },
      "a:DeserializationFailed"
    ],
    [
      "two suppliers",
      { body: (b: string) => b.replace("<h:providerRQ>", "<h:providerRQ/><h:providerRQ>") },
      "a:DeserializationFailed"
    ],
    ["a timeout of 49 ms", { body: (b: string) => b.replace("180000", "49") }, "a:DeserializationFailed"],
    ["broken XML", { body: (b: string) => b.replace("</e:Body>", "") }, "a:DeserializationFailed"],
    [
      "SOAP 1.2",
      {
        body: (b: string) =>
          b.replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
      },
      "a:DeserializationFailed"
    ]
  ] as const)("gives a SOAP fault for %s", (_, ask, code) => {
    assert.deepStrictEqual(faultOf(send({}, ask)), [500, code])
  })

  it("tells of two suppliers", () => {
    const { body } = send({}, { body: (b) => b.replace("<h:providerRQ>", "<h:providerRQ/><h:providerRQ>") })

    assert.include(body, "exactly one providerRQ")
  })

  it.each([
    ["another path", { path: "/" }, 404],
    ["another method", { method: "GET" }, 405],
    ["JSON", { headers: { ...headersOf({}), "content-type": "application/json" } }, 415],
    ["another charset", { headers: { ...headersOf({}), "content-type": "text/xml; charset=utf-16" } }, 415],
    ["a body above 128 KB", { body: `${bodyOf({})}${" ".repeat(131_072)}` }, 413]
  ] as const)("refuses %s", (_, changes, status) => {
    const [response] = LegacyProvider.respond({})({ ...post(), ...changes }, 0, LegacyProvider.start())

    assert.strictEqual(response.status, status)
  })

  it("says that another supplier is unknown", () => {
    const { body } = send({}, { supplier: "OTHER" })

    assert.match(body, /<hubProviderStatus><code>2<.code><exceptionString>.*<rs i:nil="true"\/><rsXML i:nil="true"\/>/s)
  })
})

describe("LegacyProvider pages", () => {
  const choices = Schema.Struct({
    total: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 250 })),
    range: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 })),
    seed: Schema.Int,
    pageExtra: Schema.Literals(["seeded", 0, 7, 999]),
    end: Schema.Literals(["absentToken", "emptyToken", "notFound"]),
    notFoundIn: Schema.Literals(["code", "type"]),
    rs: Schema.Literals(forms),
    tokens: Schema.Literals(["azure", "hostile"]),
    namespaced: Schema.Boolean,
    timed: Schema.Boolean,
    operation: Schema.Literals(["HotelList", "RoomList"])
  })

  it.effect.prop(
    "give every code exactly once, in pages of the range and up to 999 more",
    [choices],
    Effect.fnUntraced(function* ([choice]) {
      const { operation, range, timed, total, ...options } = choice
      const provider = yield* LegacyProvider.make({
        ...options,
        ...(timed ? { ttl: "4 minutes" } : {}),
        hotels: total,
        rooms: total
      })
      const { pages } = yield* walk(operation, range, handled(provider))
      const extra = options.pageExtra === "seeded" ? 999 : options.pageExtra

      assert.deepStrictEqual(pages.flat(), [...(yield* provider.codes(operation === "HotelList" ? "hotels" : "rooms"))])
      for (const page of pages.slice(0, -1)) assert.isAtLeast(page.length, range)
      for (const page of pages) assert.isAtMost(page.length, range + extra)
    })
  )

  it.effect("draw their sizes from the seed, the same for the same token", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ rooms: 3000 })
      const sizes = Effect.map(walk("RoomList", 10, handled(provider)), ({ pages }) => pages.map((page) => page.length))
      const once = yield* sizes
      const twice = yield* sizes

      assert.deepStrictEqual(once, twice)
      assert.isAbove(new Set(once).size, 3)
    })
  )

  it("have 0 to 999 records more than their range, each of these numbers", () => {
    const places = Array.from({ length: 20_000 }, (_, from) => from)
    const extras = new Set(places.map((from) => LegacyList.sizeOf({}, "hotels", from, "1000") - 1000))

    assert.deepStrictEqual([Math.min(...extras), Math.max(...extras), extras.size], [0, 999, 1000])
    assert.strictEqual(LegacyList.sizeOf({ pageExtra: 5 }, "rooms", 7, "1200"), 1205)
  })

  it.each([
    ["absentToken", undefined],
    ["emptyToken", ""]
  ] as const)("end by %s", (end, expected) => {
    const last = inner(send({ hotels: 5, end }, { token: first(10) }).body)

    assert.strictEqual(child(last, "ContinuationToken")?.text, expected)
  })

  it.each([
    ["code", ["11204", "102", "Hotels not found"]],
    ["type", [undefined, "11204", "Hotels not found"]]
  ] as const)("end by 11204 in %s", (notFoundIn, expected) => {
    const options = { hotels: 5, end: "notFound", notFoundIn } as const
    const token = child(inner(send(options, { token: first(10) }).body), "ContinuationToken")
    const after = send(options, { token: tokenOf(token?.text ?? "", 10) })

    assert.strictEqual(token?.attributes.get("expectedRange"), "10")
    assert.deepStrictEqual(errorOf(after), [...expected])
    assert.isUndefined(child(inner(after.body), "Hotels"))
    assert.deepStrictEqual(errorOf(send({ ...options, hotels: 0 }, { token: first(10) })), [...expected])
  })

  it("hold up to `unlimited` records without a range, and a follow-up needs one only where told so", () => {
    const options = { hotels: 50, unlimited: 30, pageExtra: 0 } as const
    const whole = inner(send(options).body)
    const token = child(inner(send(options, { token: first(10) }).body), "ContinuationToken")?.text ?? ""
    const rest = inner(send(options, { token: tokenOf(token) }).body)
    const [code] = errorOf(send({ ...options, strictAttribute: true }, { token: tokenOf(token) }))

    assert.deepStrictEqual([codesOf(whole).length, codesOf(rest).length, code], [30, 30, "207"])
  })

  it.each([
    ["notFound", "11204"],
    ["207", "207"]
  ] as const)("refuse a token past its time by %s", (expired, code) => {
    const options = { hotels: 50, ttl: "4 minutes", expired } as const
    const small = { ...options, pageExtra: 0 }
    const token = tokenOf(
      child(inner(send(small, { token: first(10) }, 1000).body), "ContinuationToken")?.text ?? "",
      10
    )

    assert.isUndefined(errorOf(send(small, { token }, 241_000))[0])
    assert.strictEqual(errorOf(send(small, { token }, 241_001))[0], code)
  })

  it.each([
    ["trimmed", (token: string) => token.trim()],
    ["with plain carriage returns", (token: string) => token.replaceAll("\r", "\n")],
    ["unescaped twice", (token: string) => token.replaceAll("&amp;", "&")]
  ])("refuse a hostile token that comes back %s", (_, spoil) => {
    const options = { hotels: 50, tokens: "hostile", pageExtra: 0 } as const
    const token = child(inner(send(options, { token: first(10) }).body), "ContinuationToken")?.text ?? ""

    assert.strictEqual(errorOf(send(options, { token: tokenOf(spoil(token), 10) }))[0], "207")
    assert.isUndefined(errorOf(send(options, { token: tokenOf(token, 10) }))[0])
  })

  it.effect.each(forms)("carry tokens of 64 KiB: %s", (rs) =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({
        hotels: 30,
        pageExtra: 0,
        tokens: "hostile",
        tokenBytes: 65_536,
        rs
      })
      const { pages } = yield* walk("HotelList", 10, handled(provider))

      assert.deepStrictEqual(pages.flat(), [...(yield* provider.codes("hotels"))])
      assert.strictEqual(Buffer.byteLength((yield* provider.requests)[1]?.token ?? ""), 65_536)
    })
  )

  it.effect("have records without a code where told so", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ hotels: 200, malformed: 0.2 })
      const codes = codesOf(inner(yield* handled(provider)({})))

      assert.deepStrictEqual(
        codes.filter((code) => code !== undefined),
        [...(yield* provider.codes("hotels"))]
      )
      assert.include(codes, undefined)
    })
  )
})

describe("LegacyOptions.volatility", () => {
  it.effect("loses no record that was there throughout, since a token holds a place and no number", () =>
    Effect.gen(function* () {
      let changed = 0
      for (let seed = 1; seed <= 20; seed++) {
        const volatility = { deletes: 2, inserts: 2, updates: 1, order: "immutable" } as const
        const provider = yield* LegacyProvider.make({ hotels: 60, pageExtra: 0, seed, volatility })
        const before = yield* provider.codes("hotels")
        const { pages } = yield* walk("HotelList", 10, handled(provider))
        const seen = pages.flat()
        const present = (yield* provider.presentThroughout("hotels")).map(({ key }) => key)

        assert.deepStrictEqual(
          present.filter((code) => !seen.includes(code)),
          [],
          `seed ${seed}`
        )
        assert.strictEqual(new Set(seen).size, seen.length)
        changed += before.length - present.length
      }
      assert.isAbove(changed, 100)
    })
  )

  it.effect("loses records that move to where was read", () =>
    Effect.gen(function* () {
      let lost = 0
      for (let seed = 1; seed <= 10; seed++) {
        const volatility = { moves: 2, aim: "before" } as const
        const provider = yield* LegacyProvider.make({ hotels: 60, pageExtra: 0, seed, volatility })
        const { pages } = yield* walk("HotelList", 10, handled(provider))
        const seen = pages.flat()
        lost += (yield* provider.presentThroughout("hotels")).filter(({ key }) => !seen.includes(key)).length
      }
      assert.isAbove(lost, 0)
    })
  )

  it.effect("leaves the page of a token as it is, whatever comes and goes before it", () =>
    Effect.gen(function* () {
      const volatility = { deletes: 3, inserts: 3, aim: "before" } as const
      const provider = yield* LegacyProvider.make({ hotels: 60, pageExtra: 0, volatility })
      const ask = handled(provider)
      const next = child(inner(yield* ask({ token: first(30) })), "ContinuationToken")?.text ?? ""
      const once = codesOf(inner(yield* ask({ token: tokenOf(next, 10) })))
      const twice = codesOf(inner(yield* ask({ token: tokenOf(next, 10) })))

      assert.deepStrictEqual(twice.slice(-5), once.slice(-5))
      assert.isAbove(twice.length, 0)
    })
  )

  it.effect("gives an updated record other content under the same code", () =>
    Effect.gen(function* () {
      for (const [stream, operation] of [
        ["hotels", "HotelList"],
        ["rooms", "RoomList"],
        ["destinations", "GeographicDestinationTree"],
        ["categories", "CategoryList"],
        ["boards", "MealPlanList"]
      ] as const) {
        const provider = yield* LegacyProvider.make({ hotels: 20, rooms: 20, volatility: { updates: 10 } })
        const ask = handled(provider)
        const codes = yield* provider.codes(stream)
        const before = inner(yield* ask({ operation }))
        const after = inner(yield* ask({ operation }))

        assert.deepStrictEqual([codesOf(before), codesOf(after)], [codes, codes], stream)
        assert.notDeepEqual(after, before, stream)
      }
    })
  )
})

describe("LegacyOptions.fail", () => {
  it.each([
    ["hubStatus", /<hubStatus><code>2<.*<providerRS i:nil="true"\/>/s],
    ["providerStatus", /<hubStatus><code>1<.*<hubProviderStatus><code>2</s],
    ["noDocument", /<code>1<.*<code>1<.*<rs i:nil="true"\/><rsXML i:nil="true"\/>/s],
    ["notImplemented", /operationImplemented&gt;false&lt;.operationImplemented&gt;&lt;.HotelListRS&gt;<.rs>/],
    ["doctype", /^<!DOCTYPE s:Envelope \[.*&a;.*<\/s:Envelope>$/s],
    ["doctypeInner", /<rs>&lt;!DOCTYPE HotelListRS \[.*&amp;a;/],
    ["html", /^<!doctype html>/],
    ["fault", /^<s:Envelope.*a:InternalServiceFault<.faultcode>/]
  ] as const)("answers in a wrong way: %s", (legacy, expected) => {
    const { body, status } = send({ hotels: 5, fail: [{ at: 1, legacy }] })

    assert.match(body, expected)
    assert.strictEqual(status, legacy === "fault" ? 500 : 200)
  })

  it.each(forms)("cuts the inner document after a record, the envelope whole: %s", (rs) => {
    const { body } = send({ hotels: 20, rs, fail: [{ at: 1, legacy: "cutInner" }] })
    const text = /<rs>(.*)<.rs>/s.exec(body)?.[1] ?? ""

    assert.isTrue(Result.isSuccess(LegacyRequest.read(body)))
    assert.isTrue(text.startsWith("&lt;HotelListRS") && text.endsWith("&lt;/Hotel&gt;"))
    assert.throws(() => inner(body))
  })

  it("cuts the envelope", () => {
    const whole = send({ hotels: 20 }).body
    const { body } = send({ hotels: 20, fail: [{ at: 1, legacy: "cutOuter" }] })

    assert.strictEqual(body, whole.slice(0, body.length))
    assert.approximately(body.length, whole.length / 2, 2)
  })

  it.effect("fails the scripted requests and no other, and only those that may ask", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({
        hotels: 3,
        fail: [
          { at: 2, times: 2, legacy: "applicationError", type: 103, code: "TMR", description: "Too many requests" },
          { at: 4, status: 503, retryAfter: { form: "seconds", seconds: 2 } },
          { at: 6, status: 503 }
        ]
      })
      const ask = provider.handle(post())
      const responses = yield* Effect.replicateEffect(ask, 5)
      yield* provider.handle(post({ password: "other" }))

      assert.deepStrictEqual(
        responses.map(({ status }) => status),
        [200, 200, 200, 503, 200]
      )
      assert.deepStrictEqual(errorOf(responses[2] ?? responses[0]!), ["TMR", "103", "Too many requests"])
      assert.strictEqual(responses[3]?.headers["retry-after"], "2")
      assert.deepStrictEqual(
        (yield* provider.requests).map(({ errorCode, records }) => [records, errorCode]),
        [
          [3, undefined],
          [0, "TMR"],
          [0, "TMR"],
          [0, undefined],
          [3, undefined],
          [0, "InvalidSecurity"]
        ]
      )
    })
  )
})

describe("LegacyOptions spelling", () => {
  it.each([
    ["escaped", /<rs>&lt;HotelListRS xmlns="".*&lt;.HotelListRS&gt;<.rs><rsXML i:nil/s],
    ["cdata", /<rs><!\[CDATA\[<HotelListRS xmlns="".*<.HotelListRS>]]><.rs><rsXML i:nil/s],
    ["element", /<rs><HotelListRS xmlns="".*<.HotelListRS><.rs><rsXML i:nil/s],
    ["rsXML", /<rs i:nil="true".><rsXML><HotelListRS xmlns="".*<.HotelListRS><.rsXML>/s],
    ["doubleEscaped", /<rs>&amp;lt;HotelListRS xmlns="".*&amp;lt;.HotelListRS&amp;gt;<.rs><rsXML i:nil/s]
  ] as const)("puts the document where told: %s", (rs, expected) => {
    const { body } = send({ hotels: 30, rs })

    assert.match(body, expected)
    assert.deepStrictEqual(codesOf(inner(body)), codesOf(inner(send({ hotels: 30 }).body)))
    assert.notInclude(send({ hotels: 30, rs, namespaced: false }).body, 'xmlns=""')
  })

  it("spells operationImplemented as told", () => {
    const { body } = send({ hotels: 1, operationImplemented: "OperationImplemented" })

    assert.strictEqual(child(inner(body), "OperationImplemented")?.text, "true")
  })
})

describe("LegacyProvider.make", () => {
  it.effect("logs every request", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ hotels: 25, pageExtra: 0 })
      const body = yield* handled(provider)({ token: first(20) })
      const token = child(inner(body), "ContinuationToken")?.text ?? ""
      yield* TestClock.adjust("3 seconds")
      yield* handled(provider)({ token: tokenOf(token, 20) })
      yield* provider.handle({ ...post(), method: "GET" })

      assert.deepStrictEqual(yield* provider.requests, [
        {
          number: 1,
          operation: "HotelList",
          token: "",
          expectedRange: "20",
          status: 200,
          records: 20,
          errorCode: undefined,
          sentAt: 0
        },
        {
          number: 2,
          operation: "HotelList",
          token,
          expectedRange: "20",
          status: 200,
          records: 5,
          errorCode: undefined,
          sentAt: 3000
        },
        {
          number: 3,
          operation: "HotelList",
          token: "",
          expectedRange: undefined,
          status: 405,
          records: 0,
          errorCode: undefined,
          sentAt: 3000
        }
      ])
    })
  )

  it.effect("is read to the end over InMemory", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ tokens: "hostile", end: "notFound" })
      const client = yield* InMemory.make(provider)
      const { pages } = yield* walk("HotelList", 500, posted("https://hub.example.test")).pipe(
        Effect.provideService(HttpClient.HttpClient, client)
      )

      assert.deepStrictEqual(pages.flat(), [...(yield* provider.codes("hotels"))])
    })
  )

  it.live("is read to the end over Serve", () =>
    Effect.gen(function* () {
      const provider = yield* LegacyProvider.make({ tokens: "hostile", tokenBytes: 5000 })
      const { url } = yield* Serve.serve(provider)
      const { pages } = yield* walk("RoomList", 300, posted(url))

      assert.deepStrictEqual(pages.flat(), [...(yield* provider.codes("rooms"))])
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )
})

describe("LegacyProvider compression", () => {
  it("marks an answer for gzip when the request takes it", () => {
    const plain = send({ hotels: 1 })
    const packed = send({ hotels: 1 }, { headers: { "accept-encoding": "gzip, deflate" } })

    assert.deepStrictEqual([plain.gzip, packed.gzip], [false, true])
  })
})

describe("LegacyAnswer.bigHotelList", () => {
  it("gives one well-formed answer in pieces, every code once and no token", () => {
    const pieces = [...LegacyAnswer.bigHotelList({ hotels: 1234, seed: 3 })]
    const document = inner(pieces.join(""))

    assert.strictEqual(pieces.length, 5)
    assert.strictEqual(new Set(codesOf(document)).size, 1234)
    assert.isUndefined(child(document, "ContinuationToken"))
    assert.deepStrictEqual([...LegacyAnswer.bigHotelList({ hotels: 1234, seed: 3 })], pieces)
  })

  it("takes about 370 bytes a hotel", () => {
    let bytes = 0
    for (const piece of LegacyAnswer.bigHotelList({ hotels: 10_000, seed: 1 })) bytes += Buffer.byteLength(piece)

    assert.approximately(bytes / 10_000, 370, 30)
  })
})
