/** PostgreSQL for tests: the machine's own, in a schema that is gone afterwards. */
import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { randomUUID } from "node:crypto"
import { createConnection } from "node:net"

const url = process.env["INNLET_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/test"

const answers: Promise<boolean> = new Promise((resolve) => {
  const { hostname, port } = new URL(url)
  const socket = createConnection({ host: hostname, port: Number(port === "" ? 5432 : port) })
  const end = (isUp: boolean) => {
    socket.destroy()
    resolve(isUp)
  }
  socket.setTimeout(500, () => end(false))
  socket.once("error", () => end(false))
  socket.once("connect", () => end(true))
})

const mustRun = process.env["CI"] === "true"
const isThere = await answers
if (!isThere && !mustRun) {
  console.warn("host: tests are SKIPPED: no PostgreSQL answers at 127.0.0.1:5432. With CI=true they fail instead.")
}

/** May tests use PostgreSQL? */
export const isShared = isThere || mustRun

const query = <A extends object>(text: string, values: ReadonlyArray<unknown> = []) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.make({ url: Redacted.make(url), maxConnections: 1 })
    return yield* sql.unsafe<A>(text, values)
  }).pipe(Effect.scoped, Effect.provide(Reactivity.layer), Effect.orDie)

/** The URL of a schema that is not there yet, dropped with the scope. */
export const newSchema = Effect.acquireRelease(
  Effect.sync(() => {
    const schema = `innlet_${randomUUID().replaceAll("-", "")}`
    return { schema, store: `${url}?schema=${schema}` }
  }),
  ({ schema }) => Effect.asVoid(query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`))
)

export const hasSchema = (schema: string) =>
  Effect.map(query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]), (found) => found.length > 0)
