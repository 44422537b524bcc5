/**
 * The connector that a manifest declares.
 *
 * @since 0.1.0
 */
import { type Connector, ConnectorError, ConnectorStream, InvalidOptions } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { CivilDate, Length } from "@innlet/core/domain"
import { Origin } from "@innlet/core/resilience"
import { Clock, Duration, Effect, Result, Schema } from "effect"
import { HttpClient } from "effect/http"
import * as AuthCredentials from "./AuthCredentials.ts"
import * as PagingCheck from "./check/PagingCheck.ts"
import * as FieldSchema from "./FieldSchema.ts"
import * as GenericClient from "./GenericClient.ts"
import { type GenericOptions, parametersOf, secretsOf } from "./GenericOptions.ts"
import * as Limits from "./Limits.ts"
import type { Manifest } from "./Manifest.ts"
import * as ManifestCheck from "./ManifestCheck.ts"
import type { ManifestError } from "./ManifestError.ts"
import * as PageReading from "./PageReading.ts"
import * as Queue from "./pagination/Queue.ts"
import * as Strategies from "./pagination/Strategies.ts"
import * as Partitions from "./Partitions.ts"
import * as RuleSet from "./RuleSet.ts"
import type { StreamManifest } from "./StreamManifest.ts"
import * as TimeText from "./TimeText.ts"
import * as Values from "./Values.ts"

