/**
 * The laws as a test suite, for the tests of any connector.
 *
 * This is the one place that needs vitest; `check` runs the laws without it.
 *
 * @since 0.1.0
 */
import { describe, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import type { HttpClient } from "effect/http"
import * as Check from "./Check.ts"
import { groups } from "./Law.ts"
import * as Laws from "./Laws.ts"
import { LawViolation } from "./LawViolation.ts"
import type { Subject } from "./Subject.ts"

/**
 * Registers a test for every law that speaks of some stream of the subject, in groups, under `name`. `layer` is what the
 * connector needs beside its client; `Layer.empty` where that is nothing. A law that speaks of some streams only names
 * them.
 *
 * **Example** (The whole conformance test of a connector)
 *
 * ```ts
 * Conformance.suite("acme", Layer.empty, AcmeSubject.subject)
 * ```
 *
 * @category suites
 * @since 0.1.0
 */
export const suite = <R>(
  name: string,
  layer: Layer.Layer<R, unknown, HttpClient.HttpClient>,
  subject: Subject<R>
): void => {
  // oxlint-disable-next-line vitest/valid-title -- a suite is named by who calls it
  describe(name, async () => {
    const facts = await Effect.runPromise(Check.factsOf(layer, subject))
    const applied = Check.appliedOf(Laws.all, facts)
    for (const group of groups) {
      const some = applied.filter(({ law }) => law.group === group)
      if (some.length === 0) continue
      // oxlint-disable-next-line vitest/valid-title -- one of a few texts
      describe(group, () => {
        for (const { law, streams } of some) {
          const of = streams.length === facts.length ? "" : ` (${streams.join(", ")})`
          it.effect(`${law.name}${of}`, () =>
            Effect.flatMap(
              Effect.partition(streams, (stream) => Check.one(layer, subject, law, stream)),
              ([, violations]) => together(violations)
            )
          )
        }
      })
    }
  })
}

/** All that one law found, as one line. */
const together = (violations: ReadonlyArray<LawViolation>): Effect.Effect<void, LawViolation> => {
  const [first, ...others] = violations
  if (first === undefined) return Effect.void
  const also = others.map(({ stream }) => stream).join(", ")
  const detail =
    others.length === 0 ? first.detail : `${first.detail} (${also} ${others.length === 1 ? "breaks" : "break"} it too)`
  const { group, law, page, partition, stream } = first
  const place = { ...(partition !== undefined && { partition }), ...(page !== undefined && { page }) }
  return new LawViolation({ law, group, stream, detail, ...place })
}

export { check, type Findings, SubjectUnusable } from "./Check.ts"
