/**
 * What a walk goes on with: after a run that ended before its time, and after a request that failed.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import type { ConnectorError } from "../contract/ConnectorError.ts"
import type { Traversal } from "../contract/Traversal.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as SweepText from "../pagination/SweepText.ts"
import type { StreamContext } from "./StreamContext.ts"

/**
 * Does the provider move on when the request that the walk stands at is sent, so that it must not be sent twice?
 *
 * @category guards
 * @since 0.1.0
 */
export const moves = ({ replay }: Pick<Traversal<unknown>, "replay">, sweep: Sweep.Sweep): boolean =>
  replay === "unsafe" && !sweep.ended && Sweep.request(sweep).cursor !== undefined

/**
 * A sweep to go on with.
 *
 * @category models
 * @since 0.1.0
 */
export interface Resumed {
  readonly sweep: Sweep.Sweep
  /** When the cursor it stands at stops working; epoch milliseconds. */
  readonly expiresAt: number | undefined
  /** Does its walk begin anew? */
  readonly restarted: boolean
}

/**
 * The sweep a checkpoint was in the middle of: nothing when it had ended, or when the record's shape is another now, and
 * what was stored has to be read again. Its walk begins anew when the cursor has expired, or was possibly sent. Fails in one
 * line when the checkpoint can't be read, or is of another kind of list than the stream's.
 *
 * @category constructors
 * @since 0.1.0
 */
export const resume = <R>(
  { plan, stream, table }: StreamContext<R>,
  previous: Checkpoint | undefined,
  now: number
): Result.Result<Resumed | undefined, string> => {
  if (previous === undefined || previous.status === "completed" || previous.recordSchema !== table.fingerprint) {
    return Result.succeed(undefined)
  }
  return Result.flatMap(SweepText.decode(previous.walk), (kept) => {
    if (!Sweep.fits(plan, kept))
      return Result.fail("the state of its walk is of another kind of list than the stream's")
    if (previous.since !== undefined && stream.changes === undefined) {
      return Result.fail("its sweep asks for changes, and the stream lists none any more")
    }
    // Else a sweep whose cursors were lost often enough could never end.
    const sweep = { ...kept, restarts: 0 }
    // Where the clock was set back since, nobody knows how long the cursor has lived.
    const isOver = (previous.expiresAt ?? Infinity) <= now || previous.updatedAt > now
    const expired = previous.expiresAt !== undefined && isOver && !sweep.ended
    return Result.succeed(
      expired || previous.intent !== undefined
        ? { sweep: Sweep.restart(plan, sweep), expiresAt: undefined, restarted: true }
        : { sweep, expiresAt: previous.expiresAt, restarted: false }
    )
  })
}

/**
 * Another way to go on after a refused request or cursor, or a cursor that an answer was lost to; `"NoProgress"` when the walk
 * began again in vain as often as it may.
 *
 * @category combinators
 * @since 0.1.0
 */
export const wayAround = <R>(
  { plan, stream }: StreamContext<R>,
  sweep: Sweep.Sweep,
  error: ConnectorError
): { readonly sweep: Sweep.Sweep; readonly restarted: boolean } | "NoProgress" | undefined => {
  const lost = error.isRetryable && error.processed !== "no" && moves(stream.traversal, sweep)
  if (lost || error.reason._tag === "CursorRejected") {
    return Sweep.mayRestart(sweep) ? { sweep: Sweep.restart(plan, sweep), restarted: true } : "NoProgress"
  }
  const step = error.reason._tag === "RequestRejected" ? Sweep.refused(sweep) : undefined
  return step === undefined || step._tag === "Stalled" ? undefined : { sweep: step.state, restarted: false }
}
