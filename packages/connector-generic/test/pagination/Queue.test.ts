import { assert, describe, it } from "@effect/vitest"
import { ConnectorError } from "@innlet/core/contract"
import { MemoryStore } from "@innlet/core/store"
import { Effect, Result } from "effect"
import type { Draft } from "../../src/Draft.ts"
import * as Queue from "../../src/pagination/Queue.ts"
import * as Scene from "./Scene.ts"

const queue = { type: "queue", id: "/id", acknowledge: { path: ["acks"], ids: { body: "/ids" } } }

const acknowledge = (ids: ReadonlyArray<string | number>): Draft =>
  Queue.withIds({ ...Scene.start, method: "POST", path: "/acks", body: { ok: true } }, { body: "/ids" }, ids)

/** Keeps messages until they are acknowledged. */
const provider = (count: number, losesAck?: number) => {
  let waiting = Scene.ids(count)
  let acks = 0
  const scene = Scene.make(
    queue,
    ({ draft }) => {
      if (draft.path !== "/acks") return { document: { rows: Scene.rowsOf(waiting.slice(0, 3)) } }
      const { body } = draft
      const ids = typeof body === "object" && body !== null && "ids" in body && Array.isArray(body.ids) ? body.ids : []
      waiting = waiting.filter((id) => !ids.includes(id))
      acks += 1
      return acks === losesAck
        ? {
            refused: new ConnectorError.ProviderUnavailable({
              detail: "lost",
              retryAfter: undefined,
              processed: "maybe"
            })
          }
        : { document: { rows: [{ id: "not a message" }] } }
    },
    { acknowledge, pageSize: { default: 3, max: 3 } }
  )
  return { scene, left: () => waiting.length }
}

describe("a queue", () => {
  for (const losesAck of [undefined, 2]) {
    it.effect(
      `is emptied, ${losesAck === undefined ? "page by page" : "though an acknowledgement's answer is lost"}`,
      () =>
        Effect.gen(function* () {
          const { left, scene } = provider(10, losesAck)

          const report = yield* Scene.pull(scene)

          assert.deepStrictEqual(report.outcome, {
            _tag: "Completed",
            verdict: { _tag: "Attested", method: "queue", passes: 1 }
          })
          assert.deepStrictEqual(yield* Scene.stored(scene), Scene.ids(10))
          assert.strictEqual(left(), 0)
          assert.deepStrictEqual(scene.requests[1]?.draft, {
            ...Scene.start,
            method: "POST",
            path: "/acks",
            body: { ok: true, ids: Scene.ids(3) }
          })
        }).pipe(Effect.provide(MemoryStore.layer, { local: true }))
    )
  }

  it("acknowledges ids as they came, each once, and tells acknowledgements from pages", () => {
    const strategy = Scene.strategyOf(queue, { acknowledge })
    const followed = strategy.follow(Scene.answer({}), Scene.asked(), [{ id: 7 }, { id: "7" }, { id: 7 }])
    const cursor = Scene.cursorOf(followed)
    const asked = Scene.asked({ cursor })
    assert.isTrue(strategy.isAside?.(asked))
    assert.isFalse(strategy.isAside?.(Scene.asked()))
    assert.deepStrictEqual(Result.getOrThrow(strategy.place(Scene.start, asked)).body, { ok: true, ids: [7, "7"] })
    const then = Result.getOrThrow(strategy.follow(Scene.answer({}), asked, []))
    assert.isTrue(then.advances)
    assert.strictEqual(Scene.cursorOf(Result.succeed(then)), '{"page":1}')
  })

  it("acknowledges nothing where a message has no id", () => {
    const strategy = Scene.strategyOf(queue, { acknowledge })
    for (const message of [{}, { id: null }, { id: "" }, { id: {} }]) {
      assert.match(
        Scene.refusal(strategy.follow(Scene.answer({}), Scene.asked(), [{ id: 1 }, message])),
        /^UnexpectedResponse: a message has no/
      )
    }
  })

  it("takes no cursor that is not its own", () => {
    const strategy = Scene.strategyOf(queue, { acknowledge })
    for (const cursor of ["", "3", "{}", '{"page":1,"acknowledge":[]}', '{"page":1,"acknowledge":[{}]}']) {
      assert.match(Scene.refusal(strategy.place(Scene.start, Scene.asked({ cursor }))), /^CursorRejected/, cursor)
    }
  })

  it("puts ids into a query as one text", () => {
    assert.deepStrictEqual(Queue.withIds(Scene.start, { query: "ids" }, ["a", 2]).query, [["ids", "a,2"]])
  })
})
