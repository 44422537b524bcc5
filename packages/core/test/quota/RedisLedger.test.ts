import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect } from "effect"
import { Redis } from "effect/persistence"
import { spawn } from "node:child_process"
import { join } from "node:path"
import { layerRedis } from "../../src/quota/QuotaGate.ts"
import { asking, gateOf } from "./Gates.ts"
import * as RedisServer from "./RedisServer.ts"
import { stillClock } from "./VirtualTime.ts"

describe.skipIf(!RedisServer.isShared)("layerRedis", () => {
  it.live("leaves no key without an end, and each outlives its window and pause", () =>
    Effect.gen(function* () {
      const redis = yield* Redis.Redis
      const prefix = yield* RedisServer.newPrefix
      const gate = yield* gateOf(layerRedis({ prefix, onFailure: "fail" }))
      yield* gate.ended("hotels", "answered")
      yield* gate.admit(asking(3, "6 hours"), Duration.zero)
      yield* gate.observed(asking(3), [
        { name: "a", limit: 3, remaining: 2, share: undefined, resetAfter: Duration.hours(9), window: undefined }
      ])
      yield* gate.throttled("hotels {x}", Duration.hours(3))
      const keys = (yield* redis.send<Array<string>>("KEYS", `${prefix}*`)).toSorted()
      const lives = yield* Effect.forEach(keys, (key) => redis.send<number>("PTTL", key))

      assert.deepStrictEqual(
        keys.map((key) => key.slice(prefix.length)),
        ["{hotels%20%7Bx%7D}", "{hotels}", "{hotels}:read", "{hotels}:read:log", "{hotels}:slots"]
      )
      assert.deepStrictEqual(
        lives.map((life) => Math.round(life / 3_600_000)),
        [4, 10, 10, 10, 10]
      )
    }).pipe(Effect.provide(RedisServer.client, { local: true }))
  )

  it.live("keeps a log no longer than the limit and the window", () =>
    Effect.gen(function* () {
      const redis = yield* Redis.Redis
      const prefix = yield* RedisServer.newPrefix
      const gate = yield* gateOf(layerRedis({ prefix, onFailure: "fail" }))
      const logOf = (account: string) => redis.send<number>("ZCARD", `${prefix}{${account}}:read:log`)
      const loose = { ...asking(1000, "20 millis"), account: "flights" }
      yield* gate.ended("hotels", "answered")
      yield* gate.ended("flights", "answered")
      for (let sent = 0; sent < 40; sent++) {
        yield* gate.admit(asking(5, "20 millis"), Duration.minutes(1))
        yield* gate.admit(loose, Duration.minutes(1))
      }
      yield* Effect.sleep("50 millis")
      yield* gate.admit(loose, Duration.minutes(1))

      assert.isAtMost(yield* logOf("hotels"), 6)
      assert.strictEqual(yield* logOf("flights"), 1)
      assert.isAtMost(yield* redis.send<number>("ZCARD", `${prefix}{hotels}:slots`), 2)
    }).pipe(Effect.provide(RedisServer.client, { local: true }))
  )

  it.live("goes by the clock of Redis, however wrong its own is", () =>
    Effect.gen(function* () {
      const prefix = yield* RedisServer.newPrefix
      const gate = yield* gateOf(layerRedis({ prefix, onFailure: "fail" }))
      yield* gate.ended("hotels", "answered")
      const admissions = yield* Effect.forEach([0, 1e12, 3e12, 0], (now) =>
        Effect.provideService(
          gate.admit(asking(2), Duration.zero),
          Clock.Clock,
          stillClock(() => now)
        )
      )

      assert.deepStrictEqual(
        admissions.map(({ _tag }) => _tag),
        ["Admitted", "Admitted", "TooLong", "TooLong"]
      )
    }).pipe(Effect.provide(RedisServer.client, { local: true }))
  )

  it.live(
    "lets two processes keep one limit together",
    () =>
      Effect.gen(function* () {
        const prefix = yield* RedisServer.newPrefix
        const [limit, window] = [20, 1000]
        const logs = yield* Effect.forEach([1, 2], () => slotsOfProcess([prefix, `${limit}`, `${window}`, "3000"]), {
          concurrency: 2
        })
        const all = logs.flat().toSorted((a, b) => a - b)
        const inWindows = all.map((end) => all.filter((sent) => sent > end - window && sent <= end).length)
        const seconds = (all.at(-1)! - all[0]!) / 1000
        console.log(
          `two processes, ${limit} per ${window} ms: ${logs.map((log) => log.length).join(" + ")} grants in ` +
            `${seconds.toFixed(2)} s, most in a window ${Math.max(...inWindows)}`
        )

        assert.strictEqual(Math.max(...inWindows), limit)
        assert.isAtLeast(all.length, 3 * limit)
        assert.isTrue(
          logs.every((log) => log.length > 5),
          logs.map((log) => log.length).join()
        )
      }).pipe(Effect.provide(RedisServer.client, { local: true })),
    30_000
  )
})

/** The slots that a process of its own was granted, in milliseconds of Redis's clock. */
const slotsOfProcess = (args: ReadonlyArray<string>) =>
  Effect.callback<ReadonlyArray<number>>((resume) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "QuotaWorker.ts"), RedisServer.url, ...args], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
    child.once("close", (code) =>
      resume(
        code === 0
          ? Effect.sync(() => output.trim().split("\n").map(Number))
          : Effect.die(new Error(`the worker ended with ${code}`))
      )
    )
    return Effect.sync(() => child.kill())
  })
