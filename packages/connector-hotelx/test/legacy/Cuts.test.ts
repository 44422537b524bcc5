import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { Effect, Fiber, Redacted } from "effect"
import { HttpClient, HttpServerResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { LegacyConnector } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

/** Every place with `INNLET_EVERY_CUT=1`, which takes some minutes; else places that are primes apart. */
const every = process.env["INNLET_EVERY_CUT"] === "1"

const documents = [
  Answers.page(["1", "2"], "token-2"),
  Answers.page(["3", "4"], "token-3"),
  Answers.page(["5", "6"])
] as const

interface Cut {
  /** From 0. */
  readonly page: number
  /** What comes instead of that page when it is asked for the first time. */
  readonly body: string
}

/** Answers by the token of the request; one answer is cut once, and its length agrees with it. */
const server = (bodies: ReadonlyArray<string>, cut: Cut) => {
  let isCut = false
  return HttpClient.make((request) =>
    Effect.sync(() => {
      const asked = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      const page = asked.includes("token-3") ? 2 : asked.includes("token-2") ? 1 : 0
      const takesCut = page === cut.page && !isCut
      if (takesCut) isCut = true
      const body = takesCut ? cut.body : bodies[page]!
      return HttpServerResponse.toClientResponse(HttpServerResponse.text(body, { contentType: "text/xml" }), {
        request
      })
    })
  )
}

/** The verdict of one walk of the list. */
const walk = Effect.fnUntraced(function* (connector: LegacyConnector.LegacyConnector) {
  const fiber = yield* Sync.run(connector, { streams: ["hotels"] }).pipe(
    Effect.catchTag("SyncIncomplete", (incomplete) => Effect.succeed(incomplete.report)),
    Effect.forkChild
  )
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  const { outcome } = (yield* Fiber.join(fiber)).streams[0]!
  if (outcome._tag === "Completed") return outcome.verdict._tag
  return outcome._tag === "Failed" && outcome.error._tag === "ConnectorError" ? outcome.error.reason._tag : outcome._tag
})

/** What a walk over the cut answer came to, what it left in the store, and what a second walk left there. */
const pull = Effect.fnUntraced(function* (bodies: ReadonlyArray<string>, cut: Cut) {
  const connector = yield* LegacyConnector.make({
    baseUrl: "https://hub.test",
    username: "hub-user",
    password: Redacted.make("hub-password"),
    supplier: "SUPP",
    accessCode: "2"
  }).pipe(Effect.provideService(HttpClient.HttpClient, server(bodies, cut)), Effect.orDie)
  const memory = yield* MemoryStore.MemoryStore
  const codes = () =>
    memory
      .rows(StreamTable.make(connector.name, connector.hotels))
      .map(({ raw }) => String(Object(JSON.parse(raw)).Code))
      .toSorted()
      .join("")
  const verdict = yield* walk(connector)
  const kept = codes()
  if (verdict !== "Attested") yield* walk(connector)
  return { verdict, kept, later: codes() }
}, Effect.provide(MemoryStore.layer))

/** The places below `length` where a text is cut, the last one among them. */
const placesOf = (length: number, step: number): ReadonlyArray<number> => {
  const places = Array.from({ length: Math.ceil(length / step) }, (_, nth) => nth * step)
  return places.at(-1) === length - 1 ? places : [...places, length - 1]
}

describe("a listing of three pages", () => {
  const cuts: ReadonlyArray<readonly [form: Answers.Form, inner: boolean, step: number]> = [
    ["escaped", false, every ? 1 : 29],
    ["escaped", true, every ? 1 : 13],
    ["cdata", false, every ? 7 : 37],
    ["cdata", true, every ? 1 : 17],
    ["element", false, every ? 7 : 37]
  ]
  for (const [form, inner, step] of cuts) {
    const what = inner ? "the list inside of one" : "one answer"
    it.effect(
      `ends with all hotels, or says why not, wherever ${what} is cut, ${form}`,
      () =>
        Effect.gen(function* () {
          const bodies = documents.map((document) => Answers.answer(document, form))
          const verdicts = new Map<string, number>()
          for (const page of [0, 1, 2]) {
            const whole = inner ? documents[page]! : bodies[page]!
            for (const at of placesOf(whole.length, step)) {
              const rest = whole.slice(0, at)
              const body = inner ? Answers.answer(rest, form) : rest
              const { kept, later, verdict } = yield* pull(bodies, { page, body })

              const place = `page ${page + 1} cut at ${at}: ${verdict}, ${kept}`
              // Only what was asked for again and came whole counts as the end of the list.
              if (verdict === "Attested") assert.strictEqual(kept, "123456", place)
              else {
                assert.include(["ProviderUnavailable", "UnexpectedResponse"], verdict, place)
                assert.strictEqual(kept, "123456".slice(0, 2 * page), place)
              }
              assert.strictEqual(later, "123456", place)
              verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
            }
          }
          assert.isAbove(verdicts.get("Attested") ?? 0, 0)
        }),
      every ? 600_000 : 60_000
    )
  }
})
