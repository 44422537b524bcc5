/**
 * A connector beside a mock of its provider: what the laws and the simulator are put to.
 *
 * @since 0.1.0
 */
import type { Connector, Partition } from "@innlet/core/contract"
import type { Effect, Scope } from "effect"
import type { HttpClient } from "effect/http"
import type { Provider } from "../providers/Provider.ts"
import type { Volatility } from "../world/Volatility.ts"

/**
 * The provider that a law or a simulated run wants.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scene {
  /** Of rows and changes: the same scene gives the same bytes to the same requests at the same times. */
  readonly seed: number
  /** Pages that every stream has to have at least, with the page size the connector asks for. */
  readonly pages: number
  /** How lists change between two requests. @default not at all */
  readonly volatility?: Volatility | undefined
  /** Fraction of rows with one bad field. @default 0 */
  readonly malformed?: number | undefined
}

/**
 * A row as the provider knows it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Truth {
  /** Tells it apart from all other rows of its stream. */
  readonly key: string
  /** Has it a bad field, so that it has to become a dead letter? */
  readonly malformed: boolean
}

/**
 * One provider that begins anew, and the connector to it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Setting<R = never> {
  readonly provider: Provider
  /** Built with a client of the test's own in context, over which every request has to go. */
  readonly connector: Effect.Effect<Connector.Connector<R>, unknown, HttpClient.HttpClient | R>
  /** The rows of a stream as they are now, each once. */
  readonly rows: (stream: string) => Effect.Effect<ReadonlyArray<Truth>>
  /** The rows that were there at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (stream: string) => Effect.Effect<ReadonlyArray<Truth>>
  /** Counts `presentThroughout` from now on. */
  readonly mark: Effect.Effect<void>
  /** The key of the row that a raw record shows, or nothing where it shows none. It must not throw. */
  readonly keyOf: (stream: string, raw: unknown) => string | undefined
  /** Texts that have to stay out of everything that is logged, stored or reported. */
  readonly secrets: ReadonlyArray<string>
  /** The stay dates that streams split by date are read for. @default none */
  readonly window?: Partition.Window | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Subject<R = never> {
  /** Whatever runs it brings a clock of its own, which is no `TestClock`: times are relative to its now. */
  readonly make: (scene: Scene) => Effect.Effect<Setting<R>, never, Scope.Scope>
}
