/**
 * A manifest to begin with, made of what one answer shows. Its first line says why; the other ways to page stand below as
 * comments.
 *
 * @since 0.1.0
 */
import { ManifestText, type PaginationDetector } from "@innlet/connector-generic"

/**
 * @category formatting
 * @since 0.1.0
 */
export const toYaml = (
  sample: PaginationDetector.Sample,
  [best, ...others]: ReadonlyArray<PaginationDetector.Proposal>
): string => {
  if (best === undefined) return ""
  const url = new URL(sample.url)
  const segments = url.pathname.split("/").filter((segment) => segment !== "")
  const taken = queryNames(best.pagination)
  const query = Object.fromEntries([...url.searchParams].filter(([name]) => !taken.has(name)))
  const size = sizeOf(url, best)
  const body = sample.requestBody !== undefined
  const stream = {
    request: {
      ...(body && { method: "POST" }),
      path: segments.map((segment) => decodeURIComponent(segment)),
      ...(Object.keys(query).length > 0 && { query }),
      ...(body && { body: sample.requestBody }),
      ...(best.format === "xml" && { format: "xml" })
    },
    pagination: best.pagination,
    records: best.records,
    fields: best.fields,
    key: best.key,
    ...(best.version !== undefined && { version: best.version }),
    ...(size !== undefined && { pageSize: { default: size } })
  }
  const manifest = {
    name: wordOf(url.hostname.split(".").at(-2) ?? "") ?? "provider",
    version: "0.1.0",
    baseUrl: url.origin,
    streams: { [wordOf(segments.at(-1) ?? "") ?? "records"]: stream }
  }
  const comments = [
    `# ${best.reason}.`,
    "# A guess by one answer: hold it against the provider's documents, and add auth."
  ]
  const rest = others.map(({ pagination, reason }) => `# Or ${pagination.type}: ${reason}.`)
  return [...comments, ManifestText.toYaml(manifest).trimEnd(), ...rest].join("\n")
}

/** A name of the form that streams and manifests have. */
const wordOf = (text: string): string | undefined => {
  const word = text
    .replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "")
  return /^[a-z][a-z0-9_]{0,40}$/u.test(word) ? word : undefined
}

const queryNames = (pagination: PaginationDetector.Proposal["pagination"]): ReadonlySet<string> =>
  new Set(
    Object.values(pagination).flatMap((member: unknown) =>
      typeof member === "object" && member !== null && "query" in member ? [String(member.query)] : []
    )
  )

/** What the request asked for, where it named a size. */
const sizeOf = (url: URL, { pagination }: PaginationDetector.Proposal): number | undefined => {
  const placement = "limit" in pagination ? pagination.limit : "size" in pagination ? pagination.size : undefined
  if (pagination.type === "range") return 100
  if (placement === undefined) return undefined
  const asked = "query" in placement ? Number(url.searchParams.get(placement.query)) : 0
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 100
}
