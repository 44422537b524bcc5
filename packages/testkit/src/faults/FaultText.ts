/**
 * A fault as one writes it on a command line: its id in the catalogue, and when it happens.
 *
 * `H1` at its usual moment, `H1@3` at the third request, `H11@2x3` at the second and the two after it, `P1@3x*` at the third and
 * all that follow, `N6@every:10` at every tenth, `N6@every:10x2` at the first two of these, `N7@chance:0.05` at one of twenty, and
 * `H1@3/v1/rates` at the third request whose path holds that text.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import type { Fault } from "./Fault.ts"
import * as FaultCatalogue from "./FaultCatalogue.ts"
import type { Moment } from "./Moment.ts"

/**
 * Reads a fault, or says in one line what is wrong.
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (text: string): Result.Result<Fault, string> => {
  const [, id = "", moment, path] = /^([^@/]*)(?:@([^/]*))?(\/.*)?$/.exec(text.trim()) ?? []
  const entry = FaultCatalogue.get(id)
  if (entry === undefined) {
    return Result.fail(`there is no fault "${id}"; the catalogue has ids such as ${examples.join(", ")}`)
  }
  const { what, when } = entry
  const where = path === undefined ? {} : { path }
  if (moment === undefined) return Result.succeed({ what, when: { ...when, ...where } })
  const read = momentOf(moment)
  if (read === undefined) {
    return Result.fail(
      `"${moment}" is no moment; write ${id}@3, ${id}@3x2, ${id}@3x*, ${id}@every:10 or ${id}@chance:0.1`
    )
  }
  const { of, per } = when
  return Result.succeed({
    what,
    when: { ...read, ...where, ...(of === undefined ? {} : { of }), ...(per === undefined ? {} : { per }) }
  })
}

const examples = ["N6", "H1", "P5", "D2"]

const momentOf = (text: string): Moment | undefined => {
  const [, every, number, times] = /^(every:)?([1-9]\d{0,8})(?:x([1-9]\d{0,8}|\*))?$/.exec(text) ?? []
  if (number !== undefined) {
    const often: Pick<Moment, "times"> = times === undefined ? {} : { times: times === "*" ? "always" : Number(times) }
    return every === undefined ? { at: Number(number), ...often } : { every: Number(number), ...often }
  }
  const [, chance] = /^chance:(0?\.\d{1,9}|1|0)$/.exec(text) ?? []
  return chance === undefined ? undefined : { chance: Number(chance) }
}
