import { Conformance } from "@innlet/testkit/conformance"
import { Layer } from "effect"
import * as BookingSubject from "./BookingSubject.ts"
import * as DemandSubject from "./demand/DemandSubject.ts"

Conformance.suite("booking", Layer.empty, BookingSubject.subject)
Conformance.suite("booking demand 3.1", Layer.empty, DemandSubject.subject("3.1"))
Conformance.suite("booking demand 3.2", Layer.empty, DemandSubject.subject("3.2"))
