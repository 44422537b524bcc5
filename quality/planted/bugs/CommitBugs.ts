/**
 * Commits that are torn, believed too early, or not fenced.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const sqlCommit = "packages/core/src/store/SqlCommit.ts"
const sqlStore = "packages/core/src/store/SqlStore.ts"
const stagedPass = "packages/core/src/engine/StagedPass.ts"
const passWalk = "packages/core/src/engine/PassWalk.ts"

const commit = `      SqlTransaction.run(dialect, (doubtful: Written | undefined) =>
        SqlCommit.commit(dialect, rows, page, doubtful)
      ).pipe(`

const place = `{
          partition: page.partition,
          run: page.checkpoint.run,
          page: page.page,
          observedAt: page.observedAt
        }`

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "checkpoint-before-rows",
    title: "the checkpoint moves in one transaction, and the rows follow in another",
    source: "checkpoint before rows",
    edits: [
      {
        file: sqlStore,
        find: commit,
        replace: `      SqlTransaction.run(dialect, (doubtful: Written | undefined) =>
        SqlCommit.commit(dialect, rows, { ...page, rows: [] }, doubtful)
      ).pipe(
        Effect.andThen(SqlTransaction.run(dialect, () => rows.write(page.rows, ${place}))),`
      }
    ],
    oracles: ["I2", "I1", "I10"],
    needs: "a crash between two transactions"
  },
  {
    id: "rows-before-checkpoint",
    title: "the rows are written in one transaction, and the checkpoint follows in another",
    source: "rows before checkpoint",
    edits: [
      {
        file: sqlStore,
        find: commit,
        replace: `      SqlTransaction.run(dialect, () => rows.write(page.rows, ${place})).pipe(
        Effect.flatMap((written) =>
          Effect.as(
            SqlTransaction.run(dialect, (doubtful: Written | undefined) =>
              SqlCommit.commit(
                dialect,
                rows,
                {
                  ...page,
                  rows: [],
                  checkpoint: { ...page.checkpoint, counts: addWritten(page.checkpoint.counts, written) }
                },
                doubtful
              )
            ),
            written
          )
        ),`
      },
      {
        file: sqlStore,
        find: `import type { Written } from "../contract/PageCommit.ts"`,
        replace: `import type { Written } from "../contract/PageCommit.ts"
import { addWritten } from "../contract/Checkpoint.ts"`
      }
    ],
    oracles: ["I2", "I5", "I6"],
    needs: "a crash between two transactions, or a commit that is refused"
  },
  {
    id: "lost-commit-believed",
    title: "a COMMIT whose answer was lost is taken for carried out",
    source: "S11",
    edits: [
      {
        file: sqlCommit,
        find: `  if (doubtful !== undefined && isMine(standing, checkpoint)) return doubtful`,
        replace: `  if (doubtful !== undefined) return doubtful`
      }
    ],
    oracles: ["I1", "I2"],
    needs: "a COMMIT that fails and was not carried out"
  },
  {
    id: "known-page-without-checkpoint",
    title: "a page that brings nothing new does not move the checkpoint",
    source: "S12",
    edits: [
      {
        file: sqlCommit,
        find: `  yield* SqlCheckpoints.replace(sql, {`,
        replace: `  if (page.rows.length > 0 && written.inserted + written.updated === 0) return written
  yield* SqlCheckpoints.replace(sql, {`
      }
    ],
    oracles: ["I5", "I13", "I2", "I1"],
    needs: "a page whose rows are all known"
  },
  {
    id: "stale-run-commits",
    title: "a run that was overtaken by another of the same epoch may still commit",
    source: "stale epoch accepted",
    wanted: { families: ["zombie", "twin"] },
    edits: [
      {
        file: sqlCommit,
        find: `  if (standing?.epoch !== expected?.epoch || standing?.seq !== expected?.seq) return yield* stale(checkpoint)`,
        replace: `  if (expected !== undefined && (standing?.epoch ?? 0) > checkpoint.epoch) return yield* stale(checkpoint)`
      }
    ],
    oracles: ["I5"],
    needs: "two processes at once, or one that slept while another took over"
  },
  {
    id: "letters-only-with-rows",
    title: "the dead letters of a page without a single good record are not kept",
    source: "dead letter dropped",
    wanted: { families: ["bad"] },
    edits: [
      {
        file: sqlCommit,
        find: `  yield* SqlLetters.add(dialect, page)`,
        replace: `  if (page.rows.length > 0) yield* SqlLetters.add(dialect, page)`
      }
    ],
    oracles: ["I23", "I6"],
    needs: "pages whose records are all malformed"
  },
  {
    id: "staged-page-dropped-early",
    title: "a staged page is dropped before its rows are committed",
    source: "staged page dropped before its commit",
    wanted: { kinds: ["scroll", "continuation"], families: ["crash"] },
    edits: [
      {
        file: stagedPass,
        find: `  yield* PageCommitter.commit(context, {`,
        replace: `  yield* writer.commit({ load: { unstage: page } })
  yield* PageCommitter.commit(context, {`
      },
      { file: stagedPass, find: `    change: { load: { unstage: page } },`, replace: `    change: {},` }
    ],
    oracles: ["I2", "I6", "I10", "I1"],
    needs: "short-lived cursors, and a crash between two commits"
  },
  {
    id: "staged-pages-left",
    title: "a run does not take up the pages that the run before it has staged",
    source: "staged page dropped before its commit",
    edits: [{ file: stagedPass, find: `  yield* Queue.offerAll(waiting, staged)\n`, replace: `` }],
    oracles: ["I6", "I2", "I10", "I1", "I13"],
    needs: "short-lived cursors, and a crash while pages wait"
  },
  {
    id: "acknowledged-before-commit",
    title: "messages that may be asked for twice are acknowledged while their page is committed",
    source: "state before data",
    wanted: { kinds: ["queue"] },
    edits: [
      {
        file: passWalk,
        find: `  const acknowledges = traversal.cursor === "queue"`,
        replace: `  const acknowledges = traversal.cursor === "queue" && traversal.replay === "unsafe"`
      }
    ],
    oracles: ["I2", "I1", "I10"],
    needs: "a queue, and a crash during a commit"
  }
]
