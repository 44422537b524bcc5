import { assert, describe, it } from "@effect/vitest"
import {
  type DamageFault,
  Fault,
  Faulty,
  JsonWire,
  type PageFault,
  Provider,
  type RecordFault,
  type Wire
} from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { gunzipSync } from "node:zlib"

/** Twenty-three records in pages of five, by a token or by an offset. */
const size = 5
const rows = Array.from({ length: 23 }, (_, index) => ({ id: `r${index}`, name: `Row ${index}`, price: index * 1.5 }))

const pageAt = (from: number) => ({
  meta: {
    total: rows.length,
    offset: from,
    next: from + size < rows.length ? `t${from + size}` : null
  },
  list: rows.slice(from, from + size)
})

const provider = Effect.map(
  Effect.sync((): Array<string> => []),
  (asked) => ({
    asked,
    provider: {
      name: "test",
      handle: (request: Provider.Request) =>
        Effect.sync(() => {
          asked.push(request.query)
          const params = new URLSearchParams(request.query)
          const from = Number(params.get("offset") ?? params.get("token")?.slice(1) ?? 0)
          return {
            status: 200,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(pageAt(from))
          }
        })
    }
  })
)

const fields = { id: "/id", required: "/name", text: "/name", price: "/price" } as const
const shared = { asks: () => true, list: "/list", total: "/meta/total", offset: "/meta/offset", fields } as const

const byToken: Wire.Wire = {
  pages: [JsonWire.make({ ...shared, next: { at: "/meta/next", end: "null" }, cursor: { query: "token" } })],
  refusals: { expiredCursor: { status: 400, headers: {}, body: "expired" } }
}

const byOffset: Wire.Wire = {
  pages: [JsonWire.make({ ...shared, cursor: { query: "offset", records: true } })],
  refusals: {}
}

const request = (query: string): Provider.Request => ({ method: "GET", path: "/list", query, headers: {}, body: "" })

interface Page {
  readonly meta: { readonly total?: unknown; readonly offset: number; readonly next?: string | null }
  readonly list: ReadonlyArray<{ readonly [field: string]: unknown }>
}

/** Walks the list as a client does that believes everything, at most so many requests. */
const walk = Effect.fnUntraced(function* (faults: ReadonlyArray<Fault.Fault>, most = 12) {
  const { asked, provider: right } = yield* provider
  const faulty = yield* Faulty.make(right, faults, { wire: byToken })
  const pages: Array<Page> = []
  let token: string | null | undefined
  do {
    const answer = yield* faulty.handle(request(token === undefined ? "" : `token=${encodeURIComponent(token ?? "")}`))
    const page: Page = JSON.parse(String(answer.body))
    pages.push(page)
    token = page.meta.next
  } while (typeof token === "string" && token.trim() !== "" && pages.length < most)
  return { asked, pages, ids: pages.map(({ list }) => list.map(({ id }) => id).join(" ")) }
})

const page = (page: PageFault.Page, request = 3, times: number | "always" = 1) =>
  Fault.at(request, { _tag: "Page", page }, times)

const ids = (from: number, to: number) =>
  rows
    .slice(from, to)
    .map(({ id }) => id)
    .join(" ")

