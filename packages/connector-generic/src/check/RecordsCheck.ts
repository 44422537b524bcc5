/**
 * What is wrong with a stream's fields: keys, versions and calendars that name no field or one that can't be it, and columns
 * that no store could have.
 *
 * @since 0.1.0
 */
import { StreamTable } from "@innlet/core/contract"
import * as Form from "../Form.ts"
import type { Field } from "../Field.ts"
import { tokensOf } from "../Place.ts"
import type { Site } from "./Site.ts"

/**
 * @category checks
 * @since 0.1.0
 */
export const of = (site: Site): ReadonlyArray<string> => [
  ...mapProblems(site),
  ...columns(site),
  ...Object.entries(site.stream.fields).flatMap(([name, field]) => fieldProblems(site, name, field)),
  ...keyProblems(site),
  ...versionProblems(site),
  ...gridProblems(site)
]

const mapProblems = ({ at, stream: { records, request } }: Site): ReadonlyArray<string> =>
  records.map === true && request.format === "xml"
    ? [`${at}.records.map: Records by name are read from JSON alone; in XML an element that comes again is a list`]
    : []

const columns = ({ at, stream }: Site): ReadonlyArray<string> => {
  const names = Object.keys(stream.fields)
  if (names.length === 0) return [`${at}.fields: Expected at least one field`]
  const taken = new Map<string, string>()
  return names.flatMap((name) => {
    const column = StreamTable.snakeCase(name)
    const other = taken.get(column)
    taken.set(column, name)
    if (!/^[a-z][a-z0-9_]{0,40}$/u.test(column)) {
      return [`${at}.fields.${name}: Expected a name that can be a column, such as ratePlanId`]
    }
    return other === undefined ? [] : [`${at}.fields.${name}: Its column ${column} is that of ${other} too`]
  })
}

const fieldProblems = (
  { at, name: stream, parts, stream: { records } }: Site,
  name: string,
  field: Field
): ReadonlyArray<string> => {
  const place = `${at}.fields.${name}`
  if ("constant" in field) return []
  if ("partition" in field) {
    const part = parts.find((part) => part.name === field.partition)
    if (part === undefined) return [`${place}.partition: The partitions of ${stream} have no part "${field.partition}"`]
    return part.isList ? [`${place}.partition: "${field.partition}" is not one value in every partition`] : []
  }
  const problems: Array<string> = []
  const first = tokensOf(field.from ?? "")[0]
  if (first !== undefined && first in Object.prototype) {
    problems.push(`${place}.from: "${first}" is a member of every object, so that nothing tells whether it was sent`)
  }
  if (field.as !== undefined && field.type !== "instant") problems.push(`${place}.as: Only an instant is read so`)
  if (field.values !== undefined && field.type !== "text" && field.type !== "id") {
    problems.push(`${place}.values: Only a text has values to choose from`)
  }
  if (field.from?.startsWith("/$key") === true && records.map !== true) {
    problems.push(`${place}.from: Only records of a map have a key of their own`)
  }
  return problems
}

const missing = (site: Site, name: string): string | undefined => {
  const fields = Object.keys(site.stream.fields)
  if (fields.includes(name)) return undefined
  const near = Form.nearest(name, fields)
  return `There is no field "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`
}

const keyProblems = (site: Site): ReadonlyArray<string> => {
  const { at, stream } = site
  const { fields, key } = stream
  if (key.length === 0) return [`${at}.key: Expected the fields that identify a record`]
  const problems = key.flatMap((name, index): ReadonlyArray<string> => {
    const place = `${at}.key.${index}`
    const lost = missing(site, name)
    if (lost !== undefined) return [`${place}: ${lost}`]
    if (key.indexOf(name) < index) return [`${place}: "${name}" is in the key already`]
    const field = fields[name]
    if (field === undefined || !("type" in field)) return []
    if (field.optional === true) return [`${place}: "${name}" is optional, and a key never is`]
    return field.type === "json" ? [`${place}: "${name}" is json, which tells no records apart`] : []
  })
  const reads = key.some((name) => fields[name] === undefined || "type" in fields[name])
  return reads
    ? problems
    : [...problems, `${at}.key: No field of the key is read from a record, so all would have one key`]
}

const versionProblems = (site: Site): ReadonlyArray<string> => {
  const { version } = site.stream
  if (version === undefined) return []
  const place = `${site.at}.version`
  const lost = missing(site, version)
  if (lost !== undefined) return [`${place}: ${lost}`]
  const field = site.stream.fields[version]
  return field !== undefined && "type" in field && ["instant", "integer", "date", "decimal"].includes(field.type)
    ? []
    : [`${place}: Expected a field of type instant, integer, date or decimal, by which later is told from earlier`]
}

const gridProblems = (site: Site): ReadonlyArray<string> => {
  const { fields, grid } = site.stream
  if (grid === undefined) return []
  const place = `${site.at}.grid`
  const by = grid.by.flatMap((name, index) => {
    const lost = missing(site, name)
    return lost === undefined ? [] : [`${place}.by.${index}: ${lost}`]
  })
  const lost = missing(site, grid.date)
  if (lost !== undefined) return [...by, `${place}.date: ${lost}`]
  const date = fields[grid.date]
  return date !== undefined && "type" in date && date.type === "date"
    ? by
    : [...by, `${place}.date: Expected a field of type date`]
}
