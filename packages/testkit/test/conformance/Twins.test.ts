/** Every law fails on a connector that is broken on purpose, and says so of no other law. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Check, Laws } from "../../src/conformance/index.ts"
import * as ReferenceSubject from "./ReferenceSubject.ts"
import { twins } from "./twins.ts"

const groupOf = (name: string) => Laws.all.find((law) => law.name === name)?.group

describe("a law", () => {
  it("has a name of its own", () => {
    assert.strictEqual(new Set(Laws.all.map(({ name }) => name)).size, Laws.all.length)
  })

  it.each(Laws.all)("has a twin that breaks it: $name", ({ name }) => {
    assert.isAbove(twins.filter(({ breaks }) => breaks.includes(name)).length, 0)
  })

  it("is broken by every twin, which names it as it is", () => {
    const unknown = twins.flatMap(({ breaks }) => breaks).filter((name) => groupOf(name) === undefined)
    assert.deepStrictEqual(unknown, [])
    const table = Laws.all.map(({ group, name }) => {
      const broken = twins.filter(({ breaks }) => breaks.includes(name)).map(({ title }) => title)
      return `${group} | ${name} | ${broken.join("; ")}`
    })
    process.stdout.write(`group | law | twin\n${table.join("\n")}\n`)
  })
})

describe("a connector that", () => {
  it.effect.each(twins)("$title breaks its law and none of another group", (twin) =>
    Effect.gen(function* () {
      const { violations } = yield* Check.check(Layer.empty, ReferenceSubject.subject(twin))

      const broken = violations.map(({ law }) => law)
      assert.includeMembers(broken, [...twin.breaks], violations.map(({ message }) => message).join("\n"))
      const strangers = violations.filter(({ group }) => group !== groupOf(twin.breaks[0] ?? ""))
      assert.deepStrictEqual(
        strangers.map(({ message }) => message),
        []
      )
      for (const { law, message, stream } of violations) {
        assert.include(message, `${stream}:`)
        assert.include(message, `"${law}": `)
        assert.notInclude(message, "\n")
      }
    })
  )
})
