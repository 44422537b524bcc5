/** The stranger's connector beside the mock of its provider. */
import { Volatility } from "@innlet/testkit"
import type { Subject } from "@innlet/testkit/conformance"
import { Effect, Redacted } from "effect"
import * as QuayConnector from "./QuayConnector.ts"
import * as QuayProvider from "./QuayProvider.ts"

const token = "token-of-the-quay"

export const subject: Subject.Subject = {
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const provider = yield* QuayProvider.make(token, {
      rows: pages * 10 - 3,
      seed,
      malformed,
      volatility: Volatility.inOrder(volatility, "immutable")
    })
    return {
      provider,
      connector: QuayConnector.make({ baseUrl: "https://quay.test", token: Redacted.make(token) }),
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

const listOf = (stream: string): QuayProvider.Stream => (stream === "rooms" ? "rooms" : "bookings")
