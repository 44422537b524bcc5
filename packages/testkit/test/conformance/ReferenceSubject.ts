/** The reference connector beside its provider, as a subject of the laws, and what a twin changes of it. */
import type { ConnectorStream } from "@innlet/core/contract"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import type { Setting, Subject, Truth } from "../../src/conformance/Subject.ts"
import type { Row } from "../../src/world/Row.ts"
import * as ReferenceConnector from "./ReferenceConnector.ts"
import * as ReferenceProvider from "./ReferenceProvider.ts"

/** One change to one stream of the connector, or to what it stands on. */
export interface Change {
  /** The only stream of the subject. @default all streams, unchanged */
  readonly stream?: string | undefined
  readonly change?: ((stream: ConnectorStream.Any, client: HttpClient.HttpClient) => ConnectorStream.Any) | undefined
  readonly client?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  readonly provider?: Partial<ReferenceProvider.Options> | undefined
}

const listsOf = (stream: string): ReadonlyArray<ReferenceProvider.List> => {
  switch (stream) {
    case "offers":
      return ["offers_a", "offers_b"]
    case "rooms":
    case "rates":
    case "guests":
    case "reviews":
    case "messages":
      return [stream]
    default:
      return []
  }
}

const truthOf = ({ key, malformed }: Row): Truth => ({ key, malformed })

/** A page holds four rows, and the last one two. */
const rowsFor = (pages: number): number => pages * 4 - 2

export const subject = (change: Change = {}): Subject => ({
  make: Effect.fnUntraced(function* (scene) {
    const reference = yield* ReferenceProvider.make({
      seed: scene.seed,
      rows: rowsFor(scene.pages),
      malformed: scene.malformed,
      volatility: scene.volatility,
      ...change.provider
    })
    const truths = (read: typeof reference.rows) => (stream: string) =>
      Effect.map(Effect.forEach(listsOf(stream), read), (lists) => lists.flat().map(truthOf))
    const setting: Setting = {
      provider: reference.provider,
      connector: Effect.gen(function* () {
        const client = yield* HttpClient.HttpClient
        const connector = yield* Effect.provideService(
          ReferenceConnector.make,
          HttpClient.HttpClient,
          change.client?.(client) ?? client
        )
        const streams = connector.streams.filter(({ name }) => name === (change.stream ?? name))
        return { ...connector, streams: streams.map((stream) => change.change?.(stream, client) ?? stream) }
      }),
      rows: truths(reference.rows),
      presentThroughout: truths(reference.presentThroughout),
      mark: reference.mark,
      keyOf: (_stream, raw) => {
        const { id }: { readonly id?: unknown } = Object(raw)
        return typeof id === "string" ? id : undefined
      },
      secrets: [ReferenceProvider.token]
    }
    return setting
  })
})
