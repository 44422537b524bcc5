/**
 * A token store of encrypted files in one directory, one for each account, shared by the processes of one machine.
 *
 * A file is replaced as a whole: written beside, forced to disk, renamed. Who changes one holds an exclusive lock of
 * SQLite on a second, empty file, which the operating system frees when the process ends however it ends, so that no
 * lock is ever stale. A directory on a network file system whose locks don't hold is not supported.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Layer, Option, Predicate, Redacted, Result } from "effect"
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as TokenCipher from "./TokenCipher.ts"
import type { TokenRecord } from "./TokenRecord.ts"
import { TokenStore, TokenStoreError } from "./TokenStore.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Created with mode 0700 when missing. */
  readonly directory: string
  /** At least 32 random characters, such as `openssl rand -base64 32` gives. Not a pass phrase. */
  readonly key: Redacted.Redacted
}

/** Longer than a token call may take, so that who waits for one gets its token. */
const maxWait = Duration.seconds(45)
const pollEvery = Duration.millis(50)
/** No record is near it: 200 token calls and three tokens of 64 KiB. */
const maxFileSize = 1_048_576

/**
 * Fails with a file or directory that can't be used, or a key that is too short.
 *
 * **Gotchas**
 *
 * A file that is damaged or was written with another key is an error that names it, not a fresh start: to begin anew is to
 * forget a refresh token and the token calls made, which only an operator can decide, by deleting the file.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<TokenStore, TokenStoreError> =>
  Layer.effect(
    TokenStore,
    Effect.gen(function* () {
      if (Redacted.value(options.key).length < TokenCipher.minKeyLength) {
        return yield* new TokenStoreError({
          why: "unavailable",
          detail: `the key of the token files has fewer than ${TokenCipher.minKeyLength} characters; make one with "openssl rand -base64 32"`
        })
      }
      yield* attempt(`can't make the directory ${options.directory}`, () =>
        mkdirSync(options.directory, { recursive: true, mode: 0o700 })
      )
      return TokenStore.of({
        load: (account) => load(options, account),
        exclusively: (account, use) =>
          locked(
            options,
            account,
            Effect.suspend(() =>
              use({ load: load(options, account), save: (record) => save(options, account, record) })
            )
          )
      })
    })
  )

/** Accounts are hex digits; anything else has no business in a file name. */
const fileOf = (options: Options, account: string, ending: string): Effect.Effect<string, TokenStoreError> =>
  /^[0-9a-f]{1,64}$/.test(account)
    ? Effect.succeed(join(options.directory, `${account}.${ending}`))
    : Effect.fail(new TokenStoreError({ why: "unavailable", detail: "an account is hex digits" }))

const load = Effect.fnUntraced(function* (
  options: Options,
  account: string
): Effect.fn.Return<TokenRecord | undefined, TokenStoreError> {
  const file = yield* fileOf(options, account, "token")
  const bytes = yield* attempt(`can't read the token file ${file}`, () => read(file))
  if (bytes === undefined) return undefined
  const record = TokenCipher.open(options.key, account, bytes)
  if (Result.isSuccess(record)) return record.success
  return yield* new TokenStoreError({
    why: "corrupt",
    detail: `the token file ${file} can't be read: ${record.failure}. Give the key it was written with, or delete it to begin anew`
  })
})

const read = (file: string): Buffer | undefined => {
  let descriptor: number
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined
    throw cause
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile() || stat.size > maxFileSize) throw new Error("it is no token file")
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const save = Effect.fnUntraced(function* (
  options: Options,
  account: string,
  record: TokenRecord
): Effect.fn.Return<void, TokenStoreError> {
  const file = yield* fileOf(options, account, "token")
  const temporary = yield* fileOf(options, account, "tmp")
  const bytes = TokenCipher.seal(options.key, account, record)
  yield* attempt(`can't write the token file ${file}`, () => {
    // What a crash left behind may have another mode, or be a link by now.
    rmSync(temporary, { force: true })
    synced(openSync(temporary, "wx", 0o600), (descriptor) => writeFileSync(descriptor, bytes))
    renameSync(temporary, file)
    // Without it a power cut may undo the renaming.
    synced(openSync(options.directory, constants.O_RDONLY), () => undefined)
  })
})

const synced = (descriptor: number, write: (descriptor: number) => void): void => {
  try {
    write(descriptor)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const locked = Effect.fnUntraced(function* <A, E, R>(
  options: Options,
  account: string,
  effect: Effect.Effect<A, E, R>
): Effect.fn.Return<A, E | TokenStoreError, R> {
  const file = yield* fileOf(options, account, "lock")
  const once = Effect.acquireUseRelease(
    tryLock(file),
    (lock) => (lock === undefined ? Effect.succeedNone : Effect.asSome(effect)),
    (lock) => (lock === undefined ? Effect.void : Effect.sync(() => free(lock)))
  )
  const until = (yield* Clock.currentTimeMillis) + Duration.toMillis(maxWait)
  for (;;) {
    const done = yield* once
    if (Option.isSome(done)) return done.value
    if ((yield* Clock.currentTimeMillis) >= until) {
      return yield* new TokenStoreError({
        why: "busy",
        detail: `another process has held ${file} for ${Duration.format(maxWait)}`
      })
    }
    yield* Effect.sleep(pollEvery)
  }
})

/**
 * Locks that somebody holds. A fiber that waits for what nothing else refers to is garbage with all it holds, and a connection that
 * is collected frees its lock.
 */
const held = new Set<DatabaseSync>()

const free = (lock: DatabaseSync): void => {
  held.delete(lock)
  lock.close()
}

/** https://sqlite.org/rescode.html#busy */
const busy = 5

/** The lock, freed by closing it, or nothing while somebody else holds it. */
const tryLock = (file: string): Effect.Effect<DatabaseSync | undefined, TokenStoreError> =>
  attempt(`can't lock ${file}`, () => {
    closeSync(openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600))
    const lock = new DatabaseSync(file, { timeout: 0 })
    try {
      lock.exec("BEGIN EXCLUSIVE")
      held.add(lock)
      return lock
    } catch (cause) {
      lock.close()
      if (Predicate.hasProperty(cause, "errcode") && cause.errcode === busy) return undefined
      throw cause
    }
  })

const attempt = <A>(problem: string, run: () => A): Effect.Effect<A, TokenStoreError> =>
  Effect.try({
    try: run,
    catch: (cause) =>
      new TokenStoreError({
        why: "unavailable",
        detail: `${problem}: ${codeOf(cause) ?? (cause instanceof Error ? cause.message : "unknown")}`
      })
  })

const codeOf = (cause: unknown): string | undefined =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" && cause.code !== "ERR_SQLITE_ERROR"
    ? cause.code
    : undefined
