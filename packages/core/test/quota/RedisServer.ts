/** Redis for tests: the machine's own, under a prefix that is gone afterwards, and one to be ended at will. */
import { NodeRedis } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { Redis } from "effect/persistence"
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { createConnection, createServer } from "node:net"

const answers = (port: number, wait = 500): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => socket.write("PING\r\n"))
    const end = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.setTimeout(wait, () => end(false))
    socket.once("error", () => end(false))
    socket.once("data", (data) => end(data.toString().startsWith("+PONG")))
  })

const isInstalled: Promise<boolean> = new Promise((resolve) => {
  const child = spawn("redis-server", ["--version"], { stdio: "ignore" })
  child.once("error", () => resolve(false))
  child.once("exit", (code) => resolve(code === 0))
})

const mustRun = process.env["CI"] === "true"

const orSaySo = (isThere: boolean, what: string): boolean => {
  if (!isThere && !mustRun) console.warn(`quota: tests are SKIPPED: ${what}. With CI=true they fail instead.`)
  return isThere || mustRun
}

/** May tests use the Redis of 127.0.0.1:6379? */
export const isShared = orSaySo(await answers(6379), "no Redis answers at 127.0.0.1:6379")

/** May tests start a Redis? */
export const isStartable = orSaySo(await isInstalled, "redis-server is not installed")

export const url = "redis://127.0.0.1:6379/0"

export const client = NodeRedis.layer({ url })

/** A prefix whose keys are deleted with the scope. */
export const newPrefix = Effect.acquireRelease(
  Effect.sync(() => `innlet-test:${randomUUID()}:`),
  (prefix) =>
    Effect.gen(function* () {
      const redis = yield* Redis.Redis
      const keys = yield* redis.send<Array<string>>("KEYS", `${prefix}*`)
      if (keys.length > 0) yield* redis.send("DEL", ...keys)
    }).pipe(Effect.provide(client, { local: true }), Effect.orDie)
)

/** The client, and whether a command is under way. */
export const counted = Effect.gen(function* () {
  const redis = yield* Redis.Redis
  let underWay = 0
  const layer = Layer.succeed(Redis.Redis, {
    ...redis,
    eval: (script) => {
      const evaluate = redis.eval(script)
      return (...params) =>
        Effect.suspend(() => {
          underWay += 1
          return evaluate(...params)
        }).pipe(Effect.ensuring(Effect.sync(() => (underWay -= 1))))
    }
  })
  return { layer, isBusy: () => underWay > 0 }
})

const freePort: Effect.Effect<number> = Effect.promise(
  () =>
    new Promise((resolve) => {
      const server = createServer()
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
      })
    })
)

const start = (port: number) =>
  Effect.promise(async () => {
    const child = spawn(
      "redis-server",
      ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"],
      { stdio: "ignore" }
    )
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    return Effect.promise(() => {
      child.kill("SIGKILL")
      return ended
    })
  })

/** A port, and a server on it that starts and ends at will, and ends with the scope. */
export const own = Effect.gen(function* () {
  const port = yield* freePort
  let stop: Effect.Effect<void> | undefined
  const end = Effect.suspend(() => {
    const running = stop
    stop = undefined
    return running ?? Effect.void
  })
  yield* Effect.addFinalizer(() => end)
  return {
    port,
    client: NodeRedis.layer({ url: `redis://127.0.0.1:${port}/0`, disableOfflineQueue: true }),
    start: Effect.map(start(port), (stopping) => {
      stop = stopping
    }),
    end
  }
})
