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
  }
]
