/**
 * The flags that commands serving a mock provider of lists share, beside those of every provider.
 *
 * @since 0.1.0
 */
import { Effect, Ref, Schema } from "effect"
import { Flag } from "effect/cli"
import type { ListOptions } from "../providers/ListOptions.ts"
import type { ListProvider } from "../providers/ListProvider.ts"
import { count, number } from "./Flags.ts"
import * as ServeFlags from "./ServeFlags.ts"
import { volatilityOf } from "./VolatilityFlags.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const flags = {
  ...ServeFlags.shared,
  rows: count("rows", 1000, "rows in each list without a flag of its own"),
  properties: Flag.Int("properties").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))),
    Flag.withDefault(10),
    Flag.withDescription("properties that rows belonging to one are spread over")
  ),
  malformed: number("malformed", 1, "fraction of rows that lack a field, 0 to 1"),
  unthrottled: Flag.Boolean("unthrottled").pipe(
    Flag.withDefault(false),
    Flag.withDescription("answer without the quotas that the provider documents")
  )
}

type Given = Parameters<typeof volatilityOf>[0] &
  Parameters<typeof ServeFlags.failures>[0] & {
    readonly rows: number
    readonly properties: number
    readonly seed: number
    readonly malformed: number
    readonly unthrottled: boolean
  }

/**
 * The options that the flags ask for.
 *
 * @category getters
 * @since 0.1.0
 */
export const optionsOf = (given: Given): ListOptions => {
  const { malformed, properties, rows, seed, unthrottled } = given
  return {
    rows,
    properties,
    seed,
    malformed,
    volatility: volatilityOf(given),
    throttle: unthrottled ? [] : undefined,
    fail: ServeFlags.failures(given)
  }
}

/**
 * Serves the provider until it is told to stop, and says where.
 *
 * @category running
 * @since 0.1.0
 */
export const serve = Effect.fnUntraced(function* <Stream extends string>(
  provider: ListProvider<Stream>,
  given: Given & Parameters<typeof ServeFlags.serve>[2]
) {
  const { lists } = yield* Ref.get(provider.state)
  const { properties, rows, seed } = given
  const about = `rows ${rows}, properties ${properties}, seed ${seed}`
  return yield* ServeFlags.serve(provider, streamsOf(lists), given, about)
})

const streamsOf = <Stream extends string>(lists: Readonly<Record<Stream, unknown>>): ReadonlyArray<Stream> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are the streams, and it has no others
  Object.keys(lists) as Array<Stream>
