/**
 * Bugs that no simulation of one engine on SQLite shows, each with the test that does.
 */
import type { TestedBug } from "../PlantedBug.ts"

export const bugs: ReadonlyArray<TestedBug> = [
  {
    id: "restarted-pass-accounted-twice",
    title: "the account of a pass that begins again goes on from the one before",
    source: "ledger of a restarted pass kept",
    edits: [
      {
        file: "packages/core/src/contract/Ledger.ts",
        find: `  passes: ledger.passes.filter((account) => account.pass !== pass)
})`,
        replace: `  passes: ledger.passes.map((account) => (account.pass === pass ? { ...account, newKeys: null } : account))
})`
      }
    ],
    needs:
      "a reader of the ledger, which tells people what a verdict rests on: oracles look at rows, letters and checkpoints",
    test: "packages/core/test/contract/Ledger.test.ts"
  },
  {
    id: "one-anchor-suffices",
    title:
      "a record that left the list and came back at its end is taken for the place where the pages before it ended",
    source: "found by the simulator",
    edits: [
      {
        file: "packages/core/src/pagination/Anchors.ts",
        find: `  return back < 2 || others.length === 0 || others.some((key) => known.has(key))`,
        replace: `  return true`
      }
    ],
    needs:
      "a stable order in which a record comes back at the end, which the simulator's lists no longer do: what comes back stands where it stood",
    test: "packages/core/test/pagination/Anchors.test.ts"
  }
]
