/** A mock of Hotel-X whose token is the same on every page, and a connector that reads small pages. */
import { HotelXProvider, Volatility } from "@innlet/testkit"
import type { Subject } from "@innlet/testkit/conformance"
import { Effect, Redacted } from "effect"
import { HotelXConnector } from "../src/index.ts"

const apiKey = "5ec2e700-0000-4000-8000-00000000abcd"
const pageSize = 10

export const subject: Subject.Subject = {
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const rows = pages * pageSize - 3
    const provider = yield* HotelXProvider.make({
      apiKey,
      hotels: rows,
      destinations: rows,
      rooms: rows,
      suppliers: 10,
      seed,
      malformed,
      volatility: Volatility.inOrder(volatility, "immutable")
    })
    return {
      provider,
      connector: HotelXConnector.make({
        access: "2",
        apiKey: Redacted.make(apiKey),
        baseUrl: "https://hotelx.test",
        pageSize
      }),
      rows: (stream) => provider.rows(listOf(stream)),
      presentThroughout: (stream) => provider.presentThroughout(listOf(stream)),
      mark: provider.mark,
      keyOf: (_, raw) => {
        const { code }: { readonly code?: unknown } = Object(raw)
        return typeof code === "string" ? code : undefined
      },
      secrets: [apiKey]
    }
  })
}

const lists = ["hotels", "destinations", "rooms", "boards", "categories", "metadata"] as const

const listOf = (stream: string): (typeof lists)[number] => {
  const list = lists.find((name) => name === stream)
  if (list === undefined) throw new Error(`the mock has no list of ${stream}`)
  return list
}
