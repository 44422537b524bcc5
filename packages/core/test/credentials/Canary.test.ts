import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect, Exit, Layer, Redacted, Tracer } from "effect"
import { HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { inspect } from "node:util"
import * as AllCredentials from "../../src/credentials/AllCredentials.ts"
import * as Credentials from "../../src/credentials/Credentials.ts"
import * as Signature from "../../src/credentials/Signature.ts"
import * as TokenFile from "../../src/credentials/TokenFile.ts"
import { TokenStore, TokenStoreError } from "../../src/credentials/TokenStore.ts"
import { newDirectory } from "../store/SqliteFile.ts"
import { type Answers, attempt, endpoint, json, page, started } from "./FakeTokens.ts"

const canary = (place: string) => Redacted.make(`CANARY-${place}`)

/** A text with all that a log, a report or a debugger would show of a value. */
const shown = (value: unknown): string =>
  [
    String(value),
    JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each)),
    inspect(value, { depth: 12, showHidden: true, getters: true }),
    value instanceof Error ? `${value.message}\n${value.stack}\n${inspect(value.cause, { depth: 12 })}` : ""
  ].join("\n")

/** What exporters send of how a span ended: its failure. What it succeeded with, a whole response, stays in memory. */
const exported = (status: Tracer.SpanStatus) =>
  status._tag === "Ended" && Exit.isFailure(status.exit)
    ? `${shown(status.exit.cause)}\n${Cause.pretty(status.exit.cause)}`
    : ""

const assertClean = (text: string) => {
  assert.notMatch(text, /CANARY/i)
  // The same in base64, at each of the three offsets.
  assert.notMatch(text, /Q0FOQVJZ|NBTkFSW|DQU5BUl/)
}

describe("No canary secret", () => {
  it.effect("is seen in credentials", () =>
    Effect.gen(function* () {
      const each = [
        yield* Credentials.bearer(canary("bearer")),
        yield* Credentials.header("x-key", canary("header")),
        yield* Credentials.queryParam("key", canary("param")),
        yield* Signature.hotelbeds({ apiKey: canary("hb-key"), secret: canary("hb-secret") })
      ]
      const all = [
        ...each,
        yield* AllCredentials.all(each),
        yield* Credentials.basic(canary("user"), canary("password")),
        yield* Signature.expedia({ apiKey: canary("ean-key"), sharedSecret: canary("ean-secret") })
      ]

      for (const credentials of all) {
        yield* credentials.sign(HttpClientRequest.get("https://api.example/"))
        assertClean(shown(credentials) + shown(credentials.secrets) + shown(yield* credentials.secrets))
        assert.include((yield* credentials.secrets).map(Redacted.value).join(), "CANARY")
      }
    })
  )

  const answers: Readonly<Record<string, Answers>> = {
    "an answer with tokens": () =>
      json({ access_token: "CANARY-access", refresh_token: "CANARY-refresh-1", expires_in: 60 }),
    "an error that echoes the request": (_, { authorization, form }) =>
      json({ error: `${authorization} ${String(form)}`, error_description: `${authorization} ${String(form)}` }, 400),
    "an error code that echoes a token": (_, { form }) => json({ error: form.get("refresh_token") }, 401),
    "an error code that echoes the id and secret": () => json({ error: "CANARY-client:CANARY-client" }, 401),
    "a page that echoes the request": (_, { authorization, form }) =>
      Effect.sync(() => new Response(`<p>${authorization} ${String(form)}</p>`)),
    "a token that no header carries": () => json({ access_token: "CANARY access" }),
    "a redirect with the token in it": () =>
      Effect.sync(() => new Response(null, { status: 302, headers: { location: "https://evil/?t=CANARY-access" } })),
    "an outage": (_, { form }) => Effect.sync(() => new Response(String(form), { status: 503 })),
    "a throttle": (_, { form }) => json({ error: String(form) }, 429),
    "no answer": () => Effect.never
  }

  for (const clientAuthentication of ["basic", "body"] as const) {
    for (const [what, answer] of Object.entries(answers)) {
      it.effect(`is seen after ${what}, with the client in the ${clientAuthentication}`, () =>
        Effect.gen(function* () {
          const directory = yield* newDirectory
          const store = Context.get(
            yield* Layer.build(TokenFile.layer({ directory, key: Redacted.make("CANARY-".repeat(8)) })),
            TokenStore
          )
          const spans: Array<Tracer.Span> = []
          const tracer = Tracer.make({
            span: (options) => {
              const span = new Tracer.NativeSpan(options)
              spans.push(span)
              return span
            }
          })
          const { calls, http } = endpoint(answer)
          const { exchanges, provided } = attempt()
          const credentials = yield* started(http, store, {
            clientId: "client-1",
            clientSecret: canary("client"),
            clientAuthentication,
            refreshToken: canary("refresh-0"),
            form: { partner: canary("form") }
          })
          const once = Effect.gen(function* () {
            const signed = yield* credentials.sign(page)
            yield* credentials.renew(signed)
            yield* credentials.renew(yield* credentials.sign(page))
          }).pipe(Effect.withTracer(tracer), provided, Effect.exit)
          const fiber = yield* Effect.forkChild(once)
          yield* TestClock.adjust("1 minute")
          const exit = fiber.pollUnsafe()

          assert.isAbove(calls.length, 0)
          assert.strictEqual(exchanges.length, calls.length)
          assert.isAbove(spans.length, 0)
          assertClean(shown(credentials) + shown(yield* credentials.secrets) + shown(exit) + shown(exchanges))
          for (const span of spans) assertClean(shown([...span.attributes]) + exported(span.status) + span.name)
          assertClean(shown(yield* store.load(credentials.account)))
          for (const name of readdirSync(directory)) assertClean(readFileSync(join(directory, name), "latin1"))
        })
      )
    }
  }

  it.effect("is seen in a store's error", () =>
    Effect.gen(function* () {
      const { http } = endpoint(() => json({ access_token: "CANARY-access" }))
      const failing: TokenStore["Service"] = {
        load: () => Effect.undefined,
        exclusively: () => Effect.fail(new TokenStoreError({ why: "unavailable", detail: "disk full" }))
      }
      const credentials = yield* started(http, failing, { clientSecret: canary("client") })

      assertClean(shown(yield* Effect.flip(credentials.sign(page))))
    })
  )

  it("would be seen by these eyes", () => {
    for (const secret of ["CANARY", "xCANARY", "xxCANARY"]) {
      assert.throws(() => assertClean(shown({ a: { b: [secret] } })))
      assert.throws(() => assertClean(shown(new Error("x", { cause: { secret } }))))
      assert.throws(() => assertClean(btoa(`${secret}-bearer`)))
    }
  })
})
