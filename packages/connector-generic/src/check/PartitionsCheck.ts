/**
 * What is wrong with how a stream is split: parts of one name, parents that come later or lack the fields.
 *
 * @since 0.1.0
 */
import type * as PartitionBy from "../PartitionBy.ts"
import type { Site } from "./Site.ts"

/**
 * @category checks
 * @since 0.1.0
 */
export const of = (site: Site): ReadonlyArray<string> => {
  const { at, parts, stream } = site
  const partitions = stream.partitions ?? []
  const twice = parts.flatMap((part, index) =>
    parts.findIndex(({ name }) => name === part.name) < index ? [`${part.at}: "${part.name}" is a part already`] : []
  )
  const only = (["window", "parent"] as const).flatMap((by) => {
    const all = partitions.flatMap((partition, index) => (partition.by === by ? [index] : []))
    return all.slice(1).map((index) => `${at}.partitions.${index}: A stream is split by one ${by} at most`)
  })
  const reserved = parts.flatMap((part) =>
    part.name === "from" || part.name === "to"
      ? [`${part.at}: "${part.name}" is an edge of a window; choose another name`]
      : []
  )
  return [
    ...twice,
    ...reserved,
    ...only,
    ...partitions.flatMap((partition, index) => {
      const place = `${at}.partitions.${index}`
      if (partition.by === "list") return listProblems(site, place, partition)
      if (partition.by === "parent") return parentProblems(site, place, partition)
      return partition.horizon.past + partition.horizon.future === 0
        ? [`${place}.horizon: Expected a day at least, in the past or the future`]
        : []
    })
  ]
}

const listProblems = (
  { manifest }: Site,
  at: string,
  { values }: typeof PartitionBy.List.Type
): ReadonlyArray<string> => {
  if ("parameter" in values) {
    return Object.hasOwn(manifest.parameters ?? {}, values.parameter)
      ? []
      : [`${at}.values: There is no parameter "${values.parameter}"`]
  }
  if (values.length === 0) return [`${at}.values: Expected at least one value`]
  return values.flatMap((value, index) => {
    if (value === null || value === "") return [`${at}.values.${index}: Expected a value`]
    return values.findIndex((other) => String(other) === String(value)) < index
      ? [`${at}.values.${index}: ${JSON.stringify(value)} is a value already`]
      : []
  })
}

const parentProblems = (
  { hasWindow, manifest, name }: Site,
  at: string,
  { batch = 1, shard, stream, take }: typeof PartitionBy.Parent.Type
): ReadonlyArray<string> => {
  const names = Object.keys(manifest.streams)
  const parent = manifest.streams[stream]
  if (parent === undefined || !Object.hasOwn(manifest.streams, stream)) {
    return [`${at}.stream: There is no stream "${stream}"; there are ${names.join(", ")}`]
  }
  if (stream === name) return [`${at}.stream: A stream is not its own parent`]
  if (names.indexOf(stream) > names.indexOf(name)) {
    return [`${at}.stream: "${stream}" has to stand before ${name}, since it is synced before`]
  }
  const typeOf = (field: string): string | undefined => {
    const found = Object.hasOwn(parent.fields, field) ? parent.fields[field] : undefined
    if (found === undefined) return undefined
    return "type" in found ? found.type : "given"
  }
  const parts = Object.entries(take).flatMap(([part, field]): ReadonlyArray<string> => {
    const type = typeOf(field)
    if (type === undefined) return [`${at}.take.${part}: The stream ${stream} has no field "${field}"`]
    return type === "json"
      ? [`${at}.take.${part}: "${field}" of ${stream} is json, which is no part of a partition`]
      : []
  })
  const problems = [...parts]
  if (Object.keys(take).length === 0) problems.push(`${at}.take: Expected at least one field of ${stream}`)
  if (batch > 1 && Object.keys(take).length > 1) problems.push(`${at}.batch: Only one field can be taken in batches`)
  if (shard === undefined) return problems
  if (batch > 1) problems.push(`${at}.shard: A batch of parents is not split further`)
  if (typeOf(shard.values) !== "json") problems.push(`${at}.shard.values: Expected a field of ${stream} of type json`)
  if (shard.size === undefined && !hasWindow) {
    problems.push(`${at}.shard.size: Missing; expected a field of ${stream} that counts its records, or a window`)
  }
  if (shard.size !== undefined && typeOf(shard.size) !== "integer") {
    problems.push(`${at}.shard.size: Expected a field of ${stream} of type integer`)
  }
  return problems
}
