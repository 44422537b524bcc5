/**
 * What folders and files of segments are called: names that every file system takes as they are, whatever a connector and
 * its streams are called, and that no two streams share even where upper and lower case are one.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { StreamTable } from "../contract/StreamTable.ts"

/** Well below the 255 bytes of a file name, for two names and what comes between them. */
const maxLength = 100
const cutTo = 80

/**
 * A stream's folder: `<connector>-<stream>`. What is not a small letter, a digit or `_` is written as `=` and its code;
 * a long name is cut and ends with `~` and its digest.
 *
 * @category getters
 * @since 0.1.0
 */
export const folderOf = ({ connector, stream }: Pick<StreamTable, "connector" | "stream">): string =>
  `${safe(connector)}-${safe(stream)}`

const safe = (name: string): string => {
  // By code unit, so that two halves of surrogate pairs stay apart.
  const plain = name.replaceAll(/[^a-z0-9_]/g, (unit) => `=${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  if (plain.length <= maxLength) return plain
  return `${plain.slice(0, cutTo)}~${createHash("sha256").update(plain).digest("hex").slice(0, 16)}`
}

/**
 * A segment's file: its number, at least six digits, and `.ndjson` or `.ndjson.gz`.
 *
 * @category getters
 * @since 0.1.0
 */
export const fileOf = (number: number, isGzip: boolean): string =>
  `${String(number).padStart(6, "0")}.ndjson${isGzip ? ".gz" : ""}`

/**
 * What a file is called until it is committed.
 *
 * @category getters
 * @since 0.1.0
 */
export const unfinished = (file: string): string => `${file}.tmp`

/**
 * @category constants
 * @since 0.1.0
 */
export const manifest = "manifest.json"

/**
 * Is a file of this name, in a stream's folder, one of ours that nobody has committed yet?
 *
 * @category guards
 * @since 0.1.0
 */
export const isUnfinished = (file: string): boolean => /^(?:\d{6,}\.ndjson(?:\.gz)?|manifest\.json)\.tmp$/.test(file)

/**
 * @category guards
 * @since 0.1.0
 */
export const isSegment = (file: string): boolean => /^\d{6,}\.ndjson(?:\.gz)?$/.test(file)
