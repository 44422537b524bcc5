import { assert, describe, it } from "@effect/vitest"
import { FaultCatalogue, FaultText, Wires } from "@innlet/testkit"
import { Result } from "effect"

const { entries } = FaultCatalogue

/** How many faults of each family there are to know, each in one form or several. */
const known = { N: 17, H: 30, P: 29, D: 21, V: 10, O: 7, T: 8, S: 11, X: 8 }

describe("FaultCatalogue", () => {
  it("has every fault of every family, each under an id of its own", () => {
    for (const [family, count] of Object.entries(known)) {
      const numbers = entries.filter(({ id }) => id.startsWith(family)).map(({ id }) => Number(id.replace(/\D/g, "")))
      const expected = Array.from({ length: count }, (_, index) => index + 1)
      assert.deepStrictEqual([...new Set(numbers)], expected, family)
    }
    assert.strictEqual(new Set(entries.map(({ id }) => id)).size, entries.length)
    assert.isAtLeast(entries.length, 141)
  })

  it("says of each in a line what it is, and of no two the same", () => {
    assert.strictEqual(new Set(entries.map(({ title }) => title)).size, entries.length)
    for (const { id, title } of entries) assert.match(title, /^[^\n]{2,80}$/, id)
  })

  it("holds values that can be kept as JSON and mean the same", () => {
    for (const { id, what, when } of entries) {
      const kept = JSON.parse(JSON.stringify({ what, when }))
      assert.deepStrictEqual(JSON.stringify(kept), JSON.stringify({ what, when }), id)
      assert.isFalse(JSON.stringify(when).includes("null"), id)
    }
  })

  it("finds an entry by its id, in capitals or not", () => {
    assert.strictEqual(FaultCatalogue.get("h5B")?.title, "429 with a wait of -5")
    assert.isUndefined(FaultCatalogue.get("H99"))
  })

  it("is a table of one line an entry", () => {
    const lines = FaultCatalogue.markdown().split("\n")
    assert.strictEqual(lines.length, entries.length + 2)
    assert.strictEqual(new Set(lines.map((line) => line.length)).size, 1)
    const [line] = FaultCatalogue.markdown(entries.filter(({ id }) => id === "H1"))
      .split("\n")
      .slice(2)
    assert.match(
      line ?? "",
      /^\| H1 +\| 429 with a wait in seconds +\| asked again after the wait +\| answer +\| documented +\|$/
    )
  })

  it("tells who applies a fault from what it is", () => {
    const places = ["N6", "O6", "O3", "H1", "D2", "V1", "S1", "X1", "T1"].map((id) => FaultCatalogue.get(id)?.where)
    assert.deepStrictEqual(places, [
      "connection",
      "token",
      "token",
      "answer",
      "answer",
      "world",
      "store",
      "process",
      "clock"
    ])
  })
})

const parsed = (text: string): unknown => Result.merge(FaultText.parse(text))
const whatOf = (id: string) => FaultCatalogue.get(id)?.what

describe("FaultText.parse", () => {
  it("takes an id at its usual moment", () => {
    assert.deepStrictEqual(parsed("P1"), { what: whatOf("P1"), when: { at: 3, times: "always" } })
    assert.deepStrictEqual(parsed(" h1 "), { what: whatOf("H1"), when: { at: 3 } })
  })

  it("takes a moment in each of its forms", () => {
    const moments = ["H1@3", "H11@2x3", "P1@4x*", "N6@every:10", "N6@every:10x2", "N7@chance:0.05", "N7@chance:1"]
    assert.deepStrictEqual(
      moments.map((text) => Object(parsed(text)).when),
      [
        { at: 3 },
        { at: 2, times: 3 },
        { at: 4, times: "always" },
        { every: 10 },
        { every: 10, times: 2 },
        { chance: 0.05 },
        { chance: 1 }
      ]
    )
  })

  it("takes a path behind the moment, or behind the id", () => {
    assert.deepStrictEqual(parsed("H1@3/v1/rates"), { what: whatOf("H1"), when: { at: 3, path: "/v1/rates" } })
    assert.deepStrictEqual(parsed("H1/v1"), { what: whatOf("H1"), when: { at: 3, path: "/v1" } })
  })

  it("keeps a fault of tokens at requests for tokens", () => {
    assert.deepStrictEqual(parsed("O6@2"), { what: whatOf("O6"), when: { at: 2, of: "tokens" } })
  })

  it("says in one line what is wrong", () => {
    assert.strictEqual(parsed("H99@3"), 'there is no fault "H99"; the catalogue has ids such as N6, H1, P5, D2')
    for (const text of ["H1@0", "H1@-1", "H1@x", "H1@3x0", "H1@every:0", "H1@chance:2", "H1@", "H1@3@4"]) {
      assert.match(String(parsed(text)), /^"[^"]*" is no moment; write H1@3, [^\n]+$/, text)
    }
    assert.match(String(parsed("")), /^there is no fault ""/)
  })
})

describe("Wires.of", () => {
  it("knows nothing of a provider that is none of ours, whatever it is called", () => {
    assert.isDefined(Wires.of("booking"))
    for (const name of ["", "none", "constructor", "toString"]) assert.isUndefined(Wires.of(name))
  })
})
