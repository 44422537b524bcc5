/**
 * Shows a running sync on standard error: bars that are drawn over on a terminal, elsewhere now and then a line.
 *
 * @since 0.1.0
 */
import type { SyncEvent } from "@innlet/core/engine"
import { Clock, Effect, Schedule, type Scope } from "effect"
import * as DriftReport from "./DriftReport.ts"
import { Screen } from "./Screen.ts"
import * as StreamProgress from "./StreamProgress.ts"
import * as Wording from "./Wording.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface ProgressDisplay {
  readonly onEvent: (event: SyncEvent.SyncEvent) => Effect.Effect<void>
}

/**
 * Starts a display that lasts as long as the scope; bars are wiped at its end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<ProgressDisplay, never, Screen | Scope.Scope> = Effect.suspend(() =>
  Effect.flatMap(Screen, (screen) => (screen.isTerminal ? bars(screen) : lines(screen)))
)

const between = 2_000

const lines = (screen: Screen["Service"]): Effect.Effect<ProgressDisplay> =>
  Effect.sync(() => {
    const streams = new Map<string, StreamProgress.StreamProgress>()
    const shownAt = new Map<string, number>()
    return {
      onEvent: Effect.fnUntraced(function* (event) {
        if (!("partition" in event)) return yield* screen.note(`${sayingAtOnce(event)}\n`)
        const now = yield* Clock.currentTimeMillis
        const label = StreamProgress.labelOf(event)
        const progress = StreamProgress.advance(streams.get(label), event, now)
        streams.set(label, progress)
        const said = sayingOf(event)
        if (said === undefined && now - (shownAt.get(label) ?? now) < between) return
        shownAt.set(label, now)
        yield* screen.note(`${said ?? StreamProgress.line(progress, now)}\n`)
      })
    }
  })

const bars = (screen: Screen["Service"]): Effect.Effect<ProgressDisplay, never, Scope.Scope> =>
  Effect.gen(function* () {
    const streams = new Map<string, StreamProgress.StreamProgress>()
    let drawn = 0
    const up = () => (drawn === 0 ? "" : `\u001B[${drawn}F\u001B[0J`)
    const draw = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const columns = yield* screen.columns
      const rows = [...streams.values()].map((progress) => `${StreamProgress.bar(progress, now, columns)}\n`)
      const text = up() + rows.join("")
      drawn = rows.length
      if (text !== "") yield* screen.note(text)
    })
    const say = (line: string) =>
      Effect.suspend(() => {
        const text = up() + line
        drawn = 0
        return text === "" ? Effect.void : screen.note(text)
      })
    yield* Effect.addFinalizer(() => say(""))
    yield* draw.pipe(Effect.uninterruptible, Effect.repeat(Schedule.spaced("100 millis")), Effect.forkScoped)
    return {
      onEvent: Effect.fnUntraced(function* (event) {
        if (!("partition" in event)) return yield* say(`${sayingAtOnce(event)}\n`)
        const label = StreamProgress.labelOf(event)
        if (event._tag === "SweepCompleted") {
          streams.delete(label)
          return yield* say(`${sayingOf(event)}\n`)
        }
        const now = yield* Clock.currentTimeMillis
        streams.set(label, StreamProgress.advance(streams.get(label), event, now))
        if (event._tag === "SweepStarted" && event.resumed) yield* say(`${sayingOf(event)}\n`)
      }, Effect.uninterruptible)
    }
  })

/** What is always said, as it happens. */
const sayingOf = (event: StreamProgress.StreamEvent): string | undefined => {
  const label = StreamProgress.labelOf(event)
  switch (event._tag) {
    case "SweepStarted":
      return event.resumed
        ? `${label}: resumes after ${Wording.count(event.counts.received)} records, page ${Wording.count(event.counts.pages)}`
        : `${label}: starts`
    case "RetryScheduled":
      return `${label}: ${StreamProgress.waitOf(event)}`
    case "SweepCompleted":
      return `${label}: completed, ${Wording.count(event.counts.received)} records on ${Wording.count(event.counts.pages)} pages, ${event.verdict._tag}`
    case "PageCommitted":
      return undefined
  }
}

const sayingAtOnce = (event: Exclude<SyncEvent.SyncEvent, StreamProgress.StreamEvent>): string => {
  if (event._tag === "SchemaDrifted") return DriftReport.line(event, event.drift)
  if (event._tag === "AccountPaused") {
    return `${event.connector}: the provider wants nothing before ${Wording.instant(event.until)}`
  }
  switch (event.to) {
    case "Open":
      return `${event.connector}: the circuit breaker opens for ${Wording.time(event.openMs ?? 0)}`
    case "HalfOpen":
      return `${event.connector}: the circuit breaker tries one request`
    case "Closed":
      return `${event.connector}: the circuit breaker closes`
  }
}
