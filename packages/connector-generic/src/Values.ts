/**
 * What a manifest's values stand for when a request is made.
 *
 * @since 0.1.0
 */
import { CivilDate } from "@innlet/core/domain"
import { Option, Result, Schema } from "effect"
import type { Draft } from "./Draft.ts"
import type { Request } from "./StreamManifest.ts"
import * as TimeText from "./TimeText.ts"
import { type Body, OfPartition, OfWindow, Parameter, type Scalar, type Value } from "./Value.ts"

/**
 * What is known when a request is made. The names that a checked manifest uses are in it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scope {
  readonly parameters: { readonly [name: string]: Scalar | ReadonlyArray<Scalar> }
  /** The partition's parts; a batch is a list. */
  readonly partition: { readonly [name: string]: string | ReadonlyArray<string> }
  /** Of the partition; civil dates, half open. */
  readonly window: { readonly from: string; readonly to: string } | undefined
}

type Resolved = Scalar | ReadonlyArray<Scalar>

const resolve = (value: Value, scope: Scope): Resolved | undefined => {
  if (typeof value !== "object" || value === null) return value
  if ("parameter" in value) return scope.parameters[value.parameter]
  if ("partition" in value) {
    const part = scope.partition[value.partition]
    return typeof part === "object" && value.join !== undefined ? part.join(value.join) : part
  }
  if (scope.window === undefined) return undefined
  const { as = "date", edge = "end" } = value
  const { from, to } = scope.window
  if (value.window === "from") return TimeText.format(as, millisOf(from))
  if (edge === "end") return TimeText.format(as, millisOf(to))
  return TimeText.format(as, millisOf(to) - TimeText.unitOf(as))
}

const millisOf = (date: string): number => CivilDate.dayOf(date) * 86_400_000

const nameOf = Schema.decodeUnknownOption(Schema.Union([Parameter, OfPartition, OfWindow]), {
  onExcessProperty: "error"
})

const literalOf = Schema.decodeUnknownOption(Schema.Struct({ literal: Schema.Unknown }), { onExcessProperty: "error" })

/** A body of values, resolved. What stands for nothing is left out. */
const bodyOf = (body: Body, scope: Scope): unknown => {
  if (typeof body !== "object" || body === null) return body
  if (isList(body)) return body.map((member) => bodyOf(member, scope))
  const literal = literalOf(body)
  if (Option.isSome(literal)) return literal.value.literal
  const name = nameOf(body)
  if (Option.isSome(name)) return resolve(name.value, scope)
  return Object.fromEntries(
    Object.entries(body).flatMap(([member, inner]) => {
      const value = bodyOf(inner, scope)
      return value === undefined ? [] : [[member, value]]
    })
  )
}

const isList = (body: Body): body is ReadonlyArray<Body> => Array.isArray(body)

/** Null and what stands for nothing are left out; a list is a parameter that comes several times. */
const pairsOf = (
  values: { readonly [name: string]: Value } | undefined,
  scope: Scope
): ReadonlyArray<readonly [name: string, value: string]> =>
  Object.entries(values ?? {}).flatMap(([name, value]) => {
    const resolved = resolve(value, scope) ?? []
    const all = isMany(resolved) ? resolved : [resolved]
    return all.map((one): readonly [string, string] => [name, String(one)])
  })

const isMany = (resolved: Resolved): resolved is ReadonlyArray<Scalar> => Array.isArray(resolved)

/**
 * A path of segments, each encoded whole; the slashes of a literal are those of the path. Fails on a value that would lead
 * elsewhere: one that is empty, a list, `.` or `..`.
 *
 * @category getters
 * @since 0.1.0
 */
export const pathOf = (segments: ReadonlyArray<Value>, scope: Scope): Result.Result<string, string> => {
  let path = ""
  for (const segment of segments) {
    const parts =
      typeof segment === "string" ? segment.split("/").filter((part) => part !== "") : [resolve(segment, scope)]
    for (const part of parts) {
      const text = typeof part === "object" ? "" : String(part ?? "")
      if (text === "" || text === "." || text === ".." || !text.isWellFormed()) {
        const stands = JSON.stringify(part ?? null)
        return Result.fail(`${JSON.stringify(segment)} of the path stands for ${stands}, which leads elsewhere`)
      }
      path += `/${encodeURIComponent(text)}`
    }
  }
  return Result.succeed(path)
}

/**
 * The request of a stream's page as the manifest declares it, before a cursor is put into it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const draftOf = (
  request: typeof Request.Type,
  common: Pick<typeof Request.Type, "query" | "headers"> | undefined,
  scope: Scope
): Result.Result<Draft, string> => {
  const { format = "json", method = "GET" } = request
  const headers = [...pairsOf(common?.headers, scope), ...pairsOf(request.headers, scope)]
  const own = pairsOf(request.query, scope)
  const replaced = new Set(own.map(([name]) => name))
  return Result.map(pathOf(request.path, scope), (path) => ({
    method,
    format,
    path,
    query: [...pairsOf(common?.query, scope).filter(([name]) => !replaced.has(name)), ...own],
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: request.body === undefined ? undefined : bodyOf(request.body, scope)
  }))
}
