/**
 * What is wrong with the values of requests: names that stand for nothing, paths that lead elsewhere, headers that are not a
 * manifest's to set, secrets written out, parts of the partition that no request carries.
 *
 * @since 0.1.0
 */
import { Option, Schema } from "effect"
import type { Request } from "../StreamManifest.ts"
import { type Body, OfPartition, OfWindow, Parameter, type Value } from "../Value.ts"
import * as Secrecy from "./Secrecy.ts"
import type { Site } from "./Site.ts"

interface Sent {
  readonly at: string
  readonly name: string
  readonly where: "path" | "query" | "header" | "body"
  readonly value: Value
  /** The word of a name that it almost is. */
  readonly near?: string
}

/**
 * Of what every stream's requests carry.
 *
 * @category checks
 * @since 0.1.0
 */
export const common = ({ manifest }: Pick<Site, "manifest">): ReadonlyArray<string> => {
  const sent = sentOf("", { path: [], ...manifest.request })
  const parameters = Object.entries(manifest.parameters ?? {}).flatMap(([name, { default: value }]) =>
    Secrecy.looksSecret(name, typeof value === "string" ? value : undefined)
      ? [`parameters.${name}.default: ${secretAdvice}`]
      : []
  )
  return [
    ...parameters,
    ...sent.flatMap((one) => [...wrongHeader(one), ...wrongLiteral(one), ...unknown(manifest, one)])
  ]
}

/**
 * @category checks
 * @since 0.1.0
 */
export const of = (site: Site): ReadonlyArray<string> => {
  const { at, manifest, stream } = site
  const { pagination, request } = stream
  const shared = sentOf("", { path: [], ...manifest.request })
  const own = sentOf(`${at}.`, request)
  const acknowledged =
    pagination.type === "queue"
      ? pagination.acknowledge.path.map((value, index): Sent => ({
          at: `${at}.pagination.acknowledge.path.${index}`,
          name: "",
          where: "path",
          value
        }))
      : []
  const all = [...shared, ...own, ...acknowledged]
  return [
    ...[...own, ...acknowledged].flatMap((one) => [
      ...wrongHeader(one),
      ...wrongLiteral(one),
      ...wrongSegment(one),
      ...unknown(manifest, one)
    ]),
    ...all.flatMap((one) => unfit(site, one)),
    ...unused(site, [...shared, ...own]),
    ...bodyProblems(`${at}.request`, request)
  ]
}

const sentOf = (
  at: string,
  request: Pick<typeof Request.Type, "path" | "query" | "headers" | "body">
): ReadonlyArray<Sent> => [
  ...request.path.map((value, index): Sent => ({ at: `${at}request.path.${index}`, name: "", where: "path", value })),
  ...Object.entries(request.query ?? {}).map(([name, value]): Sent => ({
    at: `${at}request.query.${name}`,
    name,
    where: "query",
    value
  })),
  ...Object.entries(request.headers ?? {}).map(([name, value]): Sent => ({
    at: `${at}request.headers.${name}`,
    name,
    where: "header",
    value
  })),
  ...(request.body === undefined ? [] : leavesOf(`${at}request.body`, "", request.body))
]

const named = Schema.decodeUnknownOption(Schema.Union([Parameter, OfPartition, OfWindow]), {
  onExcessProperty: "error"
})

const isName = (body: Body): body is Value => Option.isSome(named(body))

const isList = (body: Body): body is ReadonlyArray<Body> => Array.isArray(body)

const leavesOf = (at: string, name: string, body: Body): ReadonlyArray<Sent> => {
  if (typeof body !== "object" || body === null || isName(body)) return [{ at, name, where: "body", value: body }]
  if (isList(body)) return body.flatMap((member, index) => leavesOf(`${at}.${index}`, name, member))
  if (isLiteral(body)) return []
  const keys = Object.keys(body)
  const near = ["parameter", "partition", "window"].find((word) => keys.includes(word))
  // An object that is almost a name would be sent as it stands.
  if (near !== undefined && keys.every((key) => nameKeys.has(key)))
    return [{ at, name, where: "body", value: null, near }]
  return Object.entries(body).flatMap(([key, member]) => leavesOf(`${at}.${key}`, key, member))
}

const nameKeys = new Set(["parameter", "partition", "join", "window", "as", "edge"])

const isLiteral = (body: object): boolean => Object.keys(body).join() === "literal"

const secretAdvice = "This looks like a secret; give it as a secret, which auth names"

