/** What every store owes, run over one store in one line. */
import { describe, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import type { SyncStore } from "../../src/contract/SyncStore.ts"
import * as CommitSuite from "./CommitSuite.ts"
import * as LetterSuite from "./LetterSuite.ts"
import * as RowSuite from "./RowSuite.ts"
import { byRaw, type Inspection, type Subject } from "./StoreSubject.ts"
import * as SweepSuite from "./SweepSuite.ts"

/** Tests a store. `layer` is built anew for every test and for every one of the `runs` of a property. */
export const suite = <R, E>(
  name: string,
  layer: Layer.Layer<SyncStore | R, E>,
  inspection: Inspection<R>,
  runs = 40
): void => {
  const subject: Subject<R> = {
    test: (title, body) => it.effect(title, () => Effect.provide(body, layer)),
    layer,
    runs,
    rowsOf: (table) => Effect.map(inspection.rows(table), byRaw)
  }
  describe(`${name} as a SyncStore`, () => {
    CommitSuite.suite(subject)
    RowSuite.suite(subject)
    LetterSuite.suite(subject)
    SweepSuite.suite(subject)
  })
}
