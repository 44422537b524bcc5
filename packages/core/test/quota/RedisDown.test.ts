import { NodeRedis } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Logger, Schedule } from "effect"
import { layerRedisWith } from "../../src/quota/QuotaGate.ts"
import { asking, burst, gateOf } from "./Gates.ts"
import * as RedisServer from "./RedisServer.ts"

const warnings = (into: Array<string>) =>
  Logger.layer([
    Logger.make(({ logLevel, message }) => {
      if (logLevel === "Warn" || logLevel === "Info") into.push(`${logLevel} ${String(message)}`)
    })
  ])
const ownWarnings = (log: ReadonlyArray<string>) => log.filter((line) => line.includes("quota gate"))

describe.skipIf(!RedisServer.isStartable)("a Redis that is down", () => {
  const fail = { prefix: "innlet-test:", onFailure: "fail", timeout: "500 millis" } as const
  const local = { ...fail, onFailure: "local", processes: 4 } as const
  it.live("at the start is a typed error that names it, with fail", () =>
    Effect.gen(function* () {
      const server = yield* RedisServer.own
      const error = yield* Effect.flip(gateOf(layerRedisWith(server.client, fail)))

      assert.strictEqual(error.reason, "StoreUnavailable")
      assert.match(
        error.message,
        /^quota gate: StoreUnavailable: Redis, which holds the quotas under "innlet-test:", failed: .*ECONNREFUSED.*: start it or mend its address, or .*$/
      )
    })
  )

  it.live(
    "at the start leaves a share of the quotas, with local, and the whole when it is there",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        yield* Effect.gen(function* () {
          const server = yield* RedisServer.own
          const gate = yield* gateOf(layerRedisWith(server.client, local))
          const first = yield* burst(gate, asking(20), 5)
          yield* gate.ended("hotels", "answered")
          const share = yield* burst(gate, asking(20), 30)
          yield* server.start
          // The gate looks after Redis every five seconds.
          yield* Effect.sleep("5200 millis")
          yield* gate.ended("hotels", "answered")
          const whole = yield* burst(gate, asking(20), 30)

          assert.deepStrictEqual([first, share, whole], [1, 4, 20])
        }).pipe(Effect.provide(warnings(log)))

        assert.deepStrictEqual(
          ownWarnings(log).map((line) => line.slice(0, 40)),
          ["Warn quota gate: StoreUnavailable: Redis", "Info quota gate: Redis answers again; qu"]
        )
        assert.include(log.join("\n"), "Until it is back, this process keeps to 1/4 of each quota.")
      }),
    20_000
  )

  for (const queueing of ["a client that queues commands", "a client that does not"]) {
    it.live(
      `midway is a typed error with fail, and ${queueing}; all is well when it is back`,
      () =>
        Effect.gen(function* () {
          const server = yield* RedisServer.own
          yield* server.start
          const client = queueing.endsWith("not")
            ? server.client
            : NodeRedis.layer({ url: `redis://127.0.0.1:${server.port}/0` })
          const gate = yield* gateOf(layerRedisWith(client, fail))
          yield* gate.ended("hotels", "answered")
          const before = yield* burst(gate, asking(3), 5)
          yield* server.end
          // Until the client knows.
          yield* Effect.sleep("200 millis")
          const [took, errors] = yield* Effect.forEach(
            [
              gate.admit(asking(3), Duration.minutes(1)),
              gate.throttled("hotels", undefined),
              gate.pause("hotels", Duration.seconds(1)),
              gate.ended("hotels", "answered")
            ],
            (effect) => Effect.map(Effect.flip(Effect.asVoid(effect)), (error) => error.reason),
            { concurrency: "unbounded" }
          ).pipe(Effect.timed)
          yield* server.start
          yield* Effect.retry(gate.ended("hotels", "answered"), Schedule.spaced("100 millis"))
          const after = yield* Effect.result(gate.admit(asking(3), Duration.seconds(5)))

          assert.strictEqual(before, 3)
          assert.deepStrictEqual(
            errors,
            Array.from({ length: 4 }, () => "StoreUnavailable")
          )
          assert.isBelow(Duration.toMillis(took), 10_000)
          assert.strictEqual(after._tag, "Success")
        }).pipe(Effect.provide(Logger.layer([]))),
      30_000
    )
  }

  it.live(
    "midway leaves a share of the quotas, less what was sent and held by its pauses, with local",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        yield* Effect.gen(function* () {
          const server = yield* RedisServer.own
          yield* server.start
          const gate = yield* gateOf(layerRedisWith(server.client, local))
          const flights = { ...asking(20), account: "flights" }
          yield* gate.ended("hotels", "answered")
          yield* gate.throttled("flights", Duration.minutes(10))
          const before = yield* burst(gate, asking(20), 3)
          const trains = { ...asking(1, "1 second"), account: "trains" }
          yield* gate.ended("trains", "answered")
          yield* gate.admit(trains, Duration.zero)
          const waiting = yield* Effect.forkScoped(gate.admit(trains, Duration.minutes(1)))
          yield* Effect.sleep("50 millis")
          yield* server.end
          yield* Effect.forEach(["x", "y", "z"], (name) => gate.pause(name, Duration.zero), { concurrency: 3 })
          const probing = yield* burst(gate, asking(20), 1)
          yield* gate.ended("hotels", "answered")
          const [after, paused] = [yield* burst(gate, asking(20), 30), yield* gate.admit(flights, Duration.zero)]
          assert.strictEqual((yield* Fiber.await(waiting))._tag, "Success")

          // A quarter of 20 is 5, of which 3 were sent by way of Redis.
          assert.deepStrictEqual([before, probing, after], [3, 1, 1])
          assert.strictEqual(paused._tag === "TooLong" && paused.because, "pause")
        }).pipe(Effect.provide(warnings(log)))

        assert.strictEqual(ownWarnings(log).length, 1, log.join("\n"))
      }),
    30_000
  )

  it.live("needs to know how many processes there are, with local", () =>
    Effect.gen(function* () {
      const server = yield* RedisServer.own
      const error = yield* Effect.flip(gateOf(layerRedisWith(server.client, { ...local, processes: 0 })))

      assert.strictEqual(
        error.message,
        'quota gate: InvalidAsking: onFailure "local" needs processes, a whole number of at least 1, not 0.'
      )
    })
  )
})
