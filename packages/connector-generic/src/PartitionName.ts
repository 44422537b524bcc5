/**
 * A partition's parts, and its name, which keys its checkpoint: `property_id=7&from=2026-01-01&to=2026-01-08`.
 *
 * @since 0.1.0
 */
import type { Partition as Part } from "@innlet/core/contract"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import type { PartitionBy } from "./PartitionBy.ts"

/**
 * By name. A batch of more than one is a list, whose last one may be of one. The window's edges are `from` and `to`, civil dates and half open. What a parent
 * is split by is missing where it is not split.
 *
 * @category models
 * @since 0.1.0
 */
export interface Partition {
  readonly [name: string]: string | ReadonlyArray<string>
}

/**
 * The names that the parts of a stream's partitions may have, each as often as it is declared.
 *
 * @category getters
 * @since 0.1.0
 */
export const partsOf = (bys: ReadonlyArray<PartitionBy>): ReadonlyArray<string> => [
  ...bys
    .flatMap((by) => {
      if (by.by === "window") return []
      if (by.by === "list") return [by.name]
      return [...Object.keys(by.take), ...(by.shard === undefined ? [] : [by.shard.name])]
    })
    .toSorted(),
  ...bys.flatMap((by) => (by.by === "window" ? ["from", "to"] : []))
]

/**
 * The parts of a partition, and its window where it has one.
 *
 * @category getters
 * @since 0.1.0
 */
export const scopeOf = (
  partition: Partition
): { readonly partition: Partition; readonly window: Part.Window | undefined } => {
  const { from, to }: { readonly from?: Partition[string]; readonly to?: Partition[string] } = partition
  return { partition, window: typeof from === "string" && typeof to === "string" ? { from, to } : undefined }
}

/**
 * The codec of a stream's partitions. A name is in the form of a query, its parts by the alphabet and the window last, whatever
 * the order in the manifest; a batch repeats its part. The partition without parts is `all`. No two partitions have one name.
 *
 * @category schemas
 * @since 0.1.0
 */
export const codec = (bys: ReadonlyArray<PartitionBy>): Schema.Codec<Partition, string> => {
  const order = [...new Set(partsOf(bys))]
  const lists = new Set(bys.flatMap(listsOf))
  const nameOf = (partition: Partition): string => {
    const pairs = order.flatMap((part) =>
      [Object.hasOwn(partition, part) ? partition[part]! : []]
        .flat()
        .map((value) => `${part}=${encodeURIComponent(value)}`)
    )
    return pairs.length === 0 ? whole : pairs.join("&")
  }
  const partitionOf = (name: string): Partition | undefined => {
    const partition: { [name: string]: string | ReadonlyArray<string> } = {}
    for (const pair of name === whole ? [] : name.split("&")) {
      const at = pair.indexOf("=")
      const part = pair.slice(0, Math.max(0, at))
      const value = decoded(pair.slice(at + 1))
      if (value === undefined) return undefined
      partition[part] = lists.has(part) ? [...[partition[part] ?? []].flat(), value] : value
    }
    // Every partition has one name, so what is written otherwise is none.
    return nameOf(partition) === name ? partition : undefined
  }
  return Schema.String.pipe(
    Schema.decodeTo(
      AnyPartition,
      SchemaTransformation.transformEffect({
        decode: (name) => {
          const partition = partitionOf(name)
          return partition === undefined
            ? Effect.fail(new SchemaIssue.InvalidValue({ expected: `the name of a partition by ${order.join(", ")}` }))
            : Effect.succeed(partition)
        },
        encode: (partition) => Effect.succeed(nameOf(partition))
      })
    )
  )
}

const whole = "all"

const AnyPartition = Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Array(Schema.String)]))

const listsOf = (by: PartitionBy): ReadonlyArray<string> => {
  if (by.by === "window" || (by.batch ?? 1) === 1) return []
  return by.by === "list" ? [by.name] : Object.keys(by.take)
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
