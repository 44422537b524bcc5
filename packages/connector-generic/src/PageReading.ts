/**
 * Reads one page of a declared stream: its request is made and sent, and its answer taken apart.
 *
 * @since 0.1.0
 */
import { ConnectorError, type ConnectorStream, Page, type Partition } from "@innlet/core/contract"
import { Clock, Effect, Option, Result } from "effect"
import { type Draft, put } from "./Draft.ts"
import type { GenericClient, Sent } from "./GenericClient.ts"
import type { Manifest } from "./Manifest.ts"
import * as Partitions from "./Partitions.ts"
import type { Asked, Strategy } from "./pagination/Strategy.ts"
import * as RecordList from "./RecordList.ts"
import type { StreamManifest } from "./StreamManifest.ts"
import * as TimeText from "./TimeText.ts"
import * as Values from "./Values.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly client: GenericClient
  readonly stream: StreamManifest
  /** What every request carries. */
  readonly common: Manifest["request"]
  readonly parameters: Values.Scope["parameters"]
  /** The strategy for requests with these values. */
  readonly strategy: (scope: Values.Scope) => Strategy
  /** What raw records need beside what the provider sends. */
  readonly tagged: { readonly key: boolean; readonly partition: boolean }
}

type PageRequest = ConnectorStream.PageRequest<Partitions.Partition, string>
type Read = Effect.Effect<Page.Page<unknown, string>, ConnectorError.ConnectorError>

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): ((request: PageRequest) => Read) => {
  const { client } = options
  const fail = <A>(result: Result.Result<A, ConnectorError.Reason>) =>
    Effect.mapError(Effect.fromResult(result), client.failure)

  return Effect.fnUntraced(function* ({ changed, cursor, pageSize, partition }) {
    const scope: Values.Scope = { parameters: options.parameters, ...Partitions.scopeOf(partition) }
    const strategy = options.strategy(scope)
    const now = yield* Clock.currentTimeMillis
    const asked: Asked = { cursor: Option.getOrUndefined(cursor), pageSize, now, changed }
    const draft = yield* fail(Result.mapError(draftOf(options, scope, changed), rejected))
    const sent = yield* client.send(yield* fail(strategy.place(draft, asked)))
    if (sent._tag === "TooLarge") return yield* fail(narrowed(strategy, asked, sent.detail))
    const records = yield* fail(Result.mapError(recordsOf(options, strategy, asked, sent, partition), unexpected))
    return Page.make({ ...(yield* fail(strategy.follow(sent.answer, asked, records))), records })
  })
}

const rejected = (detail: string) => new ConnectorError.RequestRejected({ detail })

const unexpected = (detail: string) => new ConnectorError.UnexpectedResponse({ detail })

/** The stream's request, asking for changes where that is wanted and no pagination does it. */
const draftOf = (
  { common, stream }: Options,
  scope: Values.Scope,
  changed: Partition.Changes | undefined
): Result.Result<Draft, string> => {
  const { as = "instant", from, query, to } = stream.changes ?? {}
  if (changed === undefined || from === undefined) return Values.draftOf(stream.request, common, scope)
  const request = { ...stream.request, query: { ...stream.request.query, ...query } }
  return Result.map(Values.draftOf(request, common, scope), (draft) => {
    const since = put(draft, from, TimeText.format(as, changed.from))
    return to === undefined || changed.to === undefined ? since : put(since, to, TimeText.format(as, changed.to))
  })
}

/** Nothing was read of what is too large, and the same place in smaller steps comes next. */
const narrowed = (
  strategy: Strategy,
  asked: Asked,
  detail: string
): Result.Result<Page.Page<unknown, string>, ConnectorError.Reason> => {
  const next = strategy.narrower?.(asked)
  return next === undefined
    ? Result.fail(rejected(`the shortest window is too large still: ${detail}`))
    : Result.succeed(Page.make<unknown, string>({ records: [], next: Option.some(next), advances: true }))
}

const recordsOf = (
  { stream, tagged }: Options,
  strategy: Strategy,
  asked: Asked,
  sent: Extract<Sent, { readonly answer: unknown }>,
  partition: Partitions.Partition
): Result.Result<ReadonlyArray<unknown>, string> => {
  if (strategy.isAside?.(asked) === true) return Result.succeed([])
  if (sent._tag === "Empty") {
    // An answer without a body names no next page either: where that ends the list, nothing has said that it ends.
    return sent.isSaid || strategy.traversal.end.includes("emptyPage")
      ? Result.succeed([])
      : Result.fail(`status ${sent.answer.status} where no rule says that it is an empty page`)
  }
  const { format = "json" } = stream.request
  const records = RecordList.of(stream.records, sent.answer, { format, withKey: tagged.key })
  return tagged.partition ? Result.map(records, (all) => all.map((raw) => inPartition(raw, partition))) : records
}

/** A raw record that says which partition it was read in; what is no object is left to be a bad record. */
const inPartition = (raw: unknown, partition: Partitions.Partition): unknown =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw)
    ? { ...raw, $partition: Partitions.scopeOf(partition).partition }
    : raw
