import { Layer } from "effect"
import { Conformance } from "../../src/conformance/index.ts"
import * as ReferenceSubject from "./ReferenceSubject.ts"

Conformance.suite("a connector with six kinds of lists", Layer.empty, ReferenceSubject.subject())
