export * as Backoff from "./Backoff.ts"
export * as Origin from "./Origin.ts"
export * as ReadPolicy from "./ReadPolicy.ts"
export * as RetryAfter from "./RetryAfter.ts"
