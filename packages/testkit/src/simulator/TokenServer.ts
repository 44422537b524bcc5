/**
 * The token endpoint of a simulated provider, and the place where its clients keep their tokens: an OAuth server that renews by
 * refresh tokens and replaces each when what came with it is used; and a token store that outlives the processes.
 *
 * @since 0.1.0
 */
import { type TokenRecord, TokenStore } from "@innlet/core/credentials"
import { Effect, Redacted } from "effect"
import type { Choices } from "./Choices.ts"
import type { Entry } from "./History.ts"
import { type Machine, world } from "./Machine.ts"
import type { Plan } from "./Plan.ts"
import type { Process } from "./Process.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type TokenAnswer =
  | { readonly _tag: "Given"; readonly accessToken: string; readonly refreshToken: string; readonly expiresIn: number }
  | { readonly _tag: "Refused"; readonly status: 400 | 429 | 503; readonly wait: number | undefined }
  /** It got no answer. */
  | { readonly _tag: "Lost" }

/**
 * @category models
 * @since 0.1.0
 */
export interface TokenServer {
  /** A call of the token endpoint, over the wire and back. */
  readonly call: (process: Process, refreshToken: string) => Effect.Effect<TokenAnswer>
  /** Does the provider let a request with this access token in? It may have been revoked a moment ago. */
  readonly takes: (process: Process, accessToken: string) => boolean
  readonly store: (process: Process) => TokenStore.TokenStore["Service"]
  /** Nothing goes wrong any more. */
  readonly calm: () => void
}

/**
 * The refresh token that a client is configured with.
 *
 * @category constants
 * @since 0.1.0
 */
export const firstRefreshToken = "refresh-token-of-the-simulated-account"

const accessTokens = "access-token-of-the-simulated-account"

/**
 * @category constants
 * @since 0.1.0
 */
export const clientSecret = "client-secret-of-the-simulated-account"

/**
 * What none but the provider may get to see: every token begins with one of these.
 *
 * @category constants
 * @since 0.1.0
 */
export const secrets: ReadonlyArray<string> = [firstRefreshToken, accessTokens, clientSecret]

/** How long a client waits for another one that works with the tokens, and how often it looks; milliseconds. */
const patience = 45_000
const poll = 200

/** Answers come within it at last, on an average; milliseconds. */
const quick = 400

interface Grant {
  readonly refreshToken: string
  /** What came with it and has not been used. */
  renewed: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (machine: Machine, choices: Choices, plan: Plan, note: (entry: Entry) => void): TokenServer => {
  const life = choices.pick("plan", [600, 120, 240])
  const pace = choices.pick("plan", [5, 300])
  const living = new Map<string, { readonly expiresAt: number; readonly grant: Grant }>()
  const grants = new Map<string, Grant>([[firstRefreshToken, { refreshToken: firstRefreshToken, renewed: false }]])
  let calls = 0
  let troubles = 0
  let isCalm = false
  const latency = () => (isCalm ? Math.min(plan.latency, quick) : plan.latency)

  const trouble = (probability: number): boolean => {
    if (isCalm || !plan.has("auth") || troubles >= plan.faults || !choices.chance("wire", probability)) return false
    troubles += 1
    return true
  }

  /** Only a token that is used shows that its answer has arrived, so until then the old grant holds too. */
  const use = (grant: Grant): void => {
    if (grant.renewed) return
    grant.renewed = true
    for (const [token, other] of grants) if (other !== grant) grants.delete(token)
  }

  const give = (call: number, refreshToken: string): TokenAnswer => {
    const grant = grants.get(refreshToken)
    if (grant === undefined) return { _tag: "Refused", status: 400, wait: undefined }
    const next: Grant = { refreshToken: `${firstRefreshToken}-${call}`, renewed: false }
    grants.set(next.refreshToken, next)
    const accessToken = `${accessTokens}-${call}`
    living.set(accessToken, { expiresAt: machine.now() + life * 1000, grant: next })
    return { _tag: "Given", accessToken, refreshToken: next.refreshToken, expiresIn: life }
  }

  const records = new Map<string, TokenRecord.TokenRecord>()
  /** One that came of a refusal and was refused without having been taken would be the last until it expires. */
  const isLast = (accessToken: string): boolean =>
    [...records.values()].some(
      ({ token }) =>
        token !== undefined && token.forced && !token.accepted && Redacted.value(token.value) === accessToken
    )
  let holder: Process | undefined

  const load = (account: string) => Effect.sync(() => records.get(account))
  return {
    call: (process, refreshToken) =>
      Effect.callback<TokenAnswer>((resume) => {
        const call = (calls += 1)
        note({ _tag: "TokenAsked", process: process.id, call })
        const fault = trouble(0.15) ? choices.int("wire", 4) + 1 : 0
        const there = machine.now() + 1 + choices.wait("wire", latency(), latency() * 10)
        const back = there + 1 + choices.wait("wire", fault === 4 ? 10_000 : latency(), 25_000)
        let answer: TokenAnswer = { _tag: "Lost" }
        machine.at(there, world, () => {
          const given: TokenAnswer =
            fault === 2
              ? { _tag: "Refused", status: 503, wait: undefined }
              : fault === 3
                ? { _tag: "Refused", status: 429, wait: 30 }
                : give(call, refreshToken)
          if (given._tag === "Given")
            note({
              _tag: "TokenGiven",
              call,
              token: given.accessToken,
              expiresAt: machine.now() + life * 1000,
              life: life * 1000
            })
          if (fault !== 1) answer = given
        })
        const cancel = machine.at(back, process, () => {
          note({ _tag: "TokenAnswered", call, answer: answer._tag })
          resume(Effect.succeed(answer))
        })
        return Effect.sync(() => {
          note({ _tag: "TokenAnswered", call, answer: "Lost" })
          cancel()
        })
      }),
    takes: (process, accessToken) => {
      const token = living.get(accessToken)
      let taken = token !== undefined && token.expiresAt > machine.now()
      if (token !== undefined && taken && !isLast(accessToken) && trouble(0.06)) {
        note({ _tag: "Trouble", what: `${accessToken} is revoked` })
        living.delete(accessToken)
        taken = false
      }
      if (token !== undefined && taken) use(token.grant)
      note({ _tag: "TokenUsed", process: process.id, token: accessToken, taken })
      return taken
    },
    store: (process) => {
      const take = (waited: number): Effect.Effect<void, TokenStore.TokenStoreError> =>
        Effect.suspend(() => {
          // The system lets go of what a dead process held.
          if (holder === undefined || holder.state() === "dead") {
            holder = process
            return Effect.void
          }
          return waited < patience
            ? Effect.andThen(Effect.sleep(poll), take(waited + poll))
            : new TokenStore.TokenStoreError({ why: "busy", detail: "another process works with the tokens" })
        })
      return TokenStore.TokenStore.of({
        load,
        exclusively: (account, use) =>
          Effect.acquireUseRelease(
            take(0),
            () =>
              use({
                load: load(account),
                save: (record) =>
                  // It takes its time, as a disk does.
                  Effect.andThen(
                    Effect.sleep(1 + choices.wait("store", pace, 20 * pace)),
                    Effect.sync(() => {
                      records.set(account, record)
                      note({
                        _tag: "TokenKept",
                        process: process.id,
                        token: record.token === undefined ? undefined : Redacted.value(record.token.value)
                      })
                    })
                  )
              }),
            () =>
              Effect.sync(() => {
                if (holder === process) holder = undefined
              })
          )
      })
    },
    calm: () => {
      isCalm = true
    }
  }
}
