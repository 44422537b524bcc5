/** Runs that are killed and begun again until they complete, and what they must leave. */
import * as Children from "./Children.ts"
import * as Provider from "./Provider.ts"
import * as Stores from "./Stores.ts"
import type { Plan, StoreName, Task } from "./Task.ts"

export type Setting = Pick<Task, "cursor" | "generation">

/** What a run leaves that nothing disturbs. */
export interface Undisturbed {
  readonly setting: Setting
  /** Where it began: nowhere, or where the generation before ended. */
  readonly from: Stores.Site | undefined
  /** The sweeps before it. */
  readonly before: ReadonlyArray<string>
  readonly standing: ReadonlyArray<Stores.Standing>
  readonly requests: { readonly [stream: string]: number }
  readonly steps: { readonly [kind: string]: number }
  readonly site: Stores.Site
}

export const undisturbed = async (store: StoreName, setting: Setting, previous?: Undisturbed): Promise<Undisturbed> => {
  const site = await Stores.make(store, previous?.site)
  const before = previous?.standing.map(({ run }) => run) ?? []
  const asked = Provider.requestsTo(site.provider)
  const ended = await Children.run({ ...setting, place: site.place, provider: site.provider, before })
  if (ended.code !== 0 || ended.report === undefined) throw new Error(`a run without kills failed: ${ended.output}`)
  const standing = await Stores.standing(site)
  const requests = difference(Provider.requestsTo(site.provider), asked)
  return { setting, from: previous?.site, before, standing, requests, steps: ended.report.steps, site }
}

const difference = (after: { readonly [stream: string]: number }, before: { readonly [stream: string]: number }) =>
  Object.fromEntries(Object.entries(after).map(([stream, count]) => [stream, count - (before[stream] ?? 0)]))

export interface Outcome {
  /** The kills that happened. */
  readonly kills: number
  /** Pages that were asked for more often than in a run without kills. */
  readonly again: number
  /** What is wrong, a line each. */
  readonly problems: ReadonlyArray<string>
}

/** Runs with a kill at each of the plans in turn, and then to the end. */
export const killed = async (store: StoreName, basis: Undisturbed, plans: ReadonlyArray<Plan>): Promise<Outcome> => {
  const site = await Stores.make(store, basis.from)
  try {
    const asked = Provider.requestsTo(site.provider)
    const task = { ...basis.setting, place: site.place, provider: site.provider, before: basis.before }
    let kills = 0
    for (const plan of [...plans, undefined]) {
      const ended = await Children.run({ ...task, plan })
      if (ended.signal === "SIGKILL" && plan !== undefined) kills += 1
      else if (ended.code === 0) break
      else return { kills, again: 0, problems: [`it ended with ${ended.signal ?? ended.code}: ${ended.output.trim()}`] }
    }
    const requests = difference(Provider.requestsTo(site.provider), asked)
    const again = Object.keys(requests).map((stream) => requests[stream]! - basis.requests[stream]!)
    return {
      kills,
      again: again.reduce((a, b) => a + b, 0),
      problems: [...(await problemsOf(site, basis)), ...tooManyRequests(basis.setting, kills, requests, basis.requests)]
    }
  } finally {
    await site.remove()
  }
}

/** A page that was not committed, and the one asked for ahead; a moving cursor can't be gone on with, so all pages. */
const tooManyRequests = (
  { cursor }: Setting,
  kills: number,
  requests: { readonly [stream: string]: number },
  base: { readonly [stream: string]: number }
) =>
  Object.keys(requests).flatMap((stream) => {
    const again = requests[stream]! - base[stream]!
    const most = kills * (cursor === "scroll" && stream === "offers" ? Provider.offerPages : 2)
    return again >= 0 && again <= most ? [] : [`${stream}: ${again} pages asked for again after ${kills} kills`]
  })

/** What is otherwise than in an undisturbed run, a line each. */
export const problemsOf = async (site: Stores.Site, basis: Undisturbed): Promise<ReadonlyArray<string>> => {
  const standing = await Stores.standing(site)
  const problems: Array<string> = (await Stores.leftovers(site)).map((left) => `left over: ${left}`)
  for (const expected of basis.standing) {
    const { stream } = expected
    const found = standing.find((one) => one.stream === stream)
    if (found === undefined) {
      problems.push(`${stream}: no checkpoint`)
      continue
    }
    const same = (what: string, a: unknown, b: unknown) => {
      if (JSON.stringify(a) !== JSON.stringify(b)) problems.push(`${stream}: ${what}: ${firstDifference(a, b)}`)
    }
    const { counts } = found
    same("rows", found.rows, expected.rows)
    same("dead letters", found.letters, expected.letters)
    same("status", found.status, expected.status)
    same("verdict", found.verdict, expected.verdict)
    same("lines", found.lines, expected.lines)
    same("requests in the audit", found.audited, counts["requests"])
    const kept = counts["inserted"]! + counts["updated"]! + counts["unchanged"]! + counts["dead_lettered"]!
    same("records that became something", kept, counts["received"])
    same("inserted", counts["inserted"], expected.counts["inserted"])
    same("updated", counts["updated"], expected.counts["updated"])
    // A walk that begins anew gets pages again, and counts them.
    if (stream === "offers" && basis.setting.cursor === "scroll") continue
    same("counts", counts, expected.counts)
    same("how often letters were seen", found.seen, expected.seen)
  }
  return problems
}

const firstDifference = (found: unknown, expected: unknown): string => {
  if (!Array.isArray(found) || !Array.isArray(expected)) {
    return `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`
  }
  const at = expected.findIndex((one, i) => one !== found[i])
  return `${found.length} of ${expected.length}, the first other one: ${String(found[at])} instead of ${String(expected[at])}`
}
