import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { HttpClient } from "effect/http"
import * as Utf8 from "../../src/client/Utf8.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import * as WireServer from "./WireServer.ts"

/** The text of the chunks, or nothing where they are refused. */
const decode = (chunks: ReadonlyArray<Buffer>): string | undefined => {
  const text = Utf8.make()
  for (const chunk of chunks) if (text.add(chunk) !== undefined) return undefined
  return Result.getOrUndefined(text.whole())
}

const splits = (bytes: Buffer): ReadonlyArray<ReadonlyArray<Buffer>> => [
  [bytes],
  [...bytes].map((byte) => Buffer.from([byte])),
  ...Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]),
  ...Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at, at + 1), bytes.subarray(at + 1)])
]

describe("Utf8", () => {
  for (const text of [
    "",
    "plain",
    "é",
    "Hôtel 日本 🏨 e\u0301",
    "\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}"
  ]) {
    it(`gives ${JSON.stringify(text)} however it is cut into chunks`, () => {
      for (const chunks of splits(Buffer.from(text))) assert.strictEqual(decode(chunks), text)
    })
  }

  it("drops one byte order mark at the beginning and no other", () => {
    for (const chunks of splits(Buffer.from("\ufeff\ufeffa\ufeff"))) assert.strictEqual(decode(chunks), "\ufeffa\ufeff")
  })

  for (const [what, bytes] of [
    ["a byte that begins nothing", [0x61, 0x80]],
    ["a lead without its end", [0x61, 0xc3]],
    ["two of three bytes", [0xe6, 0x97]],
    ["three of four bytes", [0xf0, 0x9f, 0x8f]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["an overlong slash of three bytes", [0xe0, 0x80, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["a character beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
    ["0xff", [0xff]],
    ["a lead after a lead", [0xc3, 0xc3, 0xa9]],
    ["Latin 1", [0x48, 0xf4, 0x74, 0x65, 0x6c]]
  ] as const) {
    it(`refuses ${what} however it is cut into chunks`, () => {
      for (const chunks of splits(Buffer.from(bytes))) assert.isUndefined(decode(chunks))
    })
  }
})

const get = (length: number) =>
  Effect.gen(function* () {
    const { origin } = yield* WireServer.serve((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`)
    )
    const response = yield* (yield* HttpClient.HttpClient).get(origin)
    const first = yield* response.text
    return {
      first: first.length,
      again: yield* Effect.match(response.text, {
        onFailure: ({ message }) => message,
        onSuccess: ({ length }) => length
      }),
      bytes: yield* Effect.match(response.arrayBuffer, {
        onFailure: ({ message }) => message,
        onSuccess: ({ byteLength }) => byteLength
      })
    }
  }).pipe(Effect.scoped, Effect.provide(NodeClient.layer()))

describe("the text of a hardened response", () => {
  it.live("is kept for who asks again when it is small", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* get(1000), { first: 1000, again: 1000, bytes: 1000 })
    })
  )

  it.live("is given once when it is large, and says so", () =>
    Effect.gen(function* () {
      const { again, first } = yield* get(100_000)

      assert.strictEqual(first, 100_000)
      assert.include(String(again), "the body was read before")
    })
  )
})
