/**
 * Mistakes that the simulator found in the engine, put back. Each has a run that was made small and kept, in which it shows again.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const source = "found by the simulator"
const pageTry = "packages/core/src/resilience/PageTry.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "pause-by-the-clock",
    title: "a clock that is set forward ends a pause before its time",
    source,
    edits: [
      {
        file: "packages/core/src/quota/AccountState.ts",
        find: `(elapsed === undefined ? Math.max(0, moved) : elapsed - state.elapsed)`,
        replace: `Math.max(0, moved)`
      }
    ],
    wanted: { families: ["clock", "throttle"] },
    oracles: ["I14", "I15"],
    needs: "a clock that is set forward while the account is paused"
  },
  {
    id: "late-slot-used",
    title: "requests that waited for one token go out together, late for their slots",
    source,
    edits: [
      {
        file: "packages/core/src/resilience/TryObserver.ts",
        find: `now - slot <= Admission.grace || ++late > Admission.mostLate`,
        replace: `now - slot <= Admission.grace || ++late > 0`
      }
    ],
    wanted: { families: ["auth", "quota"] },
    oracles: ["I15"],
    needs: "a slow token call that several requests wait for"
  },
  {
    id: "replay-through-open-circuit",
    title: "a request that is sent again after a refused token goes through a circuit that has opened meanwhile",
    source,
    edits: [
      {
        file: pageTry,
        find: `    open === undefined ? Effect.void : Effect.fail(openedMeanwhile)`,
        replace: `    open === undefined || true ? Effect.void : Effect.fail(openedMeanwhile)`
      }
    ],
    wanted: { families: ["outage", "auth"] },
    oracles: ["I16"],
    needs: "a refused token while other requests fail"
  },
  {
    id: "dead-cursor-after-token",
    title: "a cursor dies while a token is waited for, and is sent all the same",
    source,
    edits: [
      {
        file: pageTry,
        find: `      if (options.expiresAt !== undefined && now >= options.expiresAt) {
        return yield*`,
        replace: `      if (options.expiresAt !== undefined && now >= options.expiresAt && false) {
        return yield*`
      }
    ],
    wanted: { kinds: ["scroll"], families: ["auth"] },
    oracles: ["I12"],
    needs: "a slow token call at the end of a cursor's life"
  },
  {
    id: "stray-link-kept",
    title: "a link to another host, once committed, stops its stream for ever",
    source,
    edits: [
      {
        file: "packages/core/src/engine/PassWalk.ts",
        find: `read.error.reason._tag === "OriginRefused" && traversal.cursor !== "offset"`,
        replace: `read.error.reason._tag === "OriginRefused" && traversal.cursor === "offset"`
      }
    ],
    wanted: { kinds: ["link"], families: ["foreign"] },
    oracles: ["I13"],
    needs: "a link that leads to another host"
  },
  {
    id: "call-counted-too-early",
    title: "a token call counts from before it was made, so that one too many fits into the hour",
    source,
    edits: [
      {
        file: "packages/core/src/credentials/TokenPlan.ts",
        find: `const noteAhead = 30_000`,
        replace: `const noteAhead = 0`
      }
    ],
    wanted: { families: ["auth"] },
    oracles: ["I17"],
    needs: "a token call that is slow to leave, and many of them"
  },
  {
    id: "page-again-proven",
    title: "a keyset list is proven though a page of it came again in the place of another",
    source,
    edits: [
      {
        file: "packages/core/src/pagination/Sweep.ts",
        find: `return cameAgain(plan, walk) ?? judgeOnePass(plan)`,
        replace: `return judgeOnePass(plan)`
      }
    ],
    wanted: { kinds: ["keyset"], families: ["wire"], without: ["volatile"] },
    oracles: ["I10"],
    needs: "an answer that holds the records of a page before"
  },
  {
    id: "probe-waited-through-pause",
    title: "a request that waited for another's probe goes out although that probe had the account paused",
    source,
    edits: [
      {
        file: pageTry,
        find: `    mayGiveUp && now - admitted.slot > Admission.grace`,
        replace: `    mayGiveUp && false && now - admitted.slot > Admission.grace`
      }
    ],
    wanted: { families: ["outage", "throttle"] },
    oracles: ["I14", "I15"],
    needs: "a half-open breaker whose probe is throttled while others wait"
  },
  {
    id: "shorter-pause-kept",
    title: "of two processes at once, one puts its pause in the place of the longer one that the other was told of",
    source,
    edits: [
      {
        file: "packages/core/src/store/SqlHealth.ts",
        find: `keepPause(known, paused_until)`,
        replace: `keepPause(known, 0 * paused_until)`
      }
    ],
    wanted: {
      families: ["volatile", "twin", "throttle"],
      without: ["store", "zombie", "clock", "stall", "upgrade"]
    },
    oracles: ["I14"],
    needs: "two processes at once, each told to wait for a time of its own"
  }
]
