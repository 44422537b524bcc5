import { Conformance } from "@innlet/testkit/conformance"
import { Layer } from "effect"
import * as HotelXSubject from "./HotelXSubject.ts"
import * as LegacySubject from "./legacy/LegacySubject.ts"

Conformance.suite("hotelx", Layer.empty, HotelXSubject.subject)
Conformance.suite("hotelx legacy", Layer.empty, LegacySubject.subject)
