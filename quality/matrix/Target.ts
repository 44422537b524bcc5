/**
 * What the faults are put to: one list of every provider.
 */
import type { FaultCatalogue } from "@innlet/testkit"
import { subjects } from "../subjects/index.ts"

export interface Target {
  /** As the subjects are named. */
  readonly subject: keyof typeof subjects & string
  readonly stream: string
  /** By how many requests faults come earlier, where a list has few pages. @default 0 */
  readonly earlier?: number
  /** Families of faults that are left to another list which is read by the same code. @default none */
  readonly without?: ReadonlyArray<FaultCatalogue.Family>
}

export const targets: ReadonlyArray<Target> = [
  { subject: "booking", stream: "reservations" },
  { subject: "booking demand 3.1", stream: "accommodations", without: ["N", "H", "D"] },
  { subject: "booking demand 3.2", stream: "accommodations" },
  { subject: "hotelx", stream: "hotels" },
  { subject: "hotelx legacy", stream: "hotels" },
  { subject: "expedia_content", stream: "properties", earlier: 1 },
  { subject: "hotelbeds_content", stream: "hotels" },
  { subject: "mews_reservations", stream: "reservations" },
  { subject: "cloudbeds", stream: "hotels" },
  { subject: "cloudbeds2", stream: "guests" },
  { subject: "apaleo", stream: "reservations" },
  { subject: "hostaway", stream: "reservations" },
  { subject: "guesty", stream: "reservations" }
]

export const nameOf = ({ stream, subject }: Target): string => `${subject}/${stream}`
