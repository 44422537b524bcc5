/**
 * What a law works on: one stream of a subject, whose provider it can have begin anew as often as it likes.
 *
 * @since 0.1.0
 */
import type { Connector, ConnectorStream, Partition } from "@innlet/core/contract"
import { Cause, Context, Effect, Layer, Scope } from "effect"
import { HttpClient } from "effect/http"
import { Broken } from "./Law.ts"
import type { Scene, Setting, Subject } from "./Subject.ts"
import * as Wire from "./Wire.ts"

/**
 * A connector that needs nothing more, and the stream of it that the law is put to.
 *
 * @category models
 * @since 0.1.0
 */
export interface Built {
  readonly connector: Connector.Connector
  readonly stream: ConnectorStream.Any
}

/**
 * A provider that has begun, what was sent to it, and a connector to it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Opened extends Built {
  readonly setting: Pick<Setting, "rows" | "presentThroughout" | "mark" | "keyOf" | "secrets">
  readonly wire: Wire.Wire
  /** Names the stay dates of streams that are split by date. */
  readonly window: Partition.Window | undefined
  /** The connector as a process makes it that starts later: nothing is left of what the first one remembered. */
  readonly again: Effect.Effect<Built, Broken, Scope.Scope>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Bench {
  /** The stream's name. */
  readonly stream: string
  /** Has the provider begin anew. Without a scene: seed 1, three pages, nothing changes and nothing is malformed. */
  readonly open: (scene?: Partial<Scene>) => Effect.Effect<Opened, Broken, Scope.Scope>
}

type Services<R> = Layer.Layer<R, unknown, HttpClient.HttpClient>

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>(subject: Subject<R>, layer: Services<R>, stream: string): Bench => ({
  stream,
  open: (scene) => openWith(subject, layer, stream, scene)
})

/**
 * The provider and the connector alone; without a name, of the connector's first stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const openWith = Effect.fnUntraced(function* <R>(
  subject: Subject<R>,
  layer: Services<R>,
  stream: string | undefined,
  scene: Partial<Scene> = {}
): Effect.fn.Return<Opened, Broken, Scope.Scope> {
  const setting = yield* subject.make({ seed: 1, pages: 3, ...scene })
  const wire = Wire.make(setting.provider)
  const again = build(setting, layer, wire, stream)
  return { ...(yield* again), setting, wire, window: setting.window, again }
})

const build = Effect.fnUntraced(function* <R>(
  setting: Setting<R>,
  layer: Services<R>,
  wire: Wire.Wire,
  name: string | undefined
): Effect.fn.Return<Built, Broken, Scope.Scope> {
  const client = Layer.succeed(HttpClient.HttpClient, wire.client)
  const scope = yield* Scope.Scope
  const { connector, services } = yield* Effect.gen(function* () {
    const services = yield* Layer.buildWithMemoMap(Layer.provideMerge(layer, client), Layer.makeMemoMapUnsafe(), scope)
    return { services, connector: yield* Effect.provideContext(setting.connector, services) }
  }).pipe(
    Effect.mapError((error) => new Broken({ detail: `the subject's connector can't be made: ${oneLine(error)}` }))
  )
  const streams = connector.streams.map((stream) => bound(stream, services))
  const stream = streams.find((candidate) => name === undefined || candidate.name === name)
  if (stream === undefined) return yield* new Broken({ detail: "the connector does not have this stream every time" })
  return { connector: { ...connector, streams }, stream }
})

/** A stream that needs nothing more. */
const bound = <R>(stream: ConnectorStream.Any<R>, services: Context.Context<R>): ConnectorStream.Any => ({
  ...stream,
  partitions: (window, parents) => Effect.provideContext(stream.partitions(window, parents), services),
  read: (request) => Effect.provideContext(stream.read(request), services)
})

const oneLine = (error: unknown): string => Cause.pretty(Cause.fail(error)).split("\n")[0] ?? ""
