/** A mock of the legacy service whose pages are a little longer than asked for, and a connector that asks for small ones. */
import { LegacyProvider, Volatility } from "@innlet/testkit"
import type { Subject } from "@innlet/testkit/conformance"
import { Effect, Redacted } from "effect"
import { LegacyConnector } from "../../src/legacy/index.ts"

const password = "password-of-a-legacy-subject"
const expectedRange = 10
const pageExtra = 2

export const subject: Subject.Subject = {
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const rows = pages * (expectedRange + pageExtra) - 3
    const provider = yield* LegacyProvider.make({
      password,
      hotels: rows,
      rooms: rows,
      pageExtra,
      ttl: "4 minutes",
      seed,
      malformed,
      volatility: Volatility.inOrder(volatility, "immutable")
    })
    return {
      provider,
      connector: LegacyConnector.make({
        username: "hub-user",
        password: Redacted.make(password),
        supplier: "SUPP",
        accessCode: "2",
        baseUrl: "https://legacy.test",
        expectedRange
      }),
      rows: (stream) => provider.rows(listOf(stream)),
      presentThroughout: (stream) => provider.presentThroughout(listOf(stream)),
      mark: provider.mark,
      keyOf: (_, raw) => {
        const record: { readonly Code?: unknown; readonly "@code"?: unknown } = Object(raw)
        const code = record.Code ?? record["@code"]
        return typeof code === "string" ? code : undefined
      },
      secrets: [password]
    }
  })
}

const lists = ["hotels", "rooms", "destinations", "categories", "boards"] as const

const listOf = (stream: string): (typeof lists)[number] => {
  const list = lists.find((name) => name === stream)
  if (list === undefined) throw new Error(`the mock has no list of ${stream}`)
  return list
}
