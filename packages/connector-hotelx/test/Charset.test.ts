import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { NodeClient } from "@innlet/core/node"
import { MemoryStore } from "@innlet/core/store"
import { LegacyProvider, Serve } from "@innlet/testkit"
import { Effect, Option, Redacted } from "effect"
import { LegacyConnector } from "../src/legacy/index.ts"

interface Coding {
  readonly type: string
  readonly bytes: (text: string) => Buffer
}

const utf8: Coding = { type: "text/xml; charset=utf-8", bytes: (text) => Buffer.from(text) }
const mark = "\ufeff"
const le = (text: string) => Buffer.from(text, "utf16le")
const be = (text: string) => Buffer.from(text, "utf16le").swap16()
const ascii = (text: string) => text.replaceAll(/[^\0-\x7f]/gu, "?")
const declared = (name: string, text: string) => `<?xml version="1.0" encoding="${name}"?>${text}`

const decoder = new TextDecoder("windows-1252")
const byteOf = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))

/** What the charset lacks stands as a reference. */
const windows1252 = (text: string) =>
  Buffer.concat(
    Array.from(text, (character) => {
      const byte = byteOf.get(character)
      return byte === undefined ? Buffer.from(`&#${character.codePointAt(0)};`) : Buffer.of(byte)
    })
  )

/** As it is cut, the length agrees with it. */
const cutAt = (bytes: Buffer, character: Buffer, inside: number) =>
  bytes.subarray(0, bytes.lastIndexOf(character) + inside)

/** A service that sends its answers from the nth on in a charset, and a connector to it, over a socket. */
const setting = Effect.fnUntraced(function* (coding: Coding, from = 1) {
  const provider = yield* LegacyProvider.make({ hotels: 60, pageExtra: 0 })
  let answers = 0
  const { url } = yield* Serve.serve({
    name: provider.name,
    handle: (request) =>
      Effect.map(provider.handle(request), (response) => {
        const { bytes, type } = ++answers < from ? utf8 : coding
        // Characters that windows-1252 has and ISO-8859-1 has not.
        const body = bytes(response.body.replaceAll("House", "House “€”"))
        return { ...response, headers: { ...response.headers, "content-type": type }, body }
      })
  })
  return yield* LegacyConnector.make({
    baseUrl: url,
    username: "hub-user",
    password: Redacted.make("hub-password"),
    supplier: "SUPP",
    accessCode: "2",
    expectedRange: 20
  }).pipe(Effect.provide(NodeClient.layer()))
}, Effect.orDie)

const read = (coding: Coding) =>
  Effect.flatMap(setting(coding), ({ hotels }) =>
    hotels.read({ partition: "all", cursor: Option.none(), pageSize: 20 })
  )

const right: ReadonlyArray<readonly [what: string, type: string, bytes: Coding["bytes"]]> = [
  [
    "UTF-8 with a mark that the content type calls windows-1252",
    "text/xml; charset=windows-1252",
    (text) => Buffer.from(mark + text)
  ],
  ["UTF-8 that calls itself utf-16", "text/xml", (text) => Buffer.from(declared("utf-16", text))],
  ["UTF-16 with a mark", "text/xml; charset=utf-16", (text) => le(mark + declared("utf-16", text))],
  ["UTF-16 with a mark and no other name", "text/xml", (text) => be(mark + text)],
  ["UTF-16 with a mark that the content type calls utf-8", "text/xml; charset=utf-8", (text) => le(mark + text)],
  ["UTF-16 without a mark", "text/xml", (text) => le(declared("utf-16", text))],
  ["UTF-16 without a mark, high bytes first", "text/xml; charset=utf-16", (text) => be(text)],
  ["windows-1252 by the content type", "text/xml; charset=windows-1252", windows1252],
  ["windows-1252 by its declaration", "text/xml", (text) => windows1252(declared("windows-1252", text))],
  ["windows-1252 called iso-8859-1", "text/xml; charset=iso-8859-1", windows1252]
]

const wrong: ReadonlyArray<
  readonly [what: string, type: string, bytes: Coding["bytes"], reason: string, detail: string]
