/**
 * That a sync survives what passes, and stops with all it has before what does not.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import type { Opened } from "../../Bench.ts"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pull from "../../Pull.ts"
import * as Trial from "../../Trial.ts"
import type * as Wire from "../../Wire.ts"

interface Trouble {
  readonly title: string
  readonly meddling: Wire.Meddling
  /** Milliseconds that nothing may be sent for. */
  readonly wait?: number | undefined
}

const refusal = (status: number, headers: { readonly [name: string]: string } = {}): Wire.Meddling => ({
  answer: () => Effect.succeed({ status, headers, body: "" })
})

/** What comes over one sync, one trouble after the other: a page is asked for four times at most. */
const runs: ReadonlyArray<ReadonlyArray<Trouble>> = [
  [
    { title: "a 503", meddling: refusal(503) },
    { title: "a 429", meddling: refusal(429, { "retry-after": "20" }), wait: 20_000 }
  ],
  [
    { title: "a lost answer", meddling: { connection: "lost" } },
    { title: "a cut body", meddling: { connection: "cut" } }
  ]
]

/**
 * @category laws
 * @since 0.1.0
 */
export const passing: Law = {
  name: "ends a sync with every row after a failure that passes",
  group: "failure",
  check: Effect.fnUntraced(function* (bench) {
    const { isPage, reads } = yield* Trial.places(yield* bench.open())
    const expected = yield* Pull.undisturbed(yield* bench.open())
    const amid = Math.max(1, Math.ceil(reads.filter(({ records }) => records.length > 0).length / 2))
    for (const troubles of runs) {
      const what = troubles.map(({ title }) => title).join(" and ")
      const opened = yield* bench.open()
      const kept = yield* Pull.store
      const struck = strike(opened, isPage, amid, (nth) => troubles[nth]?.meddling)
      const report = yield* Pull.run(opened, opened, kept)
      for (const [nth, { title, wait = 0 }] of troubles.entries()) {
        const sent = struck[nth]
        const next = opened.wire.sent.find(({ number }) => sent !== undefined && number > sent.number)
        if (sent === undefined || next === undefined || next.at >= sent.at + wait) continue
        const detail = `${title} asked for ${wait} ms, and the next request came after ${next.at - sent.at} ms`
        return yield* new Broken({ detail })
      }
      if (struck.length === 0)
        return yield* new Broken({ detail: "the sync has too few requests for a failure amid them" })
      if (report?.outcome._tag !== "Completed") {
        return yield* new Broken({ detail: `after ${what} it does not complete: ${Pull.outcomeOf(report)}` })
      }
      const different = Keys.difference(expected.keys, (yield* Pull.storedIn(opened, kept)).keys)
      if (different !== undefined) return yield* new Broken({ detail: `after ${what} ${different.detail}` })
    }
  })
}

/** Meddles with requests for pages from the given one on, counted from 0; what it met is listed as it goes. */
const strike = (
  { wire }: Opened,
  isPage: Trial.Places["isPage"],
  from: number,
  meddling: (nth: number) => Wire.Meddling | undefined
): ReadonlyArray<Wire.Sent> => {
  let seen = 0
  const struck: Array<Wire.Sent> = []
  wire.meddle((sent) => {
    if (!isPage(sent) || ++seen < from) return undefined
    const one = meddling(seen - from)
    if (one !== undefined) struck.push(sent)
    return one
  })
  return struck
}

/**
 * @category laws
 * @since 0.1.0
 */
export const lasting: Law = {
  name: "ends a sync as a failure or a suspension, its rows and checkpoint kept, when a failure lasts",
  group: "failure",
  check: Effect.fnUntraced(function* (bench) {
    const { isPage, reads } = yield* Trial.places(yield* bench.open())
    const expected = yield* Pull.undisturbed(yield* bench.open())
    const opened = yield* bench.open()
    const kept = yield* Pull.store
    strike(opened, isPage, Math.min(2, reads.length), () => refusal(500))
    const down = yield* Pull.run(opened, opened, kept)
    if (down === undefined || down.outcome._tag === "Completed") {
      return yield* new Broken({
        page: 2,
        detail: `a provider that stays down ends its sync as ${Pull.outcomeOf(down)}`
      })
    }
    const { checkpoints } = yield* Pull.storedIn(opened, kept)
    if (!checkpoints.some(({ problem, status }) => status !== "completed" && problem !== undefined)) {
      return yield* new Broken({ page: 2, detail: "no checkpoint says that and why its sync stopped" })
    }
    opened.wire.rest()
    const now = yield* Clock.currentTimeMillis
    // Longer than that, and a cursor may be dead as well.
    if (down.outcome._tag === "Suspended")
      yield* Effect.sleep(Duration.millis(Math.max(0, down.outcome.resumeAt - now)))
    const report = yield* Pull.run(opened, yield* opened.again, kept)
    if (report?.outcome._tag !== "Completed") {
      return yield* new Broken({ page: 2, detail: `it does not go on afterwards: ${Pull.outcomeOf(report)}` })
    }
    const different = Keys.difference(expected.keys, (yield* Pull.storedIn(opened, kept)).keys)
    if (different !== undefined) return yield* new Broken({ page: 2, detail: `gone on with, ${different.detail}` })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [passing, lasting]
