/**
 * What to sync: streams of one connector, as `<connector>/<stream>` names them on the command line; a connector alone
 * means all of its streams.
 *
 * @since 0.1.0
 */
import type { Connector } from "@innlet/core/contract"
import { Effect } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Target {
  readonly connector: string
  /** In the order they were named; undefined for all. */
  readonly streams: ReadonlyArray<string> | undefined
}

const form = /^([^/]+)(?:\/([^/]+))?$/

/**
 * Reads the arguments of a command line, one target a connector.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<Target>, HostFailure> {
  const targets = new Map<string, Target>()
  for (const name of names) {
    const [, connector, stream] = form.exec(name) ?? []
    if (connector === undefined) return yield* usage(`${name}: Expected <connector>/<stream> or <connector>`)
    const before = targets.get(connector)
    const all = stream === undefined || (before !== undefined && before.streams === undefined)
    const streams = all ? undefined : [...new Set([...(before?.streams ?? []), stream])]
    targets.set(connector, { connector, streams })
  }
  return [...targets.values()]
})

/**
 * The target's streams, all known to the connector.
 *
 * @category getters
 * @since 0.1.0
 */
export const streamsOf = (
  target: Target,
  connector: Connector.Connector
): Effect.Effect<ReadonlyArray<string>, HostFailure> => {
  const known = connector.streams.map(({ name }) => name)
  const unknown = target.streams?.find((name) => !known.includes(name))
  return unknown === undefined
    ? Effect.succeed(target.streams ?? known)
    : usage(`${target.connector}/${unknown}: there is no such stream; ${target.connector} has ${known.join(", ")}`)
}
