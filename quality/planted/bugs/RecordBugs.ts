/**
 * Records that are dropped, taken for others, or replaced by older ones.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const recordDecoder = "packages/core/src/engine/RecordDecoder.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "falsy-key-dropped",
    title: "a record with an id of 0 or of no characters is passed over",
    source: "S7",
    edits: [
      {
        file: recordDecoder,
        find: `      const record = result.success as Row["record"]`,
        replace: `      const record = result.success as Row["record"]
      if (table.key.some(({ field }) => !record[field])) continue`
      }
    ],
    oracles: ["I6", "I10"],
    needs: "a record with the id 0"
  },
  {
    id: "oldest-of-page-kept",
    title: "of the records with one key in a page the oldest is the row",
    source: "S8",
    wanted: { families: ["bad", "volatile"] },
    edits: [
      {
        file: recordDecoder,
        find: `order(rows[at]!, rows[other]!) >= 0))`,
        replace: `order(rows[at]!, rows[other]!) <= 0))`
      }
    ],
    oracles: ["I4", "I3"],
    needs: "one key twice in a page, in two versions"
  },
  {
    id: "older-version-replaces",
    title: "what was observed later stands, though its version is older",
    source: "S8",
    edits: [
      {
        file: "packages/core/src/store/Precedence.ts",
        find: `      order(version, observedAt, standing.version, standing.confirmedAt) ||
      observedAt - standing.confirmedAt ||`,
        replace: `      observedAt - standing.confirmedAt ||
      order(version, observedAt, standing.version, standing.confirmedAt) ||`
      }
    ],
    oracles: ["I4", "I1"],
    needs: "an older version that is served after a newer one"
  },
  {
    id: "ambiguous-records-dropped",
    title: "records of a page that contradict each other are dropped without a letter",
    source: "dead letter dropped",
    wanted: { families: ["bad", "volatile"] },
    edits: [
      {
        file: recordDecoder,
        find: `    for (const at of unclear) refuse(positions[at]!, rows[at]!.raw, [ambiguous], rows[at]!.identity)\n`,
        replace: ``
      }
    ],
    oracles: ["I6", "I23"],
    needs: "one key twice in a page, with nothing to tell which is newer"
  },
  {
    id: "repeats-not-counted",
    title: "records that a page holds twice are in no count",
    source: "count not conserved",
    edits: [
      {
        file: "packages/core/src/engine/PageCommitter.ts",
        find: `          unchanged: decoded.repeated,\n`,
        replace: ``
      }
    ],
    oracles: ["I6"],
    needs: "one record twice in a page"
  },
  {
    id: "letters-by-issue",
    title: "a dead letter's hash is one of what is wrong with it, so that bad records of one kind are one letter",
    source: "S17",
    edits: [
      {
        file: "packages/core/src/engine/LetterWriter.ts",
        find: `    hash: Precedence.digestOf(raw),`,
        replace: `    hash: Precedence.digestOf(JSON.stringify(issues)),`
      }
    ],
    oracles: ["I23"],
    needs: "several malformed records"
  },
  {
    id: "secret-in-letter",
    title: "a dead letter keeps a password as it came",
    source: "secrets in dead letters",
    edits: [
      {
        file: "packages/core/src/engine/LetterWriter.ts",
        find: `const suspicious = /passw|secret`,
        replace: `const suspicious = /secret`
      }
    ],
    oracles: ["I24", "I23"],
    needs: "a malformed record with a password in it"
  }
]
