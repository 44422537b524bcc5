/**
 * When and how processes meet their fate: after so many steps of the machine, or at a moment of their own doing, such as just
 * before a commit.
 *
 * @since 0.1.0
 */
import type { Choices } from "./Choices.ts"
import type { Plan } from "./Plan.ts"

/**
 * Moments of a process's own doing.
 *
 * @category constants
 * @since 0.1.0
 */
export const ports = ["send", "answer", "begin", "commit", "end", "event"] as const

/**
 * @category models
 * @since 0.1.0
 */
export type Port = (typeof ports)[number]

/**
 * @category models
 * @since 0.1.0
 */
export interface Fate {
  readonly what: "kill" | "interrupt" | "pause"
  readonly when:
    | { readonly _tag: "Steps"; readonly steps: number }
    /** The nth time it comes there, from 1. */
    | { readonly _tag: "Port"; readonly port: Port; readonly nth: number }
}

/** Half of all fates come within so many steps. */
const soon = 120
const late = 3000

/**
 * Draws the fate of a process; nothing for one that may run to its end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const draw = (choices: Choices, plan: Plan): Fate | undefined => {
  const [first, ...others] = (["crash", "interrupt", "zombie"] as const).filter((family) => plan.has(family))
  if (first === undefined || !choices.chance("fate", 0.75)) return undefined
  const family = choices.pick("fate", [first, ...others])
  const what = family === "crash" ? "kill" : family === "interrupt" ? "interrupt" : "pause"
  return choices.chance("fate", 0.5)
    ? { what, when: { _tag: "Port", port: choices.pick("fate", ports), nth: 1 + choices.int("fate", 10) } }
    : { what, when: { _tag: "Steps", steps: 1 + choices.int("fate", choices.chance("fate", 0.5) ? soon : late) } }
}
