/**
 * The partitions that the records of a parent stream are, those of large ones split.
 *
 * @since 0.1.0
 */
import type { ConnectorStream, Partition as Part } from "@innlet/core/contract"
import { Result } from "effect"
import * as CivilWindows from "./CivilWindows.ts"
import type { Parent } from "./PartitionBy.ts"
import type { Partition } from "./PartitionName.ts"

type Parent = typeof Parent.Type

/**
 * The fields of the parent's records that are needed, in order and each once.
 *
 * @category getters
 * @since 0.1.0
 */
export const fieldsOf = ({ shard, take }: Parent): ReadonlyArray<string> => [
  ...new Set([
    ...Object.values(take),
    ...(shard === undefined ? [] : [shard.values, ...(shard.size === undefined ? [] : [shard.size])])
  ])
]

/**
 * One partition a record, in the order of the records; of one that is too large, one a value that it is split by, as a further
 * part. Records without a size are not split, and so are those that list no values where the size is worked out of these.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (
  parent: Parent,
  records: ReadonlyArray<ConnectorStream.ParentValues>,
  window: Part.Window | undefined,
  batched: (name: string, values: ReadonlyArray<string>, batch: number) => ReadonlyArray<Partition>
): Result.Result<ReadonlyArray<Partition>, string> => {
  const { batch = 1, shard, stream, take } = parent
  const fields = fieldsOf(parent)
  const parts = Object.entries(take).map(([name, field]) => [name, field, fields.indexOf(field)] as const)
  const [only] = parts
  if (only === undefined) return Result.fail(`the partitions of ${stream} take no field of it`)
  if (batch > 1 && (parts.length > 1 || shard !== undefined)) {
    return Result.fail(`a batch of ${stream} takes one field, and no shard`)
  }
  const partitions: Array<Partition> = []
  const taken = new Set<string>()
  for (const values of records) {
    const partition: { [name: string]: string } = {}
    for (const [name, field, at] of parts) {
      const value = values[at] ?? ""
      if (value === "" || !value.isWellFormed()) {
        return Result.fail(`a record of ${stream} has no usable "${field}" to make a partition of`)
      }
      partition[name] = value
    }
    const identity = JSON.stringify(partition)
    if (taken.has(identity)) {
      if (shard === undefined) continue
      return Result.fail(`two records of ${stream} have one ${parts.map(([, field]) => `"${field}"`).join(" and ")}`)
    }
    taken.add(identity)
    const split = shard === undefined ? Result.succeed(undefined) : splitOf(shard, fields, values, window)
    if (Result.isFailure(split)) return Result.fail(`${stream} ${JSON.stringify(partition)}: ${split.failure}`)
    if (shard === undefined || split.success === undefined) partitions.push(partition)
    else partitions.push(...split.success.map((value) => ({ ...partition, [shard.name]: value })))
  }
  if (batch === 1) return Result.succeed(partitions)
  return Result.succeed(
    batched(
      only[0],
      partitions.map((partition) => String(partition[only[0]])),
      batch
    )
  )
}

const defaultThreshold = 50_000

/** The values to split a record by; undefined where it is not too large. */
const splitOf = (
  { size, threshold = defaultThreshold, values }: NonNullable<Parent["shard"]>,
  fields: ReadonlyArray<string>,
  record: ConnectorStream.ParentValues,
  window: Part.Window | undefined
): Result.Result<ReadonlyArray<string> | undefined, string> => {
  const written = record[fields.indexOf(values)] ?? null
  if (size !== undefined) {
    const count = record[fields.indexOf(size)] ?? null
    if (count !== null && !/^\d{1,15}$/.test(count)) return Result.fail(`Expected a count of records in "${size}"`)
    if (Number(count) <= threshold) return Result.succeed(undefined)
    return Result.filterOrFail(
      listIn(written, values),
      (list) => list.length > 0,
      () => `it has ${count} records, more than ${threshold}, and "${values}" lists nothing to split them by`
    )
  }
  if (window === undefined) return Result.fail("its size is not known without a window, or a field that tells it")
  const days = CivilWindows.daysOf(window)
  return Result.map(listIn(written, values), (list) => (list.length * days > threshold ? list : undefined))
}

/** A list of texts and whole numbers, each once; one that stands alone, as it does in XML, is a list of one. */
const listIn = (written: string | null, field: string): Result.Result<ReadonlyArray<string>, string> => {
  const parsed = parse(written)
  const all: ReadonlyArray<unknown> = Array.isArray(parsed) ? parsed : parsed === null ? [] : [parsed]
  const texts = all.flatMap((value) =>
    (typeof value === "string" && value !== "" && value.isWellFormed()) || Number.isSafeInteger(value)
      ? [String(value)]
      : []
  )
  return texts.length === all.length
    ? Result.succeed([...new Set(texts)])
    : Result.fail(`Expected a list of texts or whole numbers in "${field}"`)
}

/** Undefined is in no list. */
const parse = (written: string | null): unknown => {
  try {
    return written === null ? null : JSON.parse(written)
  } catch {
    return undefined
  }
}
