/**
 * Inflates one coding with `node:zlib` as its bytes come, counts what goes in and out, and takes nothing but one whole
 * coded body: neither a part of it nor anything behind it.
 *
 * @since 0.1.0
 */
import * as Zlib from "node:zlib"
import type { BodyPlan, Coding } from "./BodyPlan.ts"
import { ClientFailure, ofCause, type Kind } from "./ClientFailure.ts"
import type { Limits } from "./Limits.ts"

/**
 * Where inflated bytes go. `end` is called once at most, and nothing after it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sink {
  /** False asks for no more until `resume`. */
  readonly chunk: (bytes: Buffer) => boolean
  readonly end: (failure: ClientFailure | undefined) => void
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Inflater {
  /** False asks for no more until `onDrain` was called. */
  readonly write: (bytes: Buffer) => boolean
  /** All coded bytes came. */
  readonly end: () => void
  readonly resume: () => void
  readonly stop: () => void
}

/** Below it any ratio is fine: short texts of blanks or zeros are common. */
const ratioFrom = 1024 * 1024

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  plan: BodyPlan,
  limits: Pick<Limits, "decodedBytes" | "ratio">,
  sink: Sink,
  onDrain: () => void
): Inflater => {
  let engine: Engine | undefined
  let held: Buffer | undefined
  let bytesIn = 0
  let bytesOut = 0
  let allIn = false
  let inflated = false
  let over = false
  /** The last four bytes that came: in gzip, the size of the last member. */
  let last = Buffer.alloc(0)

  const stop = () => {
    over = true
    engine?.removeAllListeners("data")
    engine?.destroy()
  }
  const finish = (failure: ClientFailure | undefined) => {
    if (over) return
    stop()
    sink.end(failure)
  }
  const fail = (kind: Kind, detail: string) => finish(new ClientFailure({ kind, detail }))
  const finishWhole = () => {
    if (engine?.bytesWritten !== bytesIn) return fail("Encoding", "something follows the coded body")
    // A gzip body may have several members, and a cut between two of them looks like an end.
    return !plan.framed && plan.coding === "gzip" && last.readUInt32LE(0) !== bytesOut % 2 ** 32
      ? fail("Incomplete", "the body has several gzip members and no stated length")
      : finish(undefined)
  }

  const start = (coding: Coding, first: Buffer): Engine => {
    const created = engineOf(coding, first)
    created.on("data", (bytes: Buffer) => {
      bytesOut += bytes.length
      if (bytesOut > limits.decodedBytes) {
        return fail("TooLarge", `the inflated body has more than ${limits.decodedBytes} bytes`)
      }
      if (bytesOut > ratioFrom && bytesOut > bytesIn * limits.ratio) {
        return fail("Bomb", `the body inflates to more than ${limits.ratio} times its size`)
      }
      if (!over && !sink.chunk(bytes)) created.pause()
    })
    created.on("drain", onDrain)
    created.on("error", (error) => finish(ofCause(error, "body")))
    created.on("end", () => {
      inflated = true
      if (allIn) finishWhole()
      // What still comes is counted by `write`, which must not wait for room.
      else onDrain()
    })
    return created
  }

  return {
    write: (bytes) => {
      if (over || bytes.length === 0) return true
      bytesIn += bytes.length
      if (!plan.framed) last = Buffer.concat([last, bytes.subarray(-4)]).subarray(-4)
      if (inflated) {
        fail("Encoding", "something follows the coded body")
        return true
      }
      if (engine === undefined) {
        const first: Buffer = held === undefined ? bytes : Buffer.concat([held, bytes])
        if (plan.coding === "deflate" && first.length < 2) {
          held = first
          return true
        }
        engine = start(plan.coding, first)
        return engine.write(first)
      }
      return engine.write(bytes)
    },
    end: () => {
      if (over) return
      allIn = true
      if (engine === undefined) return fail("Incomplete", "the coded body is cut")
      if (inflated) return finishWhole()
      engine.end()
    },
    resume: () => {
      engine?.resume()
    },
    stop
  }
}

type Engine = Zlib.Gunzip | Zlib.Inflate | Zlib.InflateRaw | Zlib.BrotliDecompress

const chunkSize = 64 * 1024

const engineOf = (coding: Coding, first: Buffer): Engine => {
  if (coding === "br") return Zlib.createBrotliDecompress({ chunkSize })
  if (coding === "gzip") return Zlib.createGunzip({ chunkSize })
  return isZlib(first) ? Zlib.createInflate({ chunkSize }) : Zlib.createInflateRaw({ chunkSize })
}

/** RFC 1950, section 2.2: the method is 8, the window at most 7, and the first two bytes divide by 31. */
const isZlib = (bytes: Buffer): boolean => {
  const head = bytes.readUInt16BE(0)
  return ((head >> 8) & 0x0f) === 8 && head >> 12 <= 7 && head % 31 === 0
}
