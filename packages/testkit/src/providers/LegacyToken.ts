/**
 * The continuation tokens of the mock legacy provider. They hold the rank of the next record, as those of Azure's tables hold
 * its row key, so the provider remembers none of them: the same token always means the same place, whatever comes and goes
 * before it.
 *
 * A token is good only as it was issued, byte for byte.
 *
 * @since 0.1.0
 */
import type { LegacyOptions } from "./LegacyOptions.ts"

/**
 * What a token says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly stream: string
  /** Of the next record: the page begins with the first that stands there or behind. */
  readonly rank: number
  /** Epoch milliseconds; nothing where tokens have no end. */
  readonly issuedAt: number | undefined
}

/**
 * The token, before any escaping.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: LegacyOptions, place: Place): string => {
  const partition = partitionOf(options, place.stream)
  const issued = place.issuedAt === undefined ? "" : `_${place.issuedAt}`
  const row = `${partition}_${String(place.rank).padStart(8, "0")}${issued}`
  const form = forms[options.tokens ?? "azure"]
  const short = form(keyOf(partition), keyOf(row), "")
  const missing = (options.tokenBytes ?? 0) - new TextEncoder().encode(short).length
  return missing > 0 ? form(keyOf(partition), keyOf(row), "x".repeat(missing)) : short
}

/**
 * The place that a token of a stream stands for; nothing when it isn't exactly a token of this provider and stream.
 *
 * @category getters
 * @since 0.1.0
 */
export const placeOf = (options: LegacyOptions, stream: string, token: string): Place | undefined => {
  const key = /<NextRowKey>1!\d+!([A-Za-z0-9+/]+=*)<\/NextRowKey>/.exec(token)?.[1]
  if (key === undefined || key.length % 4 !== 0) return undefined
  const [, rank, issuedAt] =
    /^_([-+.e\d]+)(?:_(\d+))?$/.exec(textOf(key).slice(partitionOf(options, stream).length)) ?? []
  // A rank below 0 has its sign behind the padding.
  const number = Number(rank?.replace(/^0+(?=[-\d])/, ""))
  if (rank === undefined || !Number.isFinite(number)) return undefined
  const place = { stream, rank: number, issuedAt: issuedAt === undefined ? undefined : Number(issuedAt) }
  const timed = options.ttl !== undefined
  return timed === (issuedAt !== undefined) && make(options, place) === token ? place : undefined
}

const partitionOf = (options: LegacyOptions, stream: string): string => `${options.supplier ?? "SUPP"}_${stream}`

/** A key as Azure's tables write it. (Source: Travelgate documentation, common elements.) */
const keyOf = (text: string): string => {
  const base64 = Buffer.from(text, "utf8").toString("base64")
  return `1!${base64.length}!${base64}`
}

const textOf = (base64: string): string => Buffer.from(base64, "base64").toString("utf8")

type Form = (partition: string, row: string, padding: string) => string

const keys: Form = (partition, row) =>
  `<NextPartitionKey>${partition}</NextPartitionKey><NextRowKey>${row}</NextRowKey>`

const forms: Readonly<Record<"azure" | "hostile", Form>> = {
  azure: (partition, row, padding) =>
    `<?xml version="1.0" encoding="utf-16"?><ContinuationToken><ContinuationToken><Version>2.0</Version>` +
    `<Type>Table</Type>${keys(partition, row, "")}<TargetLocation>Primary${padding}</TargetLocation>` +
    `</ContinuationToken></ContinuationToken>`,
  hostile: (partition, row, padding) =>
    ` \t\r\n &amp;&#13;&lt;]]>${keys(partition, row, "")}\r<![CDATA[ é\u0085\u2028🏨 ${padding}"'%26\n\r\n\u00A0  `
}
