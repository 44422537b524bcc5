/** The stores under test: how a place for one is made, copied and removed, and what stands in it. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Postgres from "./Postgres.ts"
import type { Place, StoreName } from "./Task.ts"

type Row = Postgres.Row

/** One test's store and provider. */
export interface Site {
  readonly place: Place
  readonly provider: string
  readonly look: <A>(use: (select: Postgres.Select) => Promise<A>) => Promise<A>
  readonly remove: () => Promise<void>
}

/** A process that ends takes nothing with it that it wrote, so nobody has to wait for a disk. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()

const made = new Set<() => Promise<void>>()

/** Removes what tests that failed have left. */
export const removeAll = async (): Promise<void> => {
  for (const remove of made) await remove()
  await Postgres.dropAll()
}

/** A new site; a copy of another one, which nobody uses meanwhile, where that is given. */
export const make = async (store: StoreName, from?: Site): Promise<Site> => {
  const folder = mkdtempSync(join(memory, "innlet-crash-"))
  const provider = join(folder, "provider")
  if (from === undefined) mkdirSync(provider)
  else cpSync(from.provider, provider, { recursive: true })
  const remove = async () => {
    made.delete(remove)
    rmSync(folder, { recursive: true, force: true })
  }
  made.add(remove)
  if (store === "PostgreSQL") {
    const name = await Postgres.create(from?.place.at.replace(/^.*\//, ""))
    return {
      ...databaseAt(Postgres.urlOf(name)),
      provider,
      remove: async () => {
        await Postgres.discard(name)
        await remove()
      }
    }
  }
  const path = join(folder, store === "SQLite" ? "innlet.db" : "store")
  if (from !== undefined) cpSync(from.place.at, path, { recursive: true })
  return { ...at(store, path), provider, remove }
}

/** A database, and how to look into it. */
export const databaseAt = (url: string): Pick<Site, "place" | "look"> => ({
  place: { store: "PostgreSQL", at: url },
  look: (use) => Postgres.look(url, use)
})

/** A store in files, and how to look into it. */
export const at = (store: "SQLite" | "NDJSON", path: string): Pick<Site, "place" | "look"> => ({
  place: { store, at: path },
  look: (use) => lookInto(store === "SQLite" ? path : join(path, "innlet.db"), use)
})

const lookInto = async <A>(file: string, use: (select: Postgres.Select) => Promise<A>): Promise<A> => {
  const database = new DatabaseSync(file)
  try {
    return await use(async (statement) => database.prepare(statement).all())
  } finally {
    database.close()
  }
}

const columns = ["id", "night", "price", "note", "modified"]
const streams = ["rates", "offers"] as const

/** What a reader of a stream sees, byte for byte, ordered by key: a line of JSON a row, deleted ones too. */
const rowsOf = async (site: Site, select: Postgres.Select, stream: string): Promise<ReadonlyArray<string>> => {
  if (site.place.store === "NDJSON") {
    const last = new Map<unknown, Row>()
    for (const line of linesOf(site.place.at, stream)) last.set(`${String(line["id"])} ${String(line["night"])}`, line)
    return [...last.values()]
      .toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1))
      .map((line) => JSON.stringify([...columns, "_innlet_raw", "_innlet_op"].map((column) => line[column])))
  }
  const read = columns.map((column) => `CAST(${column} AS TEXT) AS ${column}`).join(", ")
  const rows = await select(
    `SELECT ${read}, _innlet_raw AS raw, CASE WHEN _innlet_deleted_at IS NULL THEN 0 ELSE 1 END AS deleted
     FROM crash_${stream} ORDER BY id, night`
  )
  return rows.map((row) => JSON.stringify(Object.values(row)))
}

/** The lines of a stream's segments in the order they were written. */
export const linesOf = (directory: string, stream: string): ReadonlyArray<Row> => {
  const folder = readdirSync(directory).find((name) => name.endsWith(stream))
  if (folder === undefined) return []
  return readdirSync(join(directory, folder))
    .filter((name) => name.endsWith(".ndjson"))
    .flatMap((name) =>
      readFileSync(join(directory, folder, name), "utf8")
        .split("\n")
        .slice(0, -1)
    )
    .map((line): Row => JSON.parse(line))
    .toSorted((a, b) => Number(a["_innlet_seq"]) - Number(b["_innlet_seq"]))
}

