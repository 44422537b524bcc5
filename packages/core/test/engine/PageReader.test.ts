import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Option } from "effect"
import * as Page from "../../src/contract/Page.ts"
import * as PageReader from "../../src/engine/PageReader.ts"

const encode = (cursor: unknown) => `<${String(cursor)}>`

describe("PageReader.factsOf", () => {
  it("tells what the page says and nothing that it doesn't", () => {
    assert.deepStrictEqual(PageReader.factsOf(Page.make<unknown, unknown>({ records: [1] }), ["k"], encode), {
      keys: ["k"],
      total: undefined,
      offset: undefined,
      next: undefined,
      advances: false,
      evidence: []
    })
    const whole = Page.make<unknown, unknown>({
      records: [1],
      total: Option.some(9),
      offset: Option.some(3),
      next: Option.some("c"),
      advances: true,
      evidence: ["shortPage"]
    })
    assert.deepStrictEqual(PageReader.factsOf(whole, ["k"], encode), {
      keys: ["k"],
      total: 9,
      offset: 3,
      next: "<c>",
      advances: true,
      evidence: ["shortPage"]
    })
  })
})

describe("PageReader.deadlineOf", () => {
  it("counts a cursor's life from when its page was asked for, or takes the page's word", () => {
    const page = Page.make<unknown, unknown>({ records: [] })
    const stated = { ...page, expiresAt: Option.some(DateTime.makeUnsafe(77)) }
    const ttl = Duration.seconds(4)

    assert.isUndefined(PageReader.deadlineOf({ _tag: "Unlimited" }, stated, 1000))
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Fixed", ttl }, stated, 1000), 5000)
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Sliding", ttl }, stated, 1000), 5000)
    assert.strictEqual(PageReader.deadlineOf({ _tag: "Stated" }, stated, 1000), 77)
    assert.isUndefined(PageReader.deadlineOf({ _tag: "Stated" }, page, 1000))
  })
})
