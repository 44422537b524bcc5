/**
 * Deletions without proof, and changes that are never asked for.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const sweepEnd = "packages/core/src/engine/SweepEnd.ts"
const partitionSync = "packages/core/src/engine/PartitionSync.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "deletes-without-proof",
    title: "rows are marked as deleted by a sweep that is only attested",
    source: "deletes marked without proof",
    wanted: { kinds: ["scroll", "continuation"], families: ["deletions", "volatile"] },
    edits: [
      {
        file: sweepEnd,
        find: `verdict._tag !== "Proven" || changed !== undefined`,
        replace: `verdict._tag === "Unproven" || changed !== undefined`
      }
    ],
    oracles: ["I11"],
    needs: "deletions marked, on a list of no stable order"
  },
  {
    id: "deletes-from-suffix",
    title: "a run that goes on marks as deleted what the run before it has seen",
    source: "deletes marked from a resumed suffix, as nango's integrations had it",
    edits: [
      {
        file: partitionSync,
        find: `      run: resumed?.run ?? (yield* newRun(begun)),`,
        replace: `      run: yield* newRun(begun),`
      },
      { file: partitionSync, find: `      startedAt: resumed?.startedAt ?? begun,`, replace: `      startedAt: begun,` }
    ],
    oracles: ["I11", "I6", "I10", "I2"],
    needs: "deletions marked, and a crash amid a sweep"
  },
  {
    id: "shrink-unguarded",
    title: "the guard against a list that shrank has its sides swapped",
    source: "deletes marked without proof",
    wanted: { kinds: ["offset", "keyset"], families: ["deletions", "volatile"] },
    edits: [
      {
        file: sweepEnd,
        find: `unseen > standing * maxDeleted`,
        replace: `unseen * maxDeleted > standing`
      }
    ],
    oracles: ["I11"],
    needs: "deletions marked, and a list that shrinks by more than a fifth"
  },
  {
    id: "deletes-despite-letters",
    title: "a row is marked as deleted whose record came malformed",
    source: "deletes marked without proof",
    wanted: { kinds: ["offset", "keyset"], families: ["deletions", "volatile", "bad"], without: ["incremental"] },
    edits: [
      {
        file: sweepEnd,
        find: `unseen > standing * maxDeleted || writer.counts().deadLettered > 0`,
        replace: `unseen > standing * maxDeleted || (writer.counts().deadLettered > 0 && verdict._tag !== "Proven")`
      }
    ],
    oracles: ["I11"],
    needs: "deletions marked, and a record that was good once and is malformed now"
  },
  {
    id: "watermark-at-end",
    title: "the next changes are asked for from the end of a sweep on, and not from its beginning",
    source: "incremental watermark moved too far",
    wanted: { kinds: ["offset", "keyset"], families: ["incremental", "slow"] },
    edits: [
      { file: sweepEnd, find: `import { Effect } from "effect"`, replace: `import { Clock, Effect } from "effect"` },
      {
        file: sweepEnd,
        find: `{ watermark: writer.startedAt })`,
        replace: `{ watermark: yield* Clock.currentTimeMillis })`
      }
    ],
    oracles: ["I10", "I11", "I4"],
    needs: "incremental sweeps, and changes during a sweep that is longer than the look-back"
  },
  {
    id: "watermark-of-unproven",
    title: "a sweep that may have missed something moves the watermark",
    source: "incremental watermark moved too far",
    wanted: { kinds: ["offset", "keyset"], families: ["incremental"] },
    edits: [
      {
        file: sweepEnd,
        find: `  verdict._tag !== "Unproven" && changed?.to === undefined`,
        replace: `  (verdict._tag !== "Unproven" || changed === undefined) && changed?.to === undefined`
      }
    ],
    oracles: ["I10", "I7"],
    needs: "incremental sweeps after one that was unproven"
  },
  {
    id: "changes-one-step-later",
    title: "changes are asked for from one millisecond after the last look on",
    source: "S13",
    wanted: { kinds: ["offset", "keyset"], families: ["incremental"] },
    edits: [
      {
        file: "packages/core/src/engine/ChangedSince.ts",
        find: `  return { from: edge(changes, watermark - lookBack) }`,
        replace: `  return { from: Math.max(edge(changes, watermark - lookBack), watermark + 1) }`
      }
    ],
    oracles: ["I10", "I4"],
    needs: "incremental sweeps, and changes that show late or at the very edge"
  }
]
