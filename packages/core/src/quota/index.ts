export * as QuotaGate from "./QuotaGate.ts"
