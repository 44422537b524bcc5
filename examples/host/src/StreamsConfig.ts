/**
 * How a configuration wants single streams synced and kept.
 *
 * @since 0.1.0
 */
import type { Connector } from "@innlet/core/contract"
import { Effect, Schema } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"

/**
 * How many bytes of received pages may wait to be committed.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StagingBytes = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000_000 }))

/**
 * @category schemas
 * @since 0.1.0
 */
export const StreamConfig = Schema.Struct({
  /** What a change in the shape of the provider's records does. */
  drift: Schema.optionalKey(Schema.Literals(["ignore", "warn", "quarantine", "fail"])),
  /** What becomes of rows that a sweep proven complete did not see. */
  deletions: Schema.optionalKey(Schema.Literals(["keep", "mark"])),
  /** Keep every content a row ever had. */
  history: Schema.optionalKey(Schema.Boolean),
  /** Ask only for what changed since the last complete sweep. */
  incremental: Schema.optionalKey(Schema.Boolean)
})

/**
 * By the stream's name.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StreamsConfig = Schema.Record(Schema.String, StreamConfig)

/**
 * The streams of a connector's configuration at `at`, all known to the connector.
 *
 * @category getters
 * @since 0.1.0
 */
export const known = (
  streams: typeof StreamsConfig.Type,
  connector: Pick<Connector.Connector, "name" | "streams">,
  at: string
): Effect.Effect<typeof StreamsConfig.Type, HostFailure> => {
  const names = connector.streams.map(({ name }) => name)
  const unknown = Object.keys(streams).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    return usage(`${at}.streams.${unknown}: there is no such stream; ${connector.name} has ${names.join(", ")}`)
  }
  const whole = connector.streams.find(({ changes, name }) => streams[name]?.incremental && changes === undefined)
  return whole === undefined
    ? Effect.succeed(streams)
    : usage(`${at}.streams.${whole.name}.incremental: this stream can't list what changed`)
}
