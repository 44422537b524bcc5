/** What the READMEs say of faults is what the catalogue says. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { FaultCatalogue, FaultText, Outcome } from "../src/index.ts"

const textOf = (name: string): string => readFileSync(join(import.meta.dirname, "..", name), "utf8")

describe("README.md", () => {
  it("lists the catalogue of faults as it is", () => {
    const [, table] = /<!-- catalogue -->\n+(.*?)\n+<!-- \/catalogue -->/s.exec(textOf("README.md")) ?? []
    assert.strictEqual(table, FaultCatalogue.markdown(), "write what FaultCatalogue.markdown() gives between the marks")
  })
})

describe("SERVE.md", () => {
  const rows = [...textOf("SERVE.md").matchAll(/^\| `([A-Z]\d+[a-z]?)(@[^`]+)?` +\| (.*?) +\| (.*?) +\|$/gm)]

  it("tells of faults what the catalogue tells", () => {
    assert.isAtLeast(rows.length, 4)
    for (const [, id = "", moment = "", title, outcome] of rows) {
      const entry = FaultCatalogue.get(id)!
      assert.deepStrictEqual([title, outcome], [entry.title, Outcome.text(entry.expected).replaceAll("`", "")], id)
      assert.strictEqual(FaultText.parse(`${id}${moment}`)._tag, "Success")
    }
  })
})
