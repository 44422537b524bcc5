/**
 * Writes dead letters: the raw record whole and without secrets where it can be, else its beginning.
 *
 * @since 0.1.0
 */
import type { DeadLetter, Issue } from "../contract/DeadLetter.ts"
import * as SecretName from "../drift/SecretName.ts"
import * as Precedence from "../store/Precedence.ts"

/** A longer record is kept by its beginning. */
const maxBytes = 1024 * 1024
const keptBytes = 64 * 1024

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  record: unknown,
  raw: string,
  position: number,
  key: string | undefined,
  issues: ReadonlyArray<Issue>
): DeadLetter => {
  const bytes = Buffer.byteLength(raw)
  const scrubbed = scrub(record, raw)
  const short = bytes <= maxBytes
  return {
    position,
    key,
    issues,
    raw: short ? scrubbed : Buffer.from(scrubbed).subarray(0, keptBytes).toString("utf8"),
    bytes,
    hash: Precedence.digestOf(raw),
    whole: short && scrubbed === raw
  }
}

const scrub = (record: unknown, raw: string): string => {
  // A look at the text spares a second serialisation of nearly every record.
  if (!suspicious.test(raw)) return raw
  return JSON.stringify(record, (name, value: unknown) => (SecretName.is(name) ? withoutTexts(value) : value)) ?? raw
}

const suspicious = /passw|secret|key|token|authorization|card|pan|cv[cv]/i

const withoutTexts = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutTexts)
  return (typeof value === "string" && value !== "") || typeof value === "number" ? SecretName.redacted : value
}
