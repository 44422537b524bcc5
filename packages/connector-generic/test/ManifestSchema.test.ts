import { assert, describe, it } from "@effect/vitest"
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js"
import { readFileSync } from "node:fs"
import { parse } from "yaml"
import { document, file } from "../../../scripts/manifest-schema.ts"
import { presets } from "../src/presets/index.ts"
import { changed, harbour, malformed } from "./BrokenManifests.ts"

const written: AnySchemaObject = JSON.parse(readFileSync(file, "utf8"))

const guide = readFileSync(new URL("../../../docs/connect-a-provider.md", import.meta.url), "utf8")

const ofGuide: unknown = parse(/^```yaml\n(.*?)^```/ms.exec(guide)?.[1] ?? "")

const isValid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(written)

describe("manifest.schema.json", () => {
  it("is the one that `pnpm manifest-schema` writes", () => {
    assert.deepStrictEqual(written, JSON.parse(JSON.stringify(document())))
  })

  it("tells editors what the keys of a stream mean", () => {
    assert.deepInclude(written["$defs"].StreamManifest.properties, {
      key: { type: "array", items: { type: "string" }, description: "The fields that identify a record." }
    })
  })

  it.each(Object.entries({ harbour, ofGuide, ...presets }))("takes the manifest %s", (_, manifest) => {
    const valid = isValid(JSON.parse(JSON.stringify(manifest)))

    assert.deepStrictEqual([valid, isValid.errors], [true, null])
  })

  it.each(malformed)("refuses %s", (_, changes) => {
    assert.isFalse(isValid(changed(changes)))
  })
})
