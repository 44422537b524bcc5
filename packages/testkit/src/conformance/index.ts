/**
 * Laws for connectors.
 *
 * @since 0.1.0
 */
export type * as Bench from "./Bench.ts"
export * as Check from "./Check.ts"
export * as Conformance from "./Conformance.ts"
export * as Law from "./Law.ts"
export * as Laws from "./Laws.ts"
export { LawViolation } from "./LawViolation.ts"
export type * as Subject from "./Subject.ts"
export * as VirtualTime from "./VirtualTime.ts"
export * as Walker from "./Walker.ts"
export * as Wire from "./Wire.ts"
