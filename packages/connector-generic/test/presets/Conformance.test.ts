import { Conformance } from "@innlet/testkit/conformance"
import { Layer } from "effect"
import { entries } from "./Entry.ts"
import * as PresetSubject from "./PresetSubject.ts"

for (const entry of entries) Conformance.suite(entry.manifest.name, Layer.empty, PresetSubject.subject(entry))
