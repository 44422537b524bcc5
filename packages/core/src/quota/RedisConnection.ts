/**
 * A client of Redis that is built when it is first needed, and again when that failed.
 *
 * @since 0.1.0
 */
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { Redis } from "effect/persistence"
import type { QuotaGateError } from "./QuotaGateError.ts"
import type { Ledger } from "./QuotaLedger.ts"
import * as RedisLedger from "./RedisLedger.ts"

/**
 * `connect` gives the ledger, of a client that lives as long as the scope.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* <E, R>(
  client: Layer.Layer<Redis.Redis, E, R>,
  options: RedisLedger.Options
) {
  const scope = yield* Effect.scope
  const context = yield* Effect.context<R>()
  let attempt: Fiber.Fiber<Ledger, QuotaGateError> | undefined

  const build = Effect.gen(function* () {
    const own = yield* Scope.fork(scope)
    return yield* Layer.buildWithScope(Layer.fresh(client), own).pipe(
      Effect.provideContext(context),
      Effect.timeout(options.timeout),
      Effect.mapBoth({
        onFailure: (error) => RedisLedger.unavailable(options.prefix, error),
        onSuccess: (services) => RedisLedger.make(Context.get(services, Redis.Redis), options)
      }),
      Effect.onError((cause) => Scope.close(own, Exit.failCause(cause)))
    )
  })

  // One attempt for all who wait for it, which doesn't end with the one who began it.
  const connect: Effect.Effect<Ledger, QuotaGateError> = Effect.gen(function* () {
    const before = attempt?.pollUnsafe()
    if (attempt === undefined || (before !== undefined && Exit.isFailure(before))) {
      attempt = yield* Effect.forkIn(build, scope)
    }
    return yield* Fiber.join(attempt)
  })
  return { connect }
})
