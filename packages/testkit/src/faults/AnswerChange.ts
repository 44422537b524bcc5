/**
 * What faults make of an answer as a whole: another answer in its place, and damage to its bytes and headers.
 *
 * @since 0.1.0
 */
import { Clock, Effect } from "effect"
import { gzipSync } from "node:zlib"
import { type Body, type Request, type Response, bytesOf } from "../providers/Provider.ts"
import type { AnswerFault } from "./AnswerFault.ts"
import type { Damage } from "./DamageFault.ts"
import type { What } from "./Fault.ts"
import * as JsonText from "./JsonText.ts"
import * as RetryAfter from "./RetryAfter.ts"
import type { Wire } from "./Wire.ts"

/**
 * Asks the provider, unless it isn't to act, and changes what it says.
 *
 * @category combinators
 * @since 0.1.0
 */
export const answered = (
  ask: (request: Request, happening: ReadonlyArray<What>) => Effect.Effect<Response<Body>>,
  request: Request,
  happening: ReadonlyArray<What>,
  wire: Wire | undefined
): Effect.Effect<Response<Body>> => {
  const instead = happening.find((what) => what._tag === "Answer")
  const right =
    instead === undefined
      ? ask(request, happening)
      : Effect.andThen(instead.acted === true ? ask(request, happening) : Effect.void, replacing(instead, wire))
  return Effect.map(right, (response) =>
    happening.reduce<Response<Body>>((answer, what) => {
      if (what._tag === "Damage") return damaged(what.damage, answer)
      if (what._tag === "Token") return expiring(what.expiresIn, answer)
      return answer
    }, response)
  )
}

const replacing = (fault: AnswerFault, wire: Wire | undefined): Effect.Effect<Response<Body>> =>
  Clock.clockWith((clock) => {
    const now = clock.currentTimeMillisUnsafe()
    const own = typeof fault.answer === "number" ? wire?.failed?.(fault.answer) : wire?.refusals[fault.answer]
    const { retryAfter: asks } = fault
    const wait =
      asks === undefined || typeof asks === "string" ? asks : RetryAfter.valueOf(asks.form, asks.seconds * 1000, now)
    return Effect.succeed({
      status: typeof fault.answer === "number" ? fault.answer : (own?.status ?? 500),
      headers: {
        "content-type": "application/json",
        date: new Date(now).toUTCString(),
        ...own?.headers,
        ...(wait === undefined ? {} : { "retry-after": wait }),
        ...fault.headers
      },
      body: fault.body ?? own?.body ?? '{"error":"scripted failure"}'
    })
  })

const expiring = (expiresIn: string | undefined, answer: Response<Body>): Response<Body> =>
  typeof answer.body === "string" ? { ...answer, body: JsonText.set(answer.body, "/expires_in", expiresIn) } : answer

const html = "<!doctype html><html><title>Just a moment</title><body>Checking your browser</body></html>"

/**
 * The answer after such damage.
 *
 * @category combinators
 * @since 0.1.0
 */
export const damaged = (damage: Damage, answer: Response<Body>): Response<Body> => {
  const { body, headers, status } = answer
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8")
  const under = (type: string) => ({ ...headers, "content-type": type })
  const coded = (coding: string, bytes: Body): Response<Body> => ({
    status,
    headers: { ...headers, "content-encoding": coding },
    body: bytes
  })
  switch (damage) {
    case "html":
      return { ...answer, headers: under("text/html"), body: html }
    case "empty":
      return { ...answer, body: "" }
    case "noContent":
      return { status: 204, headers, body: "" }
    case "cut":
      return { ...answer, body: bytesOf(answer).subarray(0, Math.floor(bytesOf(answer).length / 2)) }
    case "null":
      return { ...answer, body: "null" }
    case "text":
      return { ...answer, body: '"temporarily unavailable"' }
    case "otherType":
      return { ...answer, headers: under("text/html") }
    case "utf8Mark":
      return { ...answer, body: `\uFEFF${text}` }
    case "utf16":
      return { ...answer, body: Buffer.from(`\uFEFF${text}`, "utf16le") }
    case "invalidUtf8":
      return { ...answer, body: spoilt(text) }
    case "deep":
      return { ...answer, body: text.replace("{", `{"deep":${"[".repeat(depth)}${"]".repeat(depth)},`) }
    case "dtd":
      return { ...answer, body: withDoctype(text) }
    case "mismatched":
      return { ...answer, body: text.replace(/<\/([A-Za-z:]+)>(?![\s\S]*<\/)/, "</$1s>") }
    case "largeHeader":
      return { ...answer, headers: { ...headers, "x-filler": "a".repeat(65_536) } }
    case "manyHeaders":
      return {
        ...answer,
        headers: { ...headers, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`x-filler-${n}`, "a"])) }
      }
    case "sixCodings":
      return coded(Array<string>(6).fill("gzip").join(", "), layered(bytesOf(answer), 6))
    case "unknownCoding":
      return coded("squash", body)
    case "wrongCoding":
      return coded("gzip", body)
    case "gzipCut": {
      const bytes = gzipSync(bytesOf(answer))
      return coded("gzip", bytes.subarray(0, Math.floor(bytes.length / 2)))
    }
    case "gzipBomb":
      return coded("gzip", gzipSync(Buffer.concat([bytesOf(answer), Buffer.alloc(bombBytes, " ")])))
  }
}

const depth = 100_000

const bombBytes = 16 * 1024 * 1024

const layered = (bytes: Buffer, layers: number): Buffer => (layers === 0 ? bytes : layered(gzipSync(bytes), layers - 1))

/** The first letter within a value is no UTF-8 any more. */
const spoilt = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const value = /[:>]"?[A-Za-z]/.exec(text)
  bytes[Buffer.byteLength(text.slice(0, (value?.index ?? 0) + (value?.[0].length ?? 1) - 1))] = 0xff
  return bytes
}

const withDoctype = (text: string): string => {
  const entities = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join("")
  const doctype = `<!DOCTYPE bomb [<!ENTITY e0 "bomb">${entities}]>`
  const prolog = /^\uFEFF?\s*<\?xml[^>]*\?>/.exec(text)?.[0] ?? ""
  return prolog + doctype + text.slice(prolog.length)
}
