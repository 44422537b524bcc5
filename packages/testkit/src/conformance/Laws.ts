/**
 * Every law, in the order in which they are run.
 *
 * @since 0.1.0
 */
import type { Law } from "./Law.ts"
import * as Answers from "./laws/failure/Answers.ts"
import * as Syncs from "./laws/failure/Syncs.ts"
import * as Changes from "./laws/honesty/Changes.ts"
import * as HonestCursors from "./laws/honesty/Cursors.ts"
import * as Ends from "./laws/honesty/Ends.ts"
import * as Orders from "./laws/honesty/Orders.ts"
import * as Completeness from "./laws/reading/Completeness.ts"
import * as Cost from "./laws/reading/Cost.ts"
import * as Independence from "./laws/reading/Independence.ts"
import * as Partitions from "./laws/reading/Partitions.ts"
import * as Decodes from "./laws/record/Decodes.ts"
import * as Exactness from "./laws/record/Exactness.ts"
import * as Letters from "./laws/record/Letters.ts"
import * as Versions from "./laws/record/Versions.ts"
import * as BadCursors from "./laws/resumption/BadCursors.ts"
import * as Cursors from "./laws/resumption/Cursors.ts"
import * as CutRuns from "./laws/resumption/CutRuns.ts"
import * as Queues from "./laws/resumption/Queues.ts"
import * as Hostile from "./laws/security/Hostile.ts"
import * as Origins from "./laws/security/Origins.ts"
import * as Secrets from "./laws/security/Secrets.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const all: ReadonlyArray<Law> = [
  ...Completeness.laws,
  ...Independence.laws,
  ...Partitions.laws,
  ...Cost.laws,
  ...Cursors.laws,
  ...CutRuns.laws,
  ...BadCursors.laws,
  ...Queues.laws,
  ...Answers.laws,
  ...Syncs.laws,
  ...Decodes.laws,
  ...Letters.laws,
  ...Versions.laws,
  ...Exactness.laws,
  ...Ends.laws,
  ...HonestCursors.laws,
  ...Orders.laws,
  ...Changes.laws,
  ...Secrets.laws,
  ...Origins.laws,
  ...Hostile.laws
]
