/**
 * The fields that sample records seem to have, and which of them is the key and the version. A guess by names and values of a
 * few records: what they lack, the guess lacks.
 *
 * @since 0.1.0
 */
import { JsonPointer } from "effect"
import type { Field, Read } from "../Field.ts"
import * as Leaf from "./Leaf.ts"
import type { RecordsGuess } from "./RecordsGuess.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface FieldsGuess {
  readonly fields: { readonly [name: string]: Field }
  readonly key: ReadonlyArray<string>
  readonly version: string | undefined
}

/**
 * @category getters
 * @since 0.1.0
 */
export const of = ({ keys, list, records }: RecordsGuess, format: "json" | "xml"): FieldsGuess => {
  const samples = list.slice(0, 100)
  if (samples.length > 0 && samples.every((sample) => !Leaf.isRecord(sample))) {
    return { fields: { id: { type: "id", from: "" } }, key: ["id"], version: undefined }
  }
  const members = new Map<string, Array<unknown>>()
  for (const sample of samples) {
    for (const [name, value] of Object.entries(Leaf.isRecord(sample) ? sample : {})) {
      members.set(name, [...(members.get(name) ?? []), value])
    }
  }
  const fields: Record<string, typeof Read.Type> = {}
  for (const [member, values] of members) {
    const name = nameOf(member)
    if (name === undefined || Object.hasOwn(fields, name)) continue
    const optional = values.length < samples.length || values.some((value) => value === null || value === "")
    fields[name] = {
      ...typeOf(
        name,
        values.filter((value) => value !== null && value !== ""),
        format
      ),
      ...(name !== member && { from: `/${JsonPointer.escapeToken(member)}` }),
      ...(optional && { optional: true })
    }
  }
  const names = Object.keys(fields)
  const isKey = (name: string): boolean => {
    const field = fields[name]
    const values = members.get(field?.from === undefined ? name : JsonPointer.unescapeToken(field.from.slice(1))) ?? []
    return field?.optional !== true && field?.type !== "json" && new Set(values.map(String)).size === samples.length
  }
  const [key] = [
    ...names.filter((name) => name === "id"),
    ...names.filter((name) => /(?:id|code|uuid)$/iu.test(name))
  ].filter(isKey)
  const version = names.find((name) => fields[name]?.type === "instant" && /(?:updat|modif|chang)/iu.test(name))
  const given = new Set(key === undefined ? [] : (members.get(key) ?? []).map(String))
  if (records.map === true && !keys.every((one) => given.has(one)) && !Object.hasOwn(fields, "mapKey")) {
    return { fields: { mapKey: { type: "id", from: "/$key" }, ...fields }, key: ["mapKey"], version }
  }
  return { fields, key: key === undefined ? [] : [key], version }
}

/** A name that can be a column. */
const nameOf = (member: string): string | undefined => {
  const words = member.split(/[^a-zA-Z0-9]+/u).filter((word) => word !== "")
  const isColumn = /^[a-z][a-zA-Z0-9_]{0,30}$/u.test(member)
  const camel = words
    .map((word, at) => (at === 0 ? lower(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("")
  const name = isColumn ? member : camel
  return /^[a-z][a-zA-Z0-9_]{0,30}$/u.test(name) ? name : undefined
}

/** `ID` and `RatePlanID` begin a name as `id` and `ratePlanID` do. */
const lower = (word: string): string =>
  /^[A-Z0-9]+$/u.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1)

const typeOf = (
  name: string,
  values: ReadonlyArray<unknown>,
  format: "json" | "xml"
): Pick<typeof Read.Type, "type" | "as"> => {
  const all = (holds: (value: unknown) => boolean): boolean => values.length > 0 && values.every(holds)
  const matches = (form: RegExp) => all((value) => typeof value === "string" && form.test(value))
  const isWhole = all(Number.isSafeInteger)
  const isId = /(?:^id|Id|ID|_id|uuid|[cC]ode)$/u.test(name)
  if (isId && (isWhole || matches(/^\S{1,80}$/u))) return { type: "id" }
  if (all((value) => typeof value === "boolean")) return { type: "boolean" }
  if (isWhole && /(?:at|time|stamp|updated|created|modified)$/iu.test(name)) {
    if (all((value) => Number(value) > 1e12 && Number(value) < 1e13)) return { type: "instant", as: "epochMillis" }
    if (all((value) => Number(value) > 1e9 && Number(value) < 1e10)) return { type: "instant", as: "epochSeconds" }
  }
  if (isWhole) return { type: /price|amount|total|rate|cost|balance/iu.test(name) ? "decimal" : "integer" }
  if (all((value) => typeof value === "number")) return { type: "decimal" }
  if (matches(/^\d{4}-\d{2}-\d{2}$/u)) return { type: "date" }
  if (matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/u)) return { type: "instant" }
  if (matches(/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?$/u)) return { type: "instant", as: "plain" }
  if (matches(/^-?\d+\.\d+$/u)) return { type: "decimal" }
  if (format === "xml" && matches(/^-?\d{1,15}$/u)) return { type: "integer" }
  return { type: all((value) => typeof value === "string") ? "text" : "json" }
}
