/**
 * A proxy between a store and PostgreSQL that reads along, and cuts a connection around a COMMIT.
 */
import { Effect, type Scope } from "effect"
import { createConnection, createServer, type Socket } from "node:net"
import * as PgServer from "./PgServer.ts"

/**
 * When the client's connection is cut: before the COMMIT is passed on, before its answer is, or before the COMMIT is passed
 * on, which it is later.
 */
export type Cut = "before" | "after" | "late"

export interface PgProxy {
  readonly url: string
  /** Cuts the connection of the next COMMIT. */
  readonly cutNext: (cut: Cut) => void
  /** Lets nobody in from now on, once a connection was cut. */
  readonly closeAfterCut: () => void
  /** Lets nobody in, once a connection was cut, until what it gives is called. */
  readonly holdAfterCut: () => () => void
  /** How many connections were cut. */
  readonly cuts: () => number
}

/** How long a late COMMIT is held back; milliseconds. */
const heldBack = 400

/** Lives as long as the scope. */
export const make: Effect.Effect<PgProxy, never, Scope.Scope> = Effect.gen(function* () {
  let next: Cut | undefined
  let isClosing = false
  let held = Promise.resolve()
  let hold: Promise<void> | undefined
  let isClosed = false
  let cuts = 0
  const sockets = new Set<Socket>()
  const target = new URL(PgServer.url)

  const server = createServer((client) => {
    if (isClosed) {
      client.destroy()
      return
    }
    client.pause()
    void held.then(() => connect(client))
  })

  const connect = (client: Socket) => {
    const upstream = createConnection({ host: target.hostname, port: Number(target.port || 5432) })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("error", () => socket.destroy())
    }
    const isCommit = makeCommitReader()
    let isCut = false
    let silent = false
    const cut = () => {
      isCut = true
      cuts += 1
      next = undefined
      isClosed = isClosing
      held = hold ?? held
      client.destroy()
    }
    client.on("data", (data) => {
      if (isCut) return
      const action = isCommit(data) ? next : undefined
      if (action === "before") {
        cut()
        upstream.destroy()
      } else if (action === "late") {
        cut()
        setTimeout(() => upstream.end(data), heldBack)
      } else {
        silent = action === "after"
        upstream.write(data)
      }
    })
    upstream.on("data", (data) => {
      if (isCut) return
      if (silent) {
        cut()
        upstream.destroy()
      } else client.write(data)
    })
    client.on("close", () => isCut || upstream.destroy())
    upstream.on("close", () => client.destroy())
    client.resume()
  }
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    () =>
      Effect.promise(() => {
        for (const socket of sockets) socket.destroy()
        return new Promise((resolve) => server.close(resolve))
      })
  )
  const address = server.address()
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String(typeof address === "object" && address !== null ? address.port : 0)
  return {
    url: url.href,
    cutNext: (cut) => {
      next = cut
    },
    closeAfterCut: () => {
      isClosing = true
    },
    holdAfterCut: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      hold = promise
      return resolve
    },
    cuts: () => cuts
  }
})

/**
 * Reads what a client sends, which keeps statements under names, and tells whether a COMMIT is asked for in it.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const makeCommitReader = () => {
  const names = new Set<string>()
  let rest = Buffer.alloc(0)
  let isStarted = false
  return (data: Buffer): boolean => {
    rest = Buffer.concat([rest, data])
    let isCommit = false
    for (;;) {
      const header = isStarted ? 5 : 4
      if (rest.length < header) return isCommit
      const length = rest.readInt32BE(header - 4) + header - 4
      if (rest.length < length) return isCommit
      const type = isStarted ? String.fromCharCode(rest[0]!) : ""
      const [first, second] = rest.subarray(header, length).toString("latin1").split("\u0000")
      isStarted = true
      rest = rest.subarray(length)
      if (type === "P" && second === "COMMIT") names.add(first!)
      else if (type === "P") names.delete(first!)
      // A Bind names its portal first.
      if (type === "B" && names.has(second!)) isCommit = true
    }
  }
}
