/**
 * A time limit, on the fiber's clock, for something that calls back. Only the wait is a fiber of its own, where
 * `Effect.timeoutOrElse` makes two and a race: that shows when a whole answer takes a quarter of a millisecond.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Exit } from "effect"

/**
 * Waits for `work` to call back, and stops it at the deadline and on interruption with what it returned.
 *
 * @category combinators
 * @since 0.1.0
 */
export const callback = <A, E>(
  work: (done: (result: Effect.Effect<A, E>) => void) => () => void,
  time: Duration.Duration,
  late: () => E
): Effect.Effect<A, E> =>
  Effect.withFiber((fiber) =>
    Effect.callback<A, E>((resume) => {
      const wait = Effect.runForkWith(fiber.context)(Effect.sleep(time))
      let stop: (() => void) | undefined
      let expired = false
      wait.addObserver((exit) => {
        if (Exit.isFailure(exit)) return
        expired = true
        stop?.()
        resume(Effect.fail(late()))
      })
      stop = work((result) => {
        wait.interruptUnsafe()
        resume(result)
      })
      // A time of zero is over before the work is begun.
      if (expired) stop()
      return Effect.sync(() => {
        wait.interruptUnsafe()
        stop?.()
      })
    })
  )
