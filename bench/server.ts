// The provider of the benchmark: pages of ready-made records, as little work as possible. Prints its URL.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const total = Number(process.argv[2])
const plans = 5
const days = 125

const record = (i: number): string => {
  const property = Math.floor(i / (plans * days))
  const plan = Math.floor(i / days) % plans
  const date = new Date(Date.UTC(2026, 0, 1 + (i % days))).toISOString().slice(0, 10)
  return `{"id":"rate-${String(i).padStart(8, "0")}","property_id":"P${String(property).padStart(6, "0")}","room_type_id":"R1","rate_plan_id":"RP${plan}","date":"${date}","currency":"EUR","price":${100 + (i % 977) / 10},"available":${i % 7},"updated_at":"2026-03-01T00:00:00Z","board":"BB","cancellation":"flexible until one day before arrival","note":"${"n".repeat(24)}"}`
}

// Records repeat beyond what fits in memory comfortably; their keys don't.
const cached = new Map<string, string>()
const body = (offset: number, limit: number): string => {
  const key = `${offset}/${limit}`
  const known = cached.get(key)
  if (known !== undefined) return known
  const records: Array<string> = []
  for (let i = offset; i < Math.min(total, offset + limit); i++) records.push(record(i))
  const made = `{"meta":{"total_count":${total},"offset":${offset},"limit":${limit}},"results":[${records.join(",")}]}`
  if (total <= 300_000) cached.set(key, made)
  return made
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1")
  const bytes = Buffer.from(body(Number(searchParams.get("offset")), Number(searchParams.get("limit"))))
  response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length })
  response.end(bytes)
})
server.listen(0, "127.0.0.1", () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is one
  const { port } = server.address() as AddressInfo
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