describe("a fault of pages", () => {
  const right = [ids(0, 5), ids(5, 10), ids(10, 15), ids(15, 20), ids(20, 23)]
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<Fault.Fault>, ReadonlyArray<string>]> = [
    ["nothing", [], right],
    ["the page before again, whole", [page("samePage")], [...right.slice(0, 2), ids(5, 10), ...right.slice(2)]],
    ["the records of the page before", [page("sameRecords")], [...right.slice(0, 2), ids(5, 10), ...right.slice(3)]],
    ["the cursor it was asked with", [page("sameCursor")], [...right.slice(0, 3), ids(10, 15), ...right.slice(3)]],
    ["an empty page before the right one", [page("emptyFirst")], [...right.slice(0, 2), "", ...right.slice(2)]],
    [
      "several empty pages before the right one",
      [page("emptyFirst", 3, 3)],
      [...right.slice(0, 2), "", "", "", ...right.slice(2)]
    ],
    ["the next page's records too", [page("longer")], [...right.slice(0, 2), ids(10, 20), ids(20, 23)]],
    ["those of the next two", [page("threefold")], [...right.slice(0, 2), ids(10, 23)]],
    ["an empty page behind the last", [page("endLater", 1, "always")], [...right, ""]],
    ["an end that is none", [page("falseEnd")], [...right.slice(0, 2), ""]],
    [
      "the last record of the page before",
      [page("lastAgain")],
      [...right.slice(0, 2), `r9 ${ids(10, 15)}`, ...right.slice(3)]
    ],
    ["the opposite order", [page("reversed")], [...right.slice(0, 2), "r14 r13 r12 r11 r10", ...right.slice(3)]]
  ]
  for (const [what, faults, expected] of cases) {
    it.effect(`gives ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual((yield* walk(faults)).ids, expected)
      })
    )
  }

  it.effect("asks the provider no more often than the pages it gives", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* walk([page("emptyFirst", 3, 3)])).asked.length, 5)
      assert.strictEqual((yield* walk([page("samePage")])).asked.length, 5)
      assert.strictEqual((yield* walk([page("threefold")])).asked.length, 5)
    })
  )

  it.effect("goes round in a cycle of cursors", () =>
    Effect.gen(function* () {
      const { ids } = yield* walk([page("cycle", 3, "always")], 7)
      assert.deepStrictEqual(ids, [...right.slice(0, 3), right[1], right[2], right[1], right[2]])
    })
  )

  it.effect("says that the list ends in every form there is", () =>
    Effect.gen(function* () {
      const endOf = Effect.fnUntraced(function* (form: PageFault.Page) {
        const { pages } = yield* walk([page(form, 1, "always")])
        return [pages.length, pages.at(-1)?.meta.next]
      })
      assert.deepStrictEqual(yield* endOf("endAsNull"), [5, null])
      assert.deepStrictEqual(yield* endOf("endAsEmpty"), [5, ""])
      assert.deepStrictEqual(yield* endOf("endAsBlank"), [5, " "])
      assert.deepStrictEqual(yield* endOf("endAsMissing"), [5, undefined])
    })
  )

  it.effect("states another total, another offset and a cursor of 1 MB", () =>
    Effect.gen(function* () {
      const stated = (yield* walk([Fault.at(2, { _tag: "Page", page: { total: '"many"' } })])).pages
      assert.deepStrictEqual(
        stated.map(({ meta }) => meta.total),
        [23, "many", 23, 23, 23]
      )
      const none = (yield* walk([Fault.at(2, { _tag: "Page", page: {} })])).pages
      assert.isFalse("total" in none[1]!.meta)
      assert.strictEqual((yield* walk([page("otherOffset", 2)])).pages[1]?.meta.offset, 6)
      assert.strictEqual((yield* walk([page("hugeCursor", 2)], 2)).pages[1]?.meta.next?.length, 1_048_576)
    })
  )

  it.effect("renames every field", () =>
    Effect.gen(function* () {
      const { pages } = yield* walk([page("renamed", 2)])
      assert.deepStrictEqual(Object.keys(pages[1]!.list[0]!), ["other_id", "other_name", "other_price"])
      assert.deepStrictEqual(Object.keys(pages[2]!.list[0]!), ["id", "name", "price"])
    })
  )

  it.effect("caps the limit of a list by offset at half, and loses nothing", () =>
    Effect.gen(function* () {
      const { provider: right } = yield* provider
      const faulty = yield* Faulty.make(right, [page("fewer", 1, "always")], { wire: byOffset })
      const lengths: Array<number> = []
      let offset = 0
      for (let length = 1; length > 0; offset += length) {
        const answer: Page = JSON.parse(String((yield* faulty.handle(request(`offset=${offset}`))).body))
        length = answer.list.length
        lengths.push(length)
      }
      assert.deepStrictEqual(lengths, [3, 3, 3, 3, 3, 3, 3, 2, 0])
    })
  )
})

describe("a fault of records", () => {
  const first = Effect.fnUntraced(function* (record: RecordFault.RecordFault["record"], share?: number) {
    const { pages } = yield* walk([Fault.at(1, { _tag: "Record", record, share })], 1)
    const list: ReadonlyArray<unknown> = pages[0]!.list
    return list
  })

  it.effect("gives one field another value, or takes it away", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* first({ field: "id", value: "7" }))[0], { id: 7, name: "Row 0", price: 0 })
      assert.deepStrictEqual((yield* first({ field: "required" }))[0], { id: "r0", price: 0 })
      assert.deepStrictEqual((yield* first({ field: "id", value: "7" })).slice(1), rows.slice(1, 5))
    })
  )

  it.effect("happens to the share that is told", () =>
    Effect.gen(function* () {
      const changed = yield* first({ field: "required", value: "0" }, 0.6)
      assert.deepStrictEqual(
        changed.map((record) => Object(record).name),
        [0, 0, 0, "Row 3", "Row 4"]
      )
    })
  )

  it.effect("repeats a record, as it is or with another text", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* first("twice")).slice(0, 2), [rows[0], rows[0]])
      assert.deepStrictEqual((yield* first("twiceOther")).slice(0, 2), [rows[0], { ...rows[0], name: "another" }])
      assert.deepStrictEqual((yield* first("notObject"))[0], "no record")
      assert.strictEqual(String(Object(yield* first("huge"))[0].unasked).length, 50 * 1024 * 1024)
    })
  )
})

describe("a fault of answers", () => {
  const answered = Effect.fnUntraced(function* (what: Fault.What) {
    const { asked, provider: right } = yield* provider
    const faulty = yield* Faulty.make(right, [Fault.at(1, what)], { wire: byToken })
    const answer = yield* faulty.handle(request(""))
    return { ...answer, bytes: Provider.bytesOf(answer), asked: asked.length }
  })

  it.effect("comes instead of the provider's, which acts only where it is said to", () =>
    Effect.gen(function* () {
      const none = yield* answered({ _tag: "Answer", answer: 503, body: "down" })
      const acted = yield* answered({ _tag: "Answer", answer: 503, acted: true })
      const own = yield* answered({ _tag: "Answer", answer: "expiredCursor" })

      assert.deepStrictEqual([none.status, none.body, none.asked], [503, "down", 0])
      assert.deepStrictEqual([acted.status, acted.asked], [503, 1])
      assert.deepStrictEqual([own.status, own.body, own.asked], [400, "expired", 0])
    })
  )

  it.effect("asks for a wait in each of its forms", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-03-02T00:00:00Z"))
      const waits = yield* Effect.forEach(
        [{ form: "seconds", seconds: 30 }, { form: "imfFixdate", seconds: 90 }, "Infinity"] as const,
        (retryAfter) => answered({ _tag: "Answer", answer: 429, retryAfter })
      )
      assert.deepStrictEqual(
        waits.map(({ headers }) => headers["retry-after"]),
        ["30", "Mon, 02 Mar 2026 00:01:30 GMT", "Infinity"]
      )
    })
  )

  const whole = JSON.stringify(pageAt(0))
  const damaged = (damage: DamageFault.Damage) => answered({ _tag: "Damage", damage })

  it.effect("damages the bytes and the headers in the way that it is called", () =>
    Effect.gen(function* () {
      assert.match(String((yield* damaged("html")).body), /^<!doctype html>/)
      assert.deepStrictEqual([(yield* damaged("empty")).bytes.length, (yield* damaged("noContent")).status], [0, 204])
      assert.strictEqual((yield* damaged("cut")).bytes.toString(), whole.slice(0, Math.floor(whole.length / 2)))
      assert.deepStrictEqual(
        [(yield* damaged("null")).body, (yield* damaged("otherType")).headers["content-type"]],
        ["null", "text/html"]
      )
      assert.deepStrictEqual([...(yield* damaged("utf8Mark")).bytes.subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x7b])
      assert.deepStrictEqual([...(yield* damaged("utf16")).bytes.subarray(0, 4)], [0xff, 0xfe, 0x7b, 0])
      assert.isTrue((yield* damaged("invalidUtf8")).bytes.includes(0xff))
      assert.strictEqual(Object.keys((yield* damaged("manyHeaders")).headers).length, 10_001)
      assert.strictEqual((yield* damaged("largeHeader")).headers["x-filler"]?.length, 65_536)
      assert.match(String((yield* damaged("deep")).body), /^\{"deep":\[{100000}\]{100000},/)
    })
  )

  it.effect("codes a body in ways that a client has to refuse", () =>
    Effect.gen(function* () {
      const six = yield* damaged("sixCodings")
      let bytes = six.bytes
      for (let layer = 0; layer < 6; layer++) bytes = gunzipSync(bytes)
      const cut = yield* damaged("gzipCut")
      const bomb = yield* damaged("gzipBomb")

      assert.deepStrictEqual([bytes.toString(), six.headers["content-encoding"]?.split(", ").length], [whole, 6])
      assert.throws(() => gunzipSync(cut.bytes), /unexpected end/)
      assert.isAbove(gunzipSync(bomb.bytes).length, 200 * bomb.bytes.length)
      assert.deepStrictEqual(
        [(yield* damaged("wrongCoding")).headers["content-encoding"], (yield* damaged("wrongCoding")).body],
        ["gzip", whole]
      )
    })
  )

  it.effect("gives a token another life", () =>
    Effect.gen(function* () {
      const right: Provider.Provider = {
        name: "tokens",
        handle: () => Effect.succeed({ status: 200, headers: {}, body: '{"access_token":"a","expires_in":3600}' })
      }
      const faults = [{ when: { at: 1, of: "tokens" }, what: { _tag: "Token", expiresIn: "-1" } }] as const
      const faulty = yield* Faulty.make(right, faults)
      const lists = yield* faulty.handle(request(""))
      const token = yield* faulty.handle({ ...request(""), path: "/oauth2/token" })

      assert.deepStrictEqual(
        [lists.body, token.body],
        ['{"access_token":"a","expires_in":3600}', '{"access_token":"a","expires_in":-1}']
      )
    })
  )
})

describe("Faulty.make", () => {
  const refused = Effect.fnUntraced(function* (what: Fault.What, wire?: Wire.Wire) {
    const { provider: right } = yield* provider
    return (yield* Effect.flip(Faulty.make(right, [Fault.at(1, what)], { wire }))).message
  })

  it.effect("refuses in one line what it can't show", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        [
          yield* refused({ _tag: "Connection", connection: "reset" }),
          yield* refused({ _tag: "Page", page: "cycle" }),
          yield* refused({ _tag: "Page", page: "cycle" }, byOffset),
          yield* refused({ _tag: "Page", page: "elsewhere" }, byToken),
          yield* refused({ _tag: "Page", page: "fewer" }, byToken),
          yield* refused({ _tag: "Record", record: { field: "currency", value: "1" } }, byToken),
          yield* refused({ _tag: "Answer", answer: "quota" }, byToken),
          yield* refused({ _tag: "Damage", damage: "dtd" }, byToken),
          yield* refused({ _tag: "World", world: "clear" }, byToken),
          yield* refused({ _tag: "Process", process: "killAtStep" }, byToken)
        ],
        [
          'a provider alone, no connection can be "reset"',
          "a fault of a page needs to know where pages stand in an answer (wire)",
          "its pages name no next cursor",
          "its cursors are no links",
          "what is left out of a page would be lost: its cursors don't count records",
          'no field of a record is its "currency"',
          'it is not known how this provider says "quota" (wire)',
          "its answers are no XML",
          "a change of the data is made where the provider is made (volatility)",
          "a fault of the process is not a provider's; a simulator applies it"
        ]
      )
    })
  )

  it.effect("leaves answers alone, byte for byte, at all other requests", () =>
    Effect.gen(function* () {
      const { provider: right } = yield* provider
      const faulty = yield* Faulty.make(right, [page("reversed", 2)], { wire: byToken })
      const answers = [
        yield* faulty.handle(request("")),
        yield* faulty.handle(request("")),
        yield* faulty.handle(request(""))
      ]

      assert.deepStrictEqual(
        [answers[0]?.body, answers[2]?.body],
        [JSON.stringify(pageAt(0)), JSON.stringify(pageAt(0))]
      )
      assert.notStrictEqual(answers[1]?.body, answers[0]?.body)
    })
  )
})