const wrongLiteral = ({ at, name, near, value }: Sent): ReadonlyArray<string> => {
  if (near !== undefined)
    return [`${at}: Expected {"${near}": …} as it is elsewhere; {"literal": …} is sent as it stands`]
  if (Secrecy.looksSecret(name, value)) return [`${at}: ${secretAdvice}`]
  return typeof value === "string" && /\$\{|\{\{|^\{\w+\}$/u.test(value)
    ? [
        `${at}: There are no templates; write {"parameter": …}, {"partition": …} or {"window": …} in the place of the text`
      ]
    : []
}

const ours = new Set([
  "host",
  "content-length",
  "content-type",
  "content-encoding",
  "transfer-encoding",
  "connection",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "upgrade"
])

/**
 * Nothing where a manifest may set the header.
 *
 * @category checks
 * @since 0.1.0
 */
export const headerProblem = (name: string): string | undefined => {
  if (!/^[!#$%&'*+.^`|~\w-]{1,64}$/u.test(name)) return "Expected the name of a header"
  if (/^(?:authorization|proxy-authorization|cookie)$/iu.test(name)) return "Give it as a secret, which auth names"
  return ours.has(name.toLowerCase()) ? "This header is the connector's own" : undefined
}

const wrongHeader = ({ at, name, where }: Sent): ReadonlyArray<string> => {
  const problem = where === "header" ? headerProblem(name) : undefined
  return problem === undefined ? [] : [`${at}: ${problem}`]
}

const wrongSegment = ({ at, value, where }: Sent): ReadonlyArray<string> => {
  if (where !== "path" || (typeof value === "object" && value !== null)) return []
  const text = String(value ?? "")
  if (text.split("/").some((part) => part === "." || part === "..") || text.trim() === "") {
    return [`${at}: Expected a segment that leads further, not ${JSON.stringify(value)}`]
  }
  if (/[?#]/u.test(text)) return [`${at}: Expected a path alone; parameters stand in query`]
  return /^[a-z]+:\/\//iu.test(text) ? [`${at}: Expected a path; the address stands in baseUrl`] : []
}

const unknown = ({ parameters = {} }: Site["manifest"], { at, value }: Sent): ReadonlyArray<string> => {
  if (!isObject(value) || !("parameter" in value) || Object.hasOwn(parameters, value.parameter)) return []
  return [`${at}: There is no parameter "${value.parameter}"${known(Object.keys(parameters))}`]
}

const isObject = (value: Value): value is Exclude<Value, string | number | boolean | null> =>
  typeof value === "object" && value !== null

const known = (names: ReadonlyArray<string>): string => (names.length === 0 ? "" : `; there are ${names.join(", ")}`)

/** Names of the partition that a stream has not, or that can't stand where they stand. */
const unfit = ({ hasWindow, name, parts }: Site, { at, value, where }: Sent): ReadonlyArray<string> => {
  if (!isObject(value)) return []
  if ("window" in value) {
    return hasWindow ? [] : [`${at}: A window needs partitions by window, and the stream ${name} has none`]
  }
  if (!("partition" in value)) return []
  const part = parts.find((candidate) => candidate.name === value.partition)
  if (part === undefined) {
    return [
      `${at}: The partitions of ${name} have no part "${value.partition}"${known(parts.map((part) => part.name))}`
    ]
  }
  return part.isList && value.join === undefined && (where === "path" || where === "header")
    ? [`${at}: "${part.name}" is several values here; add "join" with what stands between them`]
    : []
}

const unused = ({ at, hasWindow, parts, stream }: Site, sent: ReadonlyArray<Sent>): ReadonlyArray<string> => {
  const names = new Set(sent.flatMap(({ value }) => (isObject(value) && "partition" in value ? [value.partition] : [])))
  const windows = new Set(sent.flatMap(({ value }) => (isObject(value) && "window" in value ? [value.window] : [])))
  return (stream.partitions ?? []).flatMap((partition, index): ReadonlyArray<string> => {
    const place = `${at}.partitions.${index}`
    const same = "so all partitions would ask for the same"
    switch (partition.by) {
      case "list":
        return names.has(partition.name) ? [] : [`${place}: No request carries "${partition.name}", ${same}`]
      case "window":
        return hasWindow && (windows.size === 0 || !windows.has("to"))
          ? [`${place}: No request carries the window's ${windows.size === 0 ? "edges" : "end"}, ${same}`]
          : []
      case "parent": {
        const taken = Object.keys(partition.take)
        const mine = parts.filter(({ name }) => taken.includes(name))
        const missing = mine.some(({ name }) => names.has(name))
          ? []
          : [`${place}.take: No request carries any of ${taken.join(", ")}, ${same}`]
        const shard = partition.shard?.name
        return shard === undefined || names.has(shard)
          ? missing
          : [...missing, `${place}.shard.name: No request carries "${shard}", ${same}`]
      }
    }
  })
}

const bodyProblems = (at: string, { body, format, method = "GET" }: typeof Request.Type): ReadonlyArray<string> => {
  const problems = body !== undefined && method !== "POST" ? [`${at}.body: Only a POST carries a body`] : []
  const roots =
    typeof body === "object" && body !== null && !isList(body) && !isName(body) && !isLiteral(body)
      ? Object.keys(body).filter((name) => !name.startsWith("@"))
      : []
  return format === "xml" && body !== undefined && roots.length !== 1
    ? [...problems, `${at}.body: Expected an object with the root element alone, as the format is xml`]
    : problems
}