/**
 * Checks the manifest and the options, and makes the connector on the host's `HttpClient`. It sends nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  manifest: Manifest,
  options: GenericOptions = {}
): Effect.fn.Return<Connector.Connector, ManifestError | InvalidOptions.InvalidOptions, HttpClient.HttpClient> {
  yield* Effect.fromResult(ManifestCheck.check(manifest))
  const parameters = yield* Effect.fromResult(parametersOf(manifest, options))
  const baseUrl = yield* Effect.fromResult(
    Result.mapError(
      Origin.baseUrl(options.baseUrl ?? manifest.baseUrl ?? ""),
      (detail) => new InvalidOptions.InvalidOptions({ option: "baseUrl", detail })
    )
  )
  const name = options.name ?? manifest.name
  const credentials = options.credentials ?? (yield* credentialsOf(manifest, options, baseUrl))
  const http = yield* HttpClient.HttpClient
  const context: Context = { manifest, options, name, baseUrl, credentials, parameters, http }
  const streams = new Map<string, Declared>()
  for (const [stream, declared] of Object.entries(manifest.streams)) {
    streams.set(stream, streamOf(context, stream, declared, streams))
  }
  return {
    name,
    version: manifest.version,
    streams: [...streams.values()],
    quotas: options.quotas ?? Limits.quotasOf(manifest),
    pace: options.pace ?? Limits.paceOf(manifest),
    account: options.account ?? credentials.account,
    provider: new URL(baseUrl).origin
  }
})

const credentialsOf = ({ auth }: Manifest, { secrets = {} }: GenericOptions, baseUrl: string) => {
  const unknown = Object.keys(secrets).find((name) => !secretsOf(auth).includes(name))
  if (unknown !== undefined) {
    const detail = `the manifest has no such secret; it has ${secretsOf(auth).join(", ") || "none"}`
    return Effect.fail(new InvalidOptions.InvalidOptions({ option: `secrets.${unknown}`, detail }))
  }
  return Effect.mapError(
    AuthCredentials.make(auth ?? { type: "none" }, { baseUrl, secret: (name) => secrets[name] }),
    ({ message }) => new InvalidOptions.InvalidOptions({ option: "secrets", detail: message })
  )
}

interface Context {
  readonly manifest: Manifest
  readonly options: GenericOptions
  readonly name: string
  readonly baseUrl: string
  readonly credentials: Credentials.Credentials
  readonly parameters: Values.Scope["parameters"]
  readonly http: HttpClient.HttpClient
}

type Declared = ConnectorStream.ConnectorStream<unknown, Partitions.Partition, string>

const streamOf = (
  { baseUrl, credentials, http, manifest, name: connector, options, parameters }: Context,
  stream: string,
  declared: StreamManifest,
  others: ReadonlyMap<string, Declared>
): Declared => {
  const { deadline, fields, key, order = "unspecified", pagination, partitions = [], quota, request } = declared
  const { format = "json" } = request
  const pageSize = sizesOf(declared)
  const client = GenericClient.make(http, {
    connector,
    stream,
    baseUrl,
    credentials,
    rules: RuleSet.make([...(declared.errors ?? []), ...(manifest.errors ?? [])], format),
    format,
    dialect: Limits.dialectOf(manifest),
    cooldown: manifest.cooldown === undefined ? undefined : Length.of(manifest.cooldown)
  })
  const strategy = (scope: Values.Scope) =>
    Strategies.of(pagination, { order, pageSize, acknowledge: acknowledgeOf(declared, manifest, scope) })
  const parent = Partitions.parentOf(partitions)
  const parentStream = parent === undefined ? undefined : others.get(parent.stream)
  return {
    name: stream,
    record: options.records?.[stream] ?? FieldSchema.recordOf(fields),
    key,
    keyOf: FieldSchema.keyOf(fields, key),
    version: declared.version,
    grid: declared.grid,
    traversal: strategy({ parameters, partition: {}, window: undefined }).traversal,
    changes: changesOf(declared),
    pageSize,
    quota: quota === undefined ? undefined : { kind: quota.kind ?? "read", weight: quota.weight ?? 1 },
    deadline: deadline === undefined ? undefined : Length.of(deadline),
    partition: Partitions.codec(partitions),
    cursor: Schema.String,
    parent:
      parent === undefined || parentStream === undefined ? undefined : { stream: parentStream, fields: parent.fields },
    partitions: Effect.fnUntraced(function* (window, parents) {
      const today = CivilDate.ofDay(Math.floor((yield* Clock.currentTimeMillis) / 86_400_000))
      const parts = Partitions.of(partitions, { parameters, window, parents, today })
      return Result.isSuccess(parts)
        ? parts.success
        : yield* client.failure(new ConnectorError.RequestRejected({ detail: parts.failure }))
    }),
    read: PageReading.make({
      client,
      stream: declared,
      common: manifest.request,
      parameters,
      strategy,
      tagged: FieldSchema.tagged(fields)
    })
  }
}

const defaultSize = 100

/** Sizes that no request carries can't be chosen. */
const sizesOf = ({ pageSize, pagination }: StreamManifest): ConnectorStream.PageSize => {
  const { default: size, max = size, min = 1, step = 1 } = pageSize ?? { default: defaultSize }
  return PagingCheck.placedOf("pagination", pagination).some(({ isSize }) => isSize)
    ? { default: size, min, max, step }
    : { default: size, min: size, max: size, step: 1 }
}

const changesOf = ({ changes, pagination }: StreamManifest): ConnectorStream.ChangesFilter | undefined => {
  const byTime = pagination.type === "feed" || pagination.type === "timeWindow" ? pagination : undefined
  if (changes === undefined && byTime === undefined) return undefined
  const { as = byTime?.as ?? "instant", bound = "exclusive", lookBack, resolution } = changes ?? {}
  return {
    // Nothing that the text of a time can't tell apart may slip past its edge.
    resolution: Math.max(
      TimeText.unitOf(as),
      resolution === undefined ? 1000 : Duration.toMillis(Length.of(resolution))
    ),
    from: bound,
    lookBack: lookBack === undefined ? undefined : Length.of(lookBack),
    only: pagination.type === "feed"
  }
}

const acknowledgeOf = ({ pagination, request }: StreamManifest, { request: common }: Manifest, scope: Values.Scope) => {
  if (pagination.type !== "queue") return undefined
  const { ids: placement, method = "POST", path } = pagination.acknowledge
  const draft = Values.draftOf({ path, format: request.format ?? "json" }, common, scope)
  return Result.isFailure(draft)
    ? undefined
    : (ids: ReadonlyArray<string | number>) => Queue.withIds({ ...draft.success, method }, placement, ids)
}
