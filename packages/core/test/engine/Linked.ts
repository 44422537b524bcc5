/** A provider whose pages name the next one, as tests script it, and runs of a connector to it in virtual time. */
import { assert } from "@effect/vitest"
import { Clock, DateTime, Duration, Effect, Fiber, Layer, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { Checkpoint } from "../../src/contract/Checkpoint.ts"
import type * as Connector from "../../src/contract/Connector.ts"
import { ConnectorError, CursorRejected, ProviderUnavailable, type Reason } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { StoreError, StoreUnavailable, SyncStore } from "../../src/contract/SyncStore.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as Sync from "../../src/engine/Sync.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as ListConnector from "./ListConnector.ts"

/** What goes wrong with a request, and whether the provider's place had moved by then. */
export interface Trouble {
  readonly reason: Reason
  readonly moved: boolean
}

export interface Script {
  readonly list: ReadonlyArray<unknown>
  readonly pageSize?: number
  readonly cursor?: Traversal.LinkedTraversal["cursor"]
  readonly replay?: "safe" | "unsafe"
  readonly lifetime?: Traversal.Lifetime
  readonly order?: Traversal.Order
  /** How the total is declared, and what it is. */
  readonly total?: readonly ["exact" | "advisory", number]
  /** From sending to the answer; milliseconds. */
  readonly latency?: number
  /** Of the nth request, from 1. */
  readonly trouble?: (nth: number) => Trouble | undefined
  /** How long a cursor lives where each page says so itself; milliseconds. */
  readonly stated?: number
  /** Says nothing of the end. */
  readonly silent?: boolean
  /** Looks at a request as it is sent. */
  readonly onAsk?: (asked: Asked) => void
}

/** A request as it reached the provider. */
export interface Asked {
  readonly at: number
  readonly session: string
  readonly cursor: string | undefined
}

interface Session {
  place: number
  diesAt: number
}

export const sliding = (ttl: Duration.Input): Traversal.Lifetime => ({
  _tag: "Sliding",
  ttl: Duration.fromInputUnsafe(ttl)
})

export const unavailable = (processed: "no" | "maybe" = "maybe"): Reason =>
  new ProviderUnavailable({ detail: "503", retryAfter: undefined, processed })

/**
 * The place of a `scroll` is the provider's own and moves with every request that reaches it; other cursors hold their
 * place. Cursors live as the script says, counted from when a request is sent, and are refused afterwards.
 */
export const make = (script: Script) => {
  const { cursor: kind = "scroll", latency = 100, list, pageSize = 2 } = script
  const lifetime = script.lifetime ?? { _tag: "Unlimited" }
  const asked: Array<Asked> = []
  const sessions = new Map<string, Session>()
  const dies = (now: number) =>
    now + ("ttl" in lifetime ? Duration.toMillis(lifetime.ttl) : (script.stated ?? Infinity))
  const serve = (session: Session, cursor: string | undefined, now: number) => {
    const place = kind === "scroll" ? session.place : Number(cursor?.split(":")[1] ?? 0)
    session.place = place + pageSize
    if (lifetime._tag !== "Fixed") session.diesAt = dies(now)
    return place
  }
  const stream = ConnectorStream.make({
    name: "offers",
    record: ListConnector.Offer,
    key: ["id"],
    keyOf: (raw) => (typeof raw === "object" && raw !== null && "id" in raw ? { id: raw.id } : undefined),
    traversal: Traversal.linked(kind, {
      lifetime,
      replay: script.replay ?? "unsafe",
      order: script.order ?? "unspecified",
      total: script.total?.[0] ?? "none"
    }),
    pageSize: { default: pageSize, min: pageSize, max: pageSize, step: 1 },
    partition: Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* (request) {
      const now = yield* Clock.currentTimeMillis
      const cursor = Option.getOrUndefined(request.cursor)
      const id = cursor?.split(":")[0] ?? `s${sessions.size + 1}`
      const nth = asked.push({ at: now, session: id, cursor })
      script.onAsk?.(asked[nth - 1]!)
      const refuse = (reason: Reason) =>
        Effect.delay(Effect.fail(new ConnectorError({ connector: "test", stream: "offers", reason })), latency)
      const trouble = script.trouble?.(nth)
      if (trouble?.moved === false) return yield* refuse(trouble.reason)
      const session = sessions.get(id) ?? (cursor === undefined ? { place: 0, diesAt: dies(now) } : undefined)
      if (session === undefined || session.diesAt <= now) {
        return yield* refuse(new CursorRejected({ why: "expired", detail: "no such scroll" }))
      }
      sessions.set(id, session)
      const place = serve(session, cursor, now)
      if (trouble !== undefined) return yield* refuse(trouble.reason)
      yield* Effect.sleep(latency)
      const next = place + pageSize
      return Page.make<unknown, string>({
        records: list.slice(place, next),
        total: Option.fromUndefinedOr(script.total?.[1]),
        next: next < list.length ? Option.some(kind === "scroll" ? id : `${id}:${next}`) : Option.none(),
        expiresAt: lifetime._tag === "Stated" ? Option.some(DateTime.makeUnsafe(session.diesAt)) : Option.none(),
        evidence: next < list.length || script.silent === true ? [] : ["absentCursor"]
      })
    })
  })
  const connector: Connector.Connector = { name: "test", version: "1", streams: [stream], quotas: [] }
  return { connector, stream, asked }
}