const letterNames = "id partition key issues raw bytes hash whole attempts status".split(" ")
const countNames = "pages requests retries received inserted updated unchanged dead_lettered".split(" ")

export interface Standing {
  readonly stream: string
  readonly run: string
  readonly status: string
  readonly verdict: string
  readonly counts: { readonly [name: string]: number }
  /** Requests in the audit of its run. */
  readonly audited: number
  readonly rows: ReadonlyArray<string>
  /** Dead letters, one line of JSON each, and how often they were seen. */
  readonly letters: ReadonlyArray<string>
  readonly seen: number
  /** Lines of an NDJSON store: every content that a row had. */
  readonly lines: number
}

/** What stands for each stream of a site. */
export const standing = (site: Site): Promise<ReadonlyArray<Standing>> =>
  site.look(async (select) => {
    const checkpoints = await select("SELECT * FROM _innlet_checkpoint ORDER BY stream DESC")
    const found: Array<Standing> = []
    for (const checkpoint of checkpoints) {
      const stream = String(checkpoint["stream"])
      const run = String(checkpoint["run"])
      const letters = await select(
        `SELECT ${letterNames.join(", ")}, times_seen FROM _innlet_dead_letter WHERE stream = '${stream}' ORDER BY id`
      )
      const [audited] = await select(
        `SELECT count(*) AS n FROM _innlet_audit WHERE run = '${run}' AND stream = '${stream}'`
      )
      found.push({
        stream,
        run,
        status: String(checkpoint["status"]),
        verdict: String(checkpoint["verdict"]),
        counts: Object.fromEntries(countNames.map((name) => [name, Number(checkpoint[name])])),
        audited: Number(audited?.["n"]),
        rows: await rowsOf(site, select, stream),
        letters: letters.map((letter) => JSON.stringify(letterNames.map((name) => String(letter[name])))),
        seen: letters.reduce((sum, letter) => sum + Number(letter["times_seen"]), 0),
        lines: site.place.store === "NDJSON" ? linesOf(site.place.at, stream).length : 0
      })
    }
    return found
  })

/** What a completed sweep has no use for any more, and files that are none of the store's. */
export const leftovers = async (site: Site): Promise<ReadonlyArray<string>> => {
  const found = await site.look(async (select) => {
    const [kept] = await select(
      "SELECT (SELECT count(*) FROM _innlet_seen) AS seen, (SELECT count(*) FROM _innlet_staged) AS staged"
    )
    return Object.entries(kept ?? {}).flatMap(([table, n]) => (Number(n) > 0 ? [`${String(n)} rows of ${table}`] : []))
  })
  if (site.place.store !== "NDJSON") return found
  for (const stream of streams) {
    const folder = readdirSync(site.place.at).find((name) => name.endsWith(stream)) ?? ""
    const path = join(site.place.at, folder)
    const listed = existsSync(join(path, "manifest.json"))
      ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's own file
        (JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")) as { segments: Array<{ file: string }> })
      : { segments: [] }
    const known = new Set(["manifest.json", ...listed.segments.map(({ file }) => file)])
    const names = new Set(readdirSync(path))
    for (const name of new Set([...known, ...names])) {
      if (!known.has(name) || !names.has(name)) found.push(`${folder}/${name}`)
    }
  }
  return found
}

/**
 * Everything that stands in a store, byte for byte, but for the health: that of a run that failed is no part of its data.
 */
export const everything = (site: Site): Promise<ReadonlyArray<string>> =>
  site.look(async (select) => {
    const tables = await select(
      site.place.store === "PostgreSQL"
        ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        : "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
    )
    const found: Array<string> = []
    for (const { name } of tables) {
      if (name === "_innlet_health") continue
      const rows = await select(`SELECT * FROM "${String(name)}"`)
      found.push(
        ...rows.map((row) => `${String(name)}: ${JSON.stringify(row, (_, value) => textOf(value))}`).toSorted()
      )
    }
    return site.place.store === "NDJSON" ? [...found, ...filesOf(site.place.at)] : found
  })

const textOf = (value: unknown): unknown =>
  typeof value === "bigint"
    ? String(value)
    : value instanceof Uint8Array
      ? Buffer.from(value).toString("base64")
      : value

const filesOf = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("innlet.db"))
    .map(({ name, parentPath }) => `${name}: ${readFileSync(join(parentPath, name), "utf8")}`)
    .toSorted()
