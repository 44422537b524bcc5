/**
 * Segments that are data before a commit lists them.
 */
import type { PlantedBug } from "../PlantedBug.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "segment-named-before-commit",
    title: "a segment has its final name before the commit that lists it",
    source: "unlisted segment read",
    world: "segments",
    edits: [
      {
        file: "packages/core/src/store/NdjsonRows.ts",
        find: `SegmentFile.write(join(path, SegmentName.unfinished(file)), [`,
        replace: `SegmentFile.write(join(path, file), [`
      }
    ],
    oracles: ["I2", "I13"],
    needs: "a crash between a segment and its listing"
  }
]
