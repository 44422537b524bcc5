export * as CivilDate from "./CivilDate.ts"
export * as Decimal from "./Decimal.ts"
export * as ExactJson from "./ExactJson.ts"
export * as Instant from "./Instant.ts"
