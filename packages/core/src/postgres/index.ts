export * as PgStore from "./PgStore.ts"
export { layer } from "./PgStore.ts"
