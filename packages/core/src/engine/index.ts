export * as Sync from "./Sync.ts"
export type * as SyncEvent from "./SyncEvent.ts"
export * as SyncReport from "./SyncReport.ts"
