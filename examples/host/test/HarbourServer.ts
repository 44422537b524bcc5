/** Harbour PMS, a provider that nobody else is like: what docs/connect-a-provider.md connects. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"

export const key = "harbour-key-of-the-guide"

/** More than it gives in one page, whatever is asked for. */
const cap = 40

const hotels = [
  { id: "h-1", name: "Quayside", city: "Rotterdam" },
  { id: "h-2", name: "Lighthouse", city: null }
]

const room = (id: number) => ({
  id: `r-${id}`,
  type: (["double", "suite", "single"] as const)[(id - 1) % 3],
  beds: 1 + (id % 3),
  rate: id % 2 === 0 ? 149 : 89.5,
  currency: "EUR",
  changedAt: `2026-03-0${1 + (id % 9)}T10:00:00Z`
})

const sizes: Readonly<Record<string, number>> = { "h-1": 95, "h-2": 130 }

export const roomsOf = (hotel: string): ReadonlyArray<ReturnType<typeof room>> =>
  Array.from({ length: sizes[hotel] ?? 0 }, (_, at) => room(at + 1))

const answer = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))

export interface Harbour {
  readonly listener: RequestListener
  /** Paths with their queries, in order. */
  readonly asked: ReadonlyArray<string>
}

/** It throttles the third request, and forgets a token of the second hotel once. */
export const make = (): Harbour => {
  const asked: Array<string> = []
  let forgot = false
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1")
    asked.push(`${pathname}?${searchParams.toString()}`)
    if (request.headers["x-harbour-key"] !== key) return answer(response, 401, { fault: "no-key" })
    if (asked.length === 3) return answer(response, 420, { fault: "calm-down" }, { "retry-after": "1" })
    if (pathname === "/v2/hotels") return answer(response, 200, { payload: { hotels } })
    const [, hotel = ""] = /^\/v2\/hotels\/([\w-]+)\/rooms$/u.exec(pathname) ?? []
    const rooms = roomsOf(hotel)
    if (rooms.length === 0) return answer(response, 404, { fault: "no-such-hotel" })
    const batch = Number(searchParams.get("batch"))
    if (!(batch >= 1 && batch <= 500)) return answer(response, 400, { fault: "bad-batch" })
    const resume = searchParams.get("resume")
    const [, of, from = "0"] = /^(.+)@(\d+)$/u.exec(Buffer.from(resume ?? `${hotel}@0`, "base64url").toString()) ?? []
    if (resume !== null && of !== hotel) return answer(response, 400, { fault: "bad-token" })
    if (hotel === "h-2" && from === "80" && !forgot) {
      forgot = true
      return answer(response, 400, { fault: "stale-token" })
    }
    const at = resume === null ? 0 : Number(from)
    const to = at + Math.min(batch, cap)
    const next = to < rooms.length ? Buffer.from(`${hotel}@${to}`).toString("base64url") : ""
    return answer(response, 200, { payload: { rooms: rooms.slice(at, to) }, resume_token: next, count: rooms.length })
  }
  return { listener, asked }
}
