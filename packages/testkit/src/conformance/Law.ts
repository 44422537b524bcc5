/**
 * A law: what every connector does, as a name that its user would agree with and a check of one stream.
 *
 * Laws are data, so that they can be listed, counted and run against connectors that break them on purpose. A law has no
 * switch: whether it speaks of a stream follows from what the stream declares.
 *
 * @since 0.1.0
 */
import type { ConnectorStream } from "@innlet/core/contract"
import { Data, type Effect, type Scope } from "effect"
import type { Bench } from "./Bench.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Group = "reading" | "resumption" | "failure" | "record" | "traversal honesty" | "security"

/**
 * Every group, in the order in which they are run.
 *
 * @category constants
 * @since 0.1.0
 */
export const groups = [
  "reading",
  "resumption",
  "failure",
  "record",
  "traversal honesty",
  "security"
] as const satisfies ReadonlyArray<Group>

/**
 * What is known of a stream before a law is put to it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Facts {
  readonly stream: ConnectorStream.Any
  /** How many parts the subject's stream has. */
  readonly partitions: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Law {
  /** A present-tense sentence without its subject, which is the connector; unique. */
  readonly name: string
  readonly group: Group
  /** Says the law anything about such a stream? @default yes */
  readonly appliesTo?: ((facts: Facts) => boolean) | undefined
  readonly check: (bench: Bench) => Effect.Effect<void, Broken, Scope.Scope>
}

/**
 * How a stream breaks a law; the law's and the stream's names are known to who runs it.
 *
 * @category errors
 * @since 0.1.0
 */
export class Broken extends Data.TaggedError("Broken")<{
  readonly detail: string
  readonly partition?: string | undefined
  /** From 1, in its partition. */
  readonly page?: number | undefined
}> {}
