/**
 * Puts laws to a subject and gives what they found as data.
 *
 * @since 0.1.0
 */
import { Cause, Data, Effect, Exit, type Layer, Random } from "effect"
import type { HttpClient } from "effect/http"
import * as Bench from "./Bench.ts"
import { Broken, type Facts, type Law } from "./Law.ts"
import * as Laws from "./Laws.ts"
import { LawViolation } from "./LawViolation.ts"
import type { Subject } from "./Subject.ts"
import * as VirtualTime from "./VirtualTime.ts"
import * as Walker from "./Walker.ts"

/**
 * A law and the streams that it speaks of.
 *
 * @category models
 * @since 0.1.0
 */
export interface Applied {
  readonly law: Law
  readonly streams: ReadonlyArray<string>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Findings {
  readonly violations: ReadonlyArray<LawViolation>
  /** The laws that speak of some stream, in their order. */
  readonly applied: ReadonlyArray<Applied>
  /** The names of the others. */
  readonly silent: ReadonlyArray<string>
}

/**
 * The subject itself can't be used, whatever the law.
 *
 * @category errors
 * @since 0.1.0
 */
export class SubjectUnusable extends Data.TaggedError("SubjectUnusable")<{ readonly detail: string }> {
  override get message(): string {
    return `the subject can't be used: ${this.detail}`
  }
}

type Services<R> = Layer.Layer<R, unknown, HttpClient.HttpClient>

/**
 * Checks every law, or those given, over every stream that it speaks of. One violation a law and stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* <R>(
  layer: Services<R>,
  subject: Subject<R>,
  laws: ReadonlyArray<Law> = Laws.all
): Effect.fn.Return<Findings, SubjectUnusable> {
  const streams = yield* factsOf(layer, subject)
  const applied = appliedOf(laws, streams)
  const violations: Array<LawViolation> = []
  for (const { law, streams } of applied) {
    for (const stream of streams) {
      const exit = yield* Effect.exit(one(layer, subject, law, stream))
      if (Exit.isFailure(exit)) violations.push(...violationsIn(exit.cause))
    }
  }
  const heard = new Set(applied.map(({ law }) => law.name))
  return { violations, applied, silent: laws.map(({ name }) => name).filter((name) => !heard.has(name)) }
})

const violationsIn = (cause: Cause.Cause<LawViolation>): ReadonlyArray<LawViolation> =>
  cause.reasons.flatMap((reason) => (reason._tag === "Fail" ? [reason.error] : []))

/**
 * Which laws speak of which streams.
 *
 * @category getters
 * @since 0.1.0
 */
export const appliedOf = (laws: ReadonlyArray<Law>, facts: ReadonlyArray<Facts>): ReadonlyArray<Applied> =>
  laws.flatMap((law) => {
    const streams = facts.filter((fact) => law.appliesTo?.(fact) ?? true).map(({ stream }) => stream.name)
    return streams.length === 0 ? [] : [{ law, streams }]
  })

/**
 * The streams of the subject's connector and how many parts they have.
 *
 * @category constructors
 * @since 0.1.0
 */
export const factsOf = <R>(
  layer: Services<R>,
  subject: Subject<R>
): Effect.Effect<ReadonlyArray<Facts>, SubjectUnusable> =>
  Effect.gen(function* () {
    const first = yield* Bench.openWith(subject, layer, undefined)
    return yield* Effect.forEach(first.connector.streams, (stream) =>
      Effect.map(Walker.partsOf({ ...first, stream }), ({ length }) => ({ stream, partitions: length }))
    )
  }).pipe(
    Effect.mapError(({ detail }) => new SubjectUnusable({ detail })),
    settled
  )

/**
 * Puts one law to one stream. It can't hang, can't be told by the time of day, and fails with nothing but a violation.
 *
 * @category constructors
 * @since 0.1.0
 */
export const one = <R>(
  layer: Services<R>,
  subject: Subject<R>,
  law: Law,
  stream: string
): Effect.Effect<void, LawViolation> =>
  law.check(Bench.make(subject, layer, stream)).pipe(
    settled,
    // What dies is the connector's doing as well.
    Effect.catchDefect((defect) => new Broken({ detail: `it died: ${lineOf(defect)}` })),
    Effect.mapError(({ detail, page, partition }) => {
      const place = { ...(partition !== undefined && { partition }), ...(page !== undefined && { page }) }
      return new LawViolation({ law: law.name, group: law.group, stream, detail, ...place })
    })
  )

const settled = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.scoped, VirtualTime.run, Random.withSeed(1))

const lineOf = (defect: unknown): string =>
  defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect)
