/**
 * Reads a body off its Node stream, checked and inflated: it ends well only when every byte came that was announced.
 *
 * @since 0.1.0
 */
import type { Readable } from "node:stream"
import type { BodyPlan } from "./BodyPlan.ts"
import { ClientFailure, ofCause, type Kind } from "./ClientFailure.ts"
import * as Inflater from "./Inflater.ts"
import type { Limits } from "./Limits.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface BodyReader {
  /** Asks for more after the sink asked to wait. */
  readonly resume: () => void
  /** Ends the reading and closes the connection. */
  readonly stop: () => void
}

/**
 * Starts reading. What the sink gets is inflated.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (body: Readable, plan: BodyPlan, limits: Limits, sink: Inflater.Sink): BodyReader => {
  let wireBytes = 0
  let over = false
  const cap = plan.coding === "identity" ? Math.min(limits.wireBytes, limits.decodedBytes) : limits.wireBytes

  const detach = () => {
    over = true
    body.off("data", onData)
    body.off("end", onEnd)
    body.off("close", onClose)
    // An error that comes when nobody reads any more would end the process. Our own listener would keep the whole body
    // alive, since a connection that is kept holds on to its last message.
    body.on("error", ignore)
    body.off("error", onClose)
  }
  const stop = () => {
    if (!over) detach()
    inflater?.stop()
    body.destroy()
  }
  const finish = (failure?: ClientFailure) => {
    if (over) return
    detach()
    if (failure !== undefined) stop()
    sink.end(failure)
  }
  const fail = (kind: Kind, detail: string) => finish(new ClientFailure({ kind, detail }))

  const inflater =
    plan.coding === "identity"
      ? undefined
      : Inflater.make(plan, limits, { chunk: sink.chunk, end: finish }, () => {
          if (!over) body.resume()
        })

  const onData = (bytes: Buffer) => {
    wireBytes += bytes.length
    if (wireBytes > cap) return fail("TooLarge", `the body has more than ${cap} bytes`)
    const goOn = inflater === undefined ? sink.chunk(bytes) : inflater.write(bytes)
    if (!goOn && !over) body.pause()
  }
  const onEnd = () => {
    if ("complete" in body && body.complete === false) return fail("Incomplete", "the body is cut")
    if (plan.length !== undefined && wireBytes !== plan.length) {
      return fail("Incomplete", `the body is cut after ${wireBytes} of ${plan.length} bytes`)
    }
    if (inflater !== undefined) return inflater.end()
    // Node frees the connection one tick after the end; a request that came before would open another.
    process.nextTick(finish)
  }
  // An error may have come before anybody listened, so both events ask the stream.
  const onClose = () => {
    if (!body.readableEnded) finish(cutOf(body))
  }

  body.on("error", onClose)
  if (body.readableEnded) {
    queueMicrotask(onEnd)
  } else if (body.destroyed) {
    queueMicrotask(onClose)
  } else if (plan.length !== undefined && plan.length > cap) {
    queueMicrotask(() => fail("TooLarge", `the body has ${plan.length} bytes, more than ${cap}`))
  } else {
    body.on("end", onEnd)
    body.on("close", onClose)
    body.on("data", onData)
  }
  return {
    resume: () => {
      if (inflater !== undefined) inflater.resume()
      else body.resume()
    },
    stop
  }
}

const ignore = () => {}

/**
 * `node:http` reports every early end as one error; whether the peer reset the connection only its socket knows.
 */
const cutOf = (body: Readable): ClientFailure => {
  const socket = "socket" in body ? body.socket : undefined
  if (typeof socket !== "object" || socket === null) return ofCause(body.errored, "body")
  const errored = "errored" in socket ? socket.errored : undefined
  return errored instanceof Error
    ? ofCause(errored, "body")
    : new ClientFailure({ kind: "Incomplete", detail: "the body is cut: the connection was closed" })
}
