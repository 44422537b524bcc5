/**
 * Goes through the dead letters of a store in parts, so that many of them need no more memory than few.
 *
 * @since 0.1.0
 */
import type { DeadLetter, SyncStore } from "@innlet/core/contract"
import { Effect, Option, Stream } from "effect"
import type { Target } from "./Target.ts"

/** A letter can be a mebibyte long. */
const partSize = 50

type Letters = ReadonlyArray<DeadLetter.StoredDeadLetter>

/**
 * @category models
 * @since 0.1.0
 */
export interface Filter {
  /** Of these connectors and streams; of all when empty. */
  readonly targets: ReadonlyArray<Target>
  readonly status: DeadLetter.Status | undefined
}

/**
 * The letters in the order of their ids.
 *
 * @category constructors
 * @since 0.1.0
 */
export const letters = (
  store: SyncStore.SyncStore["Service"],
  { status, targets }: Filter
): Stream.Stream<Letters, SyncStore.StoreError> => {
  const selections: ReadonlyArray<DeadLetter.Selection> =
    targets.length === 0
      ? [{ status }]
      : targets.flatMap(({ connector, streams }): ReadonlyArray<DeadLetter.Selection> =>
          streams === undefined ? [{ connector, status }] : streams.map((stream) => ({ connector, stream, status }))
        )
  return Stream.fromIterable(selections).pipe(Stream.flatMap((selection) => inParts(store, selection)))
}

const inParts = (
  store: SyncStore.SyncStore["Service"],
  selection: DeadLetter.Selection
): Stream.Stream<Letters, SyncStore.StoreError> =>
  Stream.paginate<string | undefined, Letters, SyncStore.StoreError>(undefined, (after) =>
    Effect.map(store.deadLetters({ ...selection, after, limit: partSize }), (part) => [
      [part],
      part.length < partSize ? Option.none() : Option.some(part.at(-1)?.id)
    ])
  )
