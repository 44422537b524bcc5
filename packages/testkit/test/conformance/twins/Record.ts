import { Schema, SchemaGetter } from "effect"
import { fieldsOf, record, records, type Twin } from "../Twin.ts"

const Short = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  price: Schema.Finite,
  updated: Schema.String,
  short: Schema.String
})

/** With a key of the last letter of an id and the number before it, so that the first and the tenth have one. */
const FromWire = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  price: Schema.Finite,
  updated: Schema.String
}).pipe(
  Schema.decodeTo(Short, {
    decode: SchemaGetter.transform((wire) => ({ ...wire, short: String(Number(wire.id.slice(-4)) % 9) })),
    encode: SchemaGetter.transform(({ id, name, price, updated }) => ({ id, name, price, updated }))
  })
)

let handed = 100_000

export const twins: ReadonlyArray<Twin> = [
  {
    title: "knows no price above 19",
    stream: "rates",
    breaks: ["decodes every record that is not malformed"],
    change: (stream) => ({
      ...stream,
      record: Schema.Struct({
        id: Schema.String,
        price: Schema.Finite.check(Schema.isLessThan(19)),
        updated: Schema.String
      })
    })
  },
  {
    title: "has a key that two records share",
    stream: "reviews",
    breaks: ["gives every record a key of its own, the same in every walk"],
    change: (stream) => ({ ...stream, record: FromWire, key: ["short"], keyOf: undefined })
  },
  {
    title: "looks for the key in another field of the raw record",
    stream: "rates",
    breaks: ["tells the key of a raw record as the record has it"],
    change: (stream) => ({ ...stream, keyOf: (raw) => ({ id: fieldsOf(raw)["name"] }) })
  },
  {
    title: "throws at a raw record that is no object",
    stream: "rates",
    breaks: ["tells the key of a raw record as the record has it"],
    change: (stream) => ({
      ...stream,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mistake
      keyOf: (raw) => ({ id: (raw as { readonly id: string }).id.trim() })
    })
  },
  {
    title: "leaves out what it can't read",
    stream: "rates",
    breaks: ["makes a dead letter of a malformed record and keeps its neighbours"],
    change: records((some) => some.filter((raw) => typeof fieldsOf(raw)["price"] === "number"))
  },
  {
    title: "stops at a page with a record that it can't read",
    stream: "rates",
    breaks: ["makes a dead letter of a malformed record and keeps its neighbours"],
    change: records((some) => (some.every((raw) => typeof fieldsOf(raw)["price"] === "number") ? some : []))
  },
  {
    title: "takes the id for the version",
    stream: "rates",
    breaks: ["gives an updated record a newer version"],
    change: (stream) => ({ ...stream, version: "id" })
  },
  {
    title: "reads numbers as doubles",
    stream: "rates",
    breaks: ["carries every text and number as the provider wrote it"],
    change: record((raw) => ({ ...raw, serial: Number(raw["serial"]) }))
  },
  {
    title: "rounds prices",
    stream: "rates",
    breaks: ["carries every text and number as the provider wrote it"],
    change: record((raw) =>
      typeof raw["price"] === "number" ? { ...raw, price: Math.round(raw["price"]) + 0.5 } : raw
    )
  },
  {
    title: "numbers the records as it hands them out",
    stream: "reviews",
    breaks: ["stores every record as it was received", "carries every text and number as the provider wrote it"],
    change: record((raw) => ({ ...raw, handed: ++handed }))
  }
]
