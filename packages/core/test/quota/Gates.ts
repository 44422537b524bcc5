/** Gates, and what tests ask them. */
import { Context, Duration, Effect, Layer } from "effect"
import { type Asking, QuotaGate } from "../../src/quota/QuotaGate.ts"

/** A gate that lives as long as the scope. */
export const gateOf = <E, R>(layer: Layer.Layer<never, E, R>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, QuotaGate))

export const asking = (limit: number, window: Duration.Input = "1 hour"): Asking => ({
  account: "hotels",
  kind: "read",
  weight: 1,
  quotas: [{ kind: "read", limit, window: Duration.fromInputUnsafe(window) }]
})

/** How many of `count` are admitted at once. */
export const burst = (gate: QuotaGate, one: Asking, count: number) =>
  Effect.map(
    Effect.forEach(Array.from({ length: count }), () => gate.admit(one, Duration.zero)),
    (admissions) => admissions.filter(({ _tag }) => _tag === "Admitted").length
  )
