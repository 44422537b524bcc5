/**
 * Was anything ever synced into a store? Asked before one is looked at, since opening a store makes what is not there.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Path, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import type { Place } from "./StoreConfig.ts"

/**
 * Fails with one line where there is nothing to look at.
 *
 * @category combinators
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* (
  file: string,
  place: Place
): Effect.fn.Return<void, HostFailure, FileSystem.FileSystem | Path.Path> {
  const path = yield* Path.Path
  switch (place._tag) {
    case "Memory":
      return yield* usage(`${file}: store: "memory" keeps nothing between runs`)
    case "Sqlite":
      return yield* present(place.filename, place.filename, "file")
    case "Ndjson":
      return yield* present(place.directory, path.join(place.directory, "innlet.db"), "store")
    case "Postgres":
      return yield* presentInPostgres(place)
  }
})

/** An empty file is one that another program made, or that a crash left. */
const present = Effect.fnUntraced(function* (
  store: string,
  file: string,
  what: string
): Effect.fn.Return<void, HostFailure, FileSystem.FileSystem> {
  const files = yield* FileSystem.FileSystem
  const size = yield* files.stat(file).pipe(
    Effect.map((info) => Number(info.size)),
    Effect.orElseSucceed(() => undefined)
  )
  if (size === undefined) return yield* failed(`store ${store}: there is no such ${what}; nothing was synced yet`)
  if (size === 0) return yield* failed(`store ${store}: the file is empty; nothing was synced yet`)
})

/** Made by the first migration of a store. */
const migrations = "_innlet_migration"

/** Reads one name. What is wrong with the server, the store says when it is opened. */
const presentInPostgres = ({ schema, url }: Extract<Place, { readonly _tag: "Postgres" }>) =>
  Effect.gen(function* () {
    const { PgClient } = yield* Effect.promise(() => import("@effect/sql-pg"))
    const sql = yield* PgClient.make({ url, maxConnections: 1, applicationName: "innlet" })
    const name = schema === undefined ? migrations : `"${schema}".${migrations}`
    const [found] = yield* sql<{ there: boolean }>`SELECT to_regclass(${name}) IS NOT NULL AS there`
    return found?.there ?? false
  }).pipe(
    Effect.scoped,
    Effect.provide(Reactivity.layer),
    Effect.orElseSucceed(() => true),
    Effect.flatMap((there) => (there ? Effect.void : failed(`store ${labelOf(url, schema)}: nothing was synced yet`)))
  )

/** Host and database, without who connects. */
const labelOf = (url: Redacted.Redacted, schema: string | undefined): string => {
  const { host, pathname } = new URL(Redacted.value(url))
  return `${host}${decodeURI(pathname)}${schema === undefined ? "" : ` (schema ${schema})`}`
}
