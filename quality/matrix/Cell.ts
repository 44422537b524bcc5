/**
 * One provider that meets one fault: a sync in virtual time, and one more when the fault is over.
 */
import { type ConnectorStream, StreamTable, SyncStore } from "@innlet/core/contract"
import { TokenStore } from "@innlet/core/credentials"
import { ExactJson } from "@innlet/core/domain"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { type Fault, type Faulty, InMemory, Provider, Wire, Wires } from "@innlet/testkit"
import { type Subject, VirtualTime } from "@innlet/testkit/conformance"
import { Clock, Context, Duration, Effect, Layer, Logger, type Scope } from "effect"
import { HttpClient } from "effect/http"
import { createHash } from "node:crypto"
import { inspect } from "node:util"
import { subjects } from "../subjects/index.ts"
import type { Target } from "./Target.ts"

export interface Exchange extends Faulty.Exchange {
  /** Tells one answer from another. */
  readonly print: string
  /** Epoch milliseconds. */
  readonly at: number
  /** What the answer asked for, in milliseconds. */
  readonly wait: number | undefined
  /** On the page, before anything went wrong with it; nothing where there was none. */
  readonly records: number | undefined
}

/** What is left of a run. */
export interface Run {
  readonly report: SyncReport.StreamReport
  readonly exchanges: ReadonlyArray<Exchange>
  /** Keys of the rows in the store; one that shows none is named by the store. */
  readonly stored: ReadonlySet<string>
  /** Of each dead letter the key, where it shows one. */
  readonly letters: ReadonlyArray<string | undefined>
}

export interface Cell {
  readonly first: Run
  /** When the fault is over, where the first run didn't complete. */
  readonly second: Run | undefined
  readonly stream: ConnectorStream.Any
  /** Keys of the rows that were there throughout the last run. */
  readonly truth: ReadonlySet<string>
  /** Everything that was told or kept, as text, and what must not be in it. */
  readonly told: string
  readonly secrets: ReadonlyArray<string>
}

export interface Options {
  readonly faults: ReadonlyArray<Fault.Fault>
  readonly scene?: Partial<Subject.Scene>
}

/** How requests come to the provider, and how long one waits for the next run after a failure. */
export interface Way {
  readonly client: (
    provider: Provider.Provider,
    options: InMemory.Options
  ) => Effect.Effect<HttpClient.HttpClient, never, Scope.Scope>
  readonly pause: Duration.Input
}

const inMemory: Way = {
  client: (provider, options) => InMemory.make(provider, { ...options, latency: "1 second" }),
  pause: "10 minutes"
}

/** In memory, in virtual time. */
export const run = (target: Target, options: Options): Effect.Effect<Cell> =>
  VirtualTime.run(Effect.scoped(cell(target, options, inMemory)))

/** Another way, in the time of the effect. */
export const runBy = (way: Way, target: Target, options: Options): Effect.Effect<Cell> =>
  Effect.scoped(cell(target, options, way))

