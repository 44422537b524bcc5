/** Loaded before the host: the connector as a later version would have it, which takes rates without price or property. */
import { registerHooks } from "node:module"

const mends: ReadonlyArray<readonly [before: string, after: string]> = [
  ["property_id: WireId.WireId", "property_id: WireId.OptionalWireId"],
  ["price: Decimal.NonNegativeFromWire", 'price: Schema.Union([Decimal.NonNegativeFromWire, Schema.Literal("n/a")])'],
  ["price: Decimal.textOf(wire.price)", 'price: wire.price === "n/a" ? "0" : Decimal.textOf(wire.price)']
]

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (!url.endsWith("/connector-booking/src/Rate.ts")) return loaded
    const source = mends.reduce(
      (text, [before, after]) => {
        if (!text.includes(before)) throw new Error(`Rate.ts has no "${before}" to mend`)
        return text.replace(before, after)
      },
      typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source)
    )
    return { ...loaded, source }
  }
})
