/**
 * Opens the store a configuration names.
 *
 * @since 0.1.0
 */
import { SyncStore } from "@innlet/core/contract"
import { layerMemory, layerNdjson, layerSql } from "@innlet/core/store"
import { Effect, type FileSystem, Layer, type Path } from "effect"
import type { HostConfig } from "./HostConfig.ts"
import { failed, type HostFailure } from "./HostFailure.ts"
import * as StoreConfig from "./StoreConfig.ts"
import * as StorePresence from "./StorePresence.ts"

/**
 * Opens the store, or makes it.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  config: Pick<HostConfig, "file" | "store">
): Layer.Layer<SyncStore.SyncStore, SyncStore.StoreError | HostFailure, Path.Path> =>
  Layer.unwrap(Effect.map(StoreConfig.resolve(config.file, config.store), open))

/**
 * Opens the store only if something was synced into it: to look at a store must not make one.
 *
 * @category layers
 * @since 0.1.0
 */
export const existing = (
  config: Pick<HostConfig, "file" | "store">
): Layer.Layer<SyncStore.SyncStore, HostFailure, FileSystem.FileSystem | Path.Path> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const place = yield* StoreConfig.resolve(config.file, config.store)
      yield* StorePresence.check(config.file, place)
      return Layer.catchTag(open(place), "StoreError", ({ message }) => Layer.effectContext(failed(message)))
    })
  )

/**
 * Looks at a store, or changes what is in it, without a sync.
 *
 * @category combinators
 * @since 0.1.0
 */
export const look = <A, R>(
  config: Pick<HostConfig, "file" | "store">,
  use: (store: SyncStore.SyncStore["Service"]) => Effect.Effect<A, HostFailure | SyncStore.StoreError, R>
): Effect.Effect<A, HostFailure, Exclude<R, SyncStore.SyncStore> | FileSystem.FileSystem | Path.Path> =>
  SyncStore.SyncStore.use(use).pipe(
    Effect.catchTag("StoreError", ({ message }) => failed(message)),
    Effect.provide(existing(config))
  )

const open = (place: StoreConfig.Place): Layer.Layer<SyncStore.SyncStore, SyncStore.StoreError> => {
  switch (place._tag) {
    case "Memory":
      return layerMemory
    case "Sqlite":
      return layerSql({ filename: place.filename })
    case "Ndjson":
      return layerNdjson({ directory: place.directory })
    case "Postgres":
      // Loaded only where it is used, with the driver it brings.
      return Layer.unwrap(
        Effect.map(
          Effect.promise(() => import("@innlet/core/postgres")),
          ({ PgStore }) => PgStore.layer({ url: place.url, schema: place.schema })
        )
      )
  }
}
