/**
 * A store's directory between two processes: its files, and what plain SQL finds in its database. Nothing here goes through the
 * store.
 *
 * @since 0.1.0
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { DatabaseSync, type SQLOutputValue } from "node:sqlite"

/**
 * Contents by name, folders parted by `/`; without what SQLite keeps beside an open database.
 *
 * @category models
 * @since 0.1.0
 */
export type Files = ReadonlyMap<string, Buffer>

/**
 * @category models
 * @since 0.1.0
 */
export interface Disk {
  readonly directory: string
  /** Of the database. */
  readonly filename: string
  readonly save: () => Files
  readonly restore: (files: Files) => void
  /** Is there a database? */
  readonly isOpened: () => boolean
  readonly reading: <A>(read: (query: Query) => A) => A
  /** All rows of all tables but for the time that a migration was made, and all other files, as one text. */
  readonly dump: () => string
  readonly remove: () => void
}

/**
 * @category models
 * @since 0.1.0
 */
export type Query = (sql: string) => ReadonlyArray<Readonly<Record<string, SQLOutputValue>>>

/**
 * In memory where the system has a place for files there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Disk => {
  const directory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "innlet-commits-"))
  const filename = join(directory, "innlet.db")
  const names = () =>
    readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => !/-(?:wal|shm|journal)$/.test(name) && statSync(join(directory, name)).isFile())
      .toSorted()
  const reading = <A>(read: (query: Query) => A): A => {
    const database = new DatabaseSync(filename)
    try {
      return read((sql) => database.prepare(sql).all())
    } finally {
      database.close()
    }
  }
  return {
    directory,
    filename,
    save: () => new Map(names().map((name) => [name, readFileSync(join(directory, name))])),
    restore: (files) => {
      for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
      for (const [name, content] of files) {
        mkdirSync(dirname(join(directory, name)), { recursive: true })
        writeFileSync(join(directory, name), content)
      }
    },
    isOpened: () => existsSync(filename),
    reading,
    dump: () => {
      const files = names().filter((name) => name !== "innlet.db")
      const others = files.map((name) => `${name} ${readFileSync(join(directory, name), "utf8")}`).join("\n")
      if (!existsSync(filename)) return others
      return `${others}\n${reading((query) => {
        const tables = query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return JSON.stringify(
          tables.map(({ name, sql }) => [
            sql,
            String(name).startsWith("sqlite_")
              ? []
              : query(`SELECT * FROM "${String(name)}"`)
                  .map((row) => JSON.stringify(row, plain))
                  .toSorted()
          ])
        )
      })}`
    },
    remove: () => rmSync(directory, { recursive: true, force: true })
  }
}

/**
 * Do they hold the same?
 *
 * @category guards
 * @since 0.1.0
 */
export const isSame = (a: Files, b: Files): boolean =>
  a.size === b.size && [...a].every(([name, content]) => b.get(name)?.equals(content) === true)

/** `created_at` is when a migration was made. */
const plain = (name: string, value: unknown): unknown =>
  name === "created_at" ? undefined : typeof value === "bigint" ? String(value) : value
