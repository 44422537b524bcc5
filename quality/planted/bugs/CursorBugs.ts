/**
 * Cursors that are sent twice though they move, or used though they are dead.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const resumption = "packages/core/src/engine/Resumption.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "moving-cursor-retried",
    title: "a cursor that moves is sent again though the provider may have acted",
    source: "retry of a scroll token after an ambiguous failure",
    wanted: { kinds: ["scroll"], families: ["wire"] },
    edits: [
      {
        file: "packages/core/src/resilience/ReadPolicy.ts",
        find: `    const mayReplay = replay === "safe" || error.processed === "no"`,
        replace: `    const mayReplay = replay === "safe" || error.processed !== "yes"`
      }
    ],
    oracles: ["I7", "I10", "I14"],
    needs: "a scroll whose answer is lost after it moved on"
  },
  {
    id: "open-intent-forgotten",
    title: "a run sends a moving cursor again that a run that died may have sent",
    source: "retry of a scroll token after an ambiguous failure",
    wanted: { kinds: ["scroll"], families: ["crash"] },
    edits: [
      {
        file: resumption,
        find: `      expired || previous.intent !== undefined`,
        replace: `      expired || (previous.intent !== undefined && previous.status === "failed")`
      }
    ],
    oracles: ["I7", "I10"],
    needs: "a crash while the request of a moving cursor is on its way"
  },
  {
    id: "failed-cursor-kept",
    title: "a moving cursor counts as not sent whatever its request failed with",
    source: "retry of a scroll token after an ambiguous failure",
    wanted: { kinds: ["scroll"], families: ["wire"] },
    edits: [
      {
        file: "packages/core/src/engine/PassWalk.ts",
        find: `        const kept = read.error.processed === "no" ? at(SweepText.encode(sweep), dies) : undefined`,
        replace: `        const kept = at(SweepText.encode(sweep), dies)`
      }
    ],
    oracles: ["I7", "I10"],
    needs: "a scroll whose answer can't be read, and a run afterwards"
  },
  {
    id: "life-from-answer",
    title: "a cursor's life is counted from the answer, and not from the sending",
    source: "ttl counted from the answer",
    wanted: { kinds: ["scroll", "continuation"], families: ["hang"] },
    edits: [
      {
        file: "packages/core/src/engine/PageIntake.ts",
        find: `PageReader.deadlineOf(context.stream.traversal.lifetime, page, answer.sentAt)`,
        replace: `PageReader.deadlineOf(
          context.stream.traversal.lifetime,
          page,
          answer.sentAt + (answer.exchanges.at(-1)?.latency ?? 0)
        )`
      }
    ],
    oracles: ["I12"],
    needs: "slow answers, and a request between the two deadlines"
  },
  {
    id: "dead-cursor-resumed",
    title: "a run goes on with a cursor that died while nothing ran",
    source: "expired cursor",
    wanted: { kinds: ["scroll"], families: ["throttle"] },
    edits: [
      {
        file: resumption,
        find: `(previous.expiresAt ?? Infinity) <= now || previous.updatedAt > now`,
        replace: `(previous.expiresAt ?? Infinity) <= Math.min(now, previous.updatedAt)`
      },
      {
        file: "packages/core/src/engine/PageReader.ts",
        find: `  const certain = stream.traversal.lifetime._tag !== "Stated"`,
        replace: `  const certain = stream.traversal.lifetime._tag === "Fixed"`
      }
    ],
    oracles: ["I12", "I7", "I10"],
    needs: "a run that comes after the cursor's life, and an expired cursor that is answered as the end"
  }
]
