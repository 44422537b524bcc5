/**
 * Whether an answer says that there is more after it.
 *
 * @since 0.1.0
 */
import type { ConnectorError } from "@innlet/core/contract"
import { Result } from "effect"
import { type Answer, at, flagAt } from "../Answer.ts"
import type { Source } from "../Place.ts"
import * as Failure from "./Failure.ts"

/**
 * Undefined where nothing is declared, or the answer says nothing. What is neither yes nor no could mean both, so it fails.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (
  answer: Answer,
  source: Source | undefined
): Result.Result<boolean | undefined, ConnectorError.Reason> => {
  if (source === undefined) return Result.succeed(undefined)
  const value = at(answer, source)
  if (value === undefined || value === null) return Result.succeed(undefined)
  const more = flagAt(answer, source)
  return more === undefined
    ? Failure.unexpected(`whether there is more stands at ${Failure.nameOf(source)}, which is neither true nor false`)
    : Result.succeed(more)
}
