/** Every subject of this repository, by name: a provider with the connector to it. */
import type { Subject } from "@innlet/testkit/conformance"
import * as BookingSubject from "../../packages/connector-booking/test/BookingSubject.ts"
import * as DemandSubject from "../../packages/connector-booking/test/demand/DemandSubject.ts"
import { entries } from "../../packages/connector-generic/test/presets/Entry.ts"
import * as PresetSubject from "../../packages/connector-generic/test/presets/PresetSubject.ts"
import * as HotelXSubject from "../../packages/connector-hotelx/test/HotelXSubject.ts"
import * as LegacySubject from "../../packages/connector-hotelx/test/legacy/LegacySubject.ts"

export const subjects: { readonly [name: string]: Subject.Subject } = {
  booking: BookingSubject.subject,
  "booking demand 3.1": DemandSubject.subject("3.1"),
  "booking demand 3.2": DemandSubject.subject("3.2"),
  hotelx: HotelXSubject.subject,
  "hotelx legacy": LegacySubject.subject,
  ...Object.fromEntries(entries.map((entry) => [entry.manifest.name, PresetSubject.subject(entry)]))
}
