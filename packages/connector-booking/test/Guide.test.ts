/** What docs/new-connector.md shows of a law that a connector breaks. */
import { assert, describe, it } from "@effect/vitest"
import { BookingProvider, Volatility } from "@innlet/testkit"
import { Conformance, Laws, type Subject } from "@innlet/testkit/conformance"
import { Effect, Layer, Redacted } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { BookingConnector } from "../src/index.ts"

const guide = readFileSync(join(import.meta.dirname, "../../../docs/new-connector.md"), "utf8")

const list = (stream: string) => (stream === "rates" || stream === "inventory" ? stream : "reservations")

const subject = (order: "immutable" | "append"): Subject.Subject => ({
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const provider = yield* BookingProvider.make({
      rows: pages * 10,
      seed,
      malformed,
      volatility: Volatility.inOrder(volatility, "immutable")
    })
    return {
      provider,
      connector: BookingConnector.make({
        baseUrl: "https://booking.test",
        token: Redacted.make("test-token"),
        order,
        pageSize: 10
      }),
      rows: (stream) => provider.rows(list(stream)),
      presentThroughout: (stream) => provider.presentThroughout(list(stream)),
      mark: provider.mark,
      keyOf: (_, raw) => String(Object(raw).id),
      secrets: ["test-token"]
    }
  })
})

/** Those of the group that the guide's failure is of. */
const laws = Laws.all.filter(({ group }) => group === "traversal honesty")

describe("the guide to a new connector", () => {
  it.live("has a subject that keeps the laws", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Conformance.check(Layer.empty, subject("immutable"), laws)).violations, [])
    })
  )

  it.live("shows how a law fails, word for word", () =>
    Effect.gen(function* () {
      const { violations } = yield* Conformance.check(Layer.empty, subject("append"), laws)
      const [first, ...others] = violations
      const line = `${first?.message} (${others.map(({ stream }) => stream).join(", ")} break it too)`

      assert.strictEqual(/^```text\n(rates: .*)\n```$/m.exec(guide)?.[1], line)
    })
  )
})
