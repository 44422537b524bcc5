/**
 * How a store's transactions are run: again where another try may succeed, and never blindly where it is unknown whether a
 * COMMIT was heard.
 *
 * @since 0.1.0
 */
import { Cause, Effect } from "effect"
import { SqlError } from "effect/sql"
import { StoreError, StoreFull, StoreUnavailable } from "../contract/SyncStore.ts"
import type { SqlDialect } from "./SqlDialect.ts"

/**
 * What a store's error tells.
 *
 * @category models
 * @since 0.1.0
 */
export type Reason = StoreError["reason"]

/**
 * Runs a transaction. `body` gives what it did, and what is known of a try before whose COMMIT failed, so that the body can
 * find out whether it was carried out: it looks under the locks of its own transaction, where no late COMMIT gets by.
 *
 * @category combinators
 * @since 0.1.0
 */
export const run = <A, E>(
  dialect: SqlDialect,
  body: (doubtful: A | undefined) => Effect.Effect<A, E | SqlError.SqlError>
): Effect.Effect<A, E | SqlError.SqlError | StoreUnavailable> =>
  Effect.suspend(() => {
    let doubtful: A | undefined
    const tried: Effect.Effect<A, E | SqlError.SqlError> = Effect.suspend(() => {
      let done: A | undefined
      return body(doubtful).pipe(
        Effect.tap((result) => Effect.sync(() => (done = result))),
        dialect.sql.withTransaction,
        rollbackFailures,
        Effect.tapError(() => Effect.sync(() => (doubtful = done ?? doubtful)))
      )
    })
    return Effect.mapError(again(dialect)(tried), (error) =>
      doubtful !== undefined && SqlError.isSqlError(error) && isLost(dialect, error)
        ? new StoreUnavailable({
            detail: `whether the last commit was carried out is not known, since no answer to it came: ${lineOf(dialect.detail(error))}`
          })
        : error
    )
  })

const isLost = (dialect: SqlDialect, error: SqlError.SqlError): boolean =>
  dialect.verdict(error) === "again" && error.reason._tag !== "LockTimeoutError"

/**
 * Tries again, some time later, what failed and may succeed.
 *
 * @category combinators
 * @since 0.1.0
 */
export const again =
  (dialect: SqlDialect) =>
  <A, E>(effect: Effect.Effect<A, E | SqlError.SqlError>): Effect.Effect<A, E | SqlError.SqlError> =>
    Effect.retry(effect, {
      schedule: dialect.schedule,
      while: (error) => SqlError.isSqlError(error) && dialect.verdict(error) === "again"
    })

/**
 * A connection that is lost in a transaction fails its ROLLBACK too, which `withTransaction` takes for a defect: it is a
 * failure like any other.
 *
 * @category combinators
 * @since 0.1.0
 */
export const rollbackFailures = <A, E>(effect: Effect.Effect<A, E | SqlError.SqlError>) =>
  Effect.catchCause(effect, (cause): Effect.Effect<A, E | SqlError.SqlError> => {
    const lost = cause.reasons.filter(Cause.isDieReason).find(({ defect }) => SqlError.isSqlError(defect))?.defect
    return SqlError.isSqlError(lost) ? Effect.fail(lost) : Effect.failCause(cause)
  })

/**
 * What it takes to name a store and what is wrong with it.
 *
 * @category models
 * @since 0.1.0
 */
export type Named = Pick<SqlDialect, "store" | "verdict" | "detail">

/**
 * Names the store and says in one line what is wrong with it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const failingAs =
  (dialect: Named) =>
  <A, R>(effect: Effect.Effect<A, SqlError.SqlError | Reason, R>): Effect.Effect<A, StoreError, R> =>
    Effect.mapError(effect, errorOf(dialect))

/**
 * @category converting
 * @since 0.1.0
 */
export const errorOf =
  ({ detail: detailOf, store, verdict }: Named) =>
  (error: SqlError.SqlError | Reason): StoreError => {
    if (!SqlError.isSqlError(error)) return new StoreError({ store, reason: error })
    const detail = lineOf(detailOf(error))
    return new StoreError({
      store,
      reason: verdict(error) === "full" ? new StoreFull({ detail }) : new StoreUnavailable({ detail })
    })
  }

const lineOf = (text: string): string => text.replaceAll(/\s+/g, " ").trim()
