/**
 * A stream of a manifest, and what its requests may name.
 *
 * @since 0.1.0
 */
import type { Manifest } from "../Manifest.ts"
import type { StreamManifest } from "../StreamManifest.ts"

/**
 * A part of the partitions.
 *
 * @category models
 * @since 0.1.0
 */
export interface Part {
  readonly name: string
  /** Where it is declared. */
  readonly at: string
  /** Several values at once, as a batch is. */
  readonly isList: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Site {
  readonly manifest: Manifest
  readonly name: string
  readonly stream: StreamManifest
  /** `streams.rooms`. */
  readonly at: string
  readonly parts: ReadonlyArray<Part>
  readonly hasWindow: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (manifest: Manifest, name: string, stream: StreamManifest): Site => {
  const at = `streams.${name}`
  const partitions = stream.partitions ?? []
  return {
    manifest,
    name,
    stream,
    at,
    hasWindow: partitions.some(({ by }) => by === "window"),
    parts: partitions.flatMap((partition, index): ReadonlyArray<Part> => {
      const place = `${at}.partitions.${index}`
      switch (partition.by) {
        case "list":
          return [{ name: partition.name, at: `${place}.name`, isList: (partition.batch ?? 1) > 1 }]
        case "window":
          return []
        case "parent": {
          const isList = (partition.batch ?? 1) > 1
          const taken = Object.keys(partition.take).map((part) => ({ name: part, at: `${place}.take.${part}`, isList }))
          const shard = partition.shard && { name: partition.shard.name, at: `${place}.shard.name`, isList: true }
          return shard === undefined ? taken : [...taken, shard]
        }
      }
    })
  }
}
