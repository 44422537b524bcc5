/**
 * The host's configuration file: where to store, and which connectors to run under which names.
 *
 * Every problem names the file and the path in it. A secret is never written in the file: it names the environment
 * variable that holds it, which is read only when the connector is made.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Path, Schema, SchemaIssue } from "effect"
import { ConnectorConfig } from "./ConnectorConfig.ts"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as Secret from "./Secret.ts"
import * as StoreConfig from "./StoreConfig.ts"
import * as StreamsConfig from "./StreamsConfig.ts"

/**
 * Where access tokens are kept between runs, encrypted.
 *
 * @category schemas
 * @since 0.1.0
 */
export const TokensConfig = Schema.Struct({ directory: Schema.NonEmptyString, key: Secret.Named })

/**
 * The Redis that processes share their quotas in.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SharedQuotasConfig = Schema.Struct({
  /** `redis://…`; the URL may hold a password. */
  redis: Secret.Named,
  /** `fail` sends nothing; `local` goes on with each limit divided by `processes`. */
  whenDown: Schema.Literals(["fail", "local"]),
  processes: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })))
}).check(
  Schema.makeFilter(
    ({ processes, whenDown }) => whenDown === "fail" || processes !== undefined || 'Expected processes beside "local"'
  )
)

const connectorName = /^[a-z][a-z0-9_]{0,40}$/

/**
 * The file as it is written.
 *
 * @category schemas
 * @since 0.1.0
 */
export const HostConfig = Schema.Struct({
  store: StoreConfig.Written,
  stagingBytes: Schema.optionalKey(StreamsConfig.StagingBytes),
  quotas: Schema.optionalKey(SharedQuotasConfig),
  tokens: Schema.optionalKey(TokensConfig),
  connectors: Schema.Record(Schema.String, ConnectorConfig).check(
    Schema.makeFilter((connectors: Readonly<Record<string, unknown>>) =>
      Object.keys(connectors)
        .filter((name) => !connectorName.test(name))
        .map((name) => ({ path: [name], issue: "Expected a name of the form [a-z][a-z0-9_]*" }))
    )
  )
}).check(
  Schema.makeFilter(({ connectors, tokens }) =>
    tokens === undefined
      ? Object.entries(connectors)
          .filter(([, connector]) => connector.use === "booking" && connector.oauth !== undefined)
          .map(([name]) => ({
            path: ["connectors", name, "oauth"],
            issue: 'Expected "tokens" beside it, where tokens are kept between runs'
          }))
      : []
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export interface HostConfig {
  /** As it was named on the command line; begins every problem. */
  readonly file: string
  readonly store: StoreConfig.StoreConfig
  readonly connectors: Readonly<Record<string, ConnectorConfig>>
  /** Of received pages that may wait to be committed. */
  readonly stagingBytes?: number | undefined
  readonly quotas?: typeof SharedQuotasConfig.Type | undefined
  /** `directory` is absolute. */
  readonly tokens?: typeof TokensConfig.Type | undefined
}

const decode = Schema.decodeUnknownEffect(HostConfig, { errors: "all", onExcessProperty: "error" })

type Issue = ReturnType<typeof issuesOf>["issues"][number]

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => (issue._tag === "UnexpectedKey" ? "Unknown key" : SchemaIssue.defaultLeafHook(issue))
})

/**
 * Decodes the text of a configuration file. `folder` is where it lies: a relative SQLite file is looked for there.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = Effect.fnUntraced(function* (
  file: string,
  folder: string,
  text: string
): Effect.fn.Return<HostConfig, HostFailure, Path.Path> {
  const path = yield* Path.Path
  const json = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (cause) => usage(`${file}: not JSON${whereOf(text, cause)}`)
  })
  const { connectors, quotas, stagingBytes, store, tokens } = yield* decode(json).pipe(
    Effect.mapError(({ issue }) => usage(`${file}: ${issuesOf(issue).issues.map(lineOf).join("; ")}`))
  )
  return {
    file,
    connectors,
    ...(quotas !== undefined && { quotas }),
    ...(tokens !== undefined && { tokens: { ...tokens, directory: path.resolve(folder, tokens.directory) } }),
    ...(stagingBytes !== undefined && { stagingBytes }),
    store: StoreConfig.of(store, folder, path)
  }
})

/**
 * Reads a configuration file; a relative name is looked for in the working folder.
 *
 * @category constructors
 * @since 0.1.0
 */
export const load = Effect.fnUntraced(function* (
  file: string
): Effect.fn.Return<HostConfig, HostFailure, FileSystem.FileSystem | Path.Path> {
  const path = yield* Path.Path
  const files = yield* FileSystem.FileSystem
  const text = yield* files
    .readFileString(file)
    .pipe(Effect.mapError(({ reason }) => usage(`${file}: ${unreadable(reason)}`)))
  return yield* parse(file, path.dirname(path.resolve(file)), text)
})

/** A key may hold a line end, or what moves a terminal's cursor. */
const lineOf = ({ message, path = [] }: Issue): string =>
  (path.length === 0
    ? message
    : `${path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")}: ${message}`
  ).replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (unit) => `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
  )

// Node's own message quotes the text around the mistake, which may be a secret.
const whereOf = (text: string, cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : ""
  const place = /\(line (\d+) column (\d+)\)/.exec(message)
  if (place !== null) return ` at line ${place[1]}, column ${place[2]}`
  return message.includes("end of JSON") ? `: it ends at line ${text.split("\n").length}, unfinished` : ""
}

/**
 * Why a file can't be read, in words.
 *
 * @category formatting
 * @since 0.1.0
 */
export const unreadable = (reason: { readonly _tag: string; readonly cause?: unknown }): string => {
  if (reason._tag === "NotFound") return "there is no such file"
  if (reason._tag === "PermissionDenied") return "it can't be read: permission denied"
  const { cause } = reason
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : reason._tag
  return code === "EISDIR" ? "it is a folder, not a file" : `it can't be read: ${code}`
}
