/**
 * Which dead letters a command line means: by the beginnings of their ids, or by their streams.
 *
 * @since 0.1.0
 */
import type { DeadLetter, SyncStore } from "@innlet/core/contract"
import { Effect } from "effect"
import type { HostConfig } from "./HostConfig.ts"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import * as Target from "./Target.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Named {
  /** Beginnings of ids. */
  readonly ids: ReadonlyArray<string>
  readonly targets: ReadonlyArray<Target.Target>
}

const form = /^[0-9a-f]{1,32}$/

/**
 * Tells ids from streams; what the configuration calls a connector is one.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = Effect.fnUntraced(function* (
  words: ReadonlyArray<string>,
  { connectors }: Pick<HostConfig, "connectors">
): Effect.fn.Return<Named, HostFailure> {
  const isId = (word: string) => form.test(word) && !Object.hasOwn(connectors, word)
  const ids = words.filter(isId)
  const targets = yield* Target.parse(words.filter((word) => !isId(word)))
  if (ids.length > 0 && targets.length > 0) {
    return yield* usage(`${words.join(" ")}: Expected either ids of dead letters or streams`)
  }
  return { ids, targets }
})

/**
 * The one letter whose id begins so.
 *
 * @category getters
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  store: SyncStore.SyncStore["Service"],
  id: string
): Effect.fn.Return<DeadLetter.StoredDeadLetter, HostFailure | SyncStore.StoreError> {
  if (!form.test(id)) return yield* usage(`${id}: Expected the beginning of a dead letter's id, such as 3f9a0c`)
  const [letter, ...others] = yield* store.deadLetters({ id, limit: 3 })
  if (letter === undefined) return yield* failed(`${id}: there is no dead letter with this id`)
  if (others.length === 0) return letter
  const some = [letter, ...others].map((one) => one.id.slice(0, Math.max(12, id.length + 4)))
  return yield* usage(`${id}: several dead letters have an id that begins so, such as ${some.join(", ")}`)
})
