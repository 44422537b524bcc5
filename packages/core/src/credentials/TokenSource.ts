/**
 * The access token of one OAuth credential: held in memory, kept in the token store, renewed by one call at a time
 * whoever asks for it.
 *
 * @since 0.1.0
 */
import { Clock, Deferred, Effect, type Redacted, Schedule } from "effect"
import { AuthenticationFailed, ProviderUnavailable, type Reason } from "../contract/ConnectorError.ts"
import * as Attempt from "../resilience/Attempt.ts"
import type { Tokens } from "./TokenAnswer.ts"
import * as TokenPlan from "./TokenPlan.ts"
import { type AccessToken, isSame, type TokenRecord } from "./TokenRecord.ts"
import type { Slot, TokenStore, TokenStoreError } from "./TokenStore.ts"

/**
 * A token and how many came before it in this process.
 *
 * @category models
 * @since 0.1.0
 */
export interface Held {
  readonly token: AccessToken
  readonly generation: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface TokenSource {
  /** A token to use, renewed when it is due. */
  readonly current: Effect.Effect<Held, Reason>
  /** After the token of a generation was refused: is there another one to try? */
  readonly another: (generation: number) => Effect.Effect<boolean, Reason>
  /** The token of a generation was taken. */
  readonly accept: (generation: number) => Effect.Effect<void>
  /** The tokens that requests under way may carry, and the refresh token. */
  readonly secrets: Effect.Effect<ReadonlyArray<Redacted.Redacted>>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly account: string
  readonly seed: string
  readonly maxCalls: TokenPlan.MaxCalls
  /** The first one, where the grant is by refresh token. */
  readonly refreshToken: Redacted.Redacted | undefined
  readonly call: (refreshToken: Redacted.Redacted | undefined) => Effect.Effect<Tokens, Reason>
}

/** A token that can still be used is not renewed again so soon after its renewal failed. */
const holdOff = { longest: 60_000, shortest: 10_000 } as const

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  store: TokenStore["Service"],
  options: Options
): Effect.fn.Return<TokenSource, TokenStoreError> {
  let held: Held | undefined
  let previous: AccessToken | undefined
  let refreshToken = options.refreshToken
  let flight: Deferred.Deferred<void, Reason> | undefined
  let notBefore = 0
  // Got from the provider but not yet kept: to be kept before anything else, and not to be used until then.
  let unkept: TokenRecord | undefined

  const adopt = (record: TokenRecord): void => {
    refreshToken = record.refreshToken
    if (record.token === undefined) return
    if (held === undefined) held = { token: record.token, generation: 0 }
    else if (isSame(held.token, record.token)) held = { token: record.token, generation: held.generation }
    else {
      previous = held.token
      held = { token: record.token, generation: held.generation + 1 }
    }
  }

  const ours = (record: TokenRecord | undefined): TokenRecord => {
    if (record?.seed !== options.seed) {
      return {
        seed: options.seed,
        token: undefined,
        refreshToken: record?.refreshToken ?? options.refreshToken,
        calls: record?.calls ?? [],
        refusal: undefined
      }
    }
    // That a token was taken is known here first.
    return record.token !== undefined && held?.token.accepted === true && isSame(held.token, record.token)
      ? { ...record, token: held.token }
      : record
  }

  const keepUnkept = Effect.fnUntraced(function* (slot: Slot, record: TokenRecord) {
    const mine = unkept
    unkept = undefined
    // Another process that called since has the newer tokens.
    if (mine === undefined || mine.calls.at(-1) !== record.calls.at(-1)) return record
    yield* keep(slot, mine)
    return mine
  })

  const keep = (slot: Slot, record: TokenRecord) =>
    slot.save(record).pipe(
      Effect.retry({ schedule: Schedule.spaced("200 millis"), times: 2 }),
      Effect.tapError(() => Effect.sync(() => (unkept = record)))
    )

  const step = Effect.fnUntraced(function* (
    slot: Slot,
    refused: AccessToken | undefined
  ): Effect.fn.Return<void, Reason | TokenStoreError> {
    const record = yield* keepUnkept(slot, ours(yield* slot.load))
    const now = yield* Clock.currentTimeMillis
    const plan = TokenPlan.make(record, { now, refused, maxCalls: options.maxCalls })
    switch (plan._tag) {
      case "Use":
        return adopt(record)
      case "Fail":
        return yield* plan.reason
      case "Refused": {
        const marked = { ...record, token: { ...plan.token, refused: true } }
        if (!plan.token.refused) yield* slot.save(marked)
        return adopt(marked)
      }
      case "Call": {
        const calls = [...TokenPlan.countedCalls(record.calls, options.maxCalls, now), now]
        const noted: TokenRecord = { ...record, calls, refusal: undefined }
        yield* slot.save(noted)
        const tokens = yield* options.call(noted.refreshToken).pipe(Effect.tapError(noteRefusal(slot, noted)))
        const token: AccessToken = {
          value: tokens.accessToken,
          obtainedAt: now,
          expiresAt: now + tokens.life,
          forced: plan.forced,
          accepted: false,
          refused: false
        }
        const rotated = options.refreshToken === undefined ? undefined : (tokens.refreshToken ?? noted.refreshToken)
        const renewed: TokenRecord = { ...noted, token, refreshToken: rotated }
        yield* keep(slot, renewed)
        return adopt(renewed)
      }
    }
  })

  const renew = Effect.fnUntraced(function* (
    refused: AccessToken | undefined
  ): Effect.fn.Return<void, Reason | TokenStoreError> {
    const record = ours(yield* store.load(options.account))
    const now = yield* Clock.currentTimeMillis
    const plan = TokenPlan.make(record, { now, refused, maxCalls: options.maxCalls })
    if (plan._tag === "Use" || (plan._tag === "Refused" && plan.token.refused)) return adopt(record)
    // Before the record is locked: an admission may take minutes.
    if (plan._tag === "Call") yield* (yield* Attempt.Current).admitAnother
    yield* store.exclusively(options.account, (slot) => step(slot, refused))
  })

  /** Joins the renewal under way or starts one. It outlives who started it, since an answer lost may be a grant lost. */
  const renewOnce = (refused: AccessToken | undefined): Effect.Effect<void, Reason> =>
    Effect.uninterruptibleMask((restore) => {
      if (flight !== undefined) return restore(Deferred.await(flight))
      const started = Deferred.makeUnsafe<void, Reason>()
      flight = started
      return renew(refused).pipe(
        Effect.catchTag("TokenStoreError", (error) => Effect.fail(reasonOf(error))),
        Effect.interruptible,
        Effect.onExit((exit) =>
          Effect.sync(() => {
            flight = undefined
            Deferred.doneUnsafe(started, exit)
          })
        ),
        Effect.forkDetach,
        Effect.andThen(restore(Deferred.await(started)))
      )
    })

  const nothingHeld = new AuthenticationFailed({ detail: "there is no access token" })

  const current = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (held !== undefined && TokenPlan.isFresh(held.token, now)) return held
    const left = held === undefined ? 0 : held.token.expiresAt - now
    if (held !== undefined && left > 0) {
      if (now < notBefore) return held
      yield* Effect.catch(renewOnce(undefined), () =>
        Effect.sync(() => {
          notBefore = now + Math.max(holdOff.shortest, Math.min(holdOff.longest, left / 2))
        })
      )
      return held
    }
    yield* renewOnce(undefined)
    return held ?? (yield* nothingHeld)
  })

  const accept = Effect.fnUntraced(function* (generation: number) {
    if (held?.generation !== generation || (held.token.accepted && !held.token.refused)) return
    const token = { ...held.token, accepted: true, refused: false }
    held = { token, generation }
    // Of an unforced token nobody asks.
    if (!token.forced) return
    yield* Effect.ignore(
      store.exclusively(options.account, (slot) =>
        Effect.flatMap(slot.load, (record) =>
          record !== undefined && isSame(record.token, token) ? slot.save({ ...record, token }) : Effect.void
        )
      )
    )
  })

  const stored = yield* store.load(options.account)
  adopt(ours(stored))

  return {
    current,
    another: (generation) =>
      Effect.suspend(() => {
        if (held === undefined || held.generation !== generation) return Effect.succeed(held !== undefined)
        return Effect.map(renewOnce(held.token), () => held?.generation !== generation)
      }),
    accept,
    secrets: Effect.sync(() =>
      [held?.token.value, previous?.value, refreshToken, unkept?.token?.value, unkept?.refreshToken].filter(
        (secret) => secret !== undefined
      )
    )
  }
})

const noteRefusal = (slot: Slot, record: TokenRecord) => (reason: Reason) =>
  reason._tag === "AuthenticationFailed" || reason._tag === "AccessDenied" || reason._tag === "RequestRejected"
    ? Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.ignore(slot.save({ ...record, refusal: { at, reason } })))
    : Effect.void

const reasonOf = (error: TokenStoreError): Reason =>
  error.why === "busy"
    ? new ProviderUnavailable({ detail: error.detail, retryAfter: undefined, processed: "no" })
    : new AuthenticationFailed({ detail: error.detail })
