/**
 * The flags that commands serving a mock provider of lists share, beside those of every provider.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { Flag } from "effect/cli"
import type { ListOptions } from "../providers/ListOptions.ts"
import { count, failures, number, shared } from "./ServeFlags.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const flags = {
  ...shared,
  rows: count("rows", 1000, "rows in each list without a flag of its own"),
  properties: Flag.Int("properties").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))),
    Flag.withDefault(10),
    Flag.withDescription("properties that rows belonging to one are spread over")
  ),
  malformed: number("malformed", 1, "fraction of rows that lack a field, 0 to 1"),
  volatile: Flag.Boolean("volatile").pipe(
    Flag.withDefault(false),
    Flag.withDescription("lists change while they are read: a row deleted, inserted and updated every other request")
  ),
  deletes: number("deletes", 1000, "mean rows deleted before each request, in place of --volatile"),
  inserts: number("inserts", 1000, "mean rows inserted before each request, in place of --volatile"),
  updates: number("updates", 1000, "mean rows updated before each request, in place of --volatile"),
  unthrottled: Flag.Boolean("unthrottled").pipe(
    Flag.withDefault(false),
    Flag.withDescription("answer without the quotas that the provider documents")
  )
}

interface Given {
  readonly rows: number
  readonly properties: number
  readonly seed: number
  readonly malformed: number
  readonly volatile: boolean
  readonly deletes: number
  readonly inserts: number
  readonly updates: number
  readonly unthrottled: boolean
  readonly failEvery: number
  readonly failStatus: number
}

/**
 * The options that the flags ask for.
 *
 * @category getters
 * @since 0.1.0
 */
export const optionsOf = (given: Given): ListOptions => {
  const { deletes, inserts, malformed, properties, rows, seed, updates } = given
  const still = given.volatile ? 0.5 : 0
  return {
    rows,
    properties,
    seed,
    malformed,
    volatility: { deletes: deletes || still, inserts: inserts || still, updates: updates || still },
    throttle: given.unthrottled ? [] : undefined,
    fail: failures(given)
  }
}

/**
 * What the line that names the address says of the lists.
 *
 * @category getters
 * @since 0.1.0
 */
export const aboutOf = ({ properties, rows, seed }: Given): string =>
  `rows ${rows}, properties ${properties}, seed ${seed}`
