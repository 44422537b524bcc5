/** PostgreSQL for tests: the machine's own, in schemas that are gone afterwards. */
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import type { StoreError, SyncStore } from "../../src/contract/SyncStore.ts"
import * as PgStore from "../../src/postgres/PgStore.ts"

/** A superuser's, since some tests end other connections. */
export const url = process.env["INNLET_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/postgres"

const admin = PgClient.layer({ url: Redacted.make(url), connectTimeout: "1 second" })

/** Runs a statement outside of any store. */
export const administer = <A extends object>(statement: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<A>(statement)).pipe(Effect.provide(admin, { local: true }))

const mustRun = process.env["CI"] === "true"

const answers = await Effect.runPromise(
  Effect.match(administer("SELECT 1"), { onFailure: () => false, onSuccess: () => true })
)

if (!answers && !mustRun) {
  console.warn("store: tests are SKIPPED: no PostgreSQL answers at 127.0.0.1:5432. With CI=true they fail instead.")
}

/** May tests use PostgreSQL? */
export const isThere = answers || mustRun

/** A schema's name; the schema is dropped with the scope. */
export const newSchema = Effect.acquireRelease(
  Effect.sync(() => `innlet_test_${randomUUID().replaceAll("-", "")}`),
  (schema) => Effect.orDie(administer(`DROP SCHEMA IF EXISTS ${schema} CASCADE`))
)

/** A client that ends takes no commit with it, so nobody has to wait for the disk. */
const unhurried = `${url}${url.includes("?") ? "&" : "?"}options=-c%20synchronous_commit%3Doff`

export const storeIn = (schema: string, at = unhurried) =>
  PgStore.layer({ url: Redacted.make(at), schema, maxConnections: 4 })

/** A store in a schema of its own. */
export const layer = Layer.unwrap(Effect.map(newSchema, (schema) => storeIn(schema)))

/** Uses a schema once, as one run of a host does. */
export const using = <A, E>(
  schema: string,
  effect: Effect.Effect<A, E, SyncStore | SqlClient.SqlClient>
): Effect.Effect<A, E | StoreError> => Effect.provide(effect, storeIn(schema), { local: true })
