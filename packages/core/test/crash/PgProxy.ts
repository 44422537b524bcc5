/** Stands between a client and PostgreSQL on 127.0.0.1, and cuts the line around a statement. */
import { createConnection, createServer, type Socket } from "node:net"
import * as PgFrames from "./PgFrames.ts"
import * as Postgres from "./Postgres.ts"

/**
 * - `before`: the statement never reaches the server.
 * - `after`: the server has answered it, and the client hears nothing.
 * - `torn`: the client gets the answer's first byte.
 * - `terminate before`, `terminate after`: another connection ends the session by `pg_terminate_backend`, before the
 *   statement is passed on, or once it is on its way.
 */
export const cuts = ["before", "after", "torn", "terminate before", "terminate after"] as const
export type Cut = (typeof cuts)[number]

export interface Proxy {
  readonly port: number
  /** Lines that were cut. */
  readonly cutLines: () => number
  readonly close: () => Promise<void>
}

const startupCode = 196_608

/** Of all statements like this, which the line is cut at, by their number from 1. */
export interface Where {
  readonly statement: RegExp
  readonly isCut: (count: number) => boolean
}

export const start = async (cut: Cut, { isCut, statement }: Where, target = 5432): Promise<Proxy> => {
  let count = 0
  let cutLines = 0
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = createConnection({ host: "127.0.0.1", port: target, noDelay: true })
    client.setNoDelay(true)
    const known = new Map<string, string>()
    let isStarted = false
    let pid: number | undefined
    let waiting: Buffer = Buffer.alloc(0)
    let isAwaitingAnswer = false
    const hangUp = () => {
      client.destroy()
      upstream.destroy()
    }
    const cutLine = () => {
      cutLines += 1
      hangUp()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("error", hangUp)
      socket.on("close", () => {
        sockets.delete(socket)
        hangUp()
      })
    }

    client.on("data", (part: Buffer) => {
      if (!isStarted) {
        isStarted = part.length >= 8 && part.readUInt32BE(4) === startupCode
        upstream.write(part)
        return
      }
      waiting = Buffer.concat([waiting, part])
      const whole = PgFrames.wholeFrames(waiting)
      const frames = waiting.subarray(0, whole)
      waiting = waiting.subarray(whole)
      if (whole === 0) return
      const isMeant = PgFrames.executed(frames, known).some((one) => statement.test(one))
      if (isMeant) count += 1
      if (!isMeant || !isCut(count)) upstream.write(frames)
      else if (cut === "before") cutLine()
      else if (cut === "terminate before") {
        cutLines += 1
        client.pause()
        void terminate(pid).then(() => {
          upstream.write(frames)
          client.resume()
        })
      } else {
        upstream.write(frames)
        isAwaitingAnswer = true
        if (cut === "terminate after") {
          cutLines += 1
          isAwaitingAnswer = false
          void terminate(pid)
        }
      }
    })
    upstream.on("data", (part: Buffer) => {
      pid ??= PgFrames.backendOf(part)
      if (!isAwaitingAnswer) client.write(part)
      else if (cut === "torn") client.write(part.subarray(0, 1), cutLine)
      else cutLine()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cutLines: () => cutLines,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      })
  }
}

const terminate = (pid: number | undefined) => Postgres.admin(`SELECT pg_terminate_backend(${pid ?? 0}) AS ended`)
