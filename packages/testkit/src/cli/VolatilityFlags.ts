/**
 * The flags that say how a served provider's lists change while they are read.
 *
 * @since 0.1.0
 */
import { Flag } from "effect/cli"
import type { Fault } from "../faults/Fault.ts"
import type { Volatility } from "../world/Volatility.ts"
import { number } from "./Flags.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const flags = {
  volatile: Flag.Boolean("volatile").pipe(
    Flag.withDefault(false),
    Flag.withDescription("lists change while they are read: a row deleted, inserted and updated every other request")
  ),
  deletes: number("deletes", 1000, "mean rows deleted before each request, in place of --volatile's"),
  inserts: number("inserts", 1000, "mean rows inserted before each request, in place of --volatile's"),
  updates: number("updates", 1000, "mean rows updated before each request, in place of --volatile's"),
  moves: number("moves", 1000, "mean rows that get another place before each request"),
  aim: Flag.Literals("aim", ["anywhere", "before", "after"]).pipe(
    Flag.withDefault("anywhere"),
    Flag.withDescription("where changes fall, seen from the place being read")
  )
}

/**
 * What the flags say.
 *
 * @category models
 * @since 0.1.0
 */
export interface Given {
  readonly volatile: boolean
  readonly deletes: number
  readonly inserts: number
  readonly updates: number
  readonly moves: number
  readonly aim: "anywhere" | "before" | "after"
  readonly fault: ReadonlyArray<Fault>
}

/** Changes a request with `--volatile`. */
const usual = 0.5

/**
 * The changes that the flags ask for, the last `--fault` of the data before others.
 *
 * @category getters
 * @since 0.1.0
 */
export const volatilityOf = ({ aim, deletes, fault, inserts, moves, updates, volatile }: Given): Volatility => {
  const still = volatile ? usual : 0
  const asked = { deletes: deletes || still, inserts: inserts || still, updates: updates || still, moves, aim }
  const [world] = fault.flatMap(({ what }) =>
    what._tag === "World" && typeof what.world === "object" ? [what.world] : []
  )
  return { ...asked, ...world }
}
