import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as JsonNames from "../src/JsonNames.ts"

interface Written {
  readonly text: string
  /** The names at a path, by what was written and not by reading it again. */
  readonly names: ReadonlyMap<string, ReadonlyArray<string>>
}

type Tree = string | number | null | ReadonlyArray<Tree> | Members
interface Members {
  readonly members: ReadonlyArray<readonly [string, Tree]>
}

const Name = Schema.Literals([
  "a",
  "b",
  "10",
  "2",
  "01",
  "",
  'q"',
  "\\",
  "\\\\",
  "é",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "~1",
  "/"
])
const Text = Schema.Literals(["", "x", '"', "\\", '\\"', "{[", "]}", ",", '":', "\u0000", "\ud83d\ude00"])
const Leaf = Schema.Union([Text, Schema.Int, Schema.Null])
const levels = (inner: Schema.Codec<Tree>): Schema.Codec<Tree> =>
  Schema.Union([Leaf, Schema.Array(inner), Schema.Struct({ members: Schema.Array(Schema.Tuple([Name, inner])) })])
const AnyTree = Schema.Struct({ members: Schema.Array(Schema.Tuple([Name, levels(levels(Leaf))])) })
const Blank = Schema.Literals(["", " ", "\n\t", "\r\n  "])

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1")

/** Written by hand, since an object can hold neither the order nor two members of one name. */
const write = (tree: Tree, blank: string, escapes: boolean): Written => {
  const names = new Map<string, ReadonlyArray<string>>()
  const quoted = (text: string) =>
    escapes
      ? `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`
      : JSON.stringify(text)
  const forget = (path: string) => {
    for (const known of names.keys()) if (known === path || known.startsWith(`${path}/`)) names.delete(known)
  }
  const visit = (value: Tree, path: string): string => {
    if (typeof value === "string") return quoted(value)
    if (value === null || typeof value === "number") return String(value)
    if ("members" in value) {
      names.set(
        path,
        value.members.map(([name]) => name)
      )
      const parts = value.members.map(([name, inner]) => {
        const at = `${path}/${escaped(name)}`
        // The last of a name counts.
        forget(at)
        return `${blank}${quoted(name)}${blank}:${blank}${visit(inner, at)}${blank}`
      })
      return `{${parts.join(",")}${blank}}`
    }
    return `[${value.map((inner, i) => `${blank}${visit(inner, `${path}/${i}`)}${blank}`).join(",")}${blank}]`
  }
  const text = `${blank}${visit(tree, "")}${blank}`
  return { text, names }
}

describe("JsonNames", () => {
  it.prop(
    "gives the names of every object as they were written, whatever stands around it",
    [AnyTree, Blank, Schema.Boolean],
    ([tree, blank, escapes]) => {
      const { names, text } = write(tree, blank, escapes)
      JSON.parse(text)

      for (const [path, expected] of names)
        assert.deepStrictEqual(JsonNames.at(text, path), expected, `${path} of ${text}`)
    },
    { arbitrary: { runs: 500 } }
  )

  it("keeps the order that JavaScript changes", () => {
    assert.deepStrictEqual(JsonNames.at('{"b":1,"10":2,"9":3,"a":4}', ""), ["b", "10", "9", "a"])
  })

  it("gives a name as often as it comes", () => {
    assert.deepStrictEqual(JsonNames.at('{"a":1,"\\u0061":2}', ""), ["a", "a"])
  })

  it("gives nothing where there is no object", () => {
    for (const pointer of ["", "/0", "/0/a", "/7", "/x"])
      assert.isUndefined(JsonNames.at("[[],1,{}]", pointer), pointer)
    assert.deepStrictEqual(JsonNames.at("[[],1,{}]", "/2"), [])
  })

  it("takes a time that grows with the length alone, also for a text of backslashes", () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `"${i}":"${"\\\\".repeat(20)}"`)
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    const text = `{"deep":${deep},"map":{${names.join(",")}}}`

    assert.strictEqual(JsonNames.at(text, "/map")?.length, 200_000)
    const slashes = `{"a":"${"\\\\".repeat(4_000_000)}","map":{"b":1}}`
    assert.deepStrictEqual(JsonNames.at(slashes, "/map"), ["b"])
  })
})