const cell = Effect.fnUntraced(function* (target: Target, { faults, scene }: Options, way: Way) {
  const subject = subjects[target.subject]
  if (subject === undefined) throw new Error(`no subject is called ${target.subject}`)
  const setting = yield* subject.make({ seed: 1, pages: 5, ...scene })
  const kept = yield* Layer.build(Layer.fresh(MemoryStore.layer))
  const logged: Array<string> = []
  const logger = Logger.make(({ message }) => void logged.push(inspect(message, { depth: 20 })))
  const reports: Array<SyncReport.StreamReport> = []

  const keyOf = (raw: string) => setting.keyOf(target.stream, parsed(raw))
  const left = (connector: string, stream: ConnectorStream.Any) => {
    const memory = Context.get(kept, MemoryStore.MemoryStore)
    const rows = memory.rows(StreamTable.make(connector, stream))
    return {
      stored: new Set(rows.map(({ identity, raw }) => keyOf(raw) ?? `row ${identity}`)),
      letters: memory.deadLetters.filter(({ stream }) => stream === target.stream).map(({ raw }) => keyOf(raw))
    }
  }

  const sync = Effect.fnUntraced(
    function* (faults: ReadonlyArray<Fault.Fault>) {
      const exchanges: Array<Exchange> = []
      const wire = Wires.of(setting.provider.name)
      let records: number | undefined
      const provider: Provider.Provider = {
        name: setting.provider.name,
        handle: (request) =>
          Effect.map(setting.provider.handle(request), (answer) => {
            const page = wire === undefined ? undefined : Wire.pageOf(wire, request)
            records = page?.list(Provider.bytesOf(answer).toString("utf8"))?.records.length
            return answer
          })
      }
      const client = yield* way.client(provider, {
        faults,
        wire,
        onExchange: (exchange) =>
          Effect.map(
            Clock.currentTimeMillis,
            (at) => void exchanges.push({ ...exchange, at, wait: waitOf(exchange), print: printOf(exchange), records })
          )
      })
      const connector = yield* setting.connector.pipe(
        Effect.provide([Layer.succeed(HttpClient.HttpClient, client), TokenStore.layerMemory]),
        Effect.orDie
      )
      const report = yield* Sync.run(connector, {
        streams: [target.stream],
        window: setting.window
      }).pipe(
        Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
        Effect.orDie,
        Effect.provide([Breaker.layerMemory, QuotaGate.layerMemory], { local: true }),
        Effect.provideContext(kept)
      )
      const own = report.streams.find(({ stream }) => stream === target.stream)
      const stream = connector.streams.find(({ name }) => name === target.stream)
      if (own === undefined || stream === undefined) throw new Error(`no stream is called ${target.stream}`)
      reports.push(own)
      return { report: own, exchanges, stream, ...left(connector.name, stream) }
    },
    Effect.provide(Logger.layer([logger]))
  )

  const present = Effect.map(
    setting.presentThroughout(target.stream),
    (rows): ReadonlySet<string> => new Set(rows.map(({ key }) => key))
  )
  const first = yield* sync(faults)
  const again = Effect.fnUntraced(function* ({ outcome }: SyncReport.StreamReport) {
    const now = yield* Clock.currentTimeMillis
    // What a suspended run waits for is over.
    yield* Effect.sleep(outcome._tag === "Suspended" ? Duration.millis(outcome.resumeAt - now) : way.pause)
    yield* setting.mark
    return yield* sync([])
  })
  const second = first.report.outcome._tag === "Completed" ? undefined : yield* again(first.report)
  const store = Context.get(kept, SyncStore.SyncStore)
  const memory = Context.get(kept, MemoryStore.MemoryStore)
  const keptByStore = [yield* store.checkpoints, yield* store.health, memory.deadLetters, memory.audit]
  return {
    first,
    second,
    stream: first.stream,
    truth: yield* present,
    told: [...logged, inspect([reports, keptByStore], { depth: 20, maxStringLength: null })].join("\n"),
    secrets: setting.secrets
  }
}, Effect.orDie)

const printOf = ({ response }: Faulty.Exchange): string =>
  response === undefined
    ? "none"
    : createHash("sha1")
        .update(`${response.status} ${JSON.stringify(response.headers)}`)
        .update(response.body)
        .digest("base64")

const waitOf = ({ happening }: Faulty.Exchange): number | undefined => {
  for (const what of happening) {
    if (what._tag === "Answer" && typeof what.retryAfter === "object") {
      const { form, seconds } = what.retryAfter
      if (form === "seconds" || form === "imfFixdate" || form === "rfc850" || form === "asctime") return seconds * 1000
    }
  }
  return undefined
}

const parsed = (raw: string): unknown => {
  try {
    return ExactJson.parse(raw)
  } catch {
    return undefined
  }
}
