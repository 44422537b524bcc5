/**
 * That a cursor which is no good any more says so, and is never taken for the end of the list.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import type { Opened } from "../../Bench.ts"
import * as Keys from "../../Keys.ts"
import { Broken, type Facts, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Pull from "../../Pull.ts"
import * as Walker from "../../Walker.ts"

/**
 * Of tokens only: any number is an offset, and any text a key.
 *
 * @category laws
 * @since 0.1.0
 */
export const broken: Law = {
  name: "refuses a broken cursor and never takes it for the end",
  group: "resumption",
  appliesTo: ({ stream: { traversal } }) =>
    traversal.cursor === "continuation" || traversal.cursor === "scroll" || traversal.cursor === "opaqueOffset",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { traversal } = opened.stream
    const reads = yield* Pages.walked(opened)
    const named = reads.find(({ next }) => next !== undefined)
    if (named === undefined || typeof named.next !== "string") return
    for (const cursor of damaged(named.next)) {
      const asked = { partition: named.partition, cursor, page: named.page + 1 }
      const tried = yield* Effect.result(Walker.attempt(opened, yield* opened.again, asked))
      const what = `the cursor "${cursor.slice(0, 40)}"`
      if (tried._tag === "Success") {
        const { evidence, next } = tried.success
        const status = opened.wire.sent.at(-1)?.answer?.status ?? 0
        // Where the provider answers a cursor that it does not know letter for letter as it answers the end, who could tell?
        const coded = status < 400 && evidence.some((sign) => sign.startsWith("code:") && traversal.end.includes(sign))
        if (next !== undefined || coded) continue
        return yield* new Broken({ detail: `${what} is taken for the end`, ...Walker.at(asked) })
      }
      // One that can't even be decoded is refused before it is sent.
      if (tried.failure._tag === "Broken") continue
      const { reason } = tried.failure
      if (reason._tag === "AuthenticationFailed" || reason._tag === "AccessDenied") {
        return yield* new Broken({ detail: `${what} is a ${reason._tag}, which it is not`, ...Walker.at(asked) })
      }
    }
  })
}

/** Cut, turned around, of nobody, and empty. */
const damaged = (cursor: string): ReadonlyArray<string> => {
  const cut = cursor.slice(0, Math.max(1, Math.floor(cursor.length / 2)))
  return [...new Set([cut, cursor.split("").toReversed().join(""), "no-such-cursor"])].filter((text) => text !== cursor)
}

const mortal = ({ stream: { traversal } }: Facts): boolean =>
  traversal.lifetime._tag !== "Unlimited" && traversal.cursor !== "offset"

/**
 * @category laws
 * @since 0.1.0
 */
export const dead: Law = {
  name: "tells a dead cursor, so that its walk can begin again",
  group: "resumption",
  appliesTo: mortal,
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const [partition] = yield* Walker.partsOf(opened)
    if (partition === undefined) return
    const [first] = yield* Walker.walk(opened, partition, { pages: 1 })
    if (first?.next === undefined) return
    yield* Effect.sleep(Duration.millis(lifeOf(opened, first) + 1000))
    const asked = { partition, cursor: first.next, page: 2 }
    const tried = yield* Effect.result(Walker.attempt(opened, opened, asked))
    if (tried._tag === "Success") {
      const status = opened.wire.sent.at(-1)?.answer?.status ?? 0
      if (status < 400) return
      const detail = `a cursor past its life was refused with status ${status}, and is taken for a page`
      return yield* new Broken({ detail, ...Walker.at(asked) })
    }
    if (tried.failure._tag === "Broken") return yield* tried.failure
    const { reason } = tried.failure
    if (reason._tag === "CursorRejected") return
    const detail = `a cursor past its life is a ${reason._tag} (${reason.detail}), after which no walk begins again`
    return yield* new Broken({ detail, ...Walker.at(asked) })
  })
}

/** No cursor of a provider that does not say how long it lives is known to live longer; milliseconds. */
const unsaid = 86_400_000

/** How long the cursor of the next page lives from now on; milliseconds. */
const lifeOf = ({ stream }: Opened, { askedAt, expiresAt }: Walker.Read): number => {
  const { lifetime } = stream.traversal
  if (lifetime._tag === "Fixed" || lifetime._tag === "Sliding") return Duration.toMillis(lifetime.ttl)
  return expiresAt === undefined ? unsaid : Math.max(0, expiresAt - askedAt)
}

/**
 * @category laws
 * @since 0.1.0
 */
export const outlived: Law = {
  name: "ends with every row after a pause longer than its cursors live",
  group: "resumption",
  appliesTo: mortal,
  check: Effect.fnUntraced(function* (bench) {
    const expected = yield* Pull.undisturbed(yield* bench.open())
    const opened = yield* bench.open()
    const [first] = yield* Walker.walkAll(yield* bench.open(), { pages: 1 })
    const kept = yield* Pull.store
    yield* Pull.run(opened, opened, kept, { cutAfter: 1 })
    yield* Effect.sleep(Duration.millis((first === undefined ? 0 : lifeOf(opened, first)) + 1000))
    const report = yield* Pull.run(opened, yield* opened.again, kept)
    if (report?.outcome._tag !== "Completed") {
      return yield* new Broken({ page: 2, detail: `it does not complete: ${Pull.outcomeOf(report)}` })
    }
    const different = Keys.difference(expected.keys, (yield* Pull.storedIn(opened, kept)).keys)
    if (different !== undefined) return yield* new Broken({ page: 2, detail: different.detail })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [broken, dead, outlived]
