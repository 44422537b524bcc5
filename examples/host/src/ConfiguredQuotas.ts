/**
 * The gate that requests wait at: one of this process, or one that processes share in Redis.
 *
 * @since 0.1.0
 */
import { NodeRedis } from "@effect/platform-node"
import { QuotaGate } from "@innlet/core/quota"
import { Effect, Layer, Redacted, References } from "effect"
import type { HostConfig } from "./HostConfig.ts"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import * as Secret from "./Secret.ts"

/**
 * @category layers
 * @since 0.1.0
 */
export const layer = ({ file, quotas }: HostConfig): Layer.Layer<never, HostFailure> =>
  quotas === undefined
    ? Layer.empty
    : Layer.unwrap(
        Effect.gen(function* () {
          const at = `${file}: quotas.redis`
          const url = Redacted.value(yield* Secret.read(quotas.redis.env, at))
          if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
            return yield* usage(`${at}: Expected a URL such as redis://127.0.0.1:6379 in ${quotas.redis.env}`)
          }
          const { processes, whenDown } = quotas
          const gate = QuotaGate.layerRedisWith(
            // Its client logs what the gate then says in one line.
            Layer.provide(
              NodeRedis.layer({ url, disableOfflineQueue: true }),
              Layer.succeed(References.MinimumLogLevel, "Error")
            ),
            whenDown === "fail" ? { onFailure: "fail" } : { onFailure: "local", processes: processes ?? 1 }
          )
          return Layer.catchTag(gate, "QuotaGateError", ({ message }) => Layer.effectDiscard(failed(message)))
        })
      )
