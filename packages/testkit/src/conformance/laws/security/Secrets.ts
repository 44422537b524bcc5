/**
 * That what lets a connector in stays between it and its provider.
 *
 * @since 0.1.0
 */
import { Attempt } from "@innlet/core/resilience"
import { Effect } from "effect"
import type { Opened } from "../../Bench.ts"
import * as Canary from "../../Canary.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pull from "../../Pull.ts"
import * as Trial from "../../Trial.ts"
import * as Walker from "../../Walker.ts"
import type * as Wire from "../../Wire.ts"

/** Everything that was asked, said back in every field that is commonly read. */
const echo =
  (status: number, type: string) =>
  (sent: Wire.Sent): Wire.Meddling => {
    const words = `${sent.method} ${sent.url.href} ${Object.values(sent.headers).join(" ")} ${sent.body}`
    const error = { code: words, message: words, detail: words, error: words, type: words, title: words }
    const body =
      type === "application/json"
        ? JSON.stringify({ ...error, error, errors: [error], error_description: words })
        : `<html><body>${words}</body></html>`
    return { answer: () => Effect.succeed({ status, headers: { "content-type": type, "x-request-id": "1" }, body }) }
  }

const echoes = [400, 401, 403, 404, 409, 429, 500, 200]
  .map((status) => echo(status, "application/json"))
  .concat([
    echo(500, "text/html"),
    echo(200, "text/html"),
    () => ({ connection: "lost" }),
    () => ({ connection: "cut" })
  ])

/**
 * @category laws
 * @since 0.1.0
 */
export const kept: Law = {
  name: "lets no secret into errors, logs, spans, audit, checkpoints, dead letters or rows",
  group: "security",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { secrets } = opened.setting
    if (secrets.length === 0) return
    const canary = Canary.make(secrets)
    yield* canary.watched(readings(opened, canary))
    const carried = opened.wire.sent.some((sent) => {
      const words = [decodeURIComponent(sent.url.href), sent.body, ...Object.values(sent.headers).flat()].join(" ")
      return secrets.some((secret) => words.includes(secret) || words.includes(Buffer.from(secret).toString("base64")))
    })
    if (!carried) yield* signed(opened)
    yield* canary.watched(syncs(yield* bench.open(), canary))
    const leak = canary.found()
    if (leak !== undefined) return yield* new Broken({ detail: `a secret is in ${leak}` })
  })
}

/** A secret that only signs is never sent, but something that it made is. */
const signed = ({ wire }: Opened): Effect.Effect<void, Broken> =>
  wire.sent.some(({ headers, url }) => signature.test(Object.keys(headers).join(" ")) || signature.test(url.search))
    ? Effect.void
    : new Broken({ detail: "the subject names secrets, and none of them is ever sent" })

const signature = /authorization|signature|sign|token|key/i

const readings = Effect.fnUntraced(function* (opened: Opened, canary: Canary.Canary) {
  const { isPage, reads } = yield* Trial.places(opened)
  canary.keep("a page", reads)
  const observed: Attempt.Attempt = {
    observe: (exchange) => Effect.sync(() => canary.keep("an exchange as it is observed", exchange)),
    admitAnother: Effect.void,
    ready: Effect.succeed(true)
  }
  const [first] = reads
  if (first === undefined) return
  const asked = { partition: first.partition, cursor: undefined, page: 1 }
  for (const meddling of echoes) {
    opened.wire.meddle((sent) => (isPage(sent) ? meddling(sent) : undefined))
    const tried = yield* Walker.attempt(opened, opened, asked).pipe(
      Effect.provideService(Attempt.Current, observed),
      Effect.result
    )
    canary.keep("an error", tried._tag === "Failure" ? tried.failure : tried.success)
  }
  opened.wire.rest()
})

/** A provider that says back what it was asked, first as a record's field and then as an error. */
const syncs = Effect.fnUntraced(function* (opened: Opened, canary: Canary.Canary) {
  const { isPage } = yield* Trial.places(opened)
  const store = yield* Pull.store
  for (const meddling of [echo(500, "application/json"), echo(400, "application/json"), echo(200, "text/html")]) {
    let pages = 0
    opened.wire.meddle((sent) => (isPage(sent) && ++pages > 1 ? meddling(sent) : undefined))
    const report = yield* Pull.run(opened, yield* opened.again, store, {
      fresh: true,
      onEvent: (event) => Effect.sync(() => canary.keep(`the event ${event._tag}`, event))
    })
    canary.keep("the report of a sync", report)
  }
  opened.wire.rest()
  yield* Pull.run(opened, yield* opened.again, store, { fresh: true })
  for (const [what, value] of Object.entries(yield* Pull.everythingIn(opened, store)))
    canary.keep(`the store's ${what}`, value)
})

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [kept]
