/**
 * That every record becomes a row that can be told from all others.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import { Effect } from "effect"
import * as Decoding from "../../Decoding.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const everyRecord: Law = {
  name: "decodes every record that is not malformed",
  group: "record",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { bad } = Decoding.all(opened, yield* Pages.walked(opened))
    const [first] = bad
    if (first === undefined) return
    const detail = `${bad.length} good records can't be decoded, first ${first.key}: ${first.problem}`
    return yield* new Broken({ detail, ...Walker.at(first.read) })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const ownKey: Law = {
  name: "gives every record a key of its own, the same in every walk",
  group: "record",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const first = Decoding.all(opened, yield* Pages.walked(opened)).good
    const owners = new Map<string, string>()
    for (const { identity, key, read } of first) {
      const owner = owners.get(identity) ?? key
      if (owner !== key) {
        const detail = `records ${owner} and ${key} have one key, "${printable(identity)}", so that one row is lost`
        return yield* new Broken({ detail, ...Walker.at(read) })
      }
      owners.set(identity, key)
    }
    const again = yield* bench.open()
    const known = new Map(first.map(({ identity, key }) => [key, identity]))
    for (const { identity, key, read } of Decoding.all(again, yield* Walker.walkAll(again)).good) {
      const before = known.get(key) ?? identity
      if (before === identity) continue
      const detail = `record ${key} has the key "${printable(identity)}", and had "${printable(before)}" in the walk before`
      return yield* new Broken({ detail, ...Walker.at(read) })
    }
  })
}

/** The fields of a key are separated by a control character. */
const printable = (identity: string): string => identity.replaceAll("\u001f", " / ")

/**
 * @category laws
 * @since 0.1.0
 */
export const knownKey: Law = {
  name: "tells the key of a raw record as the record has it",
  group: "record",
  appliesTo: ({ stream: { keyOf } }) => keyOf !== undefined,
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { connector, stream } = opened
    const { keyOf } = stream
    if (keyOf === undefined) return
    const identityOf = StreamTable.identityOf(StreamTable.make(connector.name, stream))
    for (const { identity, key, raw, read } of Decoding.all(opened, yield* Pages.walked(opened)).good) {
      const fields = keyOf(raw)
      const told = fields === undefined ? undefined : identityOf(fields)
      if (told === identity) continue
      const detail = `keyOf says ${told === undefined ? "nothing" : `"${printable(told)}"`} of record ${key}, whose key is "${printable(identity)}"`
      return yield* new Broken({ detail, ...Walker.at(read) })
    }
    for (const nonsense of [undefined, null, "", 0, [], {}, "text", [[]], { id: null }]) {
      const threw = yield* Effect.exit(Effect.sync(() => keyOf(nonsense)))
      if (threw._tag === "Failure") {
        return yield* new Broken({ detail: `keyOf throws at the raw record ${JSON.stringify(nonsense)}` })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [everyRecord, ownKey, knownKey]
