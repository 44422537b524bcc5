import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Random } from "effect"
import { Redis } from "effect/persistence"
import * as MemoryLedger from "../../src/quota/MemoryLedger.ts"
import type { QuotaGateError } from "../../src/quota/QuotaGateError.ts"
import type { Confirmation, Granted, Ledger, QuotaRule, Rules } from "../../src/quota/QuotaLedger.ts"
import * as RedisLedger from "../../src/quota/RedisLedger.ts"
import * as RedisServer from "./RedisServer.ts"
import { stillClock } from "./VirtualTime.ts"

const int = Random.nextIntBetween
const oneOf = <A>(values: readonly [A, ...Array<A>]) => Random.choice(values)

const randomRules = Effect.gen(function* () {
  const quotas = yield* Effect.forEach(Array.from({ length: yield* int(0, 3) }), () =>
    Effect.gen(function* () {
      const rule: QuotaRule = {
        counting: yield* oneOf(["sliding", "fixed", "bucket"] as const),
        limit: yield* oneOf([3, 5, 7, 20, 100]),
        window: yield* oneOf([1000, 7000, 60_000, 3_600_000])
      }
      return rule
    })
  )
  const quiet = (yield* Random.nextBoolean)
    ? { from: yield* int(0, 1440), to: yield* int(0, 1440), factor: yield* oneOf([0.5, 0.3, 0.9, 1]) }
    : undefined
  const isFree = quiet === undefined || quiet.to - quiet.from !== 1440
  const rules: Rules = {
    account: "a",
    kind: yield* oneOf(["read", "search"]),
    weight: isFree ? yield* int(1, 3) : 1,
    quotas,
    spacing: yield* oneOf([0, 0, 40, 900]),
    ...(quiet !== undefined && { quiet })
  }
  return rules
})

type Confirm = Effect.Effect<Confirmation, QuotaGateError>
type Step = (ledger: Ledger) => Effect.Effect<unknown, QuotaGateError>

const sequence = (seed: number, steps: number) =>
  Effect.gen(function* () {
    const redis = yield* Redis.Redis
    const inRedis = RedisLedger.make(redis, {
      prefix: yield* RedisServer.newPrefix,
      now: "clock",
      timeout: Duration.hours(1)
    })
    const ledgers = [MemoryLedger.make(), inRedis] as const
    const waiting: Array<readonly [Confirm, Confirm]> = []
    const tags: Record<string, number> = {}
    const pool = yield* Effect.forEach(Array.from({ length: 4 }), () => randomRules)
    let now = Date.UTC(2030, 0, 1) + (yield* int(0, 86_400_000))
    let lastGrant = now
    const clock = stillClock(() => now)

    const both = Effect.fnUntraced(function* (what: string, step: Step) {
      const [memory, other] = yield* Effect.forEach(ledgers, (ledger) =>
        Effect.provideService(step(ledger), Clock.Clock, clock)
      )
      assert.deepStrictEqual(plain(other), plain(memory), `seed ${seed}: ${what}`)
      return [memory, other] as const
    })

    for (let step = 0; step < steps; step++) {
      now += yield* oneOf([0, 0, 1, 30, 400, 5000, 70_000])
      const chance = yield* int(0, 100)
      if (chance < 1) now -= yield* oneOf([500, 90_000, 86_400_000])
      if (chance < 60) {
        const rules = yield* oneOf([pool[0]!, ...pool.slice(1)])
        const maxWait = yield* oneOf([0, 100, 10_000, 3_600_000, Number.POSITIVE_INFINITY])
        const name = `step ${step}: admit ${JSON.stringify(rules)} within ${maxWait}`
        const results = yield* both(name, (ledger) => ledger.admit(rules, maxWait))
        const [memory, other] = results.map((result) => (isGranted(result) ? result : undefined))
        tags[tagOf(results[0])] = (tags[tagOf(results[0])] ?? 0) + 1
        if (memory !== undefined && other !== undefined) {
          lastGrant = memory.sentAfter
          if (memory.wait > 0) waiting.push([memory.confirm, other.confirm])
        }
      } else if (chance < 72 && waiting.length > 0) {
        const [index, when] = [yield* int(0, waiting.length - 1), yield* Random.nextBoolean]
        const pair = (when ? waiting.splice(index, 1)[0] : waiting[index])!
        yield* both(`step ${step}: confirm`, (ledger) => pair[ledger === inRedis ? 1 : 0])
      } else if (chance < 88) {
        const sentAfter = yield* oneOf([undefined, lastGrant, now, now - 3000])
        const how = yield* oneOf(["answered", "answered", "lost"] as const)
        yield* both(`step ${step}: ended`, (ledger) => ledger.ended("a", how, sentAfter))
      } else if (chance < 91) {
        const [wait, random] = [yield* oneOf([undefined, undefined, 0, 700, 30_000]), yield* Random.next]
        const sentAfter = yield* oneOf([undefined, lastGrant, now])
        yield* both(`step ${step}: throttled`, (ledger) => ledger.throttled("a", wait, random, sentAfter))
      } else if (chance < 92) {
        const wait = yield* oneOf([0, 3000, 40_000])
        yield* both(`step ${step}: pause`, (ledger) => ledger.pause("a", wait))
      } else {
        const readings = yield* Effect.forEach(Array.from({ length: yield* int(1, 3) }), () =>
          Effect.gen(function* () {
            return {
              name: yield* oneOf(["", "minute", 'hour \u{1F600} "x"']),
              remaining: yield* oneOf([0, 0.7, 3, 50, 1000]),
              reset: yield* oneOf([1, 900, 30_000, 600_000])
            }
          })
        )
        const kind = yield* oneOf(["read", "search"])
        yield* both(`step ${step}: observed`, (ledger) => ledger.observed("a", kind, readings))
      }
    }
    return tags
  }).pipe(Random.withSeed(`quota ${seed}`))

const isGranted = (result: unknown): result is Granted => tagOf(result) === "Granted"

const tagOf = (result: unknown): string =>
  typeof result === "object" && result !== null && "_tag" in result ? String(result._tag) : ""

const plain = (result: unknown): unknown =>
  typeof result === "object" && result !== null ? { ...result, confirm: undefined } : result

describe.skipIf(!RedisServer.isShared)("RedisLedger against MemoryLedger", () => {
  it.live(
    "decides the same in forty random sequences of a hundred and fifty steps",
    () =>
      Effect.gen(function* () {
        const totals: Record<string, number> = {}
        for (let seed = 1; seed <= 40; seed++) {
          for (const [tag, count] of Object.entries(yield* sequence(seed, 150)))
            totals[tag] = (totals[tag] ?? 0) + count
        }
        // Each decision was met often enough to be compared.
        for (const tag of ["Granted", "Later", "TooLong"]) assert.isAbove(totals[tag] ?? 0, 200, JSON.stringify(totals))
      }).pipe(Effect.provide(RedisServer.client, { local: true })),
    120_000
  )
})