> = [
  [
    "windows-1252 that the content type calls utf-8",
    "text/xml; charset=utf-8",
    windows1252,
    "UnexpectedResponse",
    "the document is not utf-8"
  ],
  ["windows-1252 that names nothing", "text/xml", windows1252, "UnexpectedResponse", "the document is not utf-8"],
  [
    "UTF-8 that the content type calls windows-1252",
    "text/xml; charset=windows-1252",
    (text) => Buffer.from(text),
    "UnexpectedResponse",
    "the document is not windows-1252"
  ],
  [
    "UTF-8 that the content type calls utf-16",
    "text/xml; charset=utf-16",
    (text) => Buffer.from(text),
    "UnexpectedResponse",
    "the content type says utf-16, and the bytes are not"
  ],
  [
    "UTF-16 without a mark that the content type calls utf-8",
    "text/xml; charset=utf-8",
    le,
    "UnexpectedResponse",
    "the document is not utf-8"
  ],
  [
    "UTF-16 of ASCII alone that the content type calls utf-8",
    "text/xml; charset=utf-8",
    (text) => le(ascii(text)),
    "UnexpectedResponse",
    "no XML document to be read"
  ],
  [
    "UTF-16 that the content type calls the other byte order",
    "text/xml; charset=utf-16be",
    le,
    "UnexpectedResponse",
    "the document is not utf-16be"
  ],
  [
    "UTF-16 of ASCII alone that the content type calls the other byte order",
    "text/xml; charset=utf-16be",
    (text) => le(ascii(text)),
    "UnexpectedResponse",
    "no XML document to be read"
  ],
  [
    "a charset that is not read",
    "text/xml; charset=shift_jis",
    windows1252,
    "UnexpectedResponse",
    '"shift_jis" is not read'
  ],
  [
    "UTF-8 cut inside a character",
    "text/xml; charset=utf-8",
    (text) => cutAt(Buffer.from(text), Buffer.from("ホ"), 2),
    "UnexpectedResponse",
    "the document ends within a character of utf-8"
  ],
  [
    "UTF-16 cut inside a unit",
    "text/xml; charset=utf-16",
    (text) => cutAt(le(mark + text), le("ホ"), 1),
    "UnexpectedResponse",
    "the document ends within a character of utf-16le"
  ],
  [
    "UTF-16 cut between the halves of a character",
    "text/xml; charset=utf-16",
    (text) => cutAt(le(mark + text), le("🏖"), 2),
    "UnexpectedResponse",
    "the document ends within a character of utf-16le"
  ],
  [
    "windows-1252 cut behind a character",
    "text/xml; charset=windows-1252",
    (text) => cutAt(windows1252(text), Buffer.of(0x80), 1),
    "ProviderUnavailable",
    "the answer is cut"
  ]
]

describe("an answer of the legacy service over a socket", () => {
  for (const [what, type, bytes] of right) {
    it.live(`is read right in ${what}`, () =>
      Effect.gen(function* () {
        const plain = yield* read(utf8)
        const page = yield* read({ type, bytes })

        assert.deepStrictEqual(page, plain)
        assert.strictEqual(plain.records.length, 20)
        for (const name of ["Hôtel Étoile & Spa", "ホテル東京", "🏖 House “€”"]) {
          assert.include(JSON.stringify(page.records), name)
        }
      })
    )
  }

  for (const [what, type, bytes, reason, detail] of wrong) {
    it.live(`is no page in ${what}`, () =>
      Effect.gen(function* () {
        const failed = (yield* Effect.flip(read({ type, bytes }))).reason

        assert.strictEqual(failed._tag, reason)
        assert.include(failed.detail, detail)
        assert.notInclude(failed.detail, "\n")
      })
    )
  }

  it.live(
    "ends no list where it is in another charset than it says: the page before it is kept, and the pull fails",
    () =>
      Effect.gen(function* () {
        const connector = yield* setting({ type: "text/xml; charset=utf-8", bytes: windows1252 }, 2)
        const report = yield* Sync.run(connector, { streams: ["hotels"] }).pipe(
          Effect.catchTag("SyncIncomplete", (incomplete) => Effect.succeed(incomplete.report))
        )
        const memory = yield* MemoryStore.MemoryStore
        const { outcome } = report.streams[0]!

        assert.strictEqual(outcome._tag, "Failed")
        assert.include(outcome._tag === "Failed" ? outcome.error.message : "", "the document is not utf-8")
        assert.strictEqual(memory.rows(StreamTable.make(connector.name, connector.hotels)).length, 20)
      }).pipe(Effect.provide(MemoryStore.layer))
  )
})
