/**
 * The partitions of a stream, as its manifest splits it.
 *
 * **Details**
 *
 * A partition's name keys its checkpoint and says all that is read in it. Windows are cut at whole multiples of their days
 * since 1970-01-01, so that they have the same names whenever a run begins, and the first and the last are cut to what was
 * asked for: neither a day that nobody wants nor one that the provider refuses is read. A run whose window moves on day by day
 * begins new checkpoints for those two alone, and all between them go on with theirs.
 *
 * **Gotchas**
 *
 * A batch is named by its values. One that is new among the others moves those after it to other batches, which then begin new
 * checkpoints.
 *
 * @since 0.1.0
 */
import type { ConnectorStream, Partition as Part } from "@innlet/core/contract"
import { Result, Schema } from "effect"
import * as CivilWindows from "./CivilWindows.ts"
import * as ParentShards from "./ParentShards.ts"
import type { PartitionBy } from "./PartitionBy.ts"
import * as PartitionName from "./PartitionName.ts"
import type { Scalar } from "./Value.ts"

export { codec, type Partition, partsOf, scopeOf } from "./PartitionName.ts"

type Partition = PartitionName.Partition

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** What the host gives, by name, defaults included. */
  readonly parameters: { readonly [name: string]: Scalar | ReadonlyArray<Scalar> }
  /** What the run asks for. */
  readonly window: Part.Window | undefined
  /** Of the parent stream, with the fields of `parentOf`. */
  readonly parents: ReadonlyArray<ConnectorStream.ParentValues>
  /** A civil date, in UTC. */
  readonly today: string
}

/**
 * Each way combined with each, in their order: the last one changes fastest. Without any there is one partition without parts.
 * A way has at least one value, but for a parent stream without records.
 *
 * Fails in one line: a parameter without values, a value that is null or empty or no text, a record of the parent that lacks a
 * field, one that is to be split and can't be, a window without days, more than a million partitions, a name that is too long
 * for a store.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (
  bys: ReadonlyArray<PartitionBy>,
  options: Options
): Result.Result<ReadonlyArray<Partition>, string> => {
  const horizon = bys.find((by) => by.by === "window")
  const window = CivilWindows.windowOf(horizon?.horizon, options.window, options.today)
  if (Result.isFailure(window)) return Result.fail(window.failure)
  let partitions: ReadonlyArray<Partition> = [{}]
  for (const by of bys) {
    const ways = waysOf(by, options, window.success)
    if (Result.isFailure(ways)) return Result.fail(ways.failure)
    if (partitions.length * ways.success.length > most) {
      return Result.fail(
        `more than ${most} partitions: split the stream in fewer ways, or by larger windows or batches`
      )
    }
    partitions = partitions.flatMap((partition) => ways.success.map((way) => ({ ...partition, ...way })))
  }
  const nameOf = Schema.encodeSync(PartitionName.codec(bys))
  const long = partitions.map((partition) => nameOf(partition).length).find((length) => length > longestName)
  return long === undefined
    ? Result.succeed(partitions)
    : Result.fail(`a partition's name has ${long} characters, and stores keep ${longestName}: take smaller batches`)
}

/**
 * The parent stream's name and the fields of its records that the partitions need, in order; undefined where there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const parentOf = (
  bys: ReadonlyArray<PartitionBy>
): { readonly stream: string; readonly fields: ReadonlyArray<string> } | undefined => {
  const parent = bys.find((by) => by.by === "parent")
  return parent && { stream: parent.stream, fields: ParentShards.fieldsOf(parent) }
}

/** More would rather be a mistake than a stream that can be read. */
const most = 1_000_000

/** PostgreSQL indexes keys of up to 2,700 bytes, and the names of connector, stream and run stand beside it. */
const longestName = 2000

const waysOf = (
  by: PartitionBy,
  options: Options,
  window: Part.Window | undefined
): Result.Result<ReadonlyArray<Partition>, string> => {
  switch (by.by) {
    case "list":
      return Result.flatMap(valuesOf(by, options.parameters), (values) =>
        Result.succeed(batched(by.name, values, by.batch))
      )
    case "window":
      return Result.succeed(window === undefined ? [] : CivilWindows.cut(window, by.days))
    case "parent":
      return ParentShards.of(by, options.parents, window, batched)
  }
}

const valuesOf = (
  { name, values }: Extract<PartitionBy, { readonly by: "list" }>,
  parameters: Options["parameters"]
): Result.Result<ReadonlyArray<string>, string> => {
  const isParameter = typeof values === "object" && "parameter" in values
  const given = isParameter ? parameters[values.parameter] : values
  const place = isParameter ? `the parameter "${values.parameter}"` : `the values of the partition "${name}"`
  if (given === undefined) return Result.fail(`${place} is not given`)
  const all: ReadonlyArray<Scalar> = isList(given) ? given : [given]
  if (all.length === 0) return Result.fail(`${place}: Expected at least one value`)
  const texts: Array<string> = []
  for (const value of all) {
    if (value === null || value === "" || !String(value).isWellFormed()) {
      return Result.fail(`${place}: Expected texts that are not empty, numbers or booleans`)
    }
    texts.push(String(value))
  }
  return Result.succeed([...new Set(texts)])
}

const isList = (value: Scalar | ReadonlyArray<Scalar>): value is ReadonlyArray<Scalar> => Array.isArray(value)

/** One partition a value, or one a list of so many. */
const batched = (name: string, values: ReadonlyArray<string>, batch = 1): ReadonlyArray<Partition> =>
  batch === 1
    ? values.map((value) => ({ [name]: value }))
    : Array.from({ length: Math.ceil(values.length / batch) }, (_, at) => ({
        [name]: values.slice(at * batch, (at + 1) * batch)
      }))
