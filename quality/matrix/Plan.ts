/**
 * Which faults a list meets, and what is promised of each.
 */
import { FaultCatalogue, type Occasion, type Outcome, Wire, Wires } from "@innlet/testkit"
import type { Cell } from "./Cell.ts"
import { differences } from "./Difference.ts"
import { type Target } from "./Target.ts"
import { type Trait, traitsOf } from "./Traits.ts"

export interface Planned {
  readonly entry: FaultCatalogue.FaultEntry
  readonly expected: Outcome.Outcome
  /** Why it is another outcome than the catalogue's, if it is. */
  readonly because: string | undefined
}

/** The faults that only bytes on a socket show, or that are the business of a client which inflates and bounds them. */
export const ofTheClient: ReadonlySet<string> = new Set(
  [
    ["N12", "N12b", "N13", "N13b", "N13c", "N14", "N17"],
    ["H23", "H26", "H26b", "H26c", "H26d", "H29", "H29b"],
    ["D11", "D13"]
  ].flat()
)

/** What a list that met nothing tells of its wire and traits. */
export interface Known {
  readonly page: Wire.PageWire
  readonly wire: Wire.Wire
  readonly traits: ReadonlySet<Trait>
  /** One of the list, as it stands there. */
  readonly record: string
}

export const knownOf = (name: string, calm: Cell): Known => {
  const wire = Wires.of(name)
  if (wire === undefined) throw new Error(`there is no wire of ${name}`)
  for (const { request, response } of calm.first.exchanges) {
    const page = Wire.pageOf(wire, request)
    const [record] = page?.list(String(response?.body))?.records ?? []
    if (page !== undefined && record !== undefined) return { wire, page, record, traits: traitsOf(calm, page) }
  }
  throw new Error(`the wire of ${name} knows no page that was asked for`)
}

/** The cells of a list. */
export const plan = (target: Target, known: Known): ReadonlyArray<Planned> =>
  offered(target, known).flatMap(({ difference, entry }): ReadonlyArray<Planned> => {
    if (difference === undefined) return [{ entry, expected: entry.expected, because: undefined }]
    const { because, expected } = difference
    return expected === undefined ? [] : [{ entry, expected, because }]
  })

/** What would be cells of a list if no difference said that the fault doesn't apply. */
export const leftOut = (target: Target, known: Known): ReadonlyArray<Planned> =>
  offered(target, known).flatMap(({ difference, entry }) =>
    difference !== undefined && difference.expected === undefined
      ? [{ entry, expected: entry.expected, because: difference.because }]
      : []
  )

const offered = ({ earlier = 0, subject, without = [] }: Target, known: Known) =>
  FaultCatalogue.entries.flatMap((usual) => {
    const { traits } = known
    const entry = { ...usual, when: brought(usual.when, earlier) }
    if (
      without.includes(FaultCatalogue.familyOf(usual)) ||
      !isShown(entry, known) ||
      (entry.where === "token" && traits.has("fixedCredentials"))
    )
      return []
    const difference = differences.find(
      ({ ids, of }) => ids.includes(entry.id) && (typeof of === "string" ? traits.has(of) : of.includes(subject))
    )
    return [{ entry, difference }]
  })

const brought = (when: Occasion.Occasion, earlier: number): Occasion.Occasion =>
  when.at === undefined ? when : { ...when, at: Math.max(1, when.at - earlier) }

const ownEnd = ({ next }: Wire.PageWire): string =>
  next === undefined
    ? ""
    : { null: "endAsNull", empty: "endAsEmpty", blank: "endAsBlank", missing: "endAsMissing" }[next.ownEnd]

const isShown = ({ id, what, where }: FaultCatalogue.FaultEntry, { page, record, wire }: Known): boolean => {
  if (ofTheClient.has(id)) return false
  if (where === "world") return what._tag === "World" && typeof what.world !== "string"
  if (where === "store" || where === "process" || where === "clock") return false
  // What is the provider's own way is no fault.
  if (what._tag === "Page" && ownEnd(page) === what.page) return false
  if (what._tag === "Record" && what.record === "idAsOther") return page.otherId(record) !== record
  if (what._tag === "Answer" && typeof what.answer === "string") return wire.refusals[what.answer] !== undefined
  return Wire.objectionOf(page, what) === undefined
}

/** Differences that are about no list, or about a fault that no list has. */
export const unused = (planned: ReadonlyArray<Planned>): ReadonlyArray<string> => {
  const reasons = new Set(planned.map(({ because }) => because))
  return differences.flatMap(({ because }) => (reasons.has(because) ? [] : [because]))
}
