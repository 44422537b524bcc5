/** The state of a walk as a checkpoint keeps it, read back and walked on with. */
import { Result } from "effect"
import * as Traversal from "../../../packages/core/src/contract/Traversal.ts"
import * as Sweep from "../../../packages/core/src/pagination/Sweep.ts"
import * as SweepText from "../../../packages/core/src/pagination/SweepText.ts"
import type * as Walk from "../../../packages/core/src/pagination/Walk.ts"
import { holds, same, type Target } from "../Target.ts"

const sizes = { default: 4, min: 1, max: 100, step: 1 }
const plans = {
  anchored: Sweep.plan(Traversal.offset({ order: "immutable", total: "advisory" }), sizes, 4),
  linked: Sweep.plan(Traversal.linked("continuation", { replay: "safe", order: "immutable" }), sizes, 4)
}
const keys = Array.from({ length: 23 }, (_, i) => `k${i}`)

/** What a list that holds still answers; a cursor is the text of an offset. */
const factsOf = ({ cursor, pageSize }: Walk.Request): Walk.Facts => {
  const offset = cursor === undefined ? 0 : Number(cursor)
  const page = keys.slice(offset, offset + pageSize)
  const next = offset + page.length < keys.length && page.length > 0 ? String(offset + page.length) : undefined
  return {
    keys: page,
    total: keys.length,
    offset,
    next,
    advances: true,
    evidence: next === undefined ? ["absentCursor", "emptyPage"] : []
  }
}

/** Texts of every state of a pull. */
const states = (plan: Sweep.Plan): ReadonlyArray<string> => {
  const found: Array<string> = []
  let sweep = Sweep.start(plan)
  for (let i = 0; i < 40; i++) {
    found.push(SweepText.encode(sweep))
    const step = Sweep.step(plan, sweep, factsOf(Sweep.request(sweep)))
    if (step._tag !== "Next") return found
    sweep = step.state
  }
  return found
}

const [firstState = "", ...otherStates] = [...states(plans.anchored), ...states(plans.linked)]

/** Steps that a pull goes on for; a poisoned state may make it walk longer, and the request budget ends it then. */
const steps = 60

const make = (decode: typeof SweepText.decode): Target => ({
  name: "walk-state",
  what: "walks and cursors in checkpoints",
  form: "json",
  sources: ["core/src/pagination/", "fuzz/targets/WalkState.ts"],
  seeds: [firstState, ...otherStates],
  words: [
    '"format":2',
    '"format":0',
    '"mode":"exact"',
    '"probe":"beyond"',
    '"AnchoredWalk"',
    '"PageWalk"',
    "-1",
    "1e9",
    "null"
  ],
  maxLength: 4000,
  weight: 3,
  run: (input) => {
    const decoded = decode(input)
    if (Result.isFailure(decoded)) {
      holds(decoded.failure.length > 0 && !decoded.failure.includes("\n"), "the problem is more than one line")
      return decoded.failure.replaceAll(/-?\d+/g, "0")
    }
    const sweep = decoded.success
    const text = SweepText.encode(sweep)
    const again = decode(text)
    same(Result.isSuccess(again) ? SweepText.encode(again.success) : again.failure, text, "written and read again")
    const plan = sweep.walk._tag === "AnchoredWalk" ? plans.anchored : plans.linked
    return walkOn(plan, sweep)
  }
})

const walkOn = (plan: Sweep.Plan, start: Sweep.Sweep): string => {
  holds(Sweep.fits(plan, start), "it does not fit its own plan")
  let sweep = start
  for (let i = 0; i < steps; i++) {
    const request = Sweep.request(sweep)
    holds(Number.isSafeInteger(request.pageSize) && request.pageSize >= 1, `asks for ${request.pageSize} records`)
    if (sweep.walk._tag === "AnchoredWalk") {
      const offset = Number(request.cursor)
      holds(Number.isSafeInteger(offset) && offset >= 0, `asks for offset ${offset}`)
    }
    const step = Sweep.step(plan, sweep, factsOf(request))
    if (step._tag === "Stalled") return step.stall
    if (step._tag === "PassEnd") {
      const judged = Sweep.judge(plan, step.state, { newKeys: 0, distinct: keys.length, total: keys.length })
      return "_tag" in judged ? judged._tag : "another pass"
    }
    sweep = step.state
  }
  return "long"
}

export const target = make(SweepText.decode)

/** Reads a state of a later format. */
export const planted = make((text) =>
  SweepText.decode(text.replace(/"format":\d+/, '"format":1').replace(/"empty":[1-9]\d/, '"pageSize":0,"empty":1'))
)
