/**
 * Opens the store a configuration names.
 *
 * @since 0.1.0
 */
import type { SyncStore } from "@innlet/core/contract"
import { layerMemory, layerSql } from "@innlet/core/store"
import type { Layer } from "effect"
import type { StoreConfig } from "./HostConfig.ts"

/**
 * @category layers
 * @since 0.1.0
 */
export const layer = (store: StoreConfig): Layer.Layer<SyncStore.SyncStore, SyncStore.StoreError> =>
  store._tag === "Memory" ? layerMemory : layerSql({ filename: store.filename })
