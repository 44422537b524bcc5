/** Providers in processes of their own, and what is true of them: a list read by offset and one read by a scroll. */
import * as Command from "../../../../packages/testkit/test/cli/Command.ts"

export const secrets = { BOOKING_TOKEN: "test-token", HOTELX_KEY: "00000000-0000-4000-8000-000000000001" }

/** Of both lists. */
const seed = ["--port", "0", "--seed", "11"]

export interface Providers {
  /** Of the host, without its store. */
  readonly connectors: object
  /** By stream: the ids of the records that every complete table holds, or keeps as dead letters. */
  readonly truth: Readonly<Record<string, ReadonlyArray<string>>>
  readonly stop: () => Promise<unknown>
}

const idsOf = async (url: string, stream: string): Promise<ReadonlyArray<string>> => {
  const { rows } = JSON.parse(await Command.textAt(`${url}/_testkit/present-throughout/${stream}`))
  return rows.map(({ key }: { readonly key: string }) => key)
}

export const start = async (): Promise<Providers> => {
  const served = [
    Command.start("serve", "booking", ...seed, "--rows", "420", "--malformed", "0.02"),
    Command.start("serve", "hotelx", ...seed, "--hotels", "400")
  ]
  const lines = await Promise.all(served.map(({ lines }) => lines(1)))
  const [booking = "", hotelx = ""] = lines.map(([line]) => Command.addressIn(line))
  return {
    connectors: {
      booking: { use: "booking", baseUrl: booking, token: { env: "BOOKING_TOKEN" }, order: "immutable" },
      hotelx: { use: "hotelx", baseUrl: hotelx, apiKey: { env: "HOTELX_KEY" }, access: "2", pageSize: 50 }
    },
    truth: { rates: await idsOf(booking, "rates"), hotels: await idsOf(hotelx, "hotels") },
    stop: () => Promise.all(served.map(({ stop }) => stop()))
  }
}
