/** A preset beside the mock of its provider, with small pages. */
import { TokenStore } from "@innlet/core/credentials"
import type { Subject } from "@innlet/testkit/conformance"
import { Effect, Layer, Record, Redacted } from "effect"
import * as GenericConnector from "../../src/GenericConnector.ts"
import type { Manifest } from "../../src/Manifest.ts"
import type { Entry } from "./Entry.ts"

/** Records a page: of lists with a record a property, of those that are read for one property at a time, and of others. */
const sizes = { property: 2, part: 4, whole: 10 }

const baseUrl = "https://provider.test"

export const subject = (entry: Entry): Subject.Subject => ({
  make: Effect.fnUntraced(function* ({ malformed, pages, seed, volatility }) {
    const properties = pages * sizes.property - 1
    const hasParts = Object.keys(entry.manifest.streams).some((stream) => parentOf(entry, stream) !== undefined)
    // Two pages a property are more than so many in all.
    const rows = hasParts ? properties * (sizes.part + 1) : pages * sizes.whole - 3
    const options = {
      rows,
      properties,
      // What not every mock has: more lists, and links to itself.
      units: rows,
      roomTypes: rows,
      origin: baseUrl,
      throttle: [],
      seed,
      malformed,
      volatility
    }
    const mock = yield* entry.mock(options)
    // What a host keeps outlives its process.
    const tokens = yield* Layer.build(TokenStore.layerMemory)
    /** A record of a property that is not known is in no part of its stream. */
    const reached = Effect.fnUntraced(function* (stream: string, listed: typeof mock.rows) {
      const parent = parentOf(entry, stream)
      const found = yield* listed(stream)
      if (parent === undefined) return found
      const known = new Set((yield* listed(parent)).flatMap((row) => (row.malformed ? [] : [row.key])))
      return found.filter((row) => known.has(row.parent ?? ""))
    })
    return {
      provider: mock,
      connector: GenericConnector.make(withSmallPages(entry), {
        baseUrl,
        secrets: Record.map(entry.secrets, (secret) => Redacted.make(secret)),
        parameters: entry.parameters
      }).pipe(Effect.provideContext(tokens)),
      rows: (stream) => reached(stream, mock.rows),
      presentThroughout: (stream) => reached(stream, mock.presentThroughout),
      mark: mock.mark,
      keyOf: (stream, raw) => {
        const value: unknown = Reflect.get(Object(raw), keyField(entry, stream))
        return typeof value === "number" || typeof value === "string" ? String(value) : undefined
      },
      secrets: [...Object.values(entry.secrets), ...(entry.manifest.auth?.type === "oauth2" ? [issued] : [])]
    }
  })
})

/** How every token begins that a mock issues. */
const issued = "mock-1-"

const parentOf = ({ manifest }: Entry, stream: string): string | undefined => {
  const split = manifest.streams[stream]?.partitions?.find(({ by }) => by === "parent")
  return split?.by === "parent" ? split.stream : undefined
}

/** The member of a raw record that is its key. */
const keyField = ({ manifest, streams }: Entry, stream: string): string => {
  const key = streams[stream]?.key ?? ""
  const field = manifest.streams[stream]?.fields[key]
  return field !== undefined && "from" in field && typeof field.from === "string" ? field.from.slice(1) : key
}

const withSmallPages = (entry: Entry): Manifest => ({
  ...entry.manifest,
  streams: Record.map(entry.manifest.streams, (stream, name) => ({
    ...stream,
    ...(stream.pageSize === undefined ? {} : { pageSize: { ...stream.pageSize, default: sizeOf(entry, name) } }),
    pagination:
      stream.pagination.type === "timeWindow"
        ? // No years before the mock's records.
          { ...stream.pagination, start: { at: "2025-12-01T00:00:00Z" } }
        : stream.pagination
  }))
})

const sizeOf = (entry: Entry, stream: string): number => {
  if (entry.streams[stream]?.isProperty === true) return sizes.property
  return parentOf(entry, stream) === undefined ? sizes.whole : sizes.part
}
