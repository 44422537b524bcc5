/** A Booking-shaped provider of a stable order that lists what changed, and the connector that knows so. */
import { BookingProvider, Volatility } from "@innlet/testkit"
import type { Subject } from "@innlet/testkit/conformance"
import { Effect, Redacted } from "effect"
import { BookingConnector } from "../src/index.ts"

const token = "token-of-a-booking-subject"
const pageSize = 10

export const subject: Subject.Subject = {
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const provider = yield* BookingProvider.make({
      token,
      rows: pages * pageSize - 3,
      seed,
      malformed,
      changes: true,
      volatility: Volatility.inOrder(volatility, "immutable")
    })
    return {
      provider,
      connector: BookingConnector.make({
        baseUrl: "https://booking.test",
        token: Redacted.make(token),
        pageSize,
        order: "immutable",
        changes: { since: "updated_since", before: "updated_before", from: "inclusive" }
      }),
      rows: (stream) => provider.rows(listOf(stream)),
      presentThroughout: (stream) => provider.presentThroughout(listOf(stream)),
      mark: provider.mark,
      keyOf: (_, raw) => {
        const { id }: { readonly id?: unknown } = Object(raw)
        return typeof id === "string" ? id : undefined
      },
      secrets: [token]
    }
  })
}

const lists = ["rates", "inventory", "reservations"] as const

const listOf = (stream: string): (typeof lists)[number] => {
  const list = lists.find((name) => name === stream)
  if (list === undefined) throw new Error(`the mock has no list of ${stream}`)
  return list
}
