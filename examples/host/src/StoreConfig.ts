/**
 * Where a configuration keeps what was synced.
 *
 * @since 0.1.0
 */
import { Effect, Path, Redacted, Result, Schema } from "effect"
import { type HostFailure, usage } from "./HostFailure.ts"
import * as Secret from "./Secret.ts"

/**
 * A place, its names absolute.
 *
 * @category models
 * @since 0.1.0
 */
export type Place =
  | { readonly _tag: "Memory" }
  | { readonly _tag: "Sqlite"; readonly filename: string }
  | { readonly _tag: "Ndjson"; readonly directory: string }
  | {
      readonly _tag: "Postgres"
      readonly url: Redacted.Redacted
      /** The server's own default when absent. */
      readonly schema: string | undefined
    }

/**
 * A place, or the environment variable that holds it.
 *
 * @category models
 * @since 0.1.0
 */
export type StoreConfig = Place | { readonly _tag: "Env"; readonly variable: string; readonly folder: string }

const forms = '"memory", "sqlite:FILE", "ndjson:DIRECTORY", "postgres://USER@HOST:PORT/DATABASE" or { "env": "NAME" }'

const passwordInFile =
  'Expected no password in this file; put the whole URL into an environment variable and name that, { "env": "DATABASE_URL" }'

const schemaName = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * As it is written in the file.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Written = Schema.Union([Schema.String, Schema.Struct({ env: Schema.NonEmptyString })])
  .annotate({ message: `Expected ${forms}` })
  .check(
    Schema.makeFilter((written: string | { readonly env: string }) => {
      if (typeof written !== "string") return true
      const place = placeOf(written, (name) => name)
      if (Result.isFailure(place)) return place.failure
      return place.success._tag !== "Postgres" || !hasPassword(Redacted.value(place.success.url)) || passwordInFile
    })
  )

/**
 * What is written, its names looked for in `folder`. It has passed `Written`.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (written: typeof Written.Type, folder: string, path: Path.Path): StoreConfig =>
  typeof written === "string"
    ? Result.getOrElse(placeOf(written, absolute(folder, path)), (): Place => ({ _tag: "Memory" }))
    : { _tag: "Env", variable: written.env, folder }

/**
 * The place, read from the environment where the file says so.
 *
 * @category constructors
 * @since 0.1.0
 */
export const resolve = Effect.fnUntraced(function* (
  file: string,
  config: StoreConfig
): Effect.fn.Return<Place, HostFailure, Path.Path> {
  if (config._tag !== "Env") return config
  const path = yield* Path.Path
  const written = Redacted.value(yield* Secret.read(config.variable, `${file}: store`)).trim()
  const place = placeOf(written, absolute(config.folder, path))
  // What is wrong with a secret is told without a word of it.
  return Result.isSuccess(place)
    ? place.success
    : yield* usage(`${file}: store: ${config.variable} holds no store: ${place.failure}`)
})

const absolute = (folder: string, path: Path.Path) => (name: string) => path.resolve(folder, name)

const placeOf = (text: string, absolute: (name: string) => string): Result.Result<Place, string> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  if (/^sqlite:./.test(text)) return Result.succeed({ _tag: "Sqlite", filename: absolute(text.slice(7)) })
  if (/^ndjson:./.test(text)) return Result.succeed({ _tag: "Ndjson", directory: absolute(text.slice(7)) })
  return /^postgres(ql)?:/.test(text) ? postgres(text) : Result.fail(`Expected ${forms}`)
}

const postgres = (text: string): Result.Result<Place, string> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === "" || url.pathname.length < 2) {
    return Result.fail("Expected a URL such as postgres://USER@HOST:PORT/DATABASE")
  }
  const schema = url.searchParams.get("schema") ?? undefined
  if (schema !== undefined && !schemaName.test(schema)) {
    return Result.fail("Expected a schema with a name of the form [a-z_][a-z0-9_]*")
  }
  url.searchParams.delete("schema")
  return Result.succeed({ _tag: "Postgres", url: Redacted.make(url.toString(), { label: "store" }), schema })
}

const hasPassword = (text: string): boolean => {
  const url = new URL(text)
  return url.password !== "" || url.searchParams.has("password")
}
