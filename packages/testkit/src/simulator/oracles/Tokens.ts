/**
 * What is promised of tokens, where a run has any.
 *
 * @since 0.1.0
 */
import type { Entry, History, Timed } from "../History.ts"
import type { Found, Oracle } from "./Oracle.ts"

/** As `HttpWire` asks the engine for. */
const maxCalls = { count: 20, window: 3_600_000 }

/**
 * So long before a token expires at the provider it may be renewed: five minutes, or half of its life where that is shorter, and
 * some time for the way of its answer.
 */
const renewedBefore = (life: number): number => Math.min(300_000, life / 2) + 45_000

/**
 * One call at a time, none without need, none too many; a token is kept before it is used, and after a refusal there is one more.
 *
 * @category oracles
 * @since 0.1.0
 */
export const I17: Oracle = {
  name: "I17",
  invariant:
    "One token call is in flight at a time, and none is made without need; a token is kept before it is used; an accepted token " +
    "that is refused is renewed once.",
  check: (history) => [
    ...together(history),
    ...needless(history),
    ...tooMany(history),
    ...unkept(history),
    ...givenUp(history)
  ]
}

type Tagged<Tag extends Entry["_tag"]> = Extract<Timed, { readonly _tag: Tag }>

const together = ({ entries }: History): ReadonlyArray<Found> => {
  const inFlight = new Map<number, number>()
  const found: Array<Found> = []
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "TokenAnswered") inFlight.delete(entry.call)
    if (entry._tag === "Killed" || entry._tag === "Ended")
      for (const [call, by] of inFlight) if (by === entry.process) inFlight.delete(call)
    if (entry._tag !== "TokenAsked") continue
    inFlight.set(entry.call, entry.process)
    if (inFlight.size > 1) found.push({ moment, detail: `${inFlight.size} token calls are in flight at once` })
  }
  return found
}

/** A kept token is renewed when it is due, when it was refused, and when the call before brought none. */
const needless = ({ entries, plan }: History): ReadonlyArray<Found> => {
  // A clock that jumps makes every token look old.
  if (plan.has("clock")) return []
  const given = new Map<string, Tagged<"TokenGiven">>()
  const refused = new Set<string>()
  const found: Array<Found> = []
  let kept: string | undefined
  let isKept = false
  // A token's life is counted from before its call, so that to one who stood still meanwhile it is old when it comes.
  const slept = new Set<number>()
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "Resumed") slept.add(entry.process)
    if (entry._tag === "TokenGiven") given.set(entry.token, entry)
    if (entry._tag === "TokenUsed" && !entry.taken) refused.add(entry.token)
    if (entry._tag === "TokenKept" && entry.token !== kept) {
      kept = entry.token
      isKept = true
    }
    if (entry._tag !== "TokenAsked") continue
    const token = kept === undefined ? undefined : given.get(kept)
    const isGood =
      token !== undefined &&
      !refused.has(token.token) &&
      entry.at < token.expiresAt - renewedBefore(token.life) &&
      isKept
    if (isGood && !slept.has(entry.process)) {
      found.push({ moment, detail: `${token.token} is renewed ${token.expiresAt - entry.at} ms before it expires` })
    }
    isKept = false
  }
  return found
}

const tooMany = ({ entries, plan }: History): ReadonlyArray<Found> => {
  if (plan.has("clock")) return []
  const found: Array<Found> = []
  const calls: Array<number> = []
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag !== "TokenAsked") continue
    calls.push(entry.at)
    const before = calls.at(-maxCalls.count - 1)
    if (before !== undefined && entry.at - before < maxCalls.window) {
      found.push({ moment, detail: `${maxCalls.count + 1} token calls within ${entry.at - before} ms` })
    }
  }
  return found
}

const unkept = ({ entries }: History): ReadonlyArray<Found> => {
  const kept = new Set<string>()
  const found: Array<Found> = []
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "TokenKept" && entry.token !== undefined) kept.add(entry.token)
    if (entry._tag === "TokenUsed" && !kept.has(entry.token)) {
      found.push({ moment, detail: `process ${entry.process} uses ${entry.token} before it is kept` })
    }
  }
  return found
}

/**
 * A process that ends for want of a token, though a good one was refused and nobody asked for another from then on.
 */
const givenUp = ({ entries }: History): ReadonlyArray<Found> => {
  const good = new Set<string>()
  const refused = new Map<number, string>()
  const barred = new Set<number>()
  const found: Array<Found> = []
  for (const [moment, entry] of entries.entries()) {
    switch (entry._tag) {
      case "TokenUsed":
        if (entry.taken) good.add(entry.token)
        else if (good.has(entry.token) && !refused.has(entry.process)) refused.set(entry.process, entry.token)
        continue
      case "TokenAsked":
        for (const process of refused.keys()) barred.add(process)
        continue
      case "Ended": {
        const token = refused.get(entry.process)
        if (token !== undefined && !barred.has(entry.process) && isForWantOfToken(entry)) {
          found.push({
            moment,
            detail: `process ${entry.process} gives up since ${token} was refused, and asks for no other`
          })
        }
      }
    }
  }
  return found
}

const isForWantOfToken = (ended: Tagged<"Ended">): boolean =>
  ended.how === "report" &&
  ended.report.streams.some(
    ({ outcome }) =>
      outcome._tag === "Failed" &&
      outcome.error._tag === "ConnectorError" &&
      outcome.error.reason._tag === "AuthenticationFailed"
  )
