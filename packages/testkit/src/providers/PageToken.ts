/**
 * Continuation tokens that hold a place and when they were given, so the provider remembers none of them. They are
 * opaque to a client: what they hold is encoded, and a changed token is refused.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"

/**
 * @category models
 * @since 0.1.0
 */
export interface Place {
  /** The row with which the page begins, from 0. */
  readonly from: number
  /** Epoch milliseconds. */
  readonly issuedAt: number
  /** The query of the first page. */
  readonly query: string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ from, issuedAt, query }: Place): string => {
  const content = Buffer.from(JSON.stringify([from, issuedAt, query])).toString("base64url")
  return `${content}.${sealOf(content)}`
}

/**
 * The place that a token stands for; nothing when it isn't exactly a token as it was given.
 *
 * @category getters
 * @since 0.1.0
 */
export const placeOf = (token: string): Place | undefined => {
  const [content = "", seal, ...rest] = token.split(".")
  if (seal !== sealOf(content) || rest.length > 0) return undefined
  const [from, issuedAt, query] = JSON.parse(Buffer.from(content, "base64url").toString("utf8"))
  return { from, issuedAt, query }
}

const sealOf = (content: string): string => createHash("sha256").update(`mock ${content}`).digest("hex").slice(0, 8)
