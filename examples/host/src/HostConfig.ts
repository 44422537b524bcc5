/**
 * The host's configuration file: where to store, and which connectors to run under which names.
 *
 * Every problem names the file and the path in it. A secret is never written in the file: it names the environment
 * variable that holds it, which is read only when the connector is made.
 *
 * @since 0.1.0
 */
import { Origin } from "@innlet/core/resilience"
import { Effect, FileSystem, Path, Result, Schema, SchemaIssue } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as PaceConfig from "./PaceConfig.ts"

/**
 * A secret, by the environment variable that holds it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Secret = Schema.Struct({ env: Schema.NonEmptyString }).annotate({
  message: 'Expected { "env": "NAME" }; a secret is read from the environment, never from this file'
})

const planned: ReadonlySet<string> = new Set(["hotelx", "hotelx-legacy", "generic"])

const Use = Schema.String.check(
  Schema.makeFilter((name: string) => {
    if (name === "booking") return true
    if (planned.has(name)) return `the connector "${name}" is not there yet; there is "booking"`
    return `there is no connector "${name}"; there is "booking"`
  })
)

const BaseUrl = Schema.String.check(
  Schema.makeFilter((text: string) => {
    const url = Origin.baseUrl(text)
    return Result.isSuccess(url) || url.failure
  })
)

/**
 * Credentials of OAuth 2.0: client credentials, or a refresh token where there is one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OAuthConfig = Schema.Struct({
  tokenUrl: BaseUrl,
  clientId: Schema.NonEmptyString,
  clientSecret: Secret,
  /** The first refresh token; a rotated one is kept in `tokens`. */
  refreshToken: Schema.optionalKey(Secret),
  scope: Schema.optionalKey(Schema.NonEmptyString),
  /** How many tokens may be asked for. */
  maxCalls: Schema.optionalKey(
    Schema.Struct({
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
      window: PaceConfig.Length
    })
  )
})

/**
 * Where access tokens are kept between runs, encrypted.
 *
 * @category schemas
 * @since 0.1.0
 */
export const TokensConfig = Schema.Struct({ directory: Schema.NonEmptyString, key: Secret })

/**
 * The Redis that processes share their quotas in.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SharedQuotasConfig = Schema.Struct({
  /** `redis://…`; the URL may hold a password. */
  redis: Secret,
  /** `fail` sends nothing; `local` goes on with each limit divided by `processes`. */
  whenDown: Schema.Literals(["fail", "local"]),
  processes: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })))
}).check(
  Schema.makeFilter(
    ({ processes, whenDown }) => whenDown === "fail" || processes !== undefined || 'Expected processes beside "local"'
  )
)

/**
 * @category schemas
 * @since 0.1.0
 */
export const ConnectorConfig = Schema.Struct({
  /** Which of the connectors in the code. */
  use: Use,
  /** How the provider pages; the connector's own default when absent. */
  profile: Schema.optionalKey(Schema.Literal("offset")),
  baseUrl: BaseUrl,
  /** A bearer token; or `oauth`. */
  token: Schema.optionalKey(Secret),
  oauth: Schema.optionalKey(OAuthConfig),
  /** Whom the provider counts requests by; connectors of one account share quotas. */
  account: Schema.optionalKey(Schema.NonEmptyString),
  quotas: Schema.optionalKey(Schema.Array(PaceConfig.QuotaConfig)),
  /** The least time between two requests. */
  spacing: Schema.optionalKey(PaceConfig.Length),
  quietHours: Schema.optionalKey(PaceConfig.QuietHours),
  /** In records. */
  pageSize: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 }))),
  /** What this provider promises about the order of its lists, where more is known than its documents say. */
  order: Schema.optionalKey(Schema.Literals(["immutable", "append", "mutable", "unspecified"]))
}).check(
  Schema.makeFilter(
    ({ oauth, token }) => (token === undefined) !== (oauth === undefined) || "Expected either token or oauth"
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type ConnectorConfig = typeof ConnectorConfig.Type

const Store = Schema.String.check(
  Schema.makeFilter(
    (text: string) => text === "memory" || /^sqlite:./.test(text) || 'Expected "sqlite:FILE" or "memory"'
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
  store: Store,
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
          .filter(([, { oauth }]) => oauth !== undefined)
          .map(([name]) => ({
            path: ["connectors", name, "oauth"],
            issue: 'Expected "tokens" beside it, where tokens are kept between runs'
          }))
      : []
  )
)

/**
 * Where the rows go; a file's name is absolute.
 *
 * @category models
 * @since 0.1.0
 */
export type StoreConfig = { readonly _tag: "Memory" } | { readonly _tag: "Sqlite"; readonly filename: string }

/**
 * @category models
 * @since 0.1.0
 */
export interface HostConfig {
  /** As it was named on the command line; begins every problem. */
  readonly file: string
  readonly store: StoreConfig
  readonly connectors: Readonly<Record<string, ConnectorConfig>>
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
  const { connectors, quotas, store, tokens } = yield* decode(json).pipe(
    Effect.mapError(({ issue }) => usage(`${file}: ${issuesOf(issue).issues.map(lineOf).join("; ")}`))
  )
  return {
    file,
    connectors,
    ...(quotas !== undefined && { quotas }),
    ...(tokens !== undefined && { tokens: { ...tokens, directory: path.resolve(folder, tokens.directory) } }),
    store:
      store === "memory"
        ? { _tag: "Memory" }
        : { _tag: "Sqlite", filename: path.resolve(folder, store.slice("sqlite:".length)) }
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

const lineOf = ({ message, path = [] }: Issue): string =>
  path.length === 0
    ? message
    : `${path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")}: ${message}`

// Node's own message quotes the text around the mistake, which may be a secret.
const whereOf = (text: string, cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : ""
  const place = /\(line (\d+) column (\d+)\)/.exec(message)
  if (place !== null) return ` at line ${place[1]}, column ${place[2]}`
  return message.includes("end of JSON") ? `: it ends at line ${text.split("\n").length}, unfinished` : ""
}

const unreadable = (reason: { readonly _tag: string; readonly cause?: unknown }): string => {
  if (reason._tag === "NotFound") return "there is no such file"
  if (reason._tag === "PermissionDenied") return "it can't be read: permission denied"
  const { cause } = reason
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : reason._tag
  return code === "EISDIR" ? "it is a folder, not a file" : `it can't be read: ${code}`
}
