export * as Manifest from "./Manifest.ts"
