/**
 * The id of a dead letter: the same record of the same partition is the same letter.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { StoredDeadLetter } from "../contract/DeadLetter.ts"

/**
 * 32 hexadecimal digits.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = ({
  connector,
  hash,
  partition,
  stream
}: Pick<StoredDeadLetter, "connector" | "stream" | "partition" | "hash">): string =>
  createHash("sha256")
    .update(JSON.stringify([connector, stream, partition, hash]))
    .digest("hex")
    .slice(0, 32)
