/**
 * The ledger of many processes, in Redis 5 or later.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import { Redis } from "effect/persistence"
import { QuotaGateError } from "./QuotaGateError.ts"
import type * as QuotaLedger from "./QuotaLedger.ts"
import { lua } from "./RedisScript.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Begins every key. */
  readonly prefix: string
  /** Whose time counts. */
  readonly now: "redis" | "clock"
  /** How long Redis may take for one answer. */
  readonly timeout: Duration.Duration
}

type Answer = ReadonlyArray<string>

const script = Redis.script(
  (keys: ReadonlyArray<string>, operation: string, now: string, argument: string) => [
    ...keys,
    operation,
    now,
    argument
  ],
  { lua, numberOfKeys: (keys) => keys.length }
).withReturnType<Answer>()

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (redis: Redis.Redis["Service"], options: Options): QuotaLedger.Ledger => {
  const evaluate = redis.eval(script)
  const now =
    options.now === "redis" ? Effect.succeed("") : Effect.map(Clock.currentTimeMillis, (at) => `${Math.floor(at)}`)

  const run = (operation: string, account: string, kind: string | undefined, argument: object) => {
    // The braces keep an account's keys together in a cluster.
    const key = `${options.prefix}{${encodeURIComponent(account.toWellFormed())}}`
    const keys = kind === undefined ? [key] : [key, `${key}:slots`, `${key}:${kind}`, `${key}:${kind}:log`]
    return Effect.flatMap(now, (at) => evaluate(keys, operation, at, JSON.stringify(argument))).pipe(
      Effect.timeout(options.timeout),
      Effect.mapError((error) => unavailable(options.prefix, error))
    )
  }

  const confirm = (rules: QuotaLedger.Rules, at: number, ticket: number) =>
    Effect.map(run("confirm", rules.account, rules.kind, { at, ticket }), ([tag, time]): QuotaLedger.Confirmation => {
      if (tag === "Early") return { _tag: "Early", wait: Number(time) }
      return tag === "Send" ? { _tag: "Send", late: Number(time) } : { _tag: "Back" }
    })

  return {
    admit: ({ account, kind, ...rules }, maxWait) =>
      Effect.map(
        // JSON knows no infinity.
        run("admit", account, kind, { ...rules, maxWait: Math.min(maxWait, Number.MAX_SAFE_INTEGER) }),
        ([tag, time, why, at, ticket, sentAfter]): QuotaLedger.Decision => {
          const because = becauseOf(why)
          if (tag === "Granted") {
            return {
              _tag: "Granted",
              wait: Number(time),
              because,
              sentAfter: Number(sentAfter),
              confirm: confirm({ account, kind, ...rules }, Number(at), Number(ticket))
            }
          }
          return tag === "Later"
            ? { _tag: "Later", wait: Number(time), because: because ?? "quota" }
            : { _tag: "TooLong", resumeAt: Number(time), because: because ?? "quota" }
        }
      ),
    throttled: (account, wait, chance, sentAfter) =>
      Effect.map(run("throttled", account, undefined, { wait, chance, sentAfter }), ([time]) => Number(time)),
    pause: (account, wait) => Effect.asVoid(run("pause", account, undefined, { wait })),
    ended: (account, how, sentAfter) => Effect.asVoid(run("ended", account, undefined, { how, sentAfter })),
    observed: (account, kind, readings) => Effect.asVoid(run("observed", account, kind, { readings }))
  }
}

/**
 * What a failure of Redis comes to.
 *
 * @category errors
 * @since 0.1.0
 */
export const unavailable = (prefix: string, error: unknown): QuotaGateError =>
  new QuotaGateError({
    reason: "StoreUnavailable",
    detail:
      `Redis, which holds the quotas under "${prefix}", failed: ${problemOf(error)}. Nothing is sent without it: ` +
      `start it or mend its address, or let each process keep its share of the quotas with onFailure "local".`
  })

/** The innermost message, on one line. */
const problemOf = (error: unknown): string => {
  let problem = error
  for (let depth = 0; depth < 5; depth++) {
    if (!(problem instanceof Error) || problem.cause === undefined) break
    problem = problem.cause
  }
  const message = problem instanceof Error ? problem.message || problem.name : String(problem)
  const code = problem instanceof Error && "code" in problem ? ` (${String(problem.code)})` : ""
  return `${message}${message.includes(code.slice(2, -1)) ? "" : code}`.replaceAll(/\s+/g, " ").slice(0, 300)
}

const becauseOf = (text: string | undefined): QuotaLedger.Because | undefined =>
  text === "quota" || text === "pause" || text === "probe" ? text : undefined
