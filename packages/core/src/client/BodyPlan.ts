/**
 * How the body of an answer ends and how it is coded, read from the head.
 *
 * A body whose end can't be told from a lost connection is refused: a reader would take a part for the whole. A
 * `Content-Length` and chunks tell, and the codings mark their own end. The frames of HTTP/2 would tell too, but Node
 * reports a stream that the peer resets with NO_ERROR or CANCEL amid a body as one that ended (seen in Node 26.10 with
 * undici 8.12), so there too a length or a coding is asked for.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import type { Headers } from "effect/http"
import { ClientFailure, type Kind } from "./ClientFailure.ts"

/**
 * `deflate` is the zlib format or, as some servers send it, raw deflate.
 *
 * @category models
 * @since 0.1.0
 */
export type Coding = "identity" | "gzip" | "deflate" | "br"

/**
 * @category models
 * @since 0.1.0
 */
export interface BodyPlan {
  readonly coding: Coding
  /** In bytes as sent. */
  readonly length: number | undefined
  /** Do the length or the chunks tell where the body ends? */
  readonly framed: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Head {
  readonly method: string
  readonly status: number
  readonly headers: Headers.Headers
  /** Did it come by HTTP/2? */
  readonly multiplexed: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const of = (head: Head): Result.Result<BodyPlan, ClientFailure> => {
  const { headers } = head
  if (head.method === "HEAD" || head.status === 204 || head.status === 304) return Result.succeed(noBody)
  const coding = codings.get((headers["content-encoding"] ?? "").trim().toLowerCase())
  if (coding === undefined) return fail("Encoding", "the body has several codings or one that was not asked for")
  const transfer = headers["transfer-encoding"]
  if (transfer !== undefined && transfer.trim().toLowerCase() !== "chunked") {
    return fail("Encoding", "the body has a transfer coding that was not asked for")
  }
  const stated = headers["content-length"]
  if (stated !== undefined && !/^\d{1,15}$/.test(stated)) {
    return fail("Incomplete", "the answer states a length that is no number")
  }
  const framed = transfer !== undefined || stated !== undefined
  if (!framed && coding === "identity") {
    const hidden = head.multiplexed ? "a stream cancelled (use HTTP/1.1 for this provider)" : "a lost connection"
    return fail(
      "Incomplete",
      `the answer states neither a length nor a coding, so its end can't be told from ${hidden}`
    )
  }
  return Result.succeed({
    coding,
    length: transfer === undefined && stated !== undefined ? Number(stated) : undefined,
    framed
  })
}

/** An answer to HEAD, a 204 and a 304 have no body, whatever their headers say. */
const noBody: BodyPlan = { coding: "identity", length: 0, framed: true }

const codings: ReadonlyMap<string, Coding> = new Map([
  ["", "identity"],
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"]
])

const fail = (kind: Kind, detail: string) => Result.fail(new ClientFailure({ kind, detail }))
