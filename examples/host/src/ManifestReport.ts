/**
 * What a manifest declares, as a table: how each stream is paged, how it is split, and how complete a sweep of it can be proven
 * at best.
 *
 * @since 0.1.0
 */
import { GenericConnector, type Manifest } from "@innlet/connector-generic"
import type { ConnectorStream, Verdict } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Sweep } from "@innlet/core/pagination"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as TextTable from "./TextTable.ts"

/**
 * The streams of a checked manifest. Parameters that it gives no default are taken as empty lists: nothing is asked.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = Effect.fnUntraced(function* (
  manifest: Manifest.Manifest,
  shown: string
): Effect.fn.Return<string, HostFailure> {
  const connector = yield* connectorOf(manifest).pipe(Effect.mapError(({ message }) => usage(`${shown}: ${message}`)))
  const rows = connector.streams.map((stream): ReadonlyArray<string> => {
    const declared = manifest.streams[stream.name]
    const verdict = bestOf(stream)
    return [
      stream.name,
      pagingOf(declared),
      (declared?.partitions ?? []).map(partitionOf).join(" x ") || "whole",
      declared?.key.join(", ") ?? "",
      verdict._tag === "Unproven" ? `Unproven: ${verdict.reasons.join("; ")}` : `${verdict._tag}: ${verdict.method}`
    ]
  })
  return [TextTable.render(columns, rows), ...connector.streams.flatMap(noteOf)].join("\n")
})

/** Core's second pass finds what the first missed by other page edges, which it can't have here. */
const noteOf = ({ name, pageSize, traversal }: ConnectorStream.Any): ReadonlyArray<string> =>
  (traversal.cursor === "pageNumber" || traversal.cursor === "opaqueOffset") && pageSize.min === pageSize.max
    ? [
        `${name}: all passes have pages of the same size, so they miss the same records where the list changes meanwhile`
      ]
    : []

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "stream" },
  { title: "pagination" },
  { title: "partitions" },
  { title: "key" },
  { title: "best verdict" }
]

const silent = HttpClient.make(() => Effect.die(new Error("a manifest that is looked at has nothing to ask")))

const connectorOf = (manifest: Manifest.Manifest) => {
  const missing = Object.entries(manifest.parameters ?? {}).flatMap(([name, { default: value, values }]) =>
    value === undefined ? [[name, values ?? []] as const] : []
  )
  return GenericConnector.make(manifest, {
    // A manifest may leave the address to the host.
    baseUrl: manifest.baseUrl ?? "https://localhost",
    credentials: Credentials.none,
    parameters: Object.fromEntries(missing)
  }).pipe(Effect.provideService(HttpClient.HttpClient, silent))
}

const pagingOf = (declared: Manifest.Manifest["streams"][string] | undefined): string => {
  if (declared?.pagination.type !== "timeWindow") return declared?.pagination.type ?? ""
  const { length, within } = declared.pagination
  return `timeWindow of ${length}${within === undefined ? "" : `, ${within.type} within`}`
}

const partitionOf = (partition: NonNullable<Manifest.Manifest["streams"][string]["partitions"]>[number]): string => {
  switch (partition.by) {
    case "list":
      return "parameter" in partition.values
        ? `each of parameter ${partition.values.parameter}`
        : `${partition.values.length} of ${partition.name}`
    case "window":
      return `windows of ${partition.days} days`
    case "parent":
      return `each of ${partition.stream}`
  }
}

/** Core's own judgement of sweeps in which nothing goes wrong. */
const bestOf = ({ pageSize, traversal }: Pick<ConnectorStream.Any, "pageSize" | "traversal">): Verdict.Verdict => {
  const plan = Sweep.plan(traversal, pageSize, pageSize.default)
  let sweep = Sweep.start(plan)
  for (;;) {
    const judged = Sweep.judge(plan, { ...sweep, ended: true }, { newKeys: 0 })
    if (!("pass" in judged)) return judged
    sweep = judged
  }
}