/** A run; its only stream's report. */
export const runOnly = <R = never>(connector: Connector.Connector<R>, options?: Sync.Options) =>
  Sync.run(connector, options).pipe(
    Effect.catchTag("SyncIncomplete", (error) => Effect.succeed(error.report)),
    Effect.map(({ streams }) => streams[0]!)
  )

/** A run of a process of its own, with a gate and a breaker that know nothing yet. */
export const run = (connector: Connector.Connector, options?: Sync.Options) =>
  Effect.provide(runOnly(connector, options), [QuotaGate.layerMemory, Breaker.layerMemory])

/** Runs an effect for some virtual milliseconds and interrupts it; tells whether it had ended by then. */
export const killedAfter = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, ms: number) {
  const fiber = yield* Effect.forkChild(effect)
  for (let at = 0; at < ms; at += 50) yield* TestClock.adjust(Math.min(50, ms - at))
  const ended = fiber.pollUnsafe() !== undefined
  yield* Fiber.interrupt(fiber)
  return ended
})

export const tableOf = <R>({ streams }: Connector.Connector<R>) => StreamTable.make("test", streams[0]!)

export const stored = (stream: ConnectorStream.Any) =>
  Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory
      .rows(StreamTable.make("test", stream))
      .map(({ record }) => record)
      .toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"])))
  )

export const checkpoint = Effect.map(
  Effect.flatMap(SyncStore, (store) => store.checkpoints),
  (all) => all[0]!
)

/** The ledger of the newest sweep. */
export const ledger = Effect.map(
  Effect.flatMap(SyncStore, (store) => store.ledgers(1)),
  (all) => all[0]!
)

export const storeDown = new StoreError({
  store: "memory",
  reason: new StoreUnavailable({ detail: "the disk is gone" })
})

export interface Hooks {
  readonly before?: (commit: PageCommit) => Effect.Effect<void, StoreError>
  readonly after?: (commit: PageCommit, standing: Checkpoint) => Effect.Effect<void, StoreError>
}

/** The memory store, which after every commit has to account for every record that was received. */
export const watched = (hooks: Hooks = {}): Layer.Layer<SyncStore | MemoryStore.MemoryStore> =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) =>
      SyncStore.of({
        ...store,
        open: (table, options) =>
          Effect.map(store.open(table, options), (opened) => ({
            ...opened,
            commit: Effect.fnUntraced(function* (commit) {
              yield* hooks.before?.(commit) ?? Effect.void
              const written = yield* opened.commit(commit)
              const standing = (yield* opened.load(commit.checkpoint.partition))!
              const { deadLettered, inserted, received, unchanged, updated } = standing.counts
              assert.strictEqual(received, inserted + updated + unchanged + deadLettered)
              yield* hooks.after?.(commit, standing) ?? Effect.void
              return written
            })
          }))
      })
    )
  ).pipe(Layer.provideMerge(MemoryStore.layer))
