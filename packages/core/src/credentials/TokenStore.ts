/**
 * Where OAuth credentials keep their tokens and count their token calls, so that a restart asks for neither again.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Schema, Semaphore } from "effect"
import type { TokenRecord } from "./TokenRecord.ts"

/**
 * The record can't be read or kept. The detail is one line that says where it is and what to do.
 *
 * @category errors
 * @since 0.1.0
 */
export class TokenStoreError extends Schema.TaggedError<TokenStoreError>()("TokenStoreError", {
  /** `busy`: another process works with the record. */
  why: Schema.Literals(["busy", "corrupt", "unavailable"]),
  detail: Schema.String
}) {
  override get message(): string {
    return this.detail
  }
}

/**
 * The record of one account while nobody else can change it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Slot {
  readonly load: Effect.Effect<TokenRecord | undefined, TokenStoreError>
  /** When it succeeds, the record survives a crash. */
  readonly save: (record: TokenRecord) => Effect.Effect<void, TokenStoreError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class TokenStore extends Context.Service<
  TokenStore,
  {
    /** The record of an account, nothing where there is none. One that can't be read is an error and never nothing. */
    readonly load: (account: string) => Effect.Effect<TokenRecord | undefined, TokenStoreError>
    /**
     * Works with the record of an account while no other fiber and no other process that shares the store does. It waits
     * for them up to 45 seconds.
     */
    readonly exclusively: <A, E, R>(
      account: string,
      use: (slot: Slot) => Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | TokenStoreError, R>
  }
>()("@innlet/core/credentials/TokenStore") {}

/**
 * Keeps records for as long as the process lives: each start asks for a token anew, which providers with few token calls a
 * day take badly.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, () => {
  const records = new Map<string, TokenRecord>()
  const locks = new Map<string, Semaphore.Semaphore>()
  const lockOf = (account: string) => {
    const lock = locks.get(account) ?? Semaphore.makeUnsafe(1)
    locks.set(account, lock)
    return lock
  }
  const load = (account: string) => Effect.sync(() => records.get(account))
  return TokenStore.of({
    load,
    exclusively: (account, use) =>
      Effect.suspend(() =>
        lockOf(account).withPermit(
          use({ load: load(account), save: (record) => Effect.sync(() => void records.set(account, record)) })
        )
      )
  })
})
