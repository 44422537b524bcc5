/**
 * Files that are there whole or not at all, after a power cut too: a file is written under another name and synced with
 * its directory before anyone relies on it.
 *
 * Everything here is one plain, synchronous piece of work, like a statement of SQLite's.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { createHash } from "node:crypto"
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync
} from "node:fs"
import { dirname, join, resolve } from "node:path"
import { StoreFull, StoreMismatch, StoreUnavailable } from "../contract/SyncStore.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type FileFailure = StoreFull | StoreUnavailable | StoreMismatch

/**
 * What tells one content of a file from another.
 *
 * @category models
 * @since 0.1.0
 */
export interface Content {
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly sha256: string
}

/** How much of a file is in memory at a time; bytes. */
const chunkSize = 1 << 20

/**
 * Runs what works on files. What the operating system refuses becomes a failure, as does a `StoreMismatch` that is thrown;
 * everything else is a defect.
 *
 * @category constructors
 * @since 0.1.0
 */
export const attempt = <A>(what: string, work: () => A): Effect.Effect<A, FileFailure> =>
  Effect.suspend((): Effect.Effect<A, FileFailure> => {
    try {
      return Effect.succeed(work())
    } catch (cause) {
      if (cause instanceof StoreMismatch) return Effect.fail(cause)
      if (!isSystemError(cause)) throw cause
      const detail = `can't ${what}: ${cause.message}`
      const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT"
      return Effect.fail(isFull ? new StoreFull({ detail }) : new StoreUnavailable({ detail }))
    }
  })

const isSystemError = (cause: unknown): cause is Error & { readonly code: string } =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string"

const hasCode = (cause: unknown, code: string): boolean => isSystemError(cause) && cause.code === code

/**
 * Writes a file anew, through to the disk, its name too. A file that can't be written or synced is taken away again: what
 * a failed sync left of it is never believed.
 *
 * @category writing
 * @since 0.1.0
 */
export const write = (path: string, parts: Iterable<Uint8Array>): Content => {
  const hash = createHash("sha256")
  let bytes = 0
  try {
    const file = openSync(path, "w")
    try {
      for (const part of parts) {
        hash.update(part)
        writeWhole(file, part)
        bytes += part.byteLength
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    syncDirectory(dirname(path))
  } catch (cause) {
    try {
      remove(path)
    } catch {
      // Nobody relies on it, and whoever opens the store next removes it.
    }
    throw cause
  }
  return { bytes, sha256: hash.digest("hex") }
}

/** A disk that runs full takes a part of what it is given. */
const writeWhole = (file: number, part: Uint8Array): void => {
  for (let at = 0; at < part.byteLength;) at += writeSync(file, part, at, part.byteLength - at)
}

/**
 * Puts the names in a directory through to the disk.
 *
 * @category writing
 * @since 0.1.0
 */
export const syncDirectory = (path: string): void => {
  // Windows has no such thing; NTFS keeps names in its journal.
  if (process.platform === "win32") return
  const directory = openSync(path, "r")
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/**
 * Makes a directory where there is none, and those above it, through to the disk.
 *
 * @category writing
 * @since 0.1.0
 */
export const makeDirectory = (path: string): void => {
  const whole = resolve(path)
  const first = mkdirSync(whole, { recursive: true })
  if (first === undefined) return
  try {
    for (let made = whole; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made))
  } catch (cause) {
    // The next try has to make it anew, or it would find it and believe it synced.
    rmSync(first, { recursive: true, force: true })
    throw cause
  }
}

/**
 * Writes a file and puts it in the place of one of its name, in one step.
 *
 * @category writing
 * @since 0.1.0
 */
export const replace = (directory: string, file: string, content: string): void => {
  const unfinished = join(directory, `${file}.tmp`)
  write(unfinished, [Buffer.from(content)])
  renameSync(unfinished, join(directory, file))
  syncDirectory(directory)
}

/**
 * Renames a file; nothing where it is gone, as after another process did it.
 *
 * @category writing
 * @since 0.1.0
 */
export const rename = (from: string, to: string): void => {
  try {
    renameSync(from, to)
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause
  }
}

/**
 * Removes a file; nothing where it is gone.
 *
 * @category writing
 * @since 0.1.0
 */
export const remove = (path: string): void => {
  try {
    unlinkSync(path)
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause
  }
}

/**
 * The names in a directory; none where there is no directory.
 *
 * @category reading
 * @since 0.1.0
 */
export const names = (directory: string): ReadonlyArray<string> => {
  try {
    return readdirSync(directory)
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return []
    throw cause
  }
}

/**
 * A file's size in bytes; nothing where there is no file.
 *
 * @category reading
 * @since 0.1.0
 */
export const sizeOf = (path: string): number | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() === true ? found.size : undefined
}

/**
 * Reads a file part by part. A part holds only until the next one is asked for.
 *
 * @category reading
 * @since 0.1.0
 */
export const read = function* (path: string): Generator<Uint8Array> {
  const file = openSync(path, "r")
  try {
    const buffer = new Uint8Array(Math.min(chunkSize, fstatSync(file).size))
    for (;;) {
      const size = buffer.byteLength === 0 ? 0 : readSync(file, buffer)
      if (size === 0) return
      yield buffer.subarray(0, size)
    }
  } finally {
    closeSync(file)
  }
}

/**
 * @category reading
 * @since 0.1.0
 */
export const contentOf = (path: string): Content => {
  const hash = createHash("sha256")
  let bytes = 0
  for (const part of read(path)) {
    hash.update(part)
    bytes += part.byteLength
  }
  return { bytes, sha256: hash.digest("hex") }
}
