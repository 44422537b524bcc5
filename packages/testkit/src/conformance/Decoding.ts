/**
 * Records decoded as the engine decodes them, with the subject's key beside each.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import { Schema } from "effect"
import type { Opened } from "./Bench.ts"
import type * as Walker from "./Walker.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Decoded {
  readonly read: Walker.Read
  /** By the subject. */
  readonly key: string
  readonly raw: unknown
  readonly record: { readonly [field: string]: unknown }
  /** As a store tells it from others. */
  readonly identity: string
}

/**
 * A record that its stream can't decode.
 *
 * @category models
 * @since 0.1.0
 */
export interface Undecoded extends Pick<Decoded, "read" | "key" | "raw"> {
  readonly problem: string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const all = (
  { connector, stream }: Pick<Opened, "connector" | "stream">,
  reads: ReadonlyArray<Walker.Read>
): { readonly good: ReadonlyArray<Decoded>; readonly bad: ReadonlyArray<Undecoded> } => {
  const identityOf = StreamTable.identityOf(StreamTable.make(connector.name, stream))
  const decode = Schema.decodeUnknownResult(stream.record)
  const good: Array<Decoded> = []
  const bad: Array<Undecoded> = []
  for (const read of reads) {
    for (const [at, raw] of read.records.entries()) {
      const key = read.keys[at] ?? ""
      const decoded = decode(raw)
      if (decoded._tag === "Failure") {
        bad.push({ read, key, raw, problem: decoded.failure.message })
        continue
      }
      const record: { readonly [field: string]: unknown } = Object(decoded.success)
      good.push({ read, key, raw, record, identity: identityOf(record) })
    }
  }
  return { good, bad }
}
