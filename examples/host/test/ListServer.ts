/** A provider on a socket whose list holds still, written for these tests alone. It notes every offset asked for. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface ListServer {
  readonly baseUrl: string
  readonly offsets: ReadonlyArray<number>
  /** Called with the number of requests so far, before each answer. */
  onRequest: (count: number) => void
  readonly close: () => Promise<void>
}

const rate = (i: number) => ({
  id: `rate-${i}`,
  property_id: `P${Math.floor(i / 50)}`,
  room_type_id: "R1",
  rate_plan_id: `RP${i % 5}`,
  date: `2026-0${1 + (Math.floor(i / 5) % 9)}-1${Math.floor(i / 45) % 10}`,
  currency: "EUR",
  price: 100 + (i % 977) / 10,
  available: i % 7,
  note: i
})

export const start = async (rows: number): Promise<ListServer> => {
  const list = Array.from({ length: rows }, (_, i) => JSON.stringify({ ...rate(i), property_id: `P${i}` }))
  const offsets: Array<number> = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1")
    const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))]
    offsets.push(offset)
    state.onRequest(offsets.length)
    const results = list.slice(offset, offset + limit).join(",")
    response.setHeader("content-type", "application/json")
    response.end(`{"meta":{"total_count":${rows},"offset":${offset},"limit":${limit}},"results":[${results}]}`)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is one
  const { port } = server.address() as AddressInfo
  const state: ListServer = {
    baseUrl: `http://127.0.0.1:${port}`,
    offsets,
    onRequest: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
  return state
}
