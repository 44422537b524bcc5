/** A process that asks a gate in Redis as fast as it can, and prints its slots: `QuotaWorker.ts url prefix limit window ms`. */
import { NodeRedis } from "@effect/platform-node"
import { Clock, Duration, Effect, Layer } from "effect"
import { QuotaGate, layerRedis } from "../../src/quota/QuotaGate.ts"

const [url = "", prefix = "", limit = "", window = "", length = ""] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const gate = yield* QuotaGate
  const quotas = [{ kind: "read", limit: Number(limit), window: Duration.millis(Number(window)) }] as const
  const end = (yield* Clock.currentTimeMillis) + Number(length)
  const worker = Effect.gen(function* () {
    while ((yield* Clock.currentTimeMillis) < end) {
      const admission = yield* gate.admit({ account: "shared", kind: "read", weight: 1, quotas }, Duration.seconds(5))
      if (admission._tag === "TooLong") continue
      console.log(admission.sentAfter)
      yield* gate.ended("shared", "answered", admission.sentAfter)
    }
  })
  yield* Effect.all(
    Array.from({ length: 8 }, () => worker),
    { concurrency: "unbounded", discard: true }
  )
})

await Effect.runPromise(
  program.pipe(Effect.provide(layerRedis({ prefix, onFailure: "fail" }).pipe(Layer.provide(NodeRedis.layer({ url })))))
)
