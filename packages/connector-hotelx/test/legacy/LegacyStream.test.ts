import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { LegacyOperation, LegacyStream } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

const bytesOf = (text: string, length: number): Stream.Stream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  return Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.subarray(at * length, (at + 1) * length))
  )
}

const codes = (count: number) => Array.from({ length: count }, (_, at) => String(at).padStart(5, "0"))

const read = (text: string, length = 1000, options?: LegacyStream.Options) =>
  Effect.gen(function* () {
    const batches: Array<ReadonlyArray<unknown>> = []
    const failure = yield* Stream.runForEach(LegacyStream.rows(bytesOf(text, length), options), (batch) =>
      Effect.sync(() => batches.push(batch))
    ).pipe(Effect.as(undefined), Effect.catch(Effect.succeed))
    return {
      sizes: batches.map((batch) => batch.length),
      codes: batches.flat().map((item) => String(Object(item).Code)),
      failure: failure === undefined ? "none" : `${failure._tag}: ${failure.detail}`
    }
  })

describe("LegacyStream.rows", () => {
  for (const form of Answers.formNames) {
    it.effect(`gives every hotel once, in order and in batches, ${form}`, () =>
      Effect.gen(function* () {
        const result = yield* read(Answers.answer(Answers.page(codes(1203)), form))

        assert.deepStrictEqual(result, { sizes: [500, 500, 203], codes: codes(1203), failure: "none" })
      })
    )
  }

  it.effect("gives the same whatever the pieces are", () =>
    Effect.gen(function* () {
      for (const length of [7, 64, 70_000, 10_000_000]) {
        assert.deepStrictEqual((yield* read(Answers.answer(Answers.page(codes(600))), length)).codes, codes(600))
      }
    })
  )

  it.effect("runs again from its start", () =>
    Effect.gen(function* () {
      const stream = LegacyStream.rows(bytesOf(Answers.answer(Answers.page(codes(3))), 10))

      assert.deepStrictEqual(yield* Stream.runCollect(stream), yield* Stream.runCollect(stream))
    })
  )

  it.effect("fails when the answer is cut, after the rows that it had", () =>
    Effect.gen(function* () {
      const text = Answers.answer(Answers.page(codes(1203)))
      const result = yield* read(text.slice(0, -1))
      const inner = yield* read(Answers.answer(Answers.page(codes(1203)).slice(0, -1)))

      assert.deepStrictEqual(result.sizes.slice(0, 2), [500, 500])
      assert.include(result.failure, "ProviderUnavailable: the answer is cut")
      assert.include(inner.failure, "ProviderUnavailable: the document in rs is cut")
    })
  )

  it.effect("fails on a page of a longer list, on an error, and on what is no text", () =>
    Effect.gen(function* () {
      const page = yield* read(Answers.answer(Answers.page(["1"], "t")))
      const error = yield* read(Answers.answer(Answers.listOf(Answers.applicationError("x", "104"))))
      const charset = yield* read("x", 1, { contentType: "text/xml; charset=ebcdic" })

      assert.include(page.failure, "UnexpectedResponse: the answer has a token")
      assert.include(error.failure, "ProviderUnavailable")
      assert.include(charset.failure, "UnexpectedResponse: Encoding")
    })
  )

  it.effect("gives no rows when nothing is found", () =>
    Effect.gen(function* () {
      const nothing = yield* read(Answers.answer(Answers.listOf(Answers.applicationError("11204", "102"))))

      assert.deepStrictEqual(nothing, { sizes: [], codes: [], failure: "none" })
    })
  )

  it.effect("reads another list when it is told so", () =>
    Effect.gen(function* () {
      const rooms = "<RoomListRS><RoomsInfo><RoomInfo><Code>A</Code></RoomInfo></RoomsInfo></RoomListRS>"
      const result = yield* read(Answers.answer(rooms), 10, { operation: LegacyOperation.rooms })

      assert.deepStrictEqual(result.codes, ["A"])
    })
  )

  it.effect("fails with the failure of the bytes", () =>
    Effect.gen(function* () {
      const failing = Stream.concat(
        bytesOf(Answers.answer(Answers.page(codes(9))).slice(0, 500), 10),
        Stream.fail("lost")
      )

      assert.strictEqual(yield* Effect.flip(Stream.runDrain(LegacyStream.rows(failing))), "lost")
    })
  )

  it.live(
    "gives the first rows of a long answer before it read the tenth part, and keeps none of it",
    () =>
      Effect.gen(function* () {
        const [head = "", tail = ""] = Answers.answer(Answers.page(["here"])).split(
          Answers.escape(Answers.hotel("here"))
        )
        const encoder = new TextEncoder()
        const piece = encoder.encode(Answers.escape(codes(100).map(Answers.hotel).join("")))
        let read = 0
        const pieces = Stream.concat(
          Stream.make(encoder.encode(head)),
          Stream.concat(
            Stream.map(Stream.fromIterable(codes(300), { chunkSize: 1 }), () => {
              read++
              return piece
            }),
            Stream.make(encoder.encode(tail))
          )
        )
        const readAt: Array<number> = []
        const count = yield* LegacyStream.rows(pieces).pipe(
          Stream.runFold(
            () => 0,
            (sum, batch) => {
              readAt.push(read)
              return sum + batch.length
            }
          )
        )

        assert.strictEqual(count, 30_000)
        assert.isBelow(readAt[0] ?? 300, 30)
        assert.isTrue(readAt.every((pieces, at) => pieces <= (at + 1) * 5 + 30))
      }),
    60_000
  )
})
