/** A provider on a socket of which one record in a hundred is bad. */
import { BookingProvider, Serve, type BookingOptions } from "@innlet/testkit"
import { Effect } from "effect"
import * as DemoProvider from "../src/DemoProvider.ts"

export const rows = 2000

export const make = (options: BookingOptions.BookingOptions = {}) =>
  Effect.gen(function* () {
    const provider = yield* BookingProvider.make({
      token: DemoProvider.token,
      rows,
      properties: 8,
      seed: 7,
      malformed: 0.01,
      ...options
    })
    const { url } = yield* Serve.serve(provider)
    return { provider, url }
  })
