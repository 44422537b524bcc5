/** A strategy in the real engine: a stream of one kind of pagination, a provider that tests script, and pulls of it. */
import {
  ConnectorError,
  ConnectorStream,
  Page,
  type Partition,
  Partition as Partitions,
  StreamTable
} from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { Clock, Effect, Fiber, Option, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { Answer } from "../../src/Answer.ts"
import type { Draft } from "../../src/Draft.ts"
import { valueAt } from "../../src/Place.ts"
import * as Pagination from "../../src/pagination/Pagination.ts"
import * as Strategies from "../../src/pagination/Strategies.ts"
import type { Asked, Strategy } from "../../src/pagination/Strategy.ts"

/** What a provider answers: a document with headers, a refusal, or that the page covers too much. */
export interface Served {
  readonly document?: unknown
  readonly headers?: { readonly [name: string]: string }
  readonly refused?: ConnectorError.Reason
  readonly tooLarge?: boolean
}

/** `nth` counts requests from 1. */
export type Serve = (request: Request, nth: number, now: number) => Served

/** A request as it reaches the provider. */
export interface Request {
  readonly draft: Draft
  /** The query, of a link too. */
  readonly query: { readonly [name: string]: string }
}

export interface Options {
  readonly order?: Strategies.Context["order"]
  readonly pageSize?: Partial<ConnectorStream.PageSize>
  readonly changes?: ConnectorStream.ChangesFilter
  readonly acknowledge?: (ids: ReadonlyArray<string | number>) => Draft
}

export const baseUrl = "https://api.example.com/v3"

export const start: Draft = {
  method: "GET",
  path: "/rows",
  query: [],
  headers: {},
  body: undefined,
  format: "json"
}

/** A manifest's text goes through the schema, so that tests declare nothing a manifest can't. */
export const declared = Schema.decodeUnknownSync(Pagination.Pagination, { onExcessProperty: "error" })

export const strategyOf = (pagination: unknown, options: Options = {}): Strategy =>
  Strategies.of(declared(pagination), {
    order: options.order ?? "unspecified",
    pageSize: sizesOf(options),
    acknowledge: options.acknowledge
  })

const sizesOf = ({ pageSize }: Options): ConnectorStream.PageSize => ({
  default: 2,
  min: 1,
  max: pageSize?.default ?? 2,
  step: 1,
  ...pageSize
})

export const asked = (asked: Partial<Asked> = {}): Asked => ({
  cursor: undefined,
  pageSize: 100,
  now: 0,
  changed: undefined,
  ...asked
})

export const answer = (document: unknown, headers: { readonly [name: string]: string } = {}): Answer => ({
  url: `${baseUrl}/rows?limit=2`,
  status: 200,
  headers,
  text: JSON.stringify(document),
  document
})

export const requestOf = (draft: Draft): Request => {
  const url = new URL(draft.path.startsWith("/") ? `${baseUrl}${draft.path}` : draft.path)
  for (const [name, value] of draft.query) url.searchParams.set(name, value)
  return { draft, query: Object.fromEntries(url.searchParams) }
}

const urlOf = (draft: Draft): string => (draft.path.startsWith("/") ? `${baseUrl}${draft.path}` : draft.path)

const failed = (reason: ConnectorError.Reason) =>
  new ConnectorError.ConnectorError({ connector: "test", stream: "rows", reason })

/** Records stand at `/rows`, and have an `id`. */
export const make = (pagination: unknown, serve: Serve, options: Options = {}) => {
  const strategy = strategyOf(pagination, options)
  const requests: Array<Request> = []
  const stream = ConnectorStream.make({
    name: "rows",
    record: Schema.Struct({ id: Schema.String }),
    key: ["id"],
    traversal: strategy.traversal,
    changes: options.changes,
    pageSize: sizesOf(options),
    partition: Partitions.Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ changed, cursor, pageSize }) {
      const now = yield* Clock.currentTimeMillis
      const asked: Asked = { cursor: Option.getOrUndefined(cursor), pageSize, now, changed }
      const draft = yield* Effect.mapError(Effect.fromResult(strategy.place(start, asked)), failed)
      const request = requestOf(draft)
      const nth = requests.push(request)
      yield* Effect.sleep(1)
      const { document, headers = {}, refused, tooLarge } = serve(request, nth, now)
      if (refused !== undefined) return yield* failed(refused)
      if (tooLarge === true) {
        const narrower = strategy.narrower?.(asked)
        if (narrower === undefined) return yield* failed(new ConnectorError.RequestRejected({ detail: "too large" }))
        return Page.make({ records: [], next: Option.some(narrower), advances: true })
      }
      const rows = valueAt(document, "/rows")
      const records = Array.isArray(rows) && strategy.isAside?.(asked) !== true ? rows : []
      const answered = { ...answer(document, headers), url: urlOf(draft) }
      const followed = yield* Effect.mapError(Effect.fromResult(strategy.follow(answered, asked, records)), failed)
      return Page.make<unknown, string>({ records, ...followed })
    })
  })
  return { connector: { name: "test", version: "1", streams: [stream], quotas: [] }, requests, strategy, stream }
}

export type Scene = ReturnType<typeof make>

/** Lets virtual time pass until the pull is done. */
export const pull = Effect.fnUntraced(function* ({ connector }: Scene, options?: Sync.Options) {
  const run = Sync.run(connector, options).pipe(
    Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
    Effect.map(({ streams }) => streams[0]!)
  )
  const fiber = yield* Effect.forkChild(run)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
  return yield* Fiber.join(fiber)
})

/** The ids that are in the store, sorted. */
export const stored = ({ stream }: Scene) =>
  Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory
      .rows(StreamTable.make("test", stream))
      .map(({ record }) => String(record["id"]))
      .toSorted()
  )

/** How a pull ended, in a word: its verdict, or what failed it. */
export const endOf = ({ outcome }: SyncReport.StreamReport): string => {
  if (outcome._tag === "Completed") return outcome.verdict._tag
  const { error } = outcome
  if (error._tag === "PaginationError") return error.stall
  return "reason" in error ? error.reason._tag : error._tag
}

export const ids = (count: number): Array<string> =>
  Array.from({ length: count }, (_, i) => `r${String(i).padStart(4, "0")}`)

export const rowsOf = (named: ReadonlyArray<string>) => named.map((id) => ({ id }))

/** The failure's tag of a result that has to be one. */
export const refusal = <A>(result: Result.Result<A, ConnectorError.Reason>): string =>
  Result.isFailure(result) ? `${result.failure._tag}: ${result.failure.detail}` : "no failure"

export const cursorOf = (result: Result.Result<{ readonly next?: Option.Option<string> }, unknown>) =>
  Result.isSuccess(result) ? Option.getOrUndefined(result.success.next ?? Option.none()) : undefined

export type Changes = Partition.Changes
