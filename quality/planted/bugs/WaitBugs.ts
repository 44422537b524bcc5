/**
 * Requests that come too early, too often, or never end.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const pageTry = "packages/core/src/resilience/PageTry.ts"
const readPolicy = "packages/core/src/resilience/ReadPolicy.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "retry-after-date-in-seconds",
    title: "the wait until a date is told in seconds and taken for milliseconds",
    source: "S10",
    wanted: { families: ["auth", "throttle"] },
    edits: [
      {
        file: "packages/core/src/resilience/RetryAfter.ts",
        find: `  until === undefined ? undefined : until - base`,
        replace: `  until === undefined ? undefined : Math.round((until - base) / 1000)`
      }
    ],
    oracles: ["I14"],
    needs: "a real client, and a Retry-After that is a date"
  },
  {
    id: "retry-after-shortened",
    title: "a wait of more than a minute is cut to a minute",
    source: "Retry-After shortened, as dlt does",
    edits: [
      {
        file: pageTry,
        find: `  const asked = error.retryAfter\n`,
        replace: `  const asked = error.retryAfter && Duration.min(error.retryAfter, Duration.minutes(1))\n`
      }
    ],
    oracles: ["I14"],
    needs: "throttles that ask for minutes"
  },
  {
    id: "pause-not-saved",
    title: "a pause is not saved when it begins, so that the next process does not know of it after a crash",
    source: "Retry-After shortened",
    wanted: { families: ["throttle", "crash"], without: ["store"] },
    edits: [
      {
        file: "packages/core/src/engine/RunContext.ts",
        find: `      log.pause(pausedTo)
      yield* save\n`,
        replace: `      log.pause(pausedTo)\n`
      }
    ],
    oracles: ["I14"],
    needs: "a throttle, and a crash while it is waited out"
  },
  {
    id: "slot-not-reserved",
    title: "a request that has to wait takes nothing from the quota",
    source: "S15",
    wanted: { families: ["quota"] },
    edits: [
      {
        file: "packages/core/src/quota/AccountLedger.ts",
        find: `  const ticket = Slot.take(state, lane, rules, at)`,
        replace: `  const ticket = because === undefined ? Slot.take(state, lane, rules, at) : state.tickets`
      }
    ],
    oracles: ["I15"],
    needs: "a quota that is used up"
  },
  {
    id: "weight-not-counted",
    title: "every request counts as one in a sliding window, whatever it weighs",
    source: "quota not reserved",
    wanted: { families: ["quota"] },
    edits: [
      {
        file: "packages/core/src/quota/Slot.ts",
        find: `  lane.total += rules.weight`,
        replace: `  lane.total += Math.min(1, rules.weight)`
      }
    ],
    oracles: ["I15"],
    needs: "pages that count as several requests"
  },
  {
    id: "half-open-unlimited",
    title: "an open breaker lets every waiting request try at once",
    source: "S16",
    wanted: { kinds: ["keyset", "pageNumber"], families: ["outage"] },
    edits: [
      {
        file: "packages/core/src/resilience/Breaker.ts",
        find: `              return Effect.delay(
                Effect.suspend(() => attempt(provider, request)),
                lookAgain
              )`,
        replace: `              return Effect.delay(request, lookAgain)`
      }
    ],
    oracles: ["I16"],
    needs: "an outage that opens the breaker, and several workers"
  },
  {
    id: "request-unbounded",
    title: "a request without a deadline of its own is waited for without end, and so is the breaker's probe",
    source: "breaker without probe bound",
    edits: [
      {
        file: pageTry,
        find: `const usualDeadline = Duration.seconds(60)`,
        replace: `const usualDeadline = Duration.infinity`
      }
    ],
    oracles: ["I13", "I16"],
    needs: "a request that is never answered"
  },
  {
    id: "too-many-tries",
    title: "a page is tried for as long as there is budget",
    source: "retries without bound",
    wanted: { families: ["outage"] },
    edits: [
      {
        file: readPolicy,
        find: `retries + 1 >= maxTries || !budget.take()`,
        replace: `retries + 1 >= maxTries && !budget.take()`
      }
    ],
    oracles: ["I14"],
    needs: "more failures in a row than retries"
  }
]
