/** The whole conformance test of the stranger. It is run where it was packed for, by `scripts/check-conformance.ts`, as a test. */
import { Conformance } from "@innlet/testkit/conformance"
import { Layer } from "effect"
import * as QuaySubject from "./QuaySubject.ts"

Conformance.suite("quay", Layer.empty, QuaySubject.subject)
