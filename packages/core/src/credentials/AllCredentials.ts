/**
 * Several credentials at once, such as a bearer token and a partner id.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { type Credentials, type InvalidCredentials, refuse, type Signed } from "./Credentials.ts"
import * as Secret from "./Secret.ts"

/**
 * Adds all of them, in order. After a 401 each that can be renewed is. Two that set the same header or parameter are
 * refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const all = (parts: ReadonlyArray<Credentials>): Effect.Effect<Credentials, InvalidCredentials> => {
  const headers = parts.flatMap((part) => part.secretNames.headers)
  const params = parts.flatMap((part) => part.secretNames.params)
  const twice = firstTwice(headers) ?? firstTwice(params)
  return twice === undefined
    ? Effect.sync(() => make(parts, { headers, params }))
    : refuse("two of the credentials", `set ${twice}, which can be set once`)
}

const firstTwice = (names: ReadonlyArray<string>): string | undefined =>
  names.find((name, at) => names.indexOf(name) !== at)

const make = (parts: ReadonlyArray<Credentials>, secretNames: Credentials["secretNames"]): Credentials => {
  // Each combination of the parts' generations is a generation of the whole.
  const combinations = new Map<string, number>()
  const known = new Map<number, ReadonlyArray<number>>()
  const generationOf = (generations: ReadonlyArray<number>): number => {
    const combination = generations.join()
    const generation = combinations.get(combination) ?? combinations.size
    combinations.set(combination, generation)
    known.set(generation, generations)
    return generation
  }
  const each = <A, E>(whole: Signed, use: (part: Credentials, signed: Signed) => Effect.Effect<A, E>) =>
    Effect.forEach(parts, (part, at) =>
      use(part, { request: whole.request, generation: known.get(whole.generation)?.[at] ?? 0 })
    )

  return {
    account: Secret.account(
      "all",
      parts.map((part) => part.account)
    ),
    secretNames,
    secrets: Effect.map(
      Effect.forEach(parts, (part) => part.secrets),
      (secrets) => secrets.flat()
    ),
    sign: Effect.fnUntraced(function* (request) {
      let signed = request
      const generations: Array<number> = []
      for (const part of parts) {
        const one = yield* part.sign(signed)
        signed = one.request
        generations.push(one.generation)
      }
      return { request: signed, generation: generationOf(generations) }
    }),
    renew: (refused) =>
      Effect.map(
        each(refused, (part, signed) => part.renew(signed)),
        (renewed) => renewed.includes(true)
      ),
    accepted: (signed) => Effect.asVoid(each(signed, (part, one) => part.accepted(one)))
  }
}
