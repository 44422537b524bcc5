/** Databases for tests on the PostgreSQL of 127.0.0.1:5432, each with a name of its own and gone afterwards. */
import { PgClient } from "@effect/sql-pg"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { createConnection } from "node:net"

const answers = (port: number, wait = 500): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port })
    const end = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.setTimeout(wait, () => end(false))
    socket.once("error", () => end(false))
    socket.once("connect", () => end(true))
  })

const mustRun = process.env["CI"] === "true"
const isUp = await answers(5432)
if (!isUp && !mustRun) {
  console.warn("crash: tests are SKIPPED: no PostgreSQL answers at 127.0.0.1:5432. With CI=true they fail instead.")
}

/** May tests use the PostgreSQL of 127.0.0.1:5432? */
export const isUsable = isUp || mustRun

const user = "postgres"

export const urlOf = (database: string, port = 5432): string => `postgresql://${user}@127.0.0.1:${port}/${database}`

export type Row = { readonly [column: string]: unknown }
export type Select = (statement: string) => Promise<ReadonlyArray<Row>>

/** Looks into a database with one connection. */
export const look = async <A>(url: string, use: (select: Select) => Promise<A>): Promise<A> => {
  const runtime = ManagedRuntime.make(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 }))
  try {
    return await use((statement) =>
      runtime.runPromise(Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<Row>(statement)))
    )
  } finally {
    await runtime.dispose()
  }
}

export const admin = (statement: string, port = 5432): Promise<ReadonlyArray<Row>> =>
  look(urlOf("postgres", port), (select) => select(statement))

const made = new Set<string>()

/** A new database's name, its content that of another one where that is given. */
export const create = async (template?: string): Promise<string> => {
  const name = `innlet_crash_${randomUUID().replaceAll("-", "")}`
  await admin(`CREATE DATABASE ${name}${template === undefined ? "" : ` TEMPLATE ${template}`}`)
  made.add(name)
  // A client that ends takes no commit with it, so nobody has to wait for the disk.
  await admin(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  return name
}

const drop = async (name: string): Promise<void> => {
  await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  made.delete(name)
}

const unused = new Set<string>()

/**
 * Drops it, sooner or later. The server writes everything to the disk whenever one is dropped, which takes most of a second;
 * it does so once for several that are dropped together.
 */
export const discard = async (name: string): Promise<void> => {
  unused.add(name)
  if (unused.size < 16) return
  const names = [...unused]
  unused.clear()
  await Promise.all(names.map(drop))
}

export const dropAll = async (): Promise<void> => {
  await Promise.all([...made].map(drop))
}
